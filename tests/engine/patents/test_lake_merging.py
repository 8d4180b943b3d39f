"""What becomes of a record when a newer one comes."""

from dataclasses import replace
from datetime import date

from hypothesis import given

from tests.engine.patents.samples import BARE, FULL, PATENTS
from zhicheng.engine.patents.lake.merging import merged, says_the_same
from zhicheng.engine.patents.record import (
    Classification,
    ClassScheme,
    Kind,
    LegalState,
    Party,
    PartyRole,
    Patent,
    Stage,
    Text,
)

SILENT = Patent(FULL.publication, "CN", Kind.INVENTION, Stage.APPLICATION, source="b.csv", load=2)


def test_an_empty_newer_record_wipes_nothing() -> None:
    assert merged(FULL, SILENT) == replace(FULL, source="b.csv", load=2, synthetic=False)


def test_what_the_newer_one_says_stands() -> None:
    newer = replace(SILENT, published_on=date(2010, 1, 1), claims=("1. 新的权利要求。",), state=LegalState.LAPSED)
    found = merged(FULL, newer)
    assert (found.published_on, found.claims, found.state) == (newer.published_on, newer.claims, newer.state)
    assert (found.filed_on, found.citations) == (FULL.filed_on, FULL.citations)


def test_parties_classes_and_texts_are_replaced_each_of_their_kind() -> None:
    newer = replace(
        SILENT,
        parties=(Party(PartyRole.APPLICANT, "示例乙公司"),),
        classes=(Classification(ClassScheme.CPC, "H01M10/0525"),),
        titles=(Text("zh", "改正的标题"),),
    )
    found = merged(FULL, newer)
    assert found.parties == (newer.parties[0], *FULL.parties[1:])
    assert found.classes == (newer.classes[0], FULL.classes[0])
    assert found.titles == (newer.titles[0], FULL.titles[1])


def test_where_it_came_from_is_no_difference() -> None:
    assert says_the_same(FULL, replace(FULL, source="b.csv", load=9))
    assert not says_the_same(FULL, BARE)


@given(PATENTS, PATENTS)
def test_the_same_again_changes_nothing(older: Patent, newer: Patent) -> None:
    once = merged(older, newer)
    assert merged(once, newer) == once


@given(PATENTS)
def test_a_record_merged_with_itself_is_itself(patent: Patent) -> None:
    assert merged(patent, patent) == patent
