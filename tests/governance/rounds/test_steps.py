"""A year's evaluation from draft to publication: every step, its order, who may take it, what it leaves behind."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from tests.governance.rounds import samples
from tests.governance.strength.samples import (
    CODE,
    HEFEI,
    SCHEME,
    SHENZHEN,
    TITLES,
    WUHU,
    XIAN,
    in_force,
    of_year,
    set_figure,
)
from tests.people import person
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.calendars.queries import calendar
from zhicheng.base.jobs.running import run_waiting
from zhicheng.base.notices.models import Notice
from zhicheng.base.verdicts import Refused
from zhicheng.engine.calendars import workdays_between
from zhicheng.governance.rounds import actions, queries
from zhicheng.governance.rounds.models import CheckGroup, Release, Round, Run
from zhicheng.governance.strength.actions import evaluate
from zhicheng.governance.strength.models import Evaluation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country(db: None) -> None:
    samples.publish_country()
    run_waiting()


def refusal(act: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        act(**arguments)
    return refused.value.code, refused.value.because


def test_the_steps_in_their_order_with_their_dates() -> None:
    by = samples.national()
    round_ = samples.published(by)
    states = [entry.verb for entry in LogEntry.objects.filter(on_kind="rounds.round").order_by("number")]
    assert states == [
        "round.opened",
        "round.computed",
        *["round.group_confirmed"] * 5,
        "round.checked",
        "round.sent",
        "round.finalised",
        "round.published",
    ]
    people = [round_.opened_by, round_.checked_by, round_.sent_by, round_.finalised_by, round_.published_by]
    assert (round_.state, people) == ("published", [by] * 5)
    assert of_year(2010).official
    assert queries.newest_run(round_).evaluation == of_year(2010)


def test_no_step_can_be_taken_before_its_time() -> None:
    by = samples.national()
    round_ = samples.opened(by)
    wrong = "这一轮评价的状态是“筹备”，须为“%s”才能办理"
    assert [
        refusal(act, round_=round_, by=by)
        for act in (actions.mark_checked, actions.send, actions.finalise, actions.publish)
    ] == [("wrong_state", wrong % state) for state in ("已计算", "已核对", "征求意见", "已定稿")]


def test_only_the_national_office_takes_steps() -> None:
    by = samples.national()
    round_ = samples.final(by)
    for role in (Role.CITY_HEAD, Role.PROVINCIAL, Role.ORGANISATION, Role.SYSTEM_ADMIN):
        other = person(role=role)
        for act in (actions.compute, actions.send, actions.finalise, actions.publish):
            assert refusal(act, round_=round_, by=other)[0] == "not_national"
        assert refusal(actions.cancel, round_=round_, why="x", by=other)[0] == "not_national"
    assert samples.fresh(round_).state == "final"


def test_one_round_of_a_year_is_in_hand() -> None:
    by = samples.national()
    first = samples.opened(by)
    assert refusal(samples.opened, by=by)[0] == "round_open"
    assert refusal(samples.opened, by=by, year=2030) == ("year_not_covered", "方案不包括 2030 年")
    actions.cancel(round_=first, why="数据还要补", by=by)
    assert samples.opened(by).number == 2


def test_a_draft_run_is_seen_by_nobody() -> None:
    before = evaluate(scheme=CODE)
    assert before == []
    live = of_year(2010)
    round_ = samples.computed(samples.national())
    draft = queries.newest_run(round_).evaluation
    assert (draft.state, draft.official, draft.published_at, draft.run) == ("draft", False, None, 2)
    assert (draft.inputs_sha256, draft.outputs_sha256) == (live.inputs_sha256, live.outputs_sha256)
    assert of_year(2010) == live


def test_computing_again_keeps_the_run_before_and_asks_for_a_new_check() -> None:
    by = samples.national()
    round_ = samples.checked(by)
    actions.compute(round_=round_, by=by)
    round_ = samples.fresh(round_)
    assert (round_.state, round_.checked_at, round_.checked_by) == ("computed", None, None)
    assert [run.evaluation.run for run in queries.runs_of(round_)] == [3, 2]
    assert refusal(actions.mark_checked, round_=round_, by=by) == (
        "unconfirmed",
        "核对清单还有未确认的：未入评的城市、缺数据的指标、异常值、名次变化最大的城市、数据核对的发现",
    )
    old = CheckGroup.objects.filter(run__evaluation__run=2).first()
    assert refusal(actions.confirm, group=old, remark="x", by=by)[0] == "older_run"


def test_the_check_list_names_who_is_left_out_and_what_is_missing() -> None:
    set_figure("family_size", HEFEI, 2010, None)
    set_figure("patents", XIAN, 2010, 105)
    set_figure("patents", SHENZHEN, 2010, 5)
    groups = {one.group: one for one in queries.groups_of(queries.newest_run(samples.computed(samples.national())))}
    found = {
        code: [(one["region"], one["indicator"], one["words"]) for one in of.findings] for code, of in groups.items()
    }
    assert found == {
        "screening": [(WUHU, "patents", "当年申请 3 件，少于 5 件")],
        "missing": [(HEFEI, "family_size", "没有数据，权重由同一方面的其他指标分担")],
        "outliers": [],
        "movers": [
            (HEFEI, "", "上年第 2，今年第 3，降 1"),
            (SHENZHEN, "", "上年第 1，今年第 2，降 1"),
            (XIAN, "", "上年第 2，今年第 1，升 1"),
        ],
        "integrity": [("", code, f"空格：“{title}”有 2 格是空的") for code, title in sorted(TITLES.items())],
    }
    assert [one.count for one in groups.values()] == [1, 1, 0, 3, 3]


def test_a_part_of_the_list_is_confirmed_once_with_words() -> None:
    by = samples.national()
    [group, *_others] = queries.groups_of(queries.newest_run(samples.computed(by)))
    actions.confirm(group=group, remark="属实", by=by)
    assert refusal(actions.confirm, group=group, remark="再看", by=by)[0] == "confirmed_already"
    group.refresh_from_db()
    assert (group.remark, group.confirmed_by) == ("属实", by)


def test_cities_are_told_and_get_seven_working_days() -> None:
    here, there = person("深", Role.CITY_HANDLER, SHENZHEN), person("芜", Role.CITY_HEAD, WUHU)
    person("区", Role.COUNTY)
    person("省", Role.PROVINCIAL)
    round_ = samples.sent(samples.national())
    assert workdays_between(timezone.localdate(), round_.closes_on, calendar()) == 7
    told = Notice.objects.filter(subject="2010 年专利实力评价征求意见")
    assert sorted(told.values_list("to", "url")) == [
        (here.pk, f"/strength/rounds/{round_.pk}/own/"),
        (there.pk, f"/strength/rounds/{round_.pk}/own/"),
    ]


def test_nothing_is_final_before_the_last_day_is_over() -> None:
    by = samples.national()
    round_ = samples.sent(by)
    Round.objects.filter(pk=round_.pk).update(closes_on=timezone.localdate())
    assert refusal(actions.finalise, round_=round_, by=by)[0] == "time_not_over"
    samples.time_is_over(round_)
    assert actions.finalise(round_=round_, by=by).state == "final"


def test_who_checked_does_not_publish_while_there_is_somebody_else() -> None:
    first = samples.national("甲")
    round_ = samples.final(first)
    second = samples.national("乙")
    assert refusal(actions.publish, round_=round_, by=first) == (
        "checked_by_you",
        "这一轮由您核对，须由国家局的另一位工作人员发布",
    )
    assert actions.publish(round_=round_, by=second).round_id == round_.pk
    assert samples.fresh(round_).published_by == second


def test_the_only_officer_publishes_what_he_checked() -> None:
    by = samples.national()
    former = samples.national("已离任")
    former.is_active = False
    former.save()
    assert samples.published(by).published_by == by


def test_a_published_year_stands_still_and_says_that_figures_moved() -> None:
    by = samples.national()
    round_ = samples.published(by)
    official = of_year(2010)
    set_figure("patents", XIAN, 2010, 105)
    set_figure("patents", XIAN, 2009, 105)
    made = evaluate(scheme=CODE)
    assert [one.year for one in made] == [2009]
    assert of_year(2010) == official
    assert samples.fresh(round_).drifted_at is not None
    notices = Notice.objects.filter(to=by, subject="2010 年专利实力评价计算以后数据或方案有变化")
    assert notices.count() == 1
    evaluate(scheme=CODE)
    assert notices.count() == 1


def test_a_year_sent_to_the_cities_stands_still_and_its_cancelling_lets_it_go() -> None:
    by = samples.national()
    round_ = samples.sent(by)
    live = of_year(2010)
    set_figure("patents", XIAN, 2010, 105)
    assert evaluate(scheme=CODE) == []
    assert of_year(2010) == live
    samples.time_is_over(round_)
    assert refusal(actions.finalise, round_=round_, by=by)[0] == "figures_moved"
    actions.cancel(round_=round_, why="数据要重来", by=by)
    [moved] = evaluate(scheme=CODE)
    assert (moved.year, moved.official, moved.state) == (2010, False, "published")


def test_a_new_round_replaces_a_published_one_and_keeps_it() -> None:
    by = samples.national()
    first = samples.published(by)
    set_figure("patents", XIAN, 2010, 105)
    second = samples.published(by)
    runs = Evaluation.objects.filter(year=2010).order_by("run").values_list("run", "state", "official")
    assert list(runs) == [(1, "superseded", False), (2, "superseded", True), (3, "published", True)]
    assert [(one.number, one.state) for one in (samples.fresh(first), second)] == [(1, "published"), (2, "published")]
    assert Release.objects.count() == 2


def test_a_round_keeps_the_version_of_the_scheme_with_which_it_began() -> None:
    by = samples.national()
    round_ = samples.opened(by)
    in_force("strength", CODE, SCHEME.replace("仅供测试。", "只供测试。"))
    run = actions.compute(round_=round_, by=by)
    assert run.evaluation.definition.version == 1


def test_a_year_without_figures_is_refused() -> None:
    by = samples.national()
    round_ = samples.opened(by)
    for code in (SHENZHEN, HEFEI, XIAN, WUHU):
        set_figure("patents", code, 2010, None)
    assert refusal(actions.compute, round_=round_, by=by) == ("nobody_ranked", "按这份方案和数据没有可以排名的城市")
    assert (samples.fresh(round_).state, Run.objects.count()) == ("draft", 0)


def test_a_cancelled_round_says_why_and_stays() -> None:
    here, by = person("深", Role.CITY_HANDLER, SHENZHEN), samples.national()
    round_ = samples.sent(by)
    actions.cancel(round_=round_, why="数据要重来", by=by)
    round_ = samples.fresh(round_)
    assert (round_.state, round_.why_cancelled, round_.cancelled_by) == ("cancelled", "数据要重来", by)
    assert Notice.objects.filter(to=here, subject="2010 年专利实力评价这一轮已取消", text="数据要重来").count() == 1
    assert refusal(actions.cancel, round_=round_, why="x", by=by) == ("ended", "这一轮评价已取消，不能取消")


@pytest.mark.parametrize(
    "change",
    [
        {"state": "checked"},
        {"state": "published"},
        {"state": "unknown"},
        {"checked_at": timezone.now()},
        {"computed_at": None},
        {"why_cancelled": "x"},
        {"state": "cancelled"},
        {"objection_workdays": 0},
    ],
)
def test_the_database_refuses_a_state_without_its_dates(change: dict[str, object]) -> None:
    round_ = samples.computed(samples.national())
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=round_.pk).update(**change)


def test_the_database_refuses_a_second_open_round() -> None:
    round_ = samples.computed(samples.national())
    round_.pk, round_.number, round_._state.adding = None, 7, True
    with pytest.raises(IntegrityError, match="round_one_open"), transaction.atomic():
        round_.save(force_insert=True)


def test_runs_and_releases_cannot_be_changed() -> None:
    samples.published(samples.national())
    for change in (
        lambda: Run.objects.update(figures=""),
        lambda: Release.objects.update(name="x"),
        lambda: Release.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()
