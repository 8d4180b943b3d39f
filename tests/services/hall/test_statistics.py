"""The hall's numbers: equal to counting by hand, for a reach and no more."""

from collections import Counter
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection

from tests.people import SHUSHAN, firm, signed_in
from tests.services.hall.samples import applicant, case, fresh, office
from zhicheng.services.hall import actions, clock
from zhicheng.services.hall.models import Application, State
from zhicheng.services.hall.queries import statistics as queries
from zhicheng.services.hall.queries.statistics import computed, months_between, quantile

pytestmark = pytest.mark.django_db
TODAY = date(2018, 11, 30)


@pytest.fixture(autouse=True)
def _no_kept_numbers() -> None:
    cache.clear()


def on(month: int, day: int, state: State = State.SUBMITTED) -> Application:
    return case(state, at=clock.moment_of(date(2018, month, day)))


def test_quantiles_are_values_that_occur() -> None:
    days = Counter({1: 5, 3: 4, 40: 1})
    assert [quantile(days, share) for share in (0.5, 0.9, 1.0)] == [1, 3, 40]
    assert quantile(Counter(), 0.5) is None


def test_months_run_over_the_turn_of_the_year() -> None:
    assert months_between(date(2017, 11, 5), date(2018, 2, 1)) == ["2017-11", "2017-12", "2018-01", "2018-02"]


def test_numbers_are_those_of_the_reach_and_the_period() -> None:
    on(9, 3, State.DELIVERED)
    delivered = on(10, 15)
    with clock.told(clock.moment_of(date(2018, 10, 25))):
        ended = fresh(brought_further(delivered))
        actions.rate(application=ended, by=delivered.filed_by, stars=4)
    on(11, 1)
    case(State.DELIVERED, by=applicant(firm(region=SHUSHAN)), at=clock.moment_of(date(2018, 10, 8)))
    found = computed("4403", date(2018, 10, 1), TODAY)
    [line] = found.by_item
    assert (line.received, line.running, line.overdue, line.delivered, line.approved) == (2, 1, 1, 1, 1)
    assert (line.in_time_share, line.median_days, line.good_share, line.bad) == (0.0, 10, 1.0, 0)
    assert found.by_month == [("2018-10", 1, 1), ("2018-11", 1, 0)]
    assert [(place.code, place.received) for place in found.by_place] == [("440305", 2)]
    assert computed("", date(2018, 10, 1), TODAY).total.received == 3


def brought_further(application: Application) -> Application:
    """From submission to the end, by the office's verbs."""
    people = office()
    application = actions.accept(application=application, by=people.handler)
    application = actions.pass_examination(application=application, by=people.handler)
    application = actions.decide(application=application, by=people.head, approved=True)
    return actions.deliver(application=application, by=people.handler)


def test_the_page_and_its_file_tell_the_same() -> None:
    case(State.DELIVERED)
    client = signed_in(office().head)
    page = client.get("/hall/statistics/").content.decode()
    assert ("办结 1 件，100.0%按时，在办没有超期的" in page, "包括演示办件" in page) == (True, True)
    [row] = client.get("/hall/statistics.json").json()["rows"]
    assert (row["title"], row["received"], row["delivered"], row["in_time_share"]) == ("专利导航资助", 1, 1, 1.0)


def test_old_numbers_are_read_while_somebody_counts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("4403", date(2018, 1, 1), TODAY)
    on(9, 3)
    cache.set(queries.key_of(*asked), queries.computed(*asked))
    on(9, 4)
    assert queries.statistics(*asked).total.received == 1
    monkeypatch.setattr(queries, "KEPT_SECONDS", 0)
    somebody = connection.copy()
    with somebody.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [queries.LOCKS, queries.key_of(*asked)])
    assert queries.statistics(*asked).total.received == 1
    somebody.close()
    assert queries.statistics(*asked).total.received == 2
