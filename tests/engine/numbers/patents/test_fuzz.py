"""Nothing but InvalidNumber, whatever comes; and what is accepted can be printed and read again."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.engine.numbers import InvalidNumber
from zhicheng.engine.numbers.patents import Stage, cnipa, docdb, epodoc, parse, parse_docdb, repairs, standard

BEGINNINGS = ["", "CN", "ZL", "US", "EP", "WO", "PCT/", "JP", "KR", "DE", "特開平", "特願", "申请号：", "ＣＮ"]
ALPHABET = "0123456789ABCDEFHKPRSTUWXY./,-() ０１９ＡＢ．　年号平昭令特開願٣൪²Ⅷ\u200b\x00"
numberlike = st.builds(
    str.__add__,
    st.sampled_from(BEGINNINGS),
    st.text(ALPHABET, max_size=16) | st.from_regex(r"[0-9]{5,14}[.]?[A-Z]?[0-9]?", fullmatch=True),
)
stages = st.none() | st.sampled_from(Stage)


@settings(max_examples=600)
@given(st.text(max_size=80) | numberlike, stages)
def test_any_text_is_a_number_or_invalid(text: str, stage: Stage | None) -> None:
    with suppress(InvalidNumber):
        number = parse(text, stage)
        assert number.original == text
        assert parse(standard(number), number.stage) == number
        assert parse(cnipa(number), number.stage) == number
        with suppress(InvalidNumber):  # an American application without its year
            assert epodoc(number).startswith(number.office)
            assert docdb(number).number
    assert all(parse(str(each.number)) == each.number for each in repairs(text))


@settings(max_examples=300)
@given(
    st.sampled_from(["US", "JP", "CN", "EP", "", "??"]),
    numberlike,
    st.sampled_from(["A", "U", "W", "P", "A1", "", "甲"]),
    st.sampled_from(Stage),
)
def test_any_docdb_fields_are_a_number_or_invalid(office: str, number: str, kind: str, stage: Stage) -> None:
    with suppress(InvalidNumber):
        assert parse_docdb(office, number, kind, stage).body


@pytest.mark.parametrize(
    "thing", [None, b"CN101933423A", 201010255577, 1.5, [], object(), "None", "nan", "NULL", "CN" + "9" * 10_000_000]
)
def test_what_is_no_number_at_all(thing: Any) -> None:
    with pytest.raises(InvalidNumber) as caught:
        parse(thing)
    assert caught.value.fault in {"text", "length", "office", "form"}
