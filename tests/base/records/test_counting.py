"""From records to numbers by division and year, and back from a number to its records."""

from datetime import date

import pytest
from django.conf import LazySettings
from django_scopes import scopes_disabled

from tests.people import firm
from zhicheng.base.parties.models import Party
from zhicheng.base.records.asking import Question, behind
from zhicheng.base.records.counting import count
from zhicheng.base.records.registry import RecordSet
from zhicheng.engine.places import prefix

pytestmark = pytest.mark.django_db

FOUNDED = RecordSet("founded", "成立的企业", Party.objects.all, "region_id", "founded_on", synthetic="synthetic",
                    filters={"kind": "kind"}, measures={"kind": "kind", "id": "pk"})  # fmt: skip
CONFIRMED = RecordSet(
    "kept", "在册的企业", Party.objects.all, "region_id", "founded_on", until="confirmed_on", measures={"kind": "kind"}
)
KNOWN = {"440000", "440300", "440305", "440100"}
TODAY = date(2018, 11, 22)


def founded(
    day: str, region: str, *, until: str | None = None, kind: str = "enterprise", synthetic: bool = False
) -> Party:
    party = firm(region=region)
    party.founded_on = date.fromisoformat(day)
    party.confirmed_on = date.fromisoformat(until) if until else None
    party.kind, party.synthetic = kind, synthetic
    with scopes_disabled():
        party.save()
    return party


def counted(question: Question, region: str) -> dict[int, float]:
    with scopes_disabled():
        values = count(question, KNOWN, today=TODAY).values
    return {year: value for (code, year), value in sorted(values.items()) if code == region}


def test_a_record_counts_in_its_year_in_its_division_and_those_above() -> None:
    founded("2017-12-31", "440305")
    founded("2018-01-01", "440300")
    question = Question(FOUNDED, {})
    assert counted(question, "440305") == {2017: 1.0, 2018: 0.0}
    assert counted(question, "440300") == {2017: 1.0, 2018: 1.0}
    assert counted(question, "440100") == {}


def test_years_without_records_are_zero_only_while_the_register_is_kept() -> None:
    founded("2014-05-01", "440300")
    founded("2016-05-01", "440100")
    question = Question(FOUNDED, {})
    assert counted(question, "440300") == {2014: 1.0, 2015: 0.0, 2016: 0.0}
    assert counted(question, "440100") == {2016: 1.0}


def test_a_stock_counts_at_the_end_of_each_year_and_today_in_this_one() -> None:
    founded("2015-03-01", "440300", until="2017-12-30")  # gone on the last day of 2017
    founded("2015-03-01", "440300", until="2017-12-31")
    founded("2016-03-01", "440300", until="2018-11-22")  # there until today
    founded("2016-03-01", "440300", until="2018-11-21")
    founded("2017-03-01", "440300", until="2017-06-01")  # never there at the end of a year
    founded("2018-03-01", "440300")
    assert counted(Question(CONFIRMED, {}), "440300") == {2015: 2.0, 2016: 4.0, 2017: 3.0, 2018: 2.0}


def test_distinct_values_count_once_in_each_division() -> None:
    founded("2018-03-01", "440305", kind="maker")
    founded("2018-04-01", "440305", kind="maker")
    founded("2018-04-01", "440100", kind="maker")
    founded("2018-04-01", "440100", kind="bank")
    question = Question(FOUNDED, {}, "distinct", "kind")
    assert {region: counted(question, region) for region in sorted(KNOWN)} == {
        "440000": {2018: 2.0}, "440100": {2018: 2.0}, "440300": {2018: 1.0}, "440305": {2018: 1.0},
    }  # fmt: skip


def test_invented_records_count_in_a_demonstration_only(settings: LazySettings) -> None:
    founded("2018-03-01", "440305", synthetic=True)
    founded("2018-03-01", "440305")
    settings.DEMONSTRATION = True
    assert counted(Question(FOUNDED, {}), "440305") == {2018: 2.0}
    settings.DEMONSTRATION = False
    assert counted(Question(FOUNDED, {}), "440305") == {2018: 1.0}


@pytest.mark.parametrize("record_set", [FOUNDED, CONFIRMED], ids=lambda each: each.code)
def test_every_number_opens_to_as_many_records(record_set: RecordSet) -> None:
    for year in (2014, 2016, 2018):
        founded(f"{year}-06-30", "440305", until="2018-12-31")
        founded(f"{year}-06-30", "440300", until="2017-12-31" if year < 2018 else None)
        founded(f"{year}-06-30", "440100", until=f"{year}-07-30")
    question = Question(record_set, {})
    with scopes_disabled():
        found = count(question, KNOWN, today=TODAY)
        opened = {cell: behind(question, *cell, today=TODAY).count() for cell in found.records}
        strays = [
            row.region_id
            for (region, year) in found.records
            for row in behind(question, region, year, today=TODAY)
            if not row.region_id.startswith(prefix(region))
        ]
    assert opened == dict(found.records)
    assert strays == []


def test_a_set_without_a_table_is_tallied() -> None:
    """What an app counts by itself is taken as it says."""
    tallied = RecordSet("tallied", "件", None, tally=lambda where: [("440305", 2016, 3), ("440305", 2018, len(where))])
    assert counted(Question(tallied, {"a": 1}), "440300") == {2016: 3.0, 2017: 0.0, 2018: 1.0}


def test_a_set_has_either_rows_or_a_tally() -> None:
    with pytest.raises(ValueError, match="either rows or a tally"):
        RecordSet("nothing", "无", None)
