"""Terms, limits, marks and bans of FACTS §3.2, without a database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from tests.services.cultivation.samples import life_cycle
from zhicheng.engine.calendars import state_council
from zhicheng.services.cultivation import lifecycle
from zhicheng.services.cultivation.definition_kinds import LifeCycle
from zhicheng.services.cultivation.lifecycle import Duty

RULES = life_cycle()
DAYS = state_council()


@dataclass
class Facts:
    """A pilot from 2013-09 to 2016-08, as batch 2 had its term."""

    stage: str = "pilot"
    starts_on: date = date(2013, 9, 1)
    ends_on: date | None = date(2016, 8, 31)
    accepted_on: date | None = None
    decision: str = ""
    reported_on: date | None = None
    applied_on: date | None = None
    ban_until: date | None = None


def with_marks(**changes: str) -> LifeCycle:
    return RULES.model_copy(update=changes)


def test_a_term_ends_on_the_day_before_it_began() -> None:
    assert lifecycle.term_end(date(2013, 9, 1), 3) == date(2016, 8, 31)
    assert lifecycle.term_end(date(2016, 2, 29), 3) == date(2019, 2, 27)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("0", "cancelled"), ("59.99", "cancelled"), ("60", "cancelled"), ("60.01", "new_round"), ("69.99", "new_round"),
        ("70", "cultivation"), ("70.01", "cultivation"), ("100", "cultivation"),
    ],
)  # fmt: skip
def test_as_shipped_below_and_from_include_their_number(score: str, expected: str) -> None:
    assert lifecycle.decide(Decimal(score), RULES) == expected


@pytest.mark.parametrize(
    ("at_60", "at_70", "expected"),
    [
        ("cancelled", "cultivation", ("cancelled", "cultivation")),
        ("new_round", "cultivation", ("new_round", "cultivation")),
        ("cancelled", "new_round", ("cancelled", "new_round")),
        ("new_round", "new_round", ("new_round", "new_round")),
    ],
)
def test_the_two_marks_go_where_the_definition_says(at_60: str, at_70: str, expected: tuple[str, str]) -> None:
    rules = with_marks(at_cancel_mark=at_60, at_cultivation_mark=at_70)
    assert (lifecycle.decide(Decimal(60), rules), lifecycle.decide(Decimal(70), rules)) == expected
    neighbours = [lifecycle.decide(Decimal(score), rules) for score in ("59.99", "60.01", "69.99", "70.01")]
    assert neighbours == ["cancelled", "new_round", "new_round", "cultivation"]


def test_limits_end_on_a_working_day() -> None:
    # 2016-12-31 is a Saturday, and the New Year's holiday lasts until 2017-01-02.
    assert lifecycle.acceptance_due(date(2016, 8, 31), RULES, DAYS) == date(2017, 1, 3)
    assert lifecycle.result_due(date(2016, 9, 17), RULES, DAYS) == date(2016, 10, 8)  # worked instead of the holiday
    assert lifecycle.plan_due(date(2016, 8, 31), RULES, DAYS) == date(2017, 2, 28)


def test_bans_are_two_and_three_years() -> None:
    assert lifecycle.ban_after_cancelling(date(2016, 11, 10), RULES) == date(2018, 11, 10)
    assert lifecycle.ban_after_silence(date(2017, 2, 28), RULES) == date(2020, 2, 29)


def test_a_city_applies_after_a_year_of_cultivation() -> None:
    assert lifecycle.may_apply_from(date(2017, 1, 15), RULES) == date(2018, 1, 15)


def test_a_pilot_waits_for_acceptance_and_plan() -> None:
    assert lifecycle.duties(Facts(), RULES, DAYS) == (
        Duty("acceptance", "province", date(2017, 1, 3)),
        Duty("plan", "city", date(2017, 2, 28)),
    )


def test_an_accepted_pilot_waits_for_the_report_of_its_result() -> None:
    facts = Facts(accepted_on=date(2016, 11, 10), decision="cultivation")
    assert lifecycle.duties(facts, RULES, DAYS) == (
        Duty("acceptance", "province", date(2017, 1, 3), date(2016, 11, 10)),
        Duty("result", "province", date(2016, 11, 24)),
        Duty("plan", "city", date(2017, 2, 28)),
    )


def test_a_cancelled_pilot_files_no_plan() -> None:
    facts = Facts(accepted_on=date(2016, 11, 10), decision="cancelled", reported_on=date(2016, 11, 25))
    duties = lifecycle.duties(facts, RULES, DAYS)
    assert [duty.code for duty in duties] == ["acceptance", "result"]
    assert [duty.is_overdue(date(2018, 1, 1)) for duty in duties] == [False, True]


def test_a_city_that_is_out_or_in_cultivation_has_no_limit() -> None:
    assert lifecycle.duties(Facts(stage="out", ends_on=None), RULES, DAYS) == ()
    assert lifecycle.duties(Facts(stage="cultivation"), RULES, DAYS) == ()


def test_a_demonstration_city_is_reviewed_when_its_term_ends() -> None:
    facts = Facts(stage="demonstration", starts_on=date(2016, 9, 1), ends_on=date(2019, 8, 31))
    assert lifecycle.duties(facts, RULES, DAYS) == (Duty("review", "nation", date(2019, 9, 2)),)


def test_a_limit_is_over_on_the_day_after_its_last() -> None:
    duty = Duty("plan", "city", date(2017, 2, 28))
    assert (duty.is_overdue(date(2017, 2, 28)), duty.is_overdue(date(2017, 3, 1))) == (False, True)
