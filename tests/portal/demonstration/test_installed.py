"""What a new installation finds in its hall, as `make run` leaves it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as platform
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.notices.models import Notice
from zhicheng.base.parties.models import Party
from zhicheng.governance.support.models import Guidance, PolicySupport, TermReview
from zhicheng.portal.demonstration import governance, setup
from zhicheng.portal.demonstration.fates import Fate, plans
from zhicheng.portal.demonstration.handling import key_of
from zhicheng.services.hall.models import Application, Handover, Letter, Review, State
from zhicheng.services.hall.queries import waiting_for
from zhicheng.services.standards.models import Certificate

pytestmark = [pytest.mark.django_db, pytest.mark.installed]
STATE_OF_FATE = {
    Fate.DRAFT: State.DRAFT, Fate.SUBMITTED: State.SUBMITTED, Fate.RETURNED: State.RETURNED, Fate.ACCEPTED: State.ACCEPTED,
    Fate.REVIEWING: State.ACCEPTED, Fate.EXAMINED: State.EXAMINED, Fate.DECIDED: State.DECIDED, Fate.PUBLICISED: State.PUBLICISED,
    Fate.APPROVED: State.DELIVERED, Fate.CORRECTED: State.DELIVERED, Fate.REFUSED: State.DELIVERED, Fate.NOT_ACCEPTED: State.DELIVERED,
    Fate.WITHDRAWN: State.WITHDRAWN, Fate.EXPIRED: State.EXPIRED,
}  # fmt: skip


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    with scopes_disabled():
        yield


def test_every_case_came_to_its_fate() -> None:
    planned = list(plans(platform.DEMONSTRATION_APPLICATIONS, setup.timezone.localdate()))
    states = dict(Application.objects.values_list("filing_key", "state"))
    found = {plan.number: states[key_of(plan.number)] for plan in planned}
    expected = {plan.number: STATE_OF_FATE[plan.fate] for plan in planned}
    # An item without the step at which a case was to stand lets it stand just before or after.
    assert {number for number in found if found[number] != expected[number]} <= {
        plan.number for plan in planned if plan.fate in {Fate.ACCEPTED, Fate.REVIEWING, Fate.PUBLICISED, Fate.DECIDED}
    }


def test_every_record_is_marked_as_made_up() -> None:
    assert Counter(Application.objects.values_list("synthetic", flat=True)).keys() == {True}
    assert Counter(Certificate.objects.values_list("synthetic", flat=True)).keys() == {True}
    assert Counter(Party.objects.values_list("synthetic", flat=True)).keys() == {True}
    assert Counter(User.objects.values_list("synthetic", flat=True)).keys() == {True}


def test_a_second_start_changes_nothing() -> None:
    before = LogEntry.objects.count(), Application.objects.count(), Party.objects.count(), User.objects.count()
    assert setup.load() == "没有变化"
    assert before == (
        LogEntry.objects.count(),
        Application.objects.count(),
        Party.objects.count(),
        User.objects.count(),
    )


def test_an_installation_that_is_no_demonstration_gets_nothing(settings: Any) -> None:
    settings.DEMONSTRATION = False
    before = Application.objects.count()
    assert setup.load() == "不是演示系统，不设演示办件"
    assert Application.objects.count() == before


def test_the_growth_of_certificates_is_reached_in_two_cities_and_missed_in_the_third() -> None:
    rows = Certificate.objects.filter(is_new=True, issued_on__year__in=(2017, 2018)).values_list(
        "holder__region", "issued_on__year"
    )
    assert Counter((region[:4], year) for region, year in rows) == {
        ("4403", 2017): 8, ("4403", 2018): 9, ("3205", 2017): 7, ("3205", 2018): 8, ("5101", 2017): 8, ("5101", 2018): 8,
    }  # fmt: skip


def test_who_signs_in_finds_work() -> None:
    people = {user.username: user for user in User.objects.filter(synthetic=True)}
    waits = {name: waiting_for(people[name]).exists() for name in ("jingban", "fuze", "daoshi", "quxian", "yinhang")}
    assert waits == dict.fromkeys(waits, True)
    assert waiting_for(people["daoshi"]).get().state == State.RETURNED
    assert Review.objects.filter(reviewer=people["zhuanjia"], state="assigned").exists()
    assert Application.objects.filter(party=people["qiye"].party).exists()


def test_numbers_have_no_gap_and_letters_belong_to_ended_cases() -> None:
    numbers = sorted(Application.objects.filter(office="440300").exclude(number=None).values_list("number", flat=True))
    by_year: Counter[str] = Counter(number.split("-")[1] for number in numbers)
    expected = [f"440300-{year}-{serial:05d}" for year in sorted(by_year) for serial in range(1, by_year[year] + 1)]
    assert numbers == expected
    assert set(Letter.objects.values_list("application__state", flat=True)) == {State.DELIVERED}


def test_outcomes_are_performed_or_wait_for_their_service() -> None:
    assert set(Handover.objects.values_list("state", flat=True)) <= {"done", "awaits"}


def test_notices_of_the_past_do_not_flood_the_inboxes() -> None:
    assert Notice.objects.filter(to__username="qiye").count() < 5


def test_the_assessed_year_has_consequences_and_a_second_start_adds_none() -> None:
    reviewed = TermReview.objects.get()
    assert (reviewed.region_id, reviewed.state, reviewed.proposal, reviewed.decision, reviewed.synthetic) == (
        "320500", "decided", "rectify", "renew", True,
    )  # fmt: skip
    given = PolicySupport.objects.values_list("kind", "given_on__year", "synthetic")
    assert list(given) == [("navigation", 2019, True)] * 2
    held = Guidance.objects.get()
    assert (held.region_id, held.topic, held.held_on is not None, held.synthetic) == ("320500", "strategy", True, True)
    assert governance.load() == "没有变化"


def test_an_interrupted_start_goes_on_with_what_is_missing(settings: Any) -> None:
    before = set(Application.objects.values_list("pk", flat=True))
    settings.DEMONSTRATION_APPLICATIONS = platform.DEMONSTRATION_APPLICATIONS + 3
    assert setup.load() == "82 家单位，新增 3 件办件"
    assert before < set(Application.objects.values_list("pk", flat=True))
