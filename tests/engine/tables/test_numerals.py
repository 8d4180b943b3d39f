import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engine.tables import Number, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        (" 21,864 ", 21864),
        ("1,234,567.5", 1234567.5),
        ("－3．5", -3.5),
        ("−3.2", -3.2),
        ("+7", 7),
        ("１２，３４５", 12345),
        ("12.5%", 0.125),
        ("1.1％", 0.011),
        ("-0", 0),
        ("0012", 12),
        (12.5, 12.5),
        (3, 3.0),
    ],
)
def test_numbers_as_people_write_them(text: str | float | None, value: float) -> None:
    assert parse_number(text) == Number(value)


@pytest.mark.parametrize("text", [None, "", "  ", "-", "—", "——", "－", "−", "…", "……", "...", "N/A", "n/a", "\u3000"])
def test_missing_is_missing(text: str | float | None) -> None:
    number = parse_number(text)
    assert number == Number(None)
    assert number.is_missing


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1,23", "千分位逗号位置不对，应每三位一个"),
        ("1,2345", "千分位逗号位置不对，应每三位一个"),
        ("1.234,5", "数字里有空格或多余的点"),
        ("1.2E+05", "科学计数法可能已丢失位数，请把单元格改为数值格式"),
        ("12万", "数字后面有别的文字，单位请写在列名里"),
        ("12 件", "数字后面有别的文字，单位请写在列名里"),
        ("1 234", "数字里有空格或多余的点"),
        ("(12)", "不要用括号，负数请写负号"),
        ("约12", "不是数字；没有数据请留空"),
        ("=1+1", "不是数字；没有数据请留空"),
        ("二十", "不是数字；没有数据请留空"),
        ("①", "不是数字；没有数据请留空"),
        ("٣", "不是数字；没有数据请留空"),
        ("nan", "不是数字；没有数据请留空"),
        ("inf", "不是数字；没有数据请留空"),
        ("9" * 351, "太长，最多 350 个字符"),
        ("9" * 350, "数值超出范围"),
        (math.inf, "不是有限的数"),
    ],
)
def test_anything_else_is_a_fault_with_its_reason(text: str | float | None, fault: str) -> None:
    number = parse_number(text)
    assert number == Number(None, fault)
    assert not number.is_missing


@given(st.text())
def test_any_text_gets_exactly_one_answer(text: str | float | None) -> None:
    number = parse_number(text)
    assert number.value is None or (number.fault is None and math.isfinite(number.value))


@given(st.integers(-(10**12), 10**12))
def test_what_is_printed_with_separators_reads_back(whole: int) -> None:
    assert parse_number(f"{whole:,}").value == whole
