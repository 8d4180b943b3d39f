"""The list of jobs and a job's page."""

import csv
import io

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.base.jobs import sample_tasks  # noqa: F401 - registers the tasks
from tests.people import person, signed_in
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.jobs import actions
from zhicheng.base.jobs.models import Job, State
from zhicheng.base.jobs.running import claim, run_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang() -> User:
    return person("王")


@pytest.fixture
def browser(wang: User) -> Client:
    return signed_in(wang)


def start(by: User, title: str = "重算 2010 年指标", task: str = "sample.count") -> Job:
    return actions.start(task=task, title=title, by=by, arguments={"steps": 2} if task == "sample.count" else {})


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_list_costs_six_queries(
    rows: int, wang: User, browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    jobs = [start(wang, f"第 {number} 次") for number in range(rows)]
    browser.get("/jobs/")
    with django_assert_num_queries(6):
        page = browser.get("/jobs/")
    assert list(page.context["table"].rows) == jobs[::-1]


def test_each_sees_his_own_list(wang: User, browser: Client) -> None:
    zhao = person("赵", region="340100")
    own, other = start(wang, "深圳的任务"), start(zhao, "合肥的任务")
    assert list(browser.get("/jobs/").context["table"].rows) == [own]
    assert list(signed_in(zhao).get("/jobs/").context["table"].rows) == [other]


def test_the_list_filters_and_exports(wang: User, browser: Client) -> None:
    failed = start(wang, "做不成的", "sample.fail")
    run_waiting()
    start(wang, "=1+1")
    assert list(browser.get("/jobs/?state=failed").context["table"].rows) == [failed]
    file = browser.get("/jobs/all.csv?sort=title").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))
    assert [row[0] for row in rows] == ["内容", "'=1+1", "做不成的"]


def test_progress_is_asked_for_only_while_something_runs(wang: User, browser: Client) -> None:
    assert "hx-get" not in browser.get("/jobs/").content.decode()
    job = claim(start(wang).pk)
    Job.objects.filter(pk=job.pk).update(done=1, total=4, message="合肥")
    page = browser.get("/jobs/").content.decode()
    assert 'hx-get="/jobs/active/" hx-trigger="every 2s"' in page
    part = browser.get("/jobs/active/").content.decode()
    assert '<progress max="4" value="1"' in part
    assert "已处理 1/4 合肥" in part
    Job.objects.filter(pk=job.pk).update(state=State.DONE, finished_at=timezone.now())
    part = browser.get("/jobs/active/").content.decode()
    assert "hx-get" not in part
    assert "任务已全部结束" in part


def test_a_job_page_tells_its_story(wang: User, browser: Client) -> None:
    job = start(wang)
    page = browser.get(f"/jobs/{job.pk}/").content.decode()
    assert f'hx-get="/jobs/{job.pk}/state/"' in page
    assert "排队等待" in page
    run_waiting()
    page = browser.get(f"/jobs/{job.pk}/").content.decode()
    assert "数到 2" in page
    assert "hx-get" not in page
    assert "取消任务" not in page


def test_a_failed_job_shows_no_stack_trace(wang: User, browser: Client) -> None:
    job = start(wang, task="sample.crash")
    run_waiting()
    page = browser.get(f"/jobs/{job.pk}/").content.decode()
    assert "程序出错，任务没有完成" in page
    assert "passwords" not in page
    assert "Traceback" not in page
    assert "重新执行" in page


def test_cancel_and_retry_by_button(wang: User, browser: Client) -> None:
    job = start(wang)
    answer = browser.post(f"/jobs/{job.pk}/cancel/")
    assert (answer.status_code, answer["Location"]) == (302, f"/jobs/{job.pk}/")
    assert Job.objects.get(pk=job.pk).state == State.CANCELLED
    assert browser.post(f"/jobs/{job.pk}/retry/").status_code == 302
    assert Job.objects.get(pk=job.pk).state == State.WAITING
    assert browser.get(f"/jobs/{job.pk}/cancel/").status_code == 405


def test_a_stranger_gets_nowhere(wang: User) -> None:
    job = start(wang, "只有深圳知道的任务")
    for stranger in (person("赵", region="340100"), person("李", Role.ORGANISATION, region="340100")):
        client = signed_in(stranger)
        for answer in (client.get(f"/jobs/{job.pk}/"), client.get(f"/jobs/{job.pk}/state/")):
            assert answer.status_code == 403
            assert "只有深圳知道的任务" not in answer.content.decode()
        assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 403
        assert client.post(f"/jobs/{job.pk}/retry/").status_code == 403
    assert Job.objects.get(pk=job.pk).state == State.WAITING


def test_nobody_without_account_comes_in() -> None:
    answer = Client().get("/jobs/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/jobs/")
