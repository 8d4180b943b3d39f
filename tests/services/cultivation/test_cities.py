"""Cities from pilot to demonstration: who leads them on, when, and what becomes of those that fail or fall silent."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from tests.people import SHENZHEN, division, person
from tests.services.cultivation import samples
from tests.services.cultivation.samples import SUZHOU, national
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.notices.models import Notice
from zhicheng.base.verdicts import Refused
from zhicheng.services.cultivation.actions import cities as verbs
from zhicheng.services.cultivation.actions.reminding import remind_all
from zhicheng.services.cultivation.actions.titles import expire_all
from zhicheng.services.cultivation.models import CityStage, Designation, Stage
from zhicheng.services.cultivation.queries import cities

pytestmark = pytest.mark.django_db
START = date(2013, 9, 1)
DECLARED = dict.fromkeys(verbs.CONDITIONS, "附材料")


@pytest.fixture(autouse=True)
def _programmes(db: None) -> None:
    samples.load_programmes()


def province() -> User:
    return person("江苏省局", Role.PROVINCIAL, "320000")


def city() -> User:
    return person("苏州市局", Role.CITY_HEAD, SUZHOU)


def pilot(starts_on: date = START) -> CityStage:
    return verbs.start_pilot(
        region=division(SUZHOU), by=national(), document="国知发管字〔2013〕1号", starts_on=starts_on
    )


def accepted(score: str) -> CityStage:
    return verbs.accept(stage=pilot(), by=province(), on=date(2016, 11, 10), score=Decimal(score))


def plan(stage: Stage, issued_on: date = date(2017, 1, 15), theme: str = "") -> verbs.Plan:
    return verbs.Plan(stage, issued_on, "苏府〔2017〕1号", theme)


def cultivated() -> CityStage:
    return verbs.file_plan(stage=accepted("85"), by=city(), plan=plan(Stage.CULTIVATION))


def applied(on: date = date(2018, 1, 15)) -> CityStage:
    return verbs.apply_for_demonstration(stage=cultivated(), by=city(), on=on, declared=DECLARED)


def register() -> list[tuple[str, str, date, date | None]]:
    rows = Designation.objects.order_by("starts_on")
    return [(row.level, row.state, row.starts_on, row.ends_on) for row in rows]


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code


def test_the_whole_way_to_demonstration_and_its_review() -> None:
    made = verbs.make_demonstration(
        stage=applied(), by=national(), document="国知发〔2018〕3号", starts_on=date(2018, 6, 1)
    )
    assert (made.stage, made.starts_on, made.ends_on) == (Stage.DEMONSTRATION, date(2018, 6, 1), date(2021, 5, 31))
    next_term = verbs.judge_term(
        stage=made, by=national(), on=date(2021, 7, 1), passed=True, document="国知发〔2021〕3号"
    )
    assert (next_term.starts_on, next_term.ends_on) == (date(2021, 6, 1), date(2024, 5, 31))
    stages = list(CityStage.objects.order_by("starts_on").values_list("stage", "closed_on"))
    assert stages == [
        ("pilot", date(2017, 1, 15)), ("cultivation", date(2018, 6, 1)), ("demonstration", date(2021, 6, 1)), ("demonstration", None),
    ]  # fmt: skip
    levels = [row[0] for row in register()]
    assert levels == ["pilot", "cultivation", "demonstration", "demonstration"]


def test_titles_follow_the_stages() -> None:
    cultivated()
    assert register() == [
        ("pilot", "superseded", START, date(2016, 8, 31)),
        ("cultivation", "in_force", date(2017, 1, 15), date(2020, 1, 14)),
    ]


def test_a_running_stage_keeps_its_title_until_it_is_decided() -> None:
    stage = pilot(date(2023, 9, 1))
    assert register() == [("pilot", "in_force", date(2023, 9, 1), date(2026, 8, 31))]
    assert expire_all(today=date(2027, 1, 1)) == 0
    verbs.accept(stage=stage, by=province(), on=date(2026, 10, 10), score=Decimal(50))
    assert register() == [("pilot", "withdrawn", date(2023, 9, 1), date(2026, 8, 31))]


@pytest.mark.parametrize(
    ("score", "decision", "stage"),
    [
        ("59.99", "cancelled", "out"), ("60", "cancelled", "out"), ("60.01", "new_round", "pilot"), ("70", "cultivation", "pilot"),
    ],
)  # fmt: skip
def test_the_score_decides_what_follows(score: str, decision: str, stage: str) -> None:
    row = accepted(score)
    row.refresh_from_db()
    now = cities.stage_of(SUZHOU)
    assert now is not None
    assert (row.decision, now.stage) == (decision, stage)


def test_a_cancelled_city_may_not_apply_for_two_years() -> None:
    accepted("59")
    now = cities.stage_of(SUZHOU)
    assert now is not None
    assert (now.stage, now.ban_until, now.reason) == ("out", date(2018, 11, 10), "验收 59 分，取消试点")
    assert code_of(partial(pilot, date(2018, 11, 10))) == "banned"
    assert pilot(date(2018, 11, 11)).stage == Stage.PILOT


def test_whose_duty_it_is_is_reminded_once_before_the_last_day_and_once_after_it() -> None:
    officer, stranger = province(), person("浙江省局", Role.PROVINCIAL, "330000")
    head = city()
    stage = pilot()
    days = [date(2016, 12, 3), date(2016, 12, 4), date(2017, 1, 3), date(2017, 1, 4)]
    assert [remind_all(today=day) for day in days for _twice in range(2)] == [0, 0, 1, 0, 0, 0, 1, 0]
    name = stage.region.name
    assert list(Notice.objects.filter(to=officer).order_by("pk").values_list("subject", flat=True)) == [
        f"{name}的考核验收应在 2017-01-03 前办理",
        f"{name}的考核验收已超过期限（2017-01-03）",
    ]
    verbs.accept(stage=stage, by=officer, on=date(2017, 1, 5), score=Decimal(85))
    assert remind_all(today=date(2017, 2, 1)) == 2
    assert {notice.to: notice.subject for notice in Notice.objects.order_by("pk")} == {
        officer: f"{name}的上报验收结果已超过期限（2017-01-19）",
        head: f"{name}的印发后续计划应在 2017-02-28 前办理",
    }
    assert not Notice.objects.filter(to=stranger).exists()


def test_a_silent_city_is_out_for_three_years() -> None:
    accepted("85")
    assert [verbs.drop_silent(today=day) for day in (date(2017, 2, 28), date(2017, 3, 1), date(2017, 3, 2))] == [
        0,
        1,
        0,
    ]
    now = cities.stage_of(SUZHOU)
    assert now is not None
    assert (now.stage, now.starts_on, now.ban_until) == ("out", date(2017, 3, 1), date(2020, 2, 29))


def test_between_the_marks_only_a_new_round_with_a_theme_follows() -> None:
    row = accepted("65")
    assert code_of(partial(verbs.file_plan, stage=row, by=city(), plan=plan(Stage.CULTIVATION))) == "wrong_plan"
    assert code_of(partial(verbs.file_plan, stage=row, by=city(), plan=plan(Stage.PILOT))) == "no_theme"
    made = verbs.file_plan(stage=row, by=city(), plan=plan(Stage.PILOT, theme="专利导航"))
    assert (made.stage, made.starts_on, made.ends_on) == ("pilot", date(2017, 1, 15), date(2020, 1, 14))


def test_a_late_plan_is_refused() -> None:
    row = accepted("85")
    late = plan(Stage.CULTIVATION, date(2017, 3, 1))
    assert code_of(partial(verbs.file_plan, stage=row, by=city(), plan=late)) == "plan_late"


def test_nobody_applies_before_a_year_of_cultivation() -> None:
    assert code_of(partial(applied, date(2018, 1, 14))) == "too_early"


def test_every_condition_has_to_be_declared() -> None:
    row = cultivated()
    some = DECLARED | {"quality_first": " "}
    act = partial(verbs.apply_for_demonstration, stage=row, by=city(), on=date(2018, 2, 1), declared=some)
    assert code_of(act) == "undeclared"


def test_each_step_belongs_to_its_office() -> None:
    stage, other = pilot(), person("安徽省局", Role.PROVINCIAL, "340000")
    on, score = date(2016, 11, 10), Decimal(80)
    assert code_of(partial(verbs.accept, stage=stage, by=national(), on=on, score=score)) == "not_that_office"
    assert code_of(partial(verbs.accept, stage=stage, by=other, on=on, score=score)) == "outside_reach"
    done = verbs.accept(stage=stage, by=province(), on=on, score=score)
    neighbour = person("深圳", Role.CITY_HEAD, SHENZHEN)
    filed = plan(Stage.CULTIVATION)
    assert code_of(partial(verbs.file_plan, stage=done, by=neighbour, plan=filed)) == "not_own_office"
    assert code_of(partial(verbs.file_plan, stage=done, by=province(), plan=filed)) == "not_own_office"
    start = partial(verbs.start_pilot, region=division(SHENZHEN), by=neighbour, document="x", starts_on=START)
    assert code_of(start) == "not_that_office"


def test_a_pilot_is_accepted_once_and_after_its_term() -> None:
    stage = pilot()
    early = partial(verbs.accept, stage=stage, by=province(), on=date(2016, 8, 31), score=Decimal(80))
    assert code_of(early) == "term_runs"
    done = verbs.accept(stage=stage, by=province(), on=date(2016, 9, 1), score=Decimal(80))
    again = partial(verbs.accept, stage=done, by=province(), on=date(2016, 9, 2), score=Decimal(10))
    assert code_of(again) == "accepted_already"
    reported = verbs.report_result(stage=done, by=province(), on=date(2016, 9, 10))
    assert reported.reported_on == date(2016, 9, 10)
    assert (
        code_of(partial(verbs.report_result, stage=reported, by=province(), on=date(2016, 9, 11)))
        == "nothing_to_report"
    )


@pytest.mark.parametrize("score", ["-0.01", "100.01"])
def test_a_score_has_bounds(score: str) -> None:
    stage = pilot()
    act = partial(verbs.accept, stage=stage, by=province(), on=date(2016, 11, 1), score=Decimal(score))
    assert code_of(act) == "score_out_of_range"


def test_a_city_is_in_one_stage() -> None:
    pilot()
    assert code_of(partial(pilot, date(2014, 1, 1))) == "in_a_stage"


def test_a_failed_review_puts_the_city_out_without_a_ban_that_no_rule_states() -> None:
    made = verbs.make_demonstration(stage=applied(), by=national(), document="3号", starts_on=date(2018, 6, 1))
    out = verbs.judge_term(stage=made, by=national(), on=date(2021, 7, 1), passed=False, document="4号", reason="滑坡")
    assert (out.stage, out.ban_until, out.reason) == ("out", None, "滑坡")
