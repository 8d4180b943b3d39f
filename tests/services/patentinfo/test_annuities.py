"""The fees of an organisation's own patents: days, amounts, notes, reminders, calendar files."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled
from pytest_django import DjangoAssertNumQueries

from tests.people import firm, person, signed_in
from tests.services.patentinfo.samples import CITING, GRANT, SCHOOL, fill
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.definitions.actions import put_in_force
from zhicheng.base.definitions.reading import read
from zhicheng.base.notices.models import Notice
from zhicheng.base.parties.models import Party
from zhicheng.base.verdicts import Refused
from zhicheng.engine.calendars import state_council
from zhicheng.engine.calendars.periods import add_months
from zhicheng.engine.patents.applicants import normalise
from zhicheng.engine.patents.record import LegalState, Patent
from zhicheng.services.patentinfo.actions import annuities as verbs
from zhicheng.services.patentinfo.definition_kinds import PATENT_FEES
from zhicheng.services.patentinfo.models import AnnuityFeed, AnnuityNote, AnnuityReminder, ApplicantName
from zhicheng.services.patentinfo.queries import annuities as queries

pytestmark = pytest.mark.django_db

NAME = "深圳明锐电池有限公司"
TODAY = date(2026, 11, 22)


def right(number: int, filed_on: date, **changes: object) -> Patent:
    """An invention of the firm, granted two years after filing."""
    publication = f"CN1{number:08}B"
    facts = {"publication": publication, "application": f"CN{publication}", "filed_on": filed_on, "family": ""}
    return replace(GRANT, **{**facts, "granted_on": add_months(filed_on, 24), **changes})


def confirmed(name: str = NAME) -> Party:
    party = firm(name, region="440305")
    ApplicantName.objects.create(party=party, name_key=normalise(name).key)
    return party


@pytest.fixture(autouse=True)
def _fees_in_force(own_lake: Path) -> None:
    text = (Path(settings.DEFINITIONS_DIR) / "patent_fees" / "cnipa.toml").read_text("utf-8")
    put_in_force(PATENT_FEES, read(PATENT_FEES, "cnipa", text), by=None, why="", shipped=True)


@pytest.fixture
def party(own_lake: Path) -> Party:
    fill()
    return confirmed()


def own_user(party: Party) -> User:
    return person(role=Role.ORGANISATION, party=party)


def said() -> list[tuple[int, date | None]]:
    with scopes_disabled():
        return list(AnnuityNote.objects.values_list("year", "paid_on"))


def logged() -> list[str]:
    return list(LogEntry.objects.filter(verb__startswith="annuity").order_by("pk").values_list("verb", flat=True))


def test_the_fees_of_a_year_with_days_amounts_and_how_sure_they_are(party: Party) -> None:
    [fee] = queries.fees_between(party, date(2024, 1, 1), date(2024, 12, 31), today=TODAY)
    assert (fee.right.publication, fee.year, fee.amount_fen, fee.basis) == ("CN101933423B", 15, 600_000, "secondary")
    # 2024-08-17 was a Saturday, 2025-02-17 a Monday.
    assert (fee.annuity.due_on, fee.pay_by, fee.grace_end) == (date(2024, 8, 17), date(2024, 8, 19), date(2025, 2, 17))
    assert fee.state is queries.FeeState.OVERDUE


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2018, 9, 28), date(2018, 9, 28)),
        (date(2018, 10, 1), date(2018, 10, 8)),
        (date(2018, 9, 29), date(2018, 9, 29)),  # a Saturday that was worked
        (date(2031, 2, 1), date(2031, 2, 3)),  # no calendar known: the weekend alone
    ],
)
def test_a_limit_on_a_day_off_ends_on_the_next_working_day(day: date, expected: date) -> None:
    assert queries.workday_from(day, state_council()) == expected


@pytest.mark.parametrize(
    ("today", "state", "surcharge_fen"),
    [
        (date(2024, 8, 19), "coming", 0),
        (date(2024, 8, 20), "grace", 0),
        (date(2024, 9, 17), "grace", 30_000),
        (date(2025, 2, 17), "grace", 180_000),
        (date(2025, 2, 18), "overdue", 0),
    ],
)
def test_how_a_fee_stands(party: Party, today: date, state: str, surcharge_fen: int) -> None:
    [fee] = queries.fees_between(party, date(2024, 8, 1), date(2024, 8, 31), today=today)
    assert (fee.state, fee.surcharge_fen) == (state, surcharge_fen)


def test_only_living_chinese_grants_under_confirmed_names_count(own_lake: Path) -> None:
    fill(
        [
            right(1, date(2018, 3, 5)),
            right(2, date(2018, 3, 5), state=LegalState.LAPSED),
            right(3, date(2018, 3, 5), country="US", publication="US10000001B2"),
            right(4, date(2018, 3, 5), granted_on=None),
            right(5, date(2018, 3, 5), parties=(SCHOOL,)),
            CITING,
        ]
    )
    assert [one.publication for one in queries.rights_of(confirmed())] == ["CN100000001B"]
    assert queries.rights_of(firm("别的公司")) == []
    assert queries.rights_of(confirmed("没有专利的公司")) == []


def test_one_application_has_its_fees_once(own_lake: Path) -> None:
    fill(
        [
            right(1, date(2018, 3, 5), application="CN201810000001"),
            right(2, date(2018, 3, 5), application="CN201810000001"),
        ]
    )
    assert len(queries.rights_of(confirmed())) == 1


def test_a_later_load_and_another_lake_are_seen_at_once(party: Party) -> None:
    assert len(queries.rights_of(party)) == 1
    fill([right(7, date(2018, 3, 5))], name="第二批")
    assert len(queries.rights_of(party)) == 2


def test_a_fee_is_noted_corrected_dropped_and_undone(party: Party) -> None:
    browser = signed_in(own_user(party))
    address = "/patents/annuities/CN101933423B/15/"
    assert browser.post(address, {"paid_on": "2999-01-01"}).context["form"].errors == {
        "paid_on": ["缴费日不能晚于今天"]
    }
    answer = browser.post(address, {"paid_on": "2024-07-01"})
    assert answer.headers["Location"] == "/patents/annuities/?year=2024"
    page = browser.get("/patents/annuities/?year=2024")
    assert [(fee.state, fee.paid_on) for fee in page.context["table"].everything] == [("paid", date(2024, 7, 1))]
    browser.post(address, {"paid_on": "2024-07-02"})
    browser.post(f"{address}drop/")
    assert said() == [(15, None)]
    browser.post(f"{address}undo/")
    assert said() == []
    assert logged() == ["annuity.noted", "annuity.noted", "annuity.noted", "annuity.note_removed"]


def test_totals_by_month_leave_out_what_is_not_paid(own_lake: Path) -> None:
    fill([right(1, date(2010, 3, 5)), right(2, date(2010, 3, 8)), right(3, date(2010, 6, 7))])
    party = confirmed()
    user = own_user(party)
    verbs.note(publication="CN100000001B", year=15, paid_on=date(2024, 3, 1), by=user)
    verbs.note(publication="CN100000003B", year=15, paid_on=None, by=user)
    page = signed_in(user).get("/patents/annuities/?year=2024").context
    months = {row.month: (row.fees, row.amount_fen, row.paid_fen) for row in page["months"].everything}
    assert (months[3], months[6]) == ((2, 1_200_000, 600_000), (0, 0, 0))
    assert page["months"].sums() == {"fees": 2, "amount": 12000, "paid": 6000}
    assert page["heading"] == "2024 年：3 笔年费，0 笔待缴"
    march = signed_in(user).get("/patents/annuities/?year=2024&month=3").context
    assert [fee.right.publication for fee in march["table"].everything] == ["CN100000001B", "CN100000002B"]


def test_another_organisation_an_officer_and_a_visitor_see_nothing(party: Party, client: Client) -> None:
    other = signed_in(person(role=Role.ORGANISATION))
    assert not other.get("/patents/annuities/?year=2024").context["has_rights"]
    assert json.loads(other.get("/patents/annuities.json?year=2024").content)["rows"] == []
    assert other.get("/patents/annuities/CN101933423B/15/").status_code == 404
    assert other.post("/patents/annuities/CN101933423B/15/drop/").status_code == 404
    assert b"CN101933423B" not in other.get("/patents/annuities/calendar.ics").content
    officer = signed_in(person(role=Role.CITY_HANDLER))
    assert officer.get("/patents/annuities/?year=2024").status_code == 403
    assert officer.get("/patents/annuities/CN101933423B/15/").status_code == 403
    assert client.get("/patents/annuities/").status_code == 302
    with pytest.raises(Refused) as refused:
        verbs.note(publication="CN101933423B", year=15, paid_on=None, by=person(role=Role.ORGANISATION))
    assert refused.value.code == "not_own_fee"


def test_reminders_come_once_90_and_once_30_days_before(own_lake: Path) -> None:
    today = timezone.localdate()
    fill([right(1, add_months(today + timedelta(days=20), -60)), right(2, add_months(today + timedelta(days=70), -60))])
    party = confirmed()
    user, gone = own_user(party), own_user(party)
    gone.is_active = False
    gone.save()
    stranger = person(role=Role.ORGANISATION)
    assert (verbs.remind_all(), verbs.remind_all()) == (2, 0)
    with scopes_disabled():
        rows = AnnuityReminder.objects.filter(party=party).order_by("publication")
        reminded = list(rows.values_list("publication", "year", "days"))
    assert reminded == [("CN100000001B", 6, 30), ("CN100000002B", 6, 90)]
    assert [notice.to for notice in Notice.objects.all()] == [user]
    assert Notice.objects.get().subject.startswith("2 笔专利年费将到期，最早 ")
    assert not Notice.objects.filter(to=stranger).exists()


def test_nobody_is_reminded_of_what_is_paid(own_lake: Path) -> None:
    today = timezone.localdate()
    fill([right(1, add_months(today + timedelta(days=20), -60))])
    party = confirmed()
    verbs.note(publication="CN100000001B", year=6, paid_on=today, by=own_user(party))
    assert verbs.remind(party=party) == 0


def test_the_calendar_file_and_its_address(own_lake: Path, client: Client) -> None:
    today = timezone.localdate()
    fill([right(1, add_months(today + timedelta(days=20), -60))])
    party = confirmed()
    user = own_user(party)
    browser = signed_in(user)
    browser.post("/patents/annuities/feed/")
    address = f"/patents/annuities/{AnnuityFeed.objects.get().token}.ics"
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    events = list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))
    [fee, _next] = queries.fees_between(party, today, today + timedelta(days=700))
    assert [str(event["uid"]) for event in events] == [f"annuity-CN100000001B-{year}@testserver" for year in (6, 7)]
    assert events[0].decoded("dtstart") == fee.pay_by
    assert browser.get("/patents/annuities/calendar.ics").content.count(b"BEGIN:VEVENT") == 2
    browser.post("/patents/annuities/feed/")
    assert client.get(address).status_code == 404
    user.is_active = False
    user.save()
    assert client.get(f"/patents/annuities/{AnnuityFeed.objects.get().token}.ics").status_code == 404


def test_patents_under_ones_own_name_are_asked_about_until_confirmed(own_lake: Path) -> None:
    fill()
    party = firm(NAME, region="440305")
    page = signed_in(own_user(party)).get("/patents/annuities/").context
    assert (page["candidate"].publications, page["candidate"].is_claimed, page["has_rights"]) == (2, False, False)
    ApplicantName.objects.create(party=party, name_key=normalise(NAME).key)
    page = signed_in(own_user(party)).get("/patents/annuities/").context
    assert (page["candidate"], page["has_rights"]) == (None, True)


def test_the_files_hold_the_shown_month(party: Party) -> None:
    content = signed_in(own_user(party)).get("/patents/annuities.csv?year=2024&month=8").content.decode("utf-8-sig")
    assert [line.split(",")[:2] for line in content.splitlines()[1:]] == [["2024-08-19", "CN101933423B"]]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_page_asks_the_database_the_same_whatever_it_lists(
    own_lake: Path, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill([right(n, date(2020, 3, 5)) for n in range(count)], name=f"{count} 件")
    browser = signed_in(own_user(confirmed()))
    browser.get("/patents/annuities/")
    with django_assert_num_queries(12):
        page = browser.get("/patents/annuities/")
    assert len(page.context["table"].everything) == count
