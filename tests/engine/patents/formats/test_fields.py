"""Dates, counts, lists, claims, symbols, kinds and states from the words of files."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engine.numbers.patents import Stage as NumberStage
from zhicheng.engine.numbers.patents import parse
from zhicheng.engine.patents.formats import numbering
from zhicheng.engine.patents.formats.faults import RecordRefused
from zhicheng.engine.patents.formats.fields import claims_of, count_of, date_of, parts_of, without_number
from zhicheng.engine.patents.formats.kinds import classify, kind_of_words
from zhicheng.engine.patents.formats.numbering import application_of, cited_of, publication_of
from zhicheng.engine.patents.formats.states import event_state, state_of
from zhicheng.engine.patents.formats.symbols import fixed_symbol_of, locarno_of, symbol_of
from zhicheng.engine.patents.record import Kind, LegalState, Stage


@pytest.mark.parametrize(
    "words",
    [
        "2019-03-05",
        "2019/3/5",
        "2019.03.05",
        "20190305",
        "2019年3月5日",
        "2019-03-05 00:00:00",
        "2019-03-05T08:30:00.000",
    ],
)
def test_every_usual_spelling_of_a_date_is_read(words: str) -> None:
    assert date_of(words) == date(2019, 3, 5)


@pytest.mark.parametrize("words", ["", " ", "-", "00000000", "0000-00-00", "无", "null"])
def test_no_date_is_none(words: str) -> None:
    assert date_of(words) is None


@pytest.mark.parametrize("words", ["2019-13-05", "2019-02-30", "5/3/2019", "2019-3", "昨天", "19971000"])
def test_what_is_no_date_is_refused(words: str) -> None:
    with pytest.raises(RecordRefused, match="日期“"):
        date_of(words)


def test_a_pattern_reads_that_way_only() -> None:
    assert date_of("05/03/19", "%d/%m/%y") == date(2019, 3, 5)
    with pytest.raises(RecordRefused, match="%d/%m/%y"):
        date_of("2019-03-05", "%d/%m/%y")


def test_counts_are_whole_and_not_negative() -> None:
    assert [count_of(words) for words in ("12", "1,234", "7.0", "", "-")] == [12, 1234, 7, None, None]
    for words in ("-1", "1.5", "十", "1,23", "9" * 20):
        with pytest.raises(RecordRefused, match="不是个数"):
            count_of(words)


def test_a_cell_is_split_at_any_separator() -> None:
    assert parts_of("张三; 李四；王五;;-", (";", "；")) == ("张三", "李四", "王五")


def test_claims_are_split_where_their_own_numbers_begin_them() -> None:
    text = "权利要求书\n1.一种电池，包括2. 5 V的电极。2、根据权利要求1所述的电池。3．根据权利要求1或2所述的电池，其中：1)甲；2)乙。"
    assert claims_of(text) == (
        "一种电池，包括2. 5 V的电极。",
        "根据权利要求1所述的电池。",
        "根据权利要求1或2所述的电池，其中：1)甲；2)乙。",
    )
    assert claims_of("一种没有编号的方法。") == ("一种没有编号的方法。",)
    assert claims_of("  ") == ()
    assert without_number("2. The device of claim 1", 2) == "The device of claim 1"
    assert without_number("2. The device", 3) == "2. The device"


def test_symbols_have_one_spelling() -> None:
    spellings = ("H01M10/0525", "H01M 10/0525(2010.01)I", "Ｈ０１Ｍ１０／０５２５", "h01m0010/0525")
    assert {symbol_of(words) for words in spellings} == {"H01M10/0525"}
    assert [symbol_of(words) for words in ("", "电池", "H01M10/", "123")] == ["", "", "", ""]
    assert [fixed_symbol_of(words) for words in ("G06F 1516", "G06F  728", "G06F015/00")] == [
        "G06F15/16",
        "G06F7/28",
        "G06F15/00",
    ]
    assert [locarno_of(words) for words in ("1402", "14-02", "LOC(10)Cl.14-02", "12345")] == ["14-02"] * 3 + [""]


@pytest.mark.parametrize(
    ("country", "code", "expected"),
    [
        ("CN", "A", (Kind.INVENTION, Stage.APPLICATION)),
        ("CN", "B", (Kind.INVENTION, Stage.GRANT)),
        ("CN", "C", (Kind.INVENTION, Stage.GRANT)),
        ("CN", "U", (Kind.UTILITY_MODEL, Stage.GRANT)),
        ("CN", "Y", (Kind.UTILITY_MODEL, Stage.GRANT)),
        ("CN", "S", (Kind.DESIGN, Stage.GRANT)),
        ("US", "A", (Kind.INVENTION, Stage.GRANT)),
        ("US", "A1", (Kind.INVENTION, Stage.APPLICATION)),
        ("US", "B2", (Kind.INVENTION, Stage.GRANT)),
        ("US", "S1", (Kind.DESIGN, Stage.GRANT)),
        ("US", "P1", (Kind.OTHER, Stage.APPLICATION)),
        ("US", "P2", (Kind.OTHER, Stage.GRANT)),
        ("EP", "A1", (Kind.INVENTION, Stage.APPLICATION)),
        ("EP", "B1", (Kind.INVENTION, Stage.GRANT)),
        ("WO", "A2", (Kind.INVENTION, Stage.APPLICATION)),
        ("JP", "U", (Kind.UTILITY_MODEL, Stage.APPLICATION)),
        ("", "", (Kind.OTHER, Stage.APPLICATION)),
    ],
)
def test_a_kind_code_tells_the_right_and_the_stage(country: str, code: str, expected: tuple[Kind, Stage]) -> None:
    assert classify(country, code) == expected


def test_words_tell_the_right() -> None:
    words = ("发明专利", "实用新型", "外观设计", "Utility Model", "商标")
    assert [kind_of_words(one) for one in words] == [
        Kind.INVENTION,
        Kind.UTILITY_MODEL,
        Kind.DESIGN,
        Kind.UTILITY_MODEL,
        None,
    ]


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("有权", LegalState.IN_FORCE),
        ("授权", LegalState.IN_FORCE),
        ("有效", LegalState.IN_FORCE),
        ("专利权有效", LegalState.IN_FORCE),
        ("审中", LegalState.PENDING),
        ("审中-实审", LegalState.PENDING),
        ("实质审查", LegalState.PENDING),
        ("公开", LegalState.PENDING),
        ("驳回", LegalState.REJECTED),
        ("撤回", LegalState.WITHDRAWN),
        ("视为撤回", LegalState.WITHDRAWN),
        ("发明专利申请公布后的视为撤回", LegalState.WITHDRAWN),
        ("失效", LegalState.LAPSED),
        ("无权", LegalState.LAPSED),
        ("专利权的终止", LegalState.LAPSED),
        ("未缴年费专利权终止", LegalState.LAPSED),
        ("失效-未缴年费", LegalState.LAPSED),
        ("期限届满", LegalState.EXPIRED),
        ("失效-期限届满", LegalState.EXPIRED),
        ("全部无效", LegalState.INVALIDATED),
        ("部分无效", LegalState.IN_FORCE),
        ("权利转移|授权", LegalState.IN_FORCE),
        ("ACTIVE", LegalState.IN_FORCE),
        ("INACTIVE", LegalState.LAPSED),
        ("EXPIRED", LegalState.EXPIRED),
        ("", LegalState.UNKNOWN),
        ("天气", LegalState.UNKNOWN),
    ],
)
def test_words_of_state_are_understood(words: str, state: LegalState) -> None:
    assert state_of(words) is state


def test_an_event_may_change_nothing() -> None:
    assert [event_state(words) for words in ("专利权的转移", "专利实施许可合同备案", "授权", "未知事项")] == [
        None,
        None,
        LegalState.IN_FORCE,
        None,
    ]


def test_numbers_are_compact_and_chinese_ones_must_be_right() -> None:
    assert str(publication_of("CN 101933423 A")) == "CN101933423A"
    assert application_of("201010255577.9", "CN") == "CN201010255577A"
    assert application_of("US 5181208 A") == "US2008051812A"
    assert application_of("XY-unheard/of") == "XYUNHEARDOF"
    assert application_of(" ") == ""
    assert cited_of("WO96/25012") == "WO1996025012"
    assert cited_of("D. 271298 (not a number)") == "D271298NOTANUMBER"
    with pytest.raises(RecordRefused, match=r"申请号“CN201010255577\.8”有误"):
        application_of("CN201010255577.8")
    with pytest.raises(RecordRefused, match="公开号“一种电池”有误"):
        publication_of("一种电池")


@given(st.from_regex(numbering._COMPACT_DOCUMENT, fullmatch=True).filter(str.isascii))
def test_what_is_taken_for_compact_is_what_the_number_prints(words: str) -> None:
    assert cited_of(words) == str(parse(words, NumberStage.PUBLICATION))
