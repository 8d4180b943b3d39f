"""Patents for tests of the lake and of loading: one with everything, many alike, and strategies of any."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from zhicheng.engine.patents.record import (
    Citation,
    Classification,
    ClassScheme,
    Fee,
    Kind,
    LegalEvent,
    LegalState,
    Party,
    PartyRole,
    Patent,
    Priority,
    Stage,
    Text,
)

FULL = Patent(
    publication="CN101234567A",
    country="CN",
    kind=Kind.INVENTION,
    stage=Stage.APPLICATION,
    kind_code="A",
    application="CN200810000001",
    filed_on=date(2008, 1, 2),
    published_on=date(2009, 7, 8),
    granted_on=date(2011, 3, 4),
    titles=(Text("zh", "一种锂离子电池"), Text("en", "Lithium-ion battery")),
    abstracts=(Text("zh", "本发明公开一种锂离子电池。"),),
    claims=("1. 一种电池。", "2. 根据权利要求1所述的电池。"),
    claim_count=2,
    description_chars=4321,
    parties=(
        Party(PartyRole.APPLICANT, "示例甲公司", "CN", "广东省深圳市南山区科技路1号", "518000", "440305", "示例甲"),
        Party(PartyRole.INVENTOR, "张三"),
        Party(PartyRole.INVENTOR, "李四", "CN"),
        Party(PartyRole.AGENCY, "示例代理事务所"),
    ),
    classes=(Classification(ClassScheme.IPC, "H01M10/0525"), Classification(ClassScheme.CPC, "Y02E60/10")),
    priorities=(Priority("US11111111", "US", date(2007, 1, 2)), Priority("JP2007000001")),
    citations=(Citation("US6000000A", "X", "examiner"), Citation("某某，《电池学》，2001年", "A", is_patent=False)),
    events=(LegalEvent(date(2011, 3, 4), "grant", "授权", LegalState.IN_FORCE), LegalEvent(None, "note")),
    fees=(Fee("年费", 4, date(2012, 1, 2), date(2011, 12, 30), 120_000), Fee("登记费")),
    family="F1",
    family_size=3,
    cited_by_count=7,
    state=LegalState.IN_FORCE,
    region="440305",
    source="a.csv",
    load=1,
    synthetic=True,
)
BARE = Patent("EP1000000A1", "EP", Kind.OTHER, Stage.GRANT)


def simple(number: int, title: str = "一种装置", **more: Any) -> Patent:
    """A small patent, told from others by its number; every third belongs to one family, each cites the one before."""
    return Patent(
        publication=publication(number),
        country="CN",
        kind=Kind.INVENTION,
        stage=Stage.APPLICATION,
        titles=(Text("zh", f"{title}{number}"),),
        parties=(Party(PartyRole.APPLICANT, f"示例公司{number % 7}", "CN", "江苏省苏州市虎丘区科技路"),),
        classes=(Classification(ClassScheme.IPC, "H01M10/0525"),),
        citations=(Citation(publication(number - 1)),) if number else (),
        events=(LegalEvent(date(2012, 1, 1 + number % 28), "published"),),
        family=f"F{number // 3}",
        **more,
    )


def publication(number: int) -> str:
    return f"CN{100_000_000 + number}A"


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
DAYS = st.none() | st.dates(date(1700, 1, 1), date(2100, 1, 1))
COUNTS = st.none() | st.integers(0, 2**31 - 1)


def several(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=3).map(tuple)


PATENTS = st.builds(
    Patent,
    publication=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    country=WORDS,
    kind=st.sampled_from(Kind),
    stage=st.sampled_from(Stage),
    kind_code=WORDS,
    application=WORDS,
    filed_on=DAYS,
    published_on=DAYS,
    granted_on=DAYS,
    titles=several(st.builds(Text, WORDS, WORDS)),
    abstracts=several(st.builds(Text, WORDS, WORDS)),
    claims=several(WORDS),
    claim_count=COUNTS,
    description_chars=COUNTS,
    parties=several(st.builds(Party, st.sampled_from(PartyRole), WORDS, WORDS, WORDS, WORDS, WORDS, WORDS)),
    classes=several(st.builds(Classification, st.sampled_from(ClassScheme), WORDS)),
    priorities=several(st.builds(Priority, WORDS, WORDS, DAYS)),
    citations=several(st.builds(Citation, WORDS, WORDS, WORDS, st.booleans())),
    events=several(st.builds(LegalEvent, DAYS, WORDS, WORDS, st.none() | st.sampled_from(LegalState))),
    fees=several(
        st.builds(Fee, WORDS, st.none() | st.integers(-30, 30), DAYS, DAYS, st.none() | st.integers(0, 10**12))
    ),
    family=WORDS,
    family_size=COUNTS,
    cited_by_count=COUNTS,
    state=st.sampled_from(LegalState),
    region=WORDS,
    source=WORDS,
    load=st.integers(0, 1000),
    synthetic=st.booleans(),
)
