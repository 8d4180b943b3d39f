import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.engine.tables import Cell, Table, from_cell, parse_number, read_table, to_cell, write_csv, write_xlsx

# Surrogates are no characters; NUL is refused on reading.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)
# Spoilt text is refused on purpose, and so a random one that looks spoilt; plain Chinese, Latin and signs are not.
plain_texts = st.text(
    st.sampled_from("中华人民知识产权深圳市甲乙=+-@'\t\n\r\",; aB9.%_x0000D﻿"), min_size=1, max_size=12
).filter(lambda text: text.strip())
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
rows_of_cells = st.lists(st.tuples(plain_texts, st.none() | numbers, st.none() | plain_texts), max_size=5)
HEADER = ("名称", "数值", "=备注")


@given(st.text())
def test_the_guard_returns_any_text_unchanged(text: str) -> None:
    assert from_cell(to_cell(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "\0=1", "'=1", "＝1"])
def test_risky_texts_are_guarded(text: str) -> None:
    assert to_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "深圳", "1-2", " =1", "a=b"])
def test_harmless_texts_are_left_alone(text: str) -> None:
    assert to_cell(text) == text


def unguarded(table: Table) -> list[tuple[Cell, ...]]:
    return [tuple(from_cell(cell) if isinstance(cell, str) else cell for cell in row.cells) for row in table.rows]


@given(rows_of_cells)
def test_csv_comes_back_unchanged(rows: list[tuple[str, float | None, str | None]]) -> None:
    table = read_table(write_csv(HEADER, rows), "a.csv")
    assert tuple(map(from_cell, table.header)) == HEADER
    expected = [(name, None if number is None else float(number), note) for name, number, note in rows]
    assert [(name, parse_number(number).value, note) for name, number, note in unguarded(table)] == expected
    assert table.faults == ()


@given(rows_of_cells)
@settings(max_examples=40, deadline=None)
def test_xlsx_comes_back_unchanged(rows: list[tuple[str, float | None, str | None]]) -> None:
    table = read_table(write_xlsx(HEADER, rows, "名单"), "a.xlsx")
    assert tuple(map(from_cell, table.header)) == HEADER
    expected = [(name, None if number is None else float(number), note) for name, number, note in rows]
    assert unguarded(table) == expected
    assert table.faults == ()


@given(st.lists(texts.filter(str.strip), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_any_character_survives_a_workbook(words: list[str]) -> None:
    table = read_table(write_xlsx(("a",), [(word,) for word in words], "a"), "a.xlsx")
    assert [row[0] for row in unguarded(table)] == words


def test_the_bytes_of_a_csv_file() -> None:
    rows = [
        ("=HYPERLINK(1)", -5, None),
        ("a,b", 0.1, dt.date(2018, 10, 16)),
        ("c", 1e-7, Decimal("2.50")),
        ("d", 1e22, "-"),
    ]
    assert write_csv(("n", "-x", "z"), rows).decode("utf-8") == (
        "\ufeffn,'-x,z\r\n'=HYPERLINK(1),-5,\r\n\"a,b\",0.1,2018-10-16\r\nc,0.0000001,2.50\r\n"
        "d,10000000000000000000000,'-\r\n"
    )


def test_the_same_table_gives_the_same_workbook() -> None:
    assert write_xlsx(("a",), [(1,)], "[表]/一") == write_xlsx(("a",), [(1,)], "[表]/一")
    assert read_table(write_xlsx(("a",), [(1,)], "[表]/一"), "a.xlsx").sheet == "表  一"
    assert read_table(write_xlsx(("a",), [(1,)], "?*"), "a.xlsx").sheet == "Sheet1"


def test_what_cannot_be_written_is_refused_and_never_cut() -> None:
    with pytest.raises(ValueError, match="infinite"):
        write_csv(("a",), [(float("inf"),)])
    with pytest.raises(ValueError, match="32767 characters, this text has 32768"):
        write_xlsx(("a",), [("字" * 32768,)], "a")
    assert write_csv(("a", "b"), [(float("nan"), "x")]) == b"\xef\xbb\xbfa,b\r\n,x\r\n"
    exact = read_table(write_xlsx(("a",), [(0.1 + 0.2,), (Decimal("2.50"),)], "a"), "a.xlsx")
    assert [row.cells for row in exact.rows] == [(0.30000000000000004,), (2.5,)]
    big = read_table(write_xlsx(("a",), [(2**53 + 1,)], "a"), "a.xlsx")
    assert big.rows[0].cells == ("9007199254740993",)
