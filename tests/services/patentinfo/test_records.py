"""Patents as records of figures: what is counted is what the search finds."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import QueryDict

from tests.services.patentinfo import samples
from zhicheng.base.records.registry import find
from zhicheng.services.patentinfo import asking, holdings
from zhicheng.services.patentinfo.setup import load_demonstration

CODES = ("patents_filed", "patents_published")


def tally(code: str, **where: str) -> dict[tuple[str, int], int]:
    record_set = find(code)
    assert record_set is not None
    assert record_set.tally is not None
    return {(region, year): number for region, year, number in record_set.tally(where)}


def found(code: str, region: str, year: int, **where: str) -> int:
    """How many patents the page finds that the number leads to."""
    record_set = find(code)
    assert record_set is not None
    assert record_set.opens is not None
    path, _mark, query = record_set.opens(where, region, year).partition("?")
    assert path == "/patents/"
    return holdings.index().search(asking.read(QueryDict(query)).query, page_size=1).total


def test_documents_count_by_the_region_of_their_applicant_and_their_day(own_lake: Path) -> None:
    samples.fill([samples.BATTERY, samples.GRANT])
    assert tally("patents_filed", kind="invention")["440305", 2010] == found(
        "patents_filed", "440305", 2010, kind="invention"
    )
    assert tally("patents_published")["440305", 2011] == found("patents_published", "440305", 2011)
    assert tally("patents_filed", kind="design") == {}


def test_an_empty_library_counts_nothing(own_lake: Path) -> None:
    assert [tally(code) for code in CODES] == [{}, {}]


@pytest.mark.parametrize("code", CODES)
def test_every_number_opens_to_a_search_that_finds_as_many(own_lake: Path, code: str) -> None:
    load_demonstration(300)
    counted = tally(code, kind="invention", state="in_force")
    assert len(counted) > 10
    assert {cell: found(code, *cell, kind="invention", state="in_force") for cell in counted} == counted


@pytest.mark.parametrize("code", CODES)
def test_invented_patents_count_in_a_demonstration_only(own_lake: Path, settings: LazySettings, code: str) -> None:
    load_demonstration(50)
    settings.DEMONSTRATION = False
    assert tally(code) == {}
