"""One value corrected comes in by the same door as a file: as a row in the layout's own form, whatever that is."""

import pytest

from tests.people import HEFEI, division
from zhicheng.base.definitions.reading import read
from zhicheng.engine.tables import read_table
from zhicheng.governance.indicators.correcting import exact, fault_of, table_of
from zhicheng.governance.indicators.definition_kinds import LAYOUT, LayoutColumn, LayoutDefinition

WIDE = """
title = "宽表"
source = "测试用"
levels = ["city"]

[region]
column = "代码"
by = "code"
name_column = "城市"

[period]
column = "年份"

[[columns]]
column = "申请"
indicator = "patents"
"""
LONG = """
title = "长表"
source = "测试用"
levels = ["city"]
shape = "long"
indicator_column = "指标"
value_column = "数值"

[region]
column = "地区"
by = "name"
level_column = "级别"
levels = { "地级市" = "city" }

[period]
fixed = 2010

[[columns]]
column = "申请"
indicator = "patents"
"""


def layout(text: str) -> LayoutDefinition:
    model = read(LAYOUT, "sample", text).model
    assert isinstance(model, LayoutDefinition)
    return model


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "header", "cells"),
    [
        (WIDE, ("代码", "城市", "年份", "申请"), ["340100", "340100区划", "2010", "1234.5"]),
        (LONG, ("地区", "级别", "指标", "数值"), ["340100区划", "地级市", "申请", "1234.5"]),
    ],
)
def test_a_correction_is_one_row_in_the_layouts_form(text: str, header: tuple[str, ...], cells: list[str]) -> None:
    model = layout(text)
    table = read_table(table_of(model, model.columns[0], division(HEFEI), 2010, 1234.5), "更正.csv")
    assert (tuple(table.header), [[str(cell) for cell in row.cells] for row in table.rows]) == (header, [cells])


def test_numbers_keep_all_their_digits_without_an_exponent() -> None:
    assert [exact(value) for value in (0.1, 105.0, 1e16, 1.5e-7)] == ["0.1", "105", "10000000000000000", "0.00000015"]


def test_zero_is_no_value_where_it_means_missing() -> None:
    column = LayoutColumn(column="申请", indicator="patents", zero_is_missing=True, maximum=10)
    assert [fault_of(column, value) for value in (0, 5, 11)] == [
        "这一列的 0 表示没有数据，不能作为数值",
        "",
        "大于 10，超出本列的范围",
    ]
