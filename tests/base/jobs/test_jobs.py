"""Starting, running, cancelling, retrying and rescuing jobs, in one process."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from tests.base.jobs import sample_tasks  # noqa: F401 - registers the tasks
from tests.people import person
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.jobs import actions, queries, rules, running
from zhicheng.base.jobs.models import Job, State
from zhicheng.base.jobs.registry import JobCancelled, Progress, task
from zhicheng.base.jobs.running import LOCKS, Reporter, claim, run_waiting
from zhicheng.base.verdicts import Refused


@pytest.fixture
def wang(db: None) -> User:
    return person("王")


@pytest.fixture
def zhao(db: None) -> User:
    return person("赵", region="340100")


def start(by: User | None, task: str = "sample.count", **more: object) -> Job:
    more.setdefault("arguments", {"steps": 3} if task == "sample.count" else {})
    return actions.start(task=task, title="一次计算", by=by, **more)


def run_it(job: Job) -> Job:
    assert run_waiting() == 1
    job.refresh_from_db()
    return job


def test_a_job_runs_and_says_what_came_of_it(wang: User) -> None:
    job = start(wang, result_url="/strength/2010/")
    assert (job.state, job.region_code, job.requested_by, job.attempts) == (State.WAITING, "440300", wang, 0)
    run_it(job)
    assert (job.state, job.result, job.error, job.attempts) == (State.DONE, "数到 3", "", 1)
    assert (job.share_done, job.message, job.result_url) == (1.0, "", "/strength/2010/")
    assert list(LogEntry.objects.filter(on_id=str(job.pk)).values_list("verb", "user", "facts")) == [
        ("job.queued", wang.pk, {"task": "sample.count"})
    ]


def test_jobs_run_in_the_order_they_were_asked_for(wang: User) -> None:
    jobs = [start(wang, arguments={"steps": steps}) for steps in (1, 2, 3)]
    assert run_waiting() == 3
    ended = [Job.objects.get(pk=job.pk) for job in jobs]
    assert [job.result for job in ended] == ["数到 1", "数到 2", "数到 3"]
    assert ended == sorted(ended, key=lambda job: job.finished_at)


@pytest.mark.parametrize(
    ("task_code", "words"),
    [
        ("sample.fail", "文件第 3 行缺少年份，请补上后重新导入"),
        ("sample.refuse", "上一年度尚未审定"),
        ("sample.gone", "本版本没有“sample.gone”这个任务，不能执行"),
    ],
)
def test_a_foreseen_failure_is_told_in_words(wang: User, task_code: str, words: str) -> None:
    job = run_it(start(wang, task_code))
    assert (job.state, job.error, job.result) == (State.FAILED, words, "")


def test_an_unforeseen_failure_shows_a_reference_and_nothing_of_the_program(
    wang: User, caplog: pytest.LogCaptureFixture
) -> None:
    job = run_it(start(wang, "sample.crash"))
    [entry] = [entry for entry in caplog.records if entry.name == running.__name__]
    reference = entry.args[2]
    assert job.error == f"程序出错，任务没有完成。请把编号 {reference} 告诉系统管理员。"
    assert "passwords" in caplog.text  # the log keeps what the page hides


def test_a_job_is_queued_with_its_change_or_not_at_all(wang: User) -> None:
    def change_that_fails() -> None:
        start(wang)
        raise LookupError

    with pytest.raises(LookupError):
        transaction.atomic(change_that_fails)()
    assert (Job.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)


def test_a_waiting_twin_is_reused_and_a_running_one_is_not(wang: User) -> None:
    first = start(wang, once="recompute")
    assert start(wang, once="recompute") == first
    assert claim(first.pk) is not None
    second = start(wang, once="recompute")
    assert second != first
    assert list(ProcrastinateJob.objects.order_by("pk").values_list("lock", "args")) == [
        ("recompute", {"job_id": first.pk}),
        ("recompute", {"job_id": second.pk}),
    ]


def test_the_database_allows_one_waiting_twin(wang: User) -> None:
    start(wang, once="recompute")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(task="sample.count", title="二", once="recompute")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": State.DONE},
        {"state": State.WAITING, "finished_at": timezone.now()},
        {"state": State.RUNNING},
        {"state": "resting"},
    ],
)
def test_the_database_refuses_impossible_jobs(db: None, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(task="sample.count", title="一", **wrong)


def test_only_one_process_claims_a_job(wang: User) -> None:
    job = start(wang)
    assert claim(job.pk) == job
    assert claim(job.pk) is None


def test_progress_is_written_at_most_every_half_second(
    wang: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    job = claim(start(wang).pk)
    report = Reporter(job, connection)
    with django_assert_num_queries(1):
        for step in range(1000):
            report(step, 1000, "甲" * 300)
    job.refresh_from_db()
    assert (job.done, job.total, job.message) == (0, 1000, "甲" * 200)


def test_a_waiting_job_is_cancelled_at_once(wang: User) -> None:
    job = actions.cancel(job=start(wang), by=wang)
    assert (job.state, ProcrastinateJob.objects.count(), run_waiting()) == (State.CANCELLED, 0, 0)


def test_a_running_job_is_cancelled_at_its_next_report(wang: User) -> None:
    @task("sample.cancels_itself", label="取消")
    def cancels_itself(progress: Progress, *, job_id: int) -> str:
        actions.cancel(job=Job.objects.get(pk=job_id), by=wang)
        progress(1, 2)
        return "不应到达"

    job = start(wang, "sample.cancels_itself")
    Job.objects.filter(pk=job.pk).update(arguments={"job_id": job.pk})
    run_it(job)
    assert (job.state, job.result, job.error, job.finished_at is None) == (State.CANCELLED, "", "", False)


def test_a_run_given_up_for_dead_stops_and_writes_nothing(wang: User) -> None:
    old_run = claim(start(wang).pk)
    assert actions.rescue() == 1  # nobody holds its lock
    new_run = claim(old_run.pk)
    with pytest.raises(JobCancelled):
        Reporter(old_run, connection)(1, 2)
    running.finish(old_run, running.Outcome(State.DONE, result="旧的"))
    new_run.refresh_from_db()
    assert (new_run.state, new_run.result, new_run.attempts) == (State.RUNNING, "", 2)


def test_a_failed_job_can_be_retried(wang: User) -> None:
    job = run_it(start(wang, "sample.fail"))
    Job.objects.filter(pk=job.pk).update(task="sample.count", arguments={"steps": 2})
    again = actions.retry(job=job, by=wang)
    assert (again.state, again.error, again.attempts, again.finished_at) == (State.WAITING, "", 0, None)
    assert run_it(again).result == "数到 2"


def test_a_retry_beside_a_waiting_twin_is_refused(wang: User) -> None:
    job = run_it(start(wang, "sample.fail", once="recompute"))
    start(wang, once="recompute")
    with pytest.raises(Refused, match="相同的任务已在等待"):
        actions.retry(job=job, by=wang)


def test_an_ended_job_is_not_cancelled_and_a_done_one_not_retried(wang: User) -> None:
    job = run_it(start(wang))
    with pytest.raises(Refused, match="任务已结束，不能取消"):
        actions.cancel(job=job, by=wang)
    with pytest.raises(Refused, match="只有未完成或已取消的任务可以重新执行"):
        actions.retry(job=job, by=wang)
    job.refresh_from_db()
    assert job.state == State.DONE


# who sees which job


def test_own_jobs_jobs_of_the_reach_and_all_jobs(wang: User, zhao: User) -> None:
    province, county = person("省", Role.PROVINCIAL), person("区", Role.COUNTY)
    company, admin = person("企", Role.ORGANISATION), person("系", Role.SYSTEM_ADMIN)
    nation = person("国", Role.NATIONAL)
    jobs = {who: start(who) for who in (wang, zhao, province, county, company, nation)}
    jobs[None] = start(None)
    seen = {who.name: set(queries.visible_to(who)) for who in (wang, zhao, province, county, company, admin, nation)}
    everything = set(jobs.values())
    assert seen == {
        "王": {jobs[wang], jobs[county], jobs[company]},
        "赵": {jobs[zhao]},
        "省": {jobs[province], jobs[wang], jobs[county], jobs[company]},
        "区": {jobs[county]},
        "企": {jobs[company]},
        "系": everything,
        "国": everything,
    }
    for who in (wang, zhao, province, county, company, admin, nation):
        assert {job for job in everything if rules.can_see(who, job)} == seen[who.name]


def test_a_stranger_neither_cancels_nor_retries(wang: User, zhao: User) -> None:
    waiting, failed = start(wang), start(wang, "sample.fail")
    running.run(failed.pk, reports=connection)
    with pytest.raises(Refused, match="只能查看自己发起的任务"):
        actions.cancel(job=waiting, by=zhao)
    with pytest.raises(Refused, match="只能查看自己发起的任务"):
        actions.retry(job=failed, by=zhao)
    assert list(Job.objects.order_by("pk").values_list("state", flat=True)) == [State.WAITING, State.FAILED]


# rescue


def test_a_dead_job_is_queued_once_more_then_shown_as_failed(wang: User) -> None:
    job = claim(start(wang).pk)
    assert (actions.rescue(), actions.rescue()) == (1, 0)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.WAITING, 1)
    claim(job.pk)
    assert actions.rescue() == 1
    job.refresh_from_db()
    assert (job.state, job.error) == (
        State.FAILED,
        "执行这个任务的进程中断了。可以重新执行；再次中断时请联系系统管理员。",
    )
    assert ProcrastinateJob.objects.count() == 0


def test_a_dead_job_that_was_to_be_cancelled_is_cancelled(wang: User) -> None:
    job = claim(start(wang).pk)
    actions.cancel(job=job, by=wang)
    actions.rescue()
    job.refresh_from_db()
    assert job.state == State.CANCELLED


@pytest.fixture
def held_elsewhere(db: None) -> Iterator[int]:
    """An advisory lock's number that another session holds."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCKS, 123456])
    yield 123456
    other.close()


def test_a_living_job_is_left_alone(wang: User, held_elsewhere: int) -> None:
    now = timezone.now()
    job = Job.objects.create(pk=held_elsewhere, task="sample.count", title="一", state=State.RUNNING, started_at=now)
    assert actions.rescue() == 0
    job.refresh_from_db()
    assert job.state == State.RUNNING


def test_a_job_fetched_by_a_worker_that_died_before_it_began_is_queued_again(wang: User) -> None:
    job = start(wang)
    old_entry = job.queue_id
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [old_entry])
    assert actions.rescue() == 1
    job.refresh_from_db()
    assert list(ProcrastinateJob.objects.values_list("pk", "status")) == [(job.queue_id, "todo")]
    assert job.queue_id != old_entry


def test_old_jobs_are_forgotten_after_ninety_days(wang: User) -> None:
    old, young, waiting = run_it(start(wang)), run_it(start(wang)), start(wang)
    day = timezone.now() - timedelta(days=91)
    Job.objects.filter(pk__in=[old.pk, waiting.pk]).update(created_at=day)
    Job.objects.filter(pk=old.pk).update(finished_at=day)
    assert actions.forget_old() == 1
    assert set(Job.objects.all()) == {young, waiting}


# races, on real transactions


def in_threads(work: Callable[[], object], number: int) -> list[object]:
    """What each of `number` threads got, each on its own connection."""

    def run_on_own_connection(_number: int) -> object:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run_on_own_connection, range(number)))


@pytest.mark.django_db(transaction=True)
def test_twenty_four_at_once_queue_one_twin() -> None:
    wang = person("王")
    started = in_threads(lambda: start(wang, once="recompute"), 24)
    assert set(started) == {Job.objects.get()}
    assert ProcrastinateJob.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_reused_twin_does_not_begin_before_our_change_is_visible() -> None:
    wang = person("王")
    twin = start(wang, once="recompute")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            User.objects.filter(pk=wang.pk).update(name="改了名的王")
            assert start(wang, once="recompute") == twin
            seen = pool.submit(in_threads, lambda: claim(twin.pk) and User.objects.get(pk=wang.pk).name, 1)
            with pytest.raises(TimeoutError):
                seen.result(timeout=0.5)
        assert seen.result() == ["改了名的王"]
