"""How numbers, changes and dates are written (LOOK §6)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from zhicheng.base.ui import formats


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (21864, None, "21,864"),
        (0, None, "0"),
        (-3.2, None, "−3.2"),
        (88.23, 1, "88.2"),
        (88.25, 0, "88"),
        (3.172, None, "3.17"),
        (23.71, None, "23.7"),
        (1234.56, None, "1,234.6"),
        (0.01234, None, "0.0123"),
        (-0.04, 1, "0.0"),
        (7.0, None, "7"),
        (Decimal("1280.50"), 2, "1,280.50"),
        (None, 1, "—"),
        ("", None, "—"),
        (float("nan"), 1, "—"),
        (float("inf"), 1, "—"),
        ("201619945127.7", None, "201619945127.7"),
    ],
)
def test_number(value: object, digits: int | None, text: str) -> None:
    assert formats.number(value, digits) == text


def test_different_values_look_different() -> None:
    assert formats.telling_digits([79.84, 79.76, 79.76]) == 2
    assert formats.telling_digits([79.8, 80.0]) == 1
    assert formats.telling_digits([79.84001, 79.84002]) == 4


def test_negative_numbers_carry_the_minus_sign_and_not_the_hyphen() -> None:
    assert formats.number(-5) == "\u22125"


@pytest.mark.parametrize(
    ("share", "text"), [(0.135, "13.5%"), (0, "0.0%"), (-0.02, "−2.0%"), (1, "100.0%"), (None, "—"), ("x", "—")]
)
def test_percent(share: object, text: str) -> None:
    assert formats.percent(share) == text


@pytest.mark.parametrize(
    ("change", "text"), [(0.012, "升 1.2 个百分点"), (-0.03, "降 3.0 个百分点"), (0.0001, "持平"), (None, "—")]
)
def test_points(change: float | None, text: str) -> None:
    assert formats.points(change) == text


@pytest.mark.parametrize(("places", "text"), [(3, "升 3"), (-2, "降 2"), (0, "持平"), (None, "—")])
def test_rank_change(places: int | None, text: str) -> None:
    assert formats.rank_change(places) == text


def test_money_is_kept_in_fen_and_shown_in_yuan() -> None:
    assert formats.yuan(5_000_000) == "50,000.00 元"
    assert formats.yuan(-1) == "−0.01 元"
    assert formats.yuan(None) == "—"


def test_intervals_have_an_en_dash_and_no_spaces() -> None:
    assert formats.interval(20, 31) == "20–31"
    assert formats.interval(4, 4) == "4"


def test_dates() -> None:
    assert formats.date_zh(date(2018, 10, 16)) == "2018 年 10 月 16 日"
    assert formats.date_iso(date(2018, 10, 16)) == "2018-10-16"
    assert formats.date_zh(None) == formats.date_iso(None) == "—"


def test_a_moment_is_shown_in_the_time_of_the_country() -> None:
    moment = datetime(2018, 10, 16, 17, 5, tzinfo=UTC)
    assert formats.date_iso(moment) == "2018-10-17 01:05"
    assert formats.date_zh(moment) == "2018 年 10 月 17 日"


def test_shown_writes_any_value() -> None:
    assert [formats.shown(value) for value in (True, False, 1200, "文", None)] == ["是", "否", "1,200", "文", "—"]
