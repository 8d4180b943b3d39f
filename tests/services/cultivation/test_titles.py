"""Titles: granted, renewed, reviewed, suspended, withdrawn, superseded, over; by whom, and never twice."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone
from django_scopes import scopes_disabled
from pytest_django import DjangoAssertNumQueries

from tests.people import HEFEI, NANSHAN, SHENZHEN, division, firm, person
from tests.services.cultivation import samples
from tests.services.cultivation.samples import grant, held, national, of_city
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.parties.models import Kind
from zhicheng.base.verdicts import Refused
from zhicheng.engine.calendars.periods import add_months
from zhicheng.services.cultivation.actions import titles as verbs
from zhicheng.services.cultivation.models import Designation, Event, State
from zhicheng.services.cultivation.queries import titles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _programmes(db: None) -> None:
    samples.load_programmes()


def events(row: Designation) -> list[str]:
    return [event.kind for event in row.acts.order_by("pk")]


def test_a_title_gets_the_term_of_its_level_and_says_what_happened() -> None:
    party, by = firm("明锐电池"), national()
    made = verbs.designate(grant=grant(granted_on=date(2026, 3, 1)), by=by, party=party)
    assert (made.title, made.holder_name, made.region_id) == ("国家知识产权优势企业", "明锐电池", SHENZHEN)
    assert (made.starts_on, made.ends_on, made.state) == (date(2026, 3, 1), date(2029, 2, 28), State.IN_FORCE)
    assert made.review_due_on == date(2027, 3, 1)
    assert events(made) == ["granted"]
    entry = LogEntry.objects.get(verb="title.granted")
    assert (entry.on_id, entry.region_code, entry.user) == (str(made.pk), SHENZHEN, by)


def test_a_title_without_term_goes_on() -> None:
    party = firm("大学", kind=Kind.UNIVERSITY)
    given = grant("certified", "standard_university")
    made = verbs.designate(grant=given, by=person("市局"), party=party)
    assert (made.ends_on, made.counts_on(date(2100, 1, 1))) == (None, True)


def test_the_next_level_supersedes_the_one_below() -> None:
    party = firm()
    low = held(party)
    high = held(party, level="demonstration", document="国知发〔2026〕2号")
    low.refresh_from_db()
    assert (low.state, low.ended_on, high.follows) == (State.SUPERSEDED, high.starts_on, low)
    assert (events(low), events(high)) == (["granted", "upgraded"], ["upgraded"])


@pytest.mark.parametrize("level", ["advantage", "demonstration"])
def test_nobody_holds_two_titles_of_a_programme(level: str) -> None:
    party = firm()
    held(party, level="demonstration")
    with pytest.raises(Refused) as refusal:
        held(party, level=level, granted_on=timezone.localdate())
    assert refusal.value.code == "held_already"
    assert Designation.objects.count() == 1


def test_the_database_itself_refuses_a_second_title_in_force() -> None:
    one = held()
    fields = {field.attname: getattr(one, field.attname) for field in Designation._meta.concrete_fields}
    del fields["id"]
    with pytest.raises(IntegrityError, match="title_once_a_party"), transaction.atomic():
        Designation.objects.create(**fields | {"code": "ANOTHER", "starts_on": one.starts_on - timedelta(days=1)})


def test_a_title_of_the_past_is_recorded_as_over() -> None:
    made = held(granted_on=samples.long_ago())
    assert (made.state, made.ended_on, events(made)) == (State.EXPIRED, date(2015, 3, 31), ["granted", "expired"])
    assert held(made.party).state == State.IN_FORCE


@pytest.mark.parametrize(
    ("role", "region", "code"),
    [
        (Role.CITY_HEAD, SHENZHEN, "not_that_office"),
        (Role.PROVINCIAL, "440000", "not_that_office"),
        (Role.EXPERT, SHENZHEN, "not_that_office"),
    ],
)
def test_only_the_office_that_the_programme_names_grants(role: Role, region: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        verbs.designate(grant=grant(), by=person("某", role, region), party=firm())
    assert refusal.value.code == code


def test_a_city_grants_its_own_titles_in_its_own_area_only() -> None:
    given = grant("base", "incubation_base")
    made = verbs.designate(grant=given, by=person("深圳", Role.CITY_HANDLER), party=firm(region=NANSHAN))
    assert made.title == "知识产权双创载体"
    with pytest.raises(Refused) as refusal:
        verbs.designate(grant=given, by=person("深圳", Role.CITY_HANDLER), party=firm(region=HEFEI))
    assert refusal.value.code == "outside_reach"


def test_a_holder_has_to_be_of_the_programmes_kind() -> None:
    for facts in ({"party": firm(kind=Kind.AGENCY)}, {"region": division(SHENZHEN)}):
        with pytest.raises(Refused) as refusal:
            verbs.designate(grant=grant(), by=national(), **facts)
        assert refusal.value.code == "wrong_holder"
    with pytest.raises(Refused) as refusal:
        verbs.designate(grant=grant("town", "ip_town"), by=person("市局"), region=division(SHENZHEN))
    assert refusal.value.code == "wrong_holder"
    assert Designation.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"granted_on": date(2100, 1, 1)}, "granted_in_future"),
        ({"ends_on": date(2020, 1, 1)}, "term_backwards"),
        ({"programme": "nothing"}, "no_programme"),
        ({"level": "gold"}, "no_level"),
    ],
)
def test_faults_of_a_grant_are_named(facts: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        verbs.designate(grant=grant(**facts), by=national(), party=firm())
    assert refusal.value.code == code


def test_one_certificate_number_belongs_to_one_title() -> None:
    held(number="A-1")
    with pytest.raises(Refused) as refusal:
        held(number="A-1")
    assert refusal.value.code == "held_already"


def test_a_title_is_renewed_near_its_end_for_another_term() -> None:
    today = timezone.localdate()
    made = held(granted_on=add_months(today, -35), starts_on=add_months(today, -35))
    ends_on = made.ends_on
    assert ends_on is not None
    row = verbs.renew(designation=made, by=national(), document="国知发〔2026〕9号")
    assert row.ends_on == add_months(ends_on + timedelta(days=1), 36) - timedelta(days=1)
    assert events(row) == ["granted", "renewed"]


def test_too_early_is_told_with_the_day() -> None:
    made = held(granted_on=date(2026, 3, 1))
    with pytest.raises(Refused) as refusal:
        verbs.renew(designation=made, by=national(), document="国知发〔2026〕9号")
    assert (refusal.value.code, refusal.value.because) == (
        "too_early", "有效期到 2029 年 2 月 28 日，2028 年 8 月 28 日起可以延续",
    )  # fmt: skip


def test_suspended_and_resumed_and_withdrawn_with_reasons() -> None:
    made, by = held(), national()
    assert verbs.suspend(designation=made, by=by, reason="整改").state == State.SUSPENDED
    with pytest.raises(Refused) as refusal:
        verbs.suspend(designation=made, by=by, reason="再次")
    assert refusal.value.code == "suspended"
    assert verbs.resume(designation=made, by=by, reason="整改完成").state == State.IN_FORCE
    with pytest.raises(Refused) as refusal:
        verbs.resume(designation=made, by=by, reason="再次")
    assert refusal.value.code == "runs_already"
    row = verbs.withdraw(designation=made, by=by, reason="提供虚假材料", document="国知发〔2026〕10号")
    assert (row.state, row.ended_on) == (State.WITHDRAWN, timezone.localdate())
    assert events(row) == ["granted", "suspended", "resumed", "withdrawn"]
    with pytest.raises(Refused) as refusal:
        verbs.resume(designation=row, by=by, reason="恢复")
    assert refusal.value.code == "title_ended"


def test_a_review_keeps_its_result_and_sets_the_next() -> None:
    made, today = held(), timezone.localdate()
    row = verbs.review(designation=made, by=national(), on=today, passed=False, reason="专利减少")
    assert (row.state, row.review_due_on) == (State.IN_FORCE, add_months(today, 12))
    event = row.acts.get(kind="reviewed")
    assert (event.passed, event.reason, event.on) == (False, "专利减少", today)


def test_an_event_stays() -> None:
    event = held().acts.get()
    for act in (event.delete, lambda: Event.objects.filter(pk=event.pk).update(reason="改")):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            act()


def test_an_ended_title_does_not_come_back() -> None:
    made = held(granted_on=samples.long_ago())
    with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
        Designation.objects.filter(pk=made.pk).update(state=State.IN_FORCE, ended_on=None)


def test_the_watch_ends_what_is_over_once() -> None:
    over, goes_on = held(ends_on=timezone.localdate()), held()
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert [verbs.expire_all(today=timezone.localdate()), verbs.expire_all(today=tomorrow)] == [0, 1]
    assert verbs.expire_all(today=tomorrow) == 0
    states = dict(Designation.objects.values_list("pk", "state"))
    assert states == {over.pk: State.EXPIRED, goes_on.pk: State.IN_FORCE}


def test_a_region_holds_its_titles_apart_from_organisations_in_it() -> None:
    city, party = of_city(SHENZHEN), held()
    assert list(titles.held_by(party=None, region=division(SHENZHEN))) == [city]
    with scopes_disabled():
        assert list(titles.held_by(party=party.party, region=division(SHENZHEN))) == [party]


def test_one_query_reads_the_register(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    held()
    held()
    with django_assert_num_queries(1):
        assert [row.region.name for row in titles.register()] == ["440300区划", "440300区划"]
