"""What titles offer to others: facts for conditions, the outcome of a case, records to be counted."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from tests.people import NANSHAN, SHENZHEN, firm, person
from tests.services.cultivation import samples
from tests.services.cultivation.samples import held, of_city
from tests.services.hall import samples as hall
from zhicheng.base.jobs.running import run_waiting
from zhicheng.base.parties.models import Kind
from zhicheng.base.records import registry
from zhicheng.base.records.asking import Question, behind
from zhicheng.base.records.counting import count
from zhicheng.services.cultivation import keeping
from zhicheng.services.cultivation.actions import titles as verbs
from zhicheng.services.cultivation.models import Designation
from zhicheng.services.hall import actions, asking
from zhicheng.services.hall.models import Handover, State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _programmes(db: None) -> None:
    samples.load_programmes()


def asked(code: str, of: str, parties: list[int] | None = None) -> dict[int, object]:
    fact = asking.find(code)
    assert fact is not None
    return dict(fact.read(parties, of))


def test_who_holds_a_title_is_told_by_programme_and_level() -> None:
    low, high, nobody = firm(), firm(), firm()
    one, other = held(low), held(high, level="demonstration")
    of_city(SHENZHEN)
    assert asked("designations.holds", "national_enterprise") == {low.pk: True, high.pk: True}
    assert asked("designations.holds", "national_enterprise:advantage") == {low.pk: True}
    assert asked("designations.holds", "brand_agency") == {}
    assert asked("designations.holds", "national_enterprise", [high.pk, nobody.pk]) == {high.pk: True}
    assert asked("designations.since", "national_enterprise:demonstration") == {high.pk: other.starts_on}
    assert asked("designations.since", "national_enterprise", [low.pk]) == {low.pk: one.starts_on}


def test_a_suspended_or_ended_title_does_not_count() -> None:
    suspended, over = held(), held(granted_on=samples.long_ago())
    verbs.suspend(designation=suspended, by=samples.national(), reason="整改")
    assert asked("designations.holds", "national_enterprise") == {}
    fact = asking.find("designations.holds")
    assert fact is not None
    assert fact.say is not None
    assert fact.say(over.party_id or 0, "national_enterprise").text == "称号名录中没有登记"


def test_the_words_that_the_facts_take_are_the_programmes_of_organisations() -> None:
    fact = asking.find("designations.holds")
    assert fact is not None
    assert fact.takes is not None
    words = dict(fact.takes())
    assert words["national_enterprise:advantage"] == "国家知识产权优势企业"
    assert "demonstration_city" not in words


def test_an_approved_case_grants_the_title_once() -> None:
    outcome = {"programme": "national_enterprise", "level": "advantage"}
    definition = hall.publish_item(outcome="cultivation.designate", outcome_with=outcome)
    decided = hall.case(State.DECIDED, definition=definition, at=timezone.now() - timedelta(days=9))
    case = actions.deliver(application=decided, by=hall.office().handler)
    run_waiting()
    run_waiting()
    made = Designation.objects.get()
    assert (made.party_id, made.title, made.application) == (case.party_id, "国家知识产权优势企业", case.number)
    # Like the letter, which the holder shows: not like the decision, whose publicity had still to end.
    assert made.granted_on == case.letter.issued_on == timezone.localdate()
    handover = Handover.objects.get()
    assert (handover.state, handover.url) == ("done", f"/titles/{made.pk}/")
    assert handover.text == f"已授予“国家知识产权优势企业”，核验码 {made.code}"


def test_titles_count_at_the_end_of_each_year_in_which_they_are_held() -> None:
    held(firm(region=NANSHAN), granted_on=date(2012, 4, 1))
    of_city(SHENZHEN, granted_on=date(2014, 5, 1))
    offered = registry.find("designations")
    assert offered is not None
    today = date(2018, 6, 1)
    known = {"440000", SHENZHEN, NANSHAN}
    found = count(Question(offered, {}), known, today=today)
    years = {year: found.values.get((SHENZHEN, year)) for year in range(2012, 2018)}
    assert years == {2012: 1, 2013: 1, 2014: 2, 2015: 1, 2016: 1, 2017: None}
    enterprises = Question(offered, {"programme": "national_enterprise"})
    assert count(enterprises, known, today=today).values[NANSHAN, 2014] == 1
    with scopes_disabled():
        shown = [row.title for row in behind(enterprises, SHENZHEN, 2014, today=today)]
    assert shown == ["国家知识产权优势企业"]


def test_what_a_holder_has_to_keep_is_judged_on_records() -> None:
    school = firm(kind=Kind.UNIVERSITY)
    given = samples.grant("certified", "standard_university")
    made = verbs.designate(grant=given, by=person("市局"), party=school)
    [result] = keeping.results_of(made)
    assert (result.condition.code, result.state, result.sentence) == (
        "certificate", "unmet", "平台没有登记有效的 GB/T 33251 证书。",
    )  # fmt: skip
    assert keeping.results_of(of_city(SHENZHEN)) == []
