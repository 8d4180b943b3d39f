"""The index finds what a look at every document finds: no more, no less."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.engine.patents.query.strategies import queries
from tests.engine.patents.search.corpus import corpora
from tests.engine.patents.search.oracle import found, places, units_of
from tests.engine.patents.search.real import ABSENT, TITLES, titles
from zhicheng.engine.patents.query import Query, parse
from zhicheng.engine.patents.query import units as spelling
from zhicheng.engine.patents.query.nodes import Phrase
from zhicheng.engine.patents.record import Citation, Kind, Patent, Stage, Text
from zhicheng.engine.patents.search import open_index, rebuild
from zhicheng.engine.patents.search.spelling import spelled


@given(corpora, st.lists(queries, min_size=1, max_size=20))
@settings(max_examples=25, deadline=None)
def test_every_operator_agrees_with_the_oracle(patents: list[Patent], several: list[Query]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rebuild(Path(folder), patents, 1)
        index = open_index(Path(folder))
        for query in several:
            assert set(index.ids(query)) == found(query, patents), query
            assert index.count(query) == len(found(query, patents))


characters = st.text(
    st.sampled_from("锂离子电池㐀龥ab9-，,。 \n\x1f（Ａ５é²①ⅷ한か々𠀀\u0301\ufe00\ue000\U0010ffff"), max_size=20
)


@given(st.lists(characters | st.text(max_size=20), min_size=1, max_size=4))
@example(["", ""])
def test_what_is_compiled_spells_as_what_is_plain(texts: list[str]) -> None:
    assert [each.split() for each in spelled(texts)] == [spelling.terms_of(spelling.units_of(text)) for text in texts]


def test_half_a_word_and_a_broken_phrase_are_not_found(tmp_path: Path) -> None:
    written = ["锂离子电池", "锂，离子电池", "锂\n离子电池", "Lithium-ion lion", "LITHIUM ION", "ｌｉｔｈｉｕｍ ion"]
    patents = [_titled(str(number), text) for number, text in enumerate(written)]
    rebuild(tmp_path, patents, 1)
    index = open_index(tmp_path)
    asked = ["锂离子", "离子电池", "池", "ion", "lion", '"lithium ion"', '"lithium-ion"', "lith*", "电池*"]
    answers = {text: "".join(sorted(index.ids(parse(f"TI={text}")))) for text in asked}
    assert answers == {
        "锂离子": "02",
        "离子电池": "012",
        "池": "012",
        "ion": "345",
        "lion": "3",
        '"lithium ion"': "45",
        '"lithium-ion"': "3",
        "lith*": "345",
        "电池*": "012",
    }


def test_a_citation_without_an_office_is_found_by_its_number(tmp_path: Path) -> None:
    citing = replace(_titled("CN1A", "电池"), citations=(Citation("100000002"), Citation("US100000003B2")))
    rebuild(tmp_path, [citing], 1)
    index = open_index(tmp_path)
    assert [index.count(parse(f"CITES={number}")) for number in ("100000002", "100000003", "100000004")] == [1, 1, 0]


def _titled(number: str, title: str) -> Patent:
    return Patent(number, "CN", Kind.INVENTION, Stage.APPLICATION, titles=(Text("zh", title),))


@pytest.mark.skipif(not TITLES.exists(), reason=ABSENT)
def test_real_titles_are_found_as_by_looking_for_the_substring(tmp_path: Path) -> None:
    known = titles(20_000)
    rebuild(tmp_path, [_titled(number, title) for number, title in known.items()], 1)
    index = open_index(tmp_path)
    for sought in (
        "锂离子电池",
        "电",
        "方法",
        "控制方法",
        "一种",
        "太阳能热水器",
        "的",
        "光伏发电系统",
        "LED灯",
        "不在任何标题里",
    ):
        substring = {number for number, title in known.items() if _is_in(sought, title)}
        assert set(index.ids(parse(f'TI="{sought}"'))) == substring, sought


def _is_in(sought: str, title: str) -> bool:
    """Chinese as a substring; a phrase with Latin words by whole words."""
    return sought in title if not sought[0].isascii() else bool(places(units_of(title), Phrase(sought)))
