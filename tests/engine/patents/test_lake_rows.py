"""Patents to rows and back."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.patents.samples import BARE, FULL, PATENTS, simple
from zhicheng.engine.patents.lake.rows import (
    LAKE_SCHEMAS,
    MOST_ROWS,
    Unwritable,
    patents_of,
    reject_table,
    rejects_of,
    split_writable,
    tables_of,
)
from zhicheng.engine.patents.record import SCHEMAS, Citation, Patent, Reject, Text


def test_every_field_comes_back() -> None:
    assert [field.name for field in fields(Patent) if getattr(FULL, field.name) in (None, "", (), field.default)] == []
    assert patents_of(tables_of([FULL, BARE], 1)) == [FULL, BARE]


def test_tables_have_the_columns_of_the_record_and_the_part() -> None:
    tables = tables_of([FULL], 7)
    assert {name: table.schema for name, table in tables.items()} == {name: LAKE_SCHEMAS[name] for name in SCHEMAS}
    assert [table["part"].unique().to_pylist() for table in tables.values()] == [[7]] * 6


def test_rows_stand_in_the_order_of_the_numbers() -> None:
    rows = tables_of([simple(3), simple(1), simple(2)], 1)
    assert patents_of(rows) == [simple(1), simple(2), simple(3)]
    assert rows["citations"]["publication"].to_pylist() == [simple(number).publication for number in (1, 2, 3)]


@given(st.lists(PATENTS, max_size=4, unique_by=lambda patent: patent.publication))
def test_any_patents_come_back(patents: list[Patent]) -> None:
    assert patents_of(tables_of(patents, 1)) == sorted(patents, key=lambda patent: patent.publication)


def test_a_number_that_no_column_holds_is_refused() -> None:
    with pytest.raises(Unwritable):
        tables_of([replace(FULL, claim_count=2**40)], 1)


def test_only_the_unwritable_are_set_aside() -> None:
    half = replace(FULL, publication="B", titles=(Text("zh", "\ud800"),))
    many = replace(FULL, publication="C", citations=(Citation("X"),) * (MOST_ROWS + 1))
    tables, kept, refused = split_writable([FULL, half, many, BARE], 1)
    assert patents_of(tables) == kept == [FULL, BARE]
    assert [patent.publication for patent, _ in refused] == ["B", "C"]
    assert refused[1][1] == "一件文献的当事人、分类号、引证或法律事件有 30001 条，超过上限 30000 条。"


def test_rejects_come_back() -> None:
    rejects = [
        Reject("a.csv", 3, "申请日“2012-13-01”不是日期。", "CN1,2012-13-01"),
        Reject("b.csv", 1, "半个字符\ud800"),
    ]
    assert rejects_of(reject_table(rejects, 4, 9)) == [(4, rejects[0]), (4, Reject("b.csv", 1, "半个字符?"))]
