"""A register without fault, then one fault planted in it: exactly the check that is for it finds one more."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pgtrigger
import pytest
from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from tests.governance.indicators import samples
from tests.governance.plans.conftest import publish_plan
from tests.governance.plans.samples import figure
from tests.people import NANSHAN, SHENZHEN, division, firm, person
from tests.services.contacts import samples as contacts
from tests.services.cultivation import samples as titles
from tests.services.hall import samples as hall
from tests.services.outlets import samples as outlets
from zhicheng.governance.indicators.checks import CHECKS
from zhicheng.governance.indicators.models import Report
from zhicheng.services.contacts.models import Custody, SmeContact
from zhicheng.services.cultivation.models import Designation
from zhicheng.services.hall.models import Application, Letter, Rating, State
from zhicheng.services.outlets.actions import record_service
from zhicheng.services.outlets.models import Outlet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_everywhere")]

TODAY = timezone.localdate()
YESTERDAY, LONG_AGO = TODAY - timedelta(days=1), timezone.now() - timedelta(days=45)
HEAD = samples.APPLES.split("[statistic]", maxsplit=1)[0]
Fault = Callable[[], object]


@pytest.fixture
def _everywhere() -> Iterator[None]:
    with scopes_disabled():
        yield


def title() -> Fault:
    titles.load_programmes()
    held = titles.held(firm(region=NANSHAN))
    return lambda: Designation.objects.filter(pk=held.pk).update(ends_on=YESTERDAY)


def service() -> Fault:
    outlet = outlets.opened(NANSHAN)
    record_service(outlet=outlet, day=date(2018, 3, 1), service="search", people=3, by=None)
    return lambda: Outlet.objects.filter(pk=outlet.pk).update(closed_on=date(2018, 2, 1), why_closed="搬迁")


def letter() -> Fault:
    done = delivered()
    return lambda: Letter.objects.filter(application=done).delete()


def decision() -> Fault:
    done = delivered()
    return unguarded(
        "hall_application", "application_decided_says_what",
        lambda: Application.objects.filter(pk=done.pk).update(decision=""),
    )  # fmt: skip


def unguarded(table: str, constraint: str, plant: Fault) -> Fault:
    """A fault that the database forbids: it can come with a table that lost its constraint."""

    def planted() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        plant()

    return planted


def delivered() -> Application:
    hall.publish_item(steps=hall.DIRECT)
    return hall.case(State.DELIVERED)


def limit() -> Fault:
    hall.publish_item()
    waiting = hall.case(State.ACCEPTED)
    return lambda: Application.objects.filter(pk=waiting.pk).update(due_on=YESTERDAY)


def rating() -> Fault:
    hall.publish_item()
    waiting = hall.case(State.ACCEPTED)
    return lambda: Rating.objects.create(application=waiting, item=waiting.item, region=waiting.region, stars=5)


def custody() -> Fault:
    made = contacts.running(firm(region=NANSHAN), contacts.agency())
    return unguarded(
        "contacts_custody",
        "custody_days_fit_state",
        lambda: Custody.objects.filter(pk=made.pk).update(ends_on=YESTERDAY),
    )


def follow_up() -> Fault:
    made = contacts.recorded()
    return lambda: SmeContact.objects.filter(pk=made.pk).update(follow_up="联系律师", due_on=YESTERDAY)


def report(state: str, **more: object) -> Fault:
    by, place = person(), division(SHENZHEN)
    facts = {"indicator": "x", "region": place, "period": 2018, "value": 1, "submitted_at": LONG_AGO, "filed_by": by}
    return lambda: Report.objects.create(state=state, **facts, **more)


def returned() -> Fault:
    return report("returned", judged_at=LONG_AGO, judged_by=person("省局"), reason="缺证明")


def use() -> Fault:
    publish_plan()
    return lambda: samples.define("indicator", "startup_mentors", HEAD + '[from]\nrecords = "hall_cases"\n')


def quality() -> Fault:
    for code in ("patents", "citations_per_patent"):
        figure(code, SHENZHEN, 2017, 100)
    figure("patents", SHENZHEN, 2018, 150)
    return lambda: figure("citations_per_patent", SHENZHEN, 2018, 60)


FAULTS: dict[str, Callable[[], Fault]] = {
    "titles_past_their_end": title,
    "services_of_closed_outlets": service,
    "cases_without_letter": letter,
    "cases_without_decision": decision,
    "cases_past_their_limit": limit,
    "ratings_of_unfinished_cases": rating,
    "custodies_past_their_end": custody,
    "follow_ups_overdue": follow_up,
    "reports_waiting": lambda: report("submitted"),
    "reports_not_handed_in_again": returned,
    "used_without_figures": use,
    "quantity_without_quality": quality,
}


def counts() -> dict[str, int]:
    return {check.code: len(list(check.find())) for check in CHECKS}


@pytest.mark.parametrize("code", FAULTS)
def test_a_planted_fault_is_found_by_its_check_alone(code: str) -> None:
    plant = FAULTS[code]()
    before = counts()
    assert before[code] == 0
    with pgtrigger.ignore():
        plant()
    after = counts()
    assert {each: after[each] - before[each] for each in after if after[each] > before[each]} == {code: 1}
