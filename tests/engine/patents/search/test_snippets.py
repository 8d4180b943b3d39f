import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.patents.query.strategies import phrases
from tests.engine.patents.search.corpus import texts
from tests.engine.patents.search.oracle import places, units_of
from zhicheng.engine.patents.query import Field, parse
from zhicheng.engine.patents.query.nodes import Phrase
from zhicheng.engine.patents.search import highlighted, phrases_in, snippet

TEXT = "一种锂离子电池，含<script>alert('锂')</script>和Li-ion电池 & 隔膜"


@pytest.mark.parametrize(
    ("text", "sought", "expected"),
    [
        ("锂离子电池", ["离子"], "锂<mark>离子</mark>电池"),
        ("锂离子电池", ["锂离子", "离子电池"], "<mark>锂离子电池</mark>"),
        ("锂离子电池", ["锂", "离子"], "<mark>锂离子</mark>电池"),
        ("ＬＥＤ Lamp led-bulb", ["led"], "<mark>ＬＥＤ</mark> Lamp <mark>led</mark>-bulb"),
        ("lion ion", ["ion"], "lion <mark>ion</mark>"),
        ('<b>锂</b> & "x"', ["锂"], "&lt;b&gt;<mark>锂</mark>&lt;/b&gt; &amp; &quot;x&quot;"),
        ("<script>", ["script"], "&lt;<mark>script</mark>&gt;"),
        ("锂", [], "锂"),
        ("", ["锂"], ""),
    ],
)
def test_marks_what_was_sought_and_escapes_the_rest(text: str, sought: list[str], expected: str) -> None:
    assert highlighted(text, [Phrase(each) for each in sought]) == expected


def test_a_prefix_marks_the_whole_word() -> None:
    assert highlighted("battery bat", [Phrase("bat", is_prefix=True)]) == "<mark>battery</mark> <mark>bat</mark>"


def test_a_snippet_shows_the_part_with_most_marks() -> None:
    text = "甲" * 100 + "锂电池" + "乙" * 100 + "锂电池和锂电池" + "丙" * 100
    expected = "…" + "乙" * 20 + "<mark>锂电池</mark>和<mark>锂电池</mark>" + "丙" * 13 + "…"
    assert snippet(text, [Phrase("锂电池")], 40) == expected


def test_a_snippet_without_marks_is_the_beginning() -> None:
    assert snippet("甲" * 50, [Phrase("锂")], 10) == "甲" * 10 + "…"


def test_what_is_not_wanted_is_not_marked() -> None:
    query = parse("TI=锂 AND NOT TI=钠 AB=(钾 NEAR/3 镁) NOT NOT TI=钙")
    assert phrases_in(query, Field.TITLE) == [Phrase("锂"), Phrase("钙")]
    assert phrases_in(query, Field.ABSTRACT) == [Phrase("钾"), Phrase("镁")]


@given(
    st.lists(st.sampled_from(["<", ">", "&", '"', "锂", "电", "ab", " ", "<mark>", "</mark>"])).map("".join),
    st.lists(st.sampled_from(["锂", "锂电", "电", "ab", "mark", "&"]).map(Phrase)),
    st.integers(1, 30),
)
def test_nothing_of_the_text_is_lost_or_becomes_markup(text: str, sought: list[Phrase], chars: int) -> None:
    marked = highlighted(text, sought)
    assert unescape(re.sub("</?mark>", "", marked)) == text
    assert "</mark><mark>" not in marked
    shown = unescape(re.sub("</?mark>", "", snippet(text, sought, chars)).strip("…"))
    assert shown in text
    assert len(shown) == min(chars, len(text))


@given(texts, phrases)
def test_marks_what_the_oracle_finds(text: str, phrase: Phrase) -> None:
    assert ("<mark>" in highlighted(text, [phrase])) == bool(places(units_of(text), phrase))
