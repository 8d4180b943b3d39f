from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.patents.query.strategies import queries
from zhicheng.engine.patents.query import Field, Query, QueryRefused, explain, leaves, parse, to_text, words
from zhicheng.engine.patents.query.fields import FIELDS
from zhicheng.engine.patents.query.nodes import (
    And,
    Choice,
    Counts,
    Dates,
    Everything,
    Near,
    Not,
    Number,
    Or,
    Phrase,
    Place,
    Symbol,
    Words,
)


def word(text: str, field: Field = Field.ANY, *, is_prefix: bool = False) -> Words:
    return Words(field, Phrase(text, is_prefix))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("锂离子电池", word("锂离子电池")),
        ("锂离子 电池", And((word("锂离子"), word("电池")))),
        ("锂与钠", word("锂与钠")),
        ("TI=锂", word("锂", Field.TITLE)),
        ("ti:锂", word("锂", Field.TITLE)),
        ("标题＝锂", word("锂", Field.TITLE)),
        ("专利权人：“示例 公司”", word("示例 公司", Field.APPLICANT)),
        ("bat*", word("bat", is_prefix=True)),
        ("锂电*", word("锂电")),
        ('"lithium bat*"', word("lithium bat", is_prefix=True)),
        ("锂 AND 钠 OR 钾", Or((And((word("锂"), word("钠"))), word("钾")))),
        ("锂 与 钠 或 钾", Or((And((word("锂"), word("钠"))), word("钾")))),
        ("锂 and (钠 or 钾)", And((word("锂"), Or((word("钠"), word("钾")))))),
        ("锂 NOT 钠", And((word("锂"), Not(word("钠"))))),
        ("非 锂 钠", And((Not(word("锂")), word("钠")))),
        ("TI=（锂 或 钠）", Or((word("锂", Field.TITLE), word("钠", Field.TITLE)))),
        ("AB=锂 NEAR/5 电池", Near(Field.ABSTRACT, Phrase("锂"), Phrase("电池"), 5)),
        ("IPC=h01m10/0525", Symbol("H01M10/0525")),
        ('分类="H01M 10/05*"', Symbol("H01M10/05", is_prefix=True)),
        ("IPC=14-02", Symbol("14-02")),
        ("AD=2010", Dates(Field.FILED, date(2010, 1, 1), date(2010, 12, 31))),
        ("AD=2012-02", Dates(Field.FILED, date(2012, 2, 1), date(2012, 2, 29))),
        ("公开日=2012年2月3日", Dates(Field.PUBLISHED, date(2012, 2, 3), date(2012, 2, 3))),
        ("AD=20120203", Dates(Field.FILED, date(2012, 2, 3), date(2012, 2, 3))),
        ("AD>=2010", Dates(Field.FILED, date(2010, 1, 1), None)),
        ("AD≤2010.5", Dates(Field.FILED, None, date(2010, 5, 31))),
        ("AD>2010", Dates(Field.FILED, date(2011, 1, 1), None)),
        ("AD＜2010", Dates(Field.FILED, None, date(2009, 12, 31))),
        ("AD=[2010-01-01 TO 2012]", Dates(Field.FILED, date(2010, 1, 1), date(2012, 12, 31))),
        ("申请日=【2010 至 *】", Dates(Field.FILED, date(2010, 1, 1), None)),
        ("CITED>=10", Counts(Field.CITED_COUNT, 10, None)),
        ("权利要求数=[5 TO 10]", Counts(Field.CLAIM_COUNT, 5, 10)),
        ('PN="ZL 2010 1 0255577.9"', Number(Field.PUBLICATION, "CN2010102555779")),
        ("AN=cn2010*", Number(Field.APPLICATION, "CN2010", is_prefix=True)),
        ("CITEDBY=CN101088797A", Number(Field.CITED_BY, "CN101088797A")),
        ('PN="patstat:12345"', Number(Field.PUBLICATION, "PATSTAT:12345")),
        ("地区=深圳", Place("440300")),
        ("REGION=4403", Place("440300")),
        ("类型=实用新型", Choice(Field.KIND, "utility_model")),
        ("STATE=in_force", Choice(Field.STATE, "in_force")),
        ("CC=us", Choice(Field.OFFICE, "US")),
        ("演示数据=否", Choice(Field.SYNTHETIC, "no")),
        ("*", Everything()),
    ],
)
def test_reads(text: str, expected: Query) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "position", "fault", "mend"),
    [
        ("", 0, "检索式是空的", "请写出要查的词，例如 锂离子电池"),
        ("(锂", 2, "检索式没有写完", ""),
        ("锂)", 1, "“)”不应在这里", ""),
        ("AND 锂", 0, "“AND”不应在这里", "要查这个字本身，请加引号"),
        ("锂 AND", 5, "检索式没有写完", ""),
        ('锂 "钠', 2, "引号没有成对", "请补上另一个引号"),
        ("AD=2010-13", 3, "“2010-13”不是日期", "请写成 2010、2010-05 或 2010-05-01 的样子"),
        ("AD=2011-02-29", 3, "“2011-02-29”不是日期", "请写成 2010、2010-05 或 2010-05-01 的样子"),
        ("AD=[2012 TO 2010]", 12, "范围的后一头比前一头小", "请把两头对调"),
        ("AD=[* TO *]", 4, "范围两头都是 *", "请至少写一头"),
        ("AD>9999", 3, "日期太远", "请写公元 1 年至 9999 年之间的日期"),
        ("AD=[2010]", 8, "“]”不应在这里", ""),
        ("TI>5", 0, "标题没有先后大小", "范围只用于日期和数，例如 AD=[2010 TO 2012]"),
        ("TI=(锂 AB=钠)", 6, "“TI=( )”里不能再写字段“AB”", "请把它写到括号外面"),
        ("锂 IPC=H1", 6, "“H1”不是分类号", "请写成 H01M、H01M10、H01M10/0525 或 14-02 的样子"),
        ("KIND=好", 5, "类型里没有“好”", ""),
        ("CC=中国", 3, "“中国”不是国家或组织的代码", "请写两个字母，例如 CN、US、EP、WO、JP、KR"),
        ("CITED>=many", 7, "“many”不是可用的数", "请写不小于 0 的整数，例如 10"),
        ("REGION=火星", 7, "没有地区“火星”", "请写省、市、区县的名称或六位行政区划代码"),
        ("a*", 0, "“a*”太短，* 前至少要有 2 个字母", "请多写几个字母，例如 bat*"),
        ("- 锂", 0, "“-”里没有可查的字或词", "请写出要查的词"),
        ("锂 NEAR/50 钠", 2, "NEAR/50 太远，最多 NEAR/20", "更远的请改用 AND"),
        ("AD=2010 NEAR/5 2011", 8, "申请日里不能用 NEAR/5", "请改用 AND"),
        ("CITEDBY=CN10*", 8, "CITEDBY 要一个完整的号码", "请去掉 *"),
        ("<script>", 0, "“<”不应在这里", "要查它本身，请加引号"),
    ],
)
def test_refuses_with_place_fault_and_mend(text: str, position: int, fault: str, mend: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        parse(text)
    found = refused.value
    assert (found.position, found.fault, found.mend) == (position, fault, mend)


def test_a_refusal_reads_as_one_sentence() -> None:
    with pytest.raises(QueryRefused) as refused:
        parse("(锂 OR")
    assert str(refused.value) == "第 6 个字：检索式没有写完，这里应为词、引号里的短语、字段、左括号"


def test_an_unknown_field_is_named_with_those_there_are() -> None:
    with pytest.raises(QueryRefused) as refused:
        parse("锂 pH=7")
    assert (refused.value.position, refused.value.fault) == (2, "没有字段“pH”")
    known = [f"{field.value} {facts.label}" for field, facts in FIELDS.items() if field is not Field.ANY]
    assert refused.value.mend == f"可用的有：{'、'.join(known)}；要查这几个字本身，请加引号"


def test_a_name_of_several_places_asks_back_with_their_codes() -> None:
    with pytest.raises(QueryRefused) as refused:
        parse("REGION=鼓楼区")
    codes = "320106 南京市鼓楼区、320302 徐州市鼓楼区、350102 福州市鼓楼区、410204 开封市鼓楼区"
    assert refused.value.mend == f"请写代码：{codes}"


@pytest.mark.parametrize("text", ["(" * 60 + "锂" + ")" * 60, "NOT " * 60 + "锂"])
def test_too_deep_a_query_is_refused(text: str) -> None:
    if text.startswith("("):  # brackets around brackets are no depth of their own
        assert parse(text) == word("锂")
        return
    with pytest.raises(QueryRefused, match="括号套了 40 层以上"):
        parse(text)


def test_too_long_a_query_is_refused() -> None:
    with pytest.raises(QueryRefused, match="检索式长 4001 个字，最多 4000 个"):
        parse("锂" * 4001)
    with pytest.raises(QueryRefused, match="检索式有 201 个条件，最多 200 个"):
        parse("锂 " * 201)


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("锂离子电池，隔膜", ["锂离子电池", "隔膜"]),
        ('C++ (beta) "x" TI=锂 AND - ', ["C++", "(beta)", "x", "TI=锂", "AND"]),
        ("CN101933423A", ["CN101933423A"]),
    ],
)
def test_the_simple_box_knows_no_syntax(text: str, sought: list[str]) -> None:
    assert [leaf.phrase.text for leaf, _ in leaves(words(text)) if isinstance(leaf, Words)] == sought


def test_the_simple_box_refuses_what_has_no_word() -> None:
    with pytest.raises(QueryRefused, match="里没有可查的字或词"):
        words("？ - +")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TI=锂离子 AND AD=[2010 TO 2012]", "标题含“锂离子”，并且申请日在 2010 年至 2012 年"),
        ("AD=2010", "申请日在 2010 年"),
        ("AD=[2010 TO 2010-05]", "申请日在 2010 年 1 月 1 日至 2010 年 5 月 31 日"),
        ("PD>=2010-05", "公开日不早于 2010 年 5 月 1 日"),
        ("PD<=2010", "公开日不晚于 2010 年"),
        ("PA=(甲 OR 乙) NOT STATE=有效", "（申请人含“甲”，或者申请人含“乙”），并且不是（状态为“有效”）"),
        ("TI=bat* NEAR/2 电池", "标题里以“bat”开头的词和“电池”相隔不超过 2 个字或词"),
        ("IPC=H01M OR IPC=H01M10/05*", "分类在 H01M 及其下，或者分类号以“H01M10/05”开头"),
        ("REGION=深圳 CC=CN", "地区在广东省深圳市，并且受理局为 CN"),
        ("CITES=CN101A OR CITEDBY=CN102A", "引用了 CN101A，或者被 CN102A 引用"),
        ("PN=CN10* CITED=3", "公开号为以“CN10”开头的号码，并且被引次数为 3"),
        ("CITED<=3 CLAIMS=[1 TO 2]", "被引次数至多 3，并且权利要求数在 1 至 2 之间"),
        ("*", "全部文献"),
    ],
)
def test_says_what_is_sought(text: str, expected: str) -> None:
    assert explain(parse(text)) == expected


@given(queries)
def test_a_printed_query_reads_back_the_same(query: Query) -> None:
    assert parse(to_text(query)) == query


@given(queries)
def test_every_query_can_be_said(query: Query) -> None:
    assert explain(query).strip() == explain(query) != ""


fragments = st.lists(
    st.sampled_from(
        [*'()[]"=:<>*', " ", "TI", "AD", "IPC", "AND", "或", "NEAR/3", "TO", "锂", "2010", "H01M", "a", "＝"]
    )
)


@given(fragments.map("".join) | st.text(max_size=30))
def test_nothing_but_a_query_or_a_refusal_comes_of_any_text(text: str) -> None:
    query, position = answer(parse, text)
    assert query is None or parse(to_text(query)) == query
    assert 0 <= position <= len(text)


def answer(read: Callable[[str], Query], text: str) -> tuple[Query | None, int]:
    """The query, or the place of the fault."""
    try:
        return read(text), 0
    except QueryRefused as refused:
        return None, refused.position


@given(st.text(max_size=30))
def test_the_simple_box_takes_any_text(text: str) -> None:
    query, position = answer(words, text)
    assert query is None or parse(to_text(query)) == query
    assert position == 0
