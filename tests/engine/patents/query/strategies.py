"""Random queries for the property tests; their words are those of `tests.engine.patents.search.corpus`."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from hypothesis import strategies as st

from zhicheng.engine.patents.query import Field, Query, all_of, any_of
from zhicheng.engine.patents.query.fields import FIELDS
from zhicheng.engine.patents.query.nodes import (
    Choice,
    Counts,
    Dates,
    Everything,
    Near,
    Not,
    Number,
    Phrase,
    Place,
    Symbol,
    Words,
)

WORDS = (
    "锂",
    "锂离子",
    "离子电池",
    "电池",
    "池",
    "Li",
    "ion",
    "Li-ion",
    "5G",
    "电 池",
    "子电",
    "(电)池",
    "ion电",
    "３",
    "and",
)
NUMBERS = ("CN100000001A", "CN100000001", "100000002", "CN2010100000013", "CN201010000002", "CN1", "999")
CODES = ("H01M10/0525", "H01M10", "H01M", "H01", "H", "G06F17/30", "G06F", "14-02", "14", "A61K")
PLACES = ("440000", "440300", "440305", "320500", "110000", "110105")
DAYS = (date(2010, 1, 1), date(2010, 12, 31), date(2011, 5, 31), date(2012, 2, 29), date(2013, 1, 1))

word_fields = st.sampled_from([field for field, facts in FIELDS.items() if facts.sort == "words"])
phrases = st.one_of(
    st.builds(Phrase, st.sampled_from(WORDS)),
    st.builds(Phrase, st.sampled_from(["Li", "io", "锂 Li", "子 io", "ion li"]), st.just(True)),
)
number_fields = st.sampled_from([Field.PUBLICATION, Field.APPLICATION, Field.CITES])


Value = TypeVar("Value", date, int)


def _spans(values: list[Value], build: Callable[[Value | None, Value | None], Query]) -> st.SearchStrategy[Query]:
    closed = st.tuples(st.sampled_from(values), st.sampled_from(values)).map(lambda two: build(min(two), max(two)))
    one = st.sampled_from(values)
    return closed | one.map(lambda first: build(first, None)) | one.map(lambda last: build(None, last))


leaves = st.one_of(
    st.builds(Words, word_fields, phrases),
    st.builds(Near, word_fields, phrases, phrases, st.integers(0, 4)),
    st.builds(Symbol, st.sampled_from(CODES), st.booleans()),
    st.builds(Number, number_fields, st.sampled_from(NUMBERS), st.booleans()),
    st.builds(Number, st.just(Field.CITED_BY), st.sampled_from(NUMBERS)),
    st.builds(Place, st.sampled_from(PLACES)),
    st.builds(Choice, st.just(Field.KIND), st.sampled_from(["invention", "design"])),
    st.builds(Choice, st.just(Field.STATE), st.sampled_from(["in_force", "unknown"])),
    st.builds(Choice, st.just(Field.OFFICE), st.sampled_from(["CN", "US"])),
    st.builds(Choice, st.just(Field.SYNTHETIC), st.sampled_from(["yes", "no"])),
    st.sampled_from([Field.FILED, Field.PUBLISHED]).flatmap(
        lambda field: _spans(list(DAYS), lambda first, last: Dates(field, first, last))
    ),
    st.sampled_from([Field.CITED_COUNT, Field.CLAIM_COUNT, Field.LOAD]).flatmap(
        lambda field: _spans([0, 1, 2, 3], lambda least, most: Counts(field, least, most))
    ),
    st.just(Everything()),
)
queries = st.recursive(
    leaves,
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.lists(parts, min_size=2, max_size=3).map(lambda some: all_of(*some)),
        st.lists(parts, min_size=2, max_size=3).map(lambda some: any_of(*some)),
    ),
    max_leaves=5,
)
