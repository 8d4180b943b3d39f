"""Random small patents whose words meet those of the random queries."""

from datetime import date

from hypothesis import strategies as st

from tests.engine.patents.query.strategies import CODES, DAYS, NUMBERS, PLACES, WORDS
from zhicheng.engine.patents.record import (
    Citation,
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

pieces = st.sampled_from(
    [*WORDS, "，", " ", "\n", "and", "Lithium", "AND", "<script>alert(1)</script>", "方法", "。", "1.5V"]
)
texts = st.lists(pieces, min_size=1, max_size=6).map("".join)
parties = st.builds(
    Party,
    st.sampled_from(list(PartyRole)),
    texts,
    st.just("CN"),
    st.one_of(st.just(""), texts),
    st.just(""),
    st.just(""),
)
symbols = st.sampled_from(CODES).map(
    lambda code: Classification(ClassScheme.LOCARNO if code[0].isdigit() else ClassScheme.IPC, code)
)
patents = st.builds(
    Patent,
    publication=st.sampled_from(["CN100000001A", "CN100000001B", "CN100000002A", "US1999B2", "patstat:12345"]),
    country=st.sampled_from(["CN", "US"]),
    kind=st.sampled_from([Kind.INVENTION, Kind.DESIGN]),
    stage=st.just(Stage.APPLICATION),
    application=st.sampled_from(["", "CN2010100000013", "US2010999"]),
    filed_on=st.none() | st.sampled_from(DAYS),
    published_on=st.none() | st.dates(date(2009, 1, 1), date(2013, 12, 31)),
    titles=st.lists(st.builds(Text, st.sampled_from(["zh", "en"]), texts), max_size=2).map(tuple),
    abstracts=st.lists(st.builds(Text, st.just("zh"), texts), max_size=1).map(tuple),
    claims=st.lists(texts, max_size=2).map(tuple),
    claim_count=st.none() | st.integers(1, 3),
    parties=st.lists(parties, max_size=3).map(tuple),
    classes=st.lists(symbols, max_size=3).map(tuple),
    citations=st.lists(st.builds(Citation, st.sampled_from(NUMBERS), is_patent=st.booleans()), max_size=2).map(tuple),
    cited_by_count=st.none() | st.integers(0, 3),
    state=st.sampled_from([LegalState.IN_FORCE, LegalState.UNKNOWN]),
    region=st.one_of(st.just(""), st.sampled_from(PLACES)),
    load=st.integers(0, 3),
    synthetic=st.booleans(),
)
corpora = st.lists(patents, min_size=1, max_size=5, unique_by=lambda patent: patent.publication)
