"""Carrying a plan out: notes, milestones, papers, standing, watch list, warnings of the night."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.governance.plans import samples
from tests.governance.plans.test_steps import refusal
from tests.people import HEFEI, SHENZHEN, person
from zhicheng.base.accounts.models import Role
from zhicheng.base.notices.models import Notice
from zhicheng.governance.plans import actions, queries
from zhicheng.governance.plans.models import Measure
from zhicheng.portal.site.governance_work import plans

pytestmark = pytest.mark.django_db
JUNE = date(2018, 6, 30)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def test_nothing_is_carried_out_before_the_approval() -> None:
    by = person()
    measure = samples.measure(samples.begun(by), by)
    assert refusal(lambda: actions.note(measure=measure, text="开始", by=by)) == "not_in_force"


def test_what_was_spent_is_what_the_newest_note_says() -> None:
    adoption, by = samples.in_force()
    measure = adoption.measures.all()[0]
    for day, spent in (
        (date(2018, 5, 1), 100),
        (date(2018, 7, 1), 300),
        (date(2018, 6, 1), None),
        (date(2018, 4, 1), 50),
    ):
        actions.note(measure=measure, text="进展", spent_fen=spent, day=day, by=by)
    measure.refresh_from_db()
    at_june = queries.standing(2018, SHENZHEN, JUNE)
    assert (measure.spent_fen, at_june.spent_fen, at_june.budget_fen) == (300, 100, 40_000_000)
    tomorrow = date(2018, 8, 2)
    told = {"measure": measure, "text": "未来", "by": by, "at": at(date(2018, 8, 1))}
    assert refusal(lambda: actions.note(day=tomorrow, **told)) == "in_future"


def test_the_last_milestone_ends_a_measure_and_taking_it_back_opens_it() -> None:
    adoption, by = samples.in_force()
    measure = adoption.measures.all()[0]
    first, last = measure.milestones.all()
    actions.finish(milestone=last, day=date(2018, 9, 1), by=by)
    assert Measure.objects.get(pk=measure.pk).done_on is None
    actions.finish(milestone=first, day=date(2018, 5, 1), by=by)
    assert Measure.objects.get(pk=measure.pk).done_on == date(2018, 9, 1)
    assert refusal(lambda: actions.finish(milestone=first, by=by)) == "done_already"
    actions.reopen(milestone=last, why="误登", by=by)
    assert Measure.objects.get(pk=measure.pk).done_on is None
    assert refusal(lambda: actions.reopen(milestone=last, why="误登", by=by)) == "not_done"


def test_a_paper_is_kept_once_and_proves_only_its_own_plan() -> None:
    adoption, by = samples.in_force()
    other, _stranger = samples.in_force(HEFEI)
    paper, (one, two, *_rest) = samples.paper(adoption, by), adoption.measures.all()
    actions.use(evidence=paper, measure=one, by=by)
    actions.use(evidence=paper, measure=two, milestone=two.milestones.all()[0], by=by)
    assert refusal(lambda: actions.use(evidence=paper, measure=one, by=by)) == "used_already"
    assert refusal(lambda: actions.use(evidence=paper, measure=other.measures.all()[0], by=by)) == "other_plan"
    assert refusal(lambda: samples.paper(other, by)) == "not_your_plan"
    [kept] = queries.evidence_of(2018, SHENZHEN)
    assert [use.measure for use in kept.uses.all()] == [one, two]
    actions.end_use(use=kept.uses.all()[0], by=by)
    assert (queries.evidence_of(2018, SHENZHEN).count(), paper.uses.count()) == (1, 1)
    assert list(queries.evidence_of(2018, HEFEI)) == []


def test_a_year_is_seen_as_it_stood_on_a_day() -> None:
    adoption, by = samples.in_force()
    one, *others = adoption.measures.all()
    for measure in others:
        actions.note(measure=measure, text="顺利", day=date(2018, 6, 20), by=by)
        actions.finish(milestone=measure.milestones.all()[0], day=date(2018, 4, 20), by=by)
    for step, day in zip(one.milestones.all(), (date(2018, 4, 10), date(2018, 6, 30)), strict=True):
        actions.finish(milestone=step, day=day, by=by)
    before, after = (queries.standing(2018, SHENZHEN, day) for day in (date(2018, 6, 29), JUNE))
    assert (before.measures_done, after.measures_done, after.light, after.overdue) == (0, 1, "ok", 0)
    autumn = queries.standing(2018, SHENZHEN, date(2018, 11, 1))
    assert (autumn.light, autumn.overdue, autumn.stale, autumn.why) == ("bad", 3, 3, "3 项措施超期或难以按期完成")


def test_the_watch_list_names_what_is_late_missed_and_due() -> None:
    adoption, by = samples.in_force()
    samples.figure(samples.CERTIFICATES, SHENZHEN, 2017, 104)
    samples.figure(samples.CERTIFICATES, SHENZHEN, 2018, 100)
    late, *others = adoption.measures.all()
    for measure in others:
        actions.finish(milestone=measure.milestones.all()[0], day=date(2018, 4, 20), by=by)
        actions.note(measure=measure, text="顺利", day=date(2018, 10, 10), by=by)
    watched = queries.watch_list(2018, SHENZHEN, date(2018, 10, 20))
    assert [each.kind for each in watched] == ["bad", "warn", "info", "info", "info", "info"]
    assert watched[0].words == f"{late.title}：1 个里程碑超期，最早的应于 2018-04-30 完成"
    assert watched[1].words == "新增贯标认证企业比上年增长 100，上年 104，下降 3.8%，低于增长 10% 的目标：未完成"
    assert watched[2].words == "总结：应于 2018-10-31 完成"
    assert [each.words for each in queries.watch_list(2018, HEFEI)] == ["还没有编制 2018 年度计划"]


def test_a_task_is_done_when_its_measures_are_and_its_targets_met() -> None:
    adoption, by = samples.in_force()
    measure = adoption.measures.get(task_ref="五")
    assert [(each.ref, each.done, each.why) for each in queries.must_tasks(2018, SHENZHEN, JUNE)][2] == (
        "五", False, "1 项措施未完成，共 1 项",
    )  # fmt: skip
    for step in measure.milestones.all():
        actions.finish(milestone=step, day=date(2018, 6, 1), by=by)

    def third() -> tuple[bool | None, str]:
        task = queries.must_tasks(2018, SHENZHEN, JUNE)[2]
        return task.done, task.why

    assert third() == (None, "措施已完成，目标不能判断：新增贯标认证企业比上年增长")
    samples.figure(samples.CERTIFICATES, SHENZHEN, 2017, 100)
    samples.figure(samples.CERTIFICATES, SHENZHEN, 2018, 110)
    assert third() == (True, "1 项措施全部完成")
    assert [task.ref for task in queries.must_tasks(2018, HEFEI, JUNE)] == list(samples.MUST)


def test_the_night_tells_each_lateness_once() -> None:
    adoption, by = samples.in_force()
    Notice.objects.all().delete()
    day = date(2018, 5, 1)
    assert (actions.warn_all(day), actions.warn_all(day), actions.warn_all(day + timedelta(days=1))) == (1, 0, 0)
    told = Notice.objects.filter(to=by).values_list("subject", flat=True)
    assert list(told) == ["440300 2018 年度计划有 4 项措施超期或久无进展"]
    head = Notice.objects.filter(to__role=Role.CITY_HEAD).count()
    assert (head, actions.warn_all(date(2019, 5, 1))) == (1, 0)
    actions.finish(milestone=adoption.measures.all()[0].milestones.all()[0], day=day, by=by)
    assert actions.warn_all(date(2018, 6, 15)) == 1


def test_the_workbench_shows_the_trouble_of_the_own_year() -> None:
    adoption, by = samples.in_force()
    waiting, late = plans(by, JUNE)
    assert (waiting.text, waiting.note) == ("440300 2018 年度计划", "已批准，待上报")
    assert (late.text, late.kind) == ("440300 2018 年度计划：4 项措施超期", "no")
    assert late.url == adoption.get_absolute_url()
    assert list(plans(person("合肥", Role.CITY_HANDLER, HEFEI), JUNE)) == []


def test_the_number_of_late_measures_is_what_their_lights_say() -> None:
    """The workbench counts in the database what `lights.lateness` says of each; on every day of the year they agree."""
    adoption, by = samples.in_force()
    first, second = adoption.measures.all()[:2]
    for milestone in first.milestones.all():
        actions.finish(milestone=milestone, day=date(2018, 6, 1), by=by)
    actions.finish(milestone=second.milestones.all()[0], day=date(2018, 5, 20), by=by)
    for day in (date(2018, 4, 30), date(2018, 5, 1), date(2018, 6, 1), date(2018, 11, 1), date(2018, 12, 1)):
        told = queries.measure_standings([adoption], day)[adoption.pk]
        assert queries.on_the_desk(by, day)[2] == sum(each.light.kind == "bad" for each in told), day
