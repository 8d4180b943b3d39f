"""The plan of the demonstration: always the same cases, the first of every fate, what is over mostly in 2018, what runs of late."""

from datetime import date, timedelta
from random import Random

from zhicheng.engine.numbers import uscc
from zhicheng.portal.demonstration.fates import ENDED_LATELY_TOO, RUNNING, Days, Fate, plans, workday
from zhicheng.portal.demonstration.people import CITY_CODES, organisations, uscc_of

TODAY = date(2026, 11, 23)


def test_more_cases_leave_the_first_as_they_are() -> None:
    assert list(plans(300, TODAY))[:40] == list(plans(40, TODAY))


def test_the_first_cases_have_every_fate_once() -> None:
    assert [plan.fate for plan in plans(len(Fate), TODAY)] == list(Fate)


def test_what_is_over_happened_in_2018_or_some_months_ago_and_what_runs_began_of_late() -> None:
    planned = list(plans(300, TODAY))
    running = [plan for plan in planned if plan.fate in RUNNING]
    in_2018 = [plan for plan in planned if date(2018, 1, 5) <= plan.begins <= date(2018, 9, 2)]
    lately = [plan for plan in planned if 75 <= (TODAY - plan.begins).days <= 300]
    assert {plan.number for plan in [*running, *in_2018, *lately]} == set(range(300))
    assert all(timedelta(days=1) <= TODAY - plan.begins <= timedelta(days=24) for plan in running)
    assert (len(in_2018) > 3 * len(lately) > 30, {plan.item for plan in lately}) == (True, set(ENDED_LATELY_TOO))


def test_three_cities_and_all_their_cases() -> None:
    assert {plan.city for plan in plans(300, TODAY)} == set(CITY_CODES)


def test_organisations_have_names_and_codes_of_their_own() -> None:
    found = list(organisations())
    codes = [uscc_of(number, one) for number, one in enumerate(found)]
    assert (len(found), len({one.name for one in found}), len(set(codes))) == (81, 81, 81)
    assert [code for code in codes if not uscc.is_valid(code)] == []
    assert {one.region_code[:4] + "00" for one in found} == set(CITY_CODES)


def test_acts_never_lie_after_the_last_day_and_never_on_a_weekend() -> None:
    days = Days(date(2018, 3, 2), Random(1), date(2018, 3, 12))
    moments = [days.later() for _act in range(40)]
    assert moments == sorted(moments, key=lambda moment: moment.date())
    assert max(moment.date() for moment in moments) == date(2018, 3, 12)
    assert {workday(date(2018, 3, day)) for day in (9, 10, 11)} == {date(2018, 3, 9)}
