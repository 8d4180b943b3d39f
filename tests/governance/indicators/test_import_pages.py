"""An officer brings a table in on pages: faults first, then mended, then in force; strangers get nothing."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.governance.indicators import samples
from tests.people import person, signed_in
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.jobs.running import run_waiting
from zhicheng.governance.indicators import actions
from zhicheng.governance.indicators.models import CheckRun, Draft, Import

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def orchard() -> Import:
    samples.orchard()
    made = samples.bring_in(*samples.ROWS)
    actions.recompute(by=None)
    return made


@pytest.fixture
def officer() -> Client:
    return signed_in(person("李", Role.CITY_HANDLER, "440300"))


@pytest.fixture
def national() -> Client:
    return signed_in(person("国", Role.NATIONAL, None))


def upload(client: Client, content: bytes, name: str = "fruit.csv") -> Any:
    data = {"layout": "fruit", "file": SimpleUploadedFile(name, content)}
    return client.post("/figures/import/", data, follow=True)


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_faults_then_mended_then_in_force_then_in_the_log(officer: Client) -> None:
    bad = samples.csv("440300,深圳市,2010,12吨,4,x", "440300,深圳市,2012,40,8,x", "440100,广州市,2010,1,1,x")
    answer = upload(officer, bad)
    draft = Draft.objects.get()
    assert answer.redirect_chain == [(f"/figures/import/{draft.pk}/columns/", 302)]
    shown = words(officer.get(f"/figures/import/{draft.pk}/"))
    assert "有 2 处错误，改正后才能导入" in shown
    assert "2 apples 12吨 数字后面有别的文字，单位请写在列名里" in shown
    assert "4 adcode 440100 广州市（440100）不在您的管辖区域内" in shown
    assert Import.objects.count() == 1

    upload(officer, samples.csv("440300,深圳市,2010,12,4,x", "440300,深圳市,2012,40,8,x", encoding="gb18030"))
    draft = Draft.objects.exclude(pk=draft.pk).get()
    shown = words(officer.get(f"/figures/import/{draft.pk}/"))
    assert "可以导入，新增或改变 3 个数值" in shown
    first = Import.objects.get()
    answer = officer.post(
        f"/figures/import/{draft.pk}/",
        {"absent": "drop", "source": "深圳水果公报 2013", "replacing": first.pk},
        follow=True,
    )
    assert answer.redirect_chain == [(f"/figures/import/{draft.pk}/done/", 302)]
    assert "已导入为第 2 版" in words(answer)
    assert run_waiting() >= 1
    assert samples.figures(["apples"]) == {
        ("apples", "440300", 2010): 12.0,
        ("apples", "440300", 2012): 40.0,
        ("apples", "440100", 2010): 30.0,
        ("apples", "440100", 2011): 30.0,
        ("apples", "340100", 2010): 5.0,
    }
    logged = LogEntry.objects.get(verb="figures.imported", user__name="李")
    assert (logged.on_id, logged.region_code) == (str(draft.__class__.objects.get(pk=draft.pk).imported_id), "440300")


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "fruit.csv", "空的"),
        (b"\0" * 5000, "fruit.csv", "NUL"),
        ("城市,产量\n深圳,1".encode("gbk").decode("latin-1").encode(), "fruit.csv", "乱码"),
        (b"%PDF-1.4 1 0 obj", "fruit.csv", "PDF"),
        (b"a,a\n1,2", "fruit.csv", "列名"),
    ],
)
def test_a_wrong_file_is_refused_at_the_field(officer: Client, content: bytes, name: str, why: str) -> None:
    answer = upload(officer, content, name)
    assert answer.status_code == 200
    assert why in words(answer)
    assert (Draft.objects.count(), Import.objects.count()) == (0, 1)


def test_the_steps_ask_again_in_words(officer: Client) -> None:
    assert "请选择要上传的“文件”" in words(officer.post("/figures/import/", {"layout": "fruit"}))
    upload(officer, samples.csv("440300,2010,1", head="a,b,c"))
    draft = Draft.objects.get()
    answer = officer.post(
        f"/figures/import/{draft.pk}/columns/", {"column-0": "region", "column-1": "ignored", "column-2": "=apples"}
    )
    assert "没有一列对应“年份”，请选择或在文件中补上" in words(answer)
    chosen = {"column-0": "region", "column-1": "period", "column-2": "=apples"}
    answer = officer.post(f"/figures/import/{draft.pk}/columns/", chosen)
    assert (answer.status_code, answer["Location"]) == (302, f"/figures/import/{draft.pk}/")
    assert "请填写“来源”" in words(officer.post(f"/figures/import/{draft.pk}/", {"source": " "}))
    assert Import.objects.count() == 1


def test_a_stale_preview_is_shown_again(officer: Client) -> None:
    upload(officer, samples.csv("440300,深圳市,2010,12,4,x"))
    draft, seen = Draft.objects.get(), Import.objects.get()
    samples.bring_in(*samples.ROWS[:3])
    answer = officer.post(f"/figures/import/{draft.pk}/", {"absent": "keep", "source": "公报", "replacing": seen.pk})
    assert "预览之后有人导入了新的一版，请重新查看预览再确认" in words(answer)
    assert Import.objects.count() == 2


def test_a_draft_is_hidden_from_others_and_can_be_given_up(officer: Client, national: Client) -> None:
    upload(officer, samples.csv("440300,深圳市,2010,12,4,x"))
    draft = Draft.objects.get()
    for step in ("", "columns/", "done/"):
        assert national.get(f"/figures/import/{draft.pk}/{step}").status_code == 404
    assert national.post(f"/figures/import/{draft.pk}/discard/").status_code == 404
    assert Client().get(f"/figures/import/{draft.pk}/").status_code == 302
    assert officer.post(f"/figures/import/{draft.pk}/discard/").status_code == 302
    assert Draft.objects.count() == 0


def test_the_national_office_puts_a_version_back_with_a_reason(national: Client, orchard: Import) -> None:
    samples.bring_in(*samples.ROWS[:1])
    url = f"/figures/sources/{orchard.pk}/restore/"
    assert "请填写“原因”" in words(national.post(url, {"why": ""}))
    assert national.post(url, {"why": "新表有误"})["Location"] == "/figures/datasets/fruit/"
    orchard.refresh_from_db()
    assert orchard.state == "current"


def test_checks_run_as_a_job_and_show_what_they_found(officer: Client) -> None:
    assert "还没有运行过" in words(officer.get("/figures/checks/"))
    answer = officer.post("/figures/checks/run/")
    assert answer["Location"].startswith("/jobs/")
    run_waiting()
    assert CheckRun.objects.count() == 1
    assert "37 项核对中，2 项有发现" in words(Client().get("/figures/checks/"))
