"""The way of a plan: who takes which step, what is refused and why."""

from collections.abc import Callable

import pytest

from tests.governance.plans import samples
from tests.governance.plans.conftest import publish_plan
from tests.people import ANHUI, GUANGDONG, HEFEI, SHENZHEN, division, person
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.notices.models import Notice
from zhicheng.base.verdicts import Refused
from zhicheng.governance.plans import actions, queries, rules
from zhicheng.governance.plans.actions import Choice, Expected, MilestonePlan
from zhicheng.governance.plans.models import Adoption, Measure, State, TaskChoice, Version

pytestmark = pytest.mark.django_db


def refusal(act: Callable[[], object]) -> str:
    """The code with which a verb refuses; empty when it does not."""
    try:
        act()
    except Refused as refused:
        return refused.code
    return ""


def test_must_tasks_are_there_and_stay_others_need_a_reason() -> None:
    by = person()
    adoption = samples.begun(by)
    taken = set(TaskChoice.objects.filter(taken=True).values_list("task_ref", flat=True))
    assert taken == set(samples.MUST)

    def choose(ref: str, choice: Choice) -> str:
        return refusal(lambda: actions.choose_tasks(adoption=adoption, choices={ref: choice}, by=by))

    assert choose("五", Choice(False)) == "must_task"
    assert choose("七", Choice(True, " ")) == "reason_missing"
    assert choose("三", Choice(True, "有条件")) == ""
    assert choose("九", Choice(True, "有条件")) == "no_such_task"
    assert refusal(lambda: actions.begin(year=2018, region=division(SHENZHEN), by=by)) == "begun_already"
    assert refusal(lambda: actions.begin(year=2031, region=division(SHENZHEN), by=by)) == "no_plan"
    assert refusal(lambda: actions.begin(year=2018, region=division(HEFEI), by=by)) == "not_your_plan"


def test_a_measure_belongs_to_a_taken_task_and_its_milestones_to_its_days() -> None:
    by = person()
    adoption = samples.begun(by)
    outside = [MilestonePlan("早", samples.STEPS[0].due_on.replace(month=2, day=1))]
    plan = samples.measure_plan
    assert [
        refusal(lambda: samples.measure(adoption, by, "七")),
        refusal(lambda: samples.measure(adoption, by, "九")),
        refusal(lambda: samples.measure(adoption, by, ends_on=plan().starts_on.replace(month=1))),
        refusal(lambda: actions.add_measure(adoption=adoption, plan=plan(), milestones=outside, by=by)),
        refusal(lambda: actions.expect(adoption=adoption, expectations={"none": Expected(1)}, by=by)),
    ] == ["task_not_taken", "no_such_task", "ends_before_start", "milestone_outside", "no_such_target"]
    assert Measure.objects.count() == 0


def test_an_incomplete_plan_stays_with_its_writers() -> None:
    by = person()
    adoption = samples.begun(by)
    assert refusal(lambda: actions.submit(adoption=adoption, by=by)) == "incomplete"
    assert samples.fresh(adoption).state == "draft"


@pytest.mark.parametrize(("writer", "code"), [(Role.CITY_HEAD, "own_work"), (Role.CITY_HANDLER, "")])
def test_nobody_approves_what_he_wrote(writer: Role, code: str) -> None:
    head = person("负责人", Role.CITY_HEAD)
    by = head if writer == Role.CITY_HEAD else person("经办")
    adoption = samples.submitted(by)
    assert refusal(lambda: actions.approve(adoption=adoption, by=head)) == code
    assert refusal(lambda: actions.approve(adoption=adoption, by=person("经办二"))) == "not_the_head"
    stranger = person("合肥负责人", Role.CITY_HEAD, HEFEI)
    assert refusal(lambda: actions.approve(adoption=adoption, by=stranger)) == "not_the_head"


def test_the_way_upward_and_back_is_told_and_logged() -> None:
    adoption, by = samples.in_force()
    province, nation = person("省", Role.PROVINCIAL), person("国", Role.NATIONAL)
    other = person("皖", Role.PROVINCIAL, ANHUI)
    assert refusal(lambda: actions.receive(adoption=adoption, by=province)) == "wrong_state"
    actions.file(adoption=adoption, by=by)
    assert set(Notice.objects.filter(to=province).values_list("subject", flat=True)) == {
        "440300 2018 年度计划已上报，请接收"
    }
    assert refusal(lambda: actions.receive(adoption=adoption, by=other)) == "not_above"
    assert refusal(lambda: actions.receive(adoption=adoption, by=nation)) == "wrong_state"
    actions.return_to_writers(adoption=adoption, why="补充经费来源", by=province)
    returned = samples.fresh(adoption)
    assert (returned.state, returned.returned_why, returned.is_in_force) == ("returned", "补充经费来源", True)
    actions.submit(adoption=adoption, by=by)
    actions.approve(adoption=adoption, by=person("负责人二", Role.CITY_HEAD))
    actions.file(adoption=adoption, by=by)
    actions.receive(adoption=adoption, by=province)
    actions.receive(adoption=adoption, by=nation)
    assert (samples.fresh(adoption).state, list(Version.objects.values_list("number", "why"))) == (
        "received", [(2, "补充经费来源"), (1, "")],
    )  # fmt: skip
    verbs = list(
        LogEntry.objects.filter(verb__startswith="adoption.").order_by("number").values_list("verb", flat=True)
    )
    assert verbs == [f"adoption.{verb}" for verb in (
        "begun", "expected", "submitted", "approved", "filed", "returned", "submitted", "approved", "filed", "forwarded", "received",
    )]  # fmt: skip


def test_a_change_after_the_approval_says_why_and_leaves_the_history() -> None:
    adoption, by = samples.in_force()
    measure = adoption.measures.get(task_ref="五")
    change = {"plan": samples.measure_plan(budget_fen=5), "milestones": [], "replacing": 0, "by": by}
    assert refusal(lambda: actions.edit_measure(measure=measure, **change)) == "not_writable"
    actions.amend(adoption=adoption, why="经费核减", by=by)
    kept = [MilestonePlan(step.title, step.due_on, step.pk) for step in measure.milestones.all()]
    actions.edit_measure(measure=measure, **{**change, "milestones": kept})
    actions.submit(adoption=adoption, by=by)
    actions.approve(adoption=adoption, by=person("负责人二", Role.CITY_HEAD))
    second, first = queries.versions_of(adoption)
    budgets = [
        [each["budget_fen"] for each in version.content["measures"] if each["task"] == "五"]
        for version in (first, second)
    ]
    assert (budgets, second.why) == ([[10_000_000], [5]], "经费核减")


def test_a_province_files_with_the_nation() -> None:
    adoption = samples.province_in_force()
    by = User.objects.get(name="省一")
    actions.file(adoption=adoption, by=by)
    assert refusal(lambda: actions.receive(adoption=adoption, by=by)) == "not_above"
    actions.receive(adoption=adoption, by=person("国", Role.NATIONAL))
    assert samples.fresh(adoption).state == "received"


@pytest.mark.parametrize(
    ("role", "region", "sees"),
    [
        (Role.NATIONAL, None, {SHENZHEN, HEFEI, GUANGDONG}),
        (Role.PROVINCIAL, GUANGDONG, {SHENZHEN, GUANGDONG}),
        (Role.CITY_HANDLER, SHENZHEN, {SHENZHEN, GUANGDONG}),
        (Role.COUNTY, "440305", {SHENZHEN, GUANGDONG}),
        (Role.CITY_HEAD, HEFEI, {HEFEI}),
        (Role.ORGANISATION, SHENZHEN, set()),
        (Role.EXPERT, SHENZHEN, set()),
        (Role.SYSTEM_ADMIN, None, set()),
    ],
)
def test_each_sees_the_plans_of_the_reach_and_of_the_province(role: Role, region: str | None, sees: set[str]) -> None:
    publish_plan()
    samples.in_force()
    samples.in_force(HEFEI)
    samples.province_in_force()
    found = queries.visible_to(person("看", role, region))
    assert set(found.values_list("region", flat=True)) == sees


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        (State.DRAFT, {Role.CITY_HANDLER}),
        (State.RETURNED, {Role.CITY_HANDLER}),
        (State.SUBMITTED, {Role.CITY_HEAD}),
        (State.APPROVED, {Role.CITY_HANDLER, Role.CITY_HEAD}),
        (State.FILED, {Role.PROVINCIAL}),
        (State.FORWARDED, {Role.NATIONAL}),
        (State.RECEIVED, set()),
    ],
)
def test_each_state_waits_for_whom_its_rule_lets(state: State, waits: set[Role]) -> None:
    adoption = Adoption(
        plan_year=2018, definition=publish_plan(), region=division(SHENZHEN), level="city", state=state, version=1,
        begun_by=person("始"), approved_at=samples.MAY, returned_why="改",
    )  # fmt: skip
    adoption.save()
    roles = (Role.CITY_HANDLER, Role.CITY_HEAD, Role.PROVINCIAL, Role.NATIONAL, Role.COUNTY)
    assert {role for role in roles if queries.waiting_for(person("看", role)).exists()} == waits


def test_two_regions_with_the_same_head_do_not_mix() -> None:
    adoption, _by = samples.in_force(HEFEI)
    assert not rules.can_carry_out(person("深圳"), adoption)
