"""Statutory periods of months and years (专利法实施细则 第五条)."""

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months later; where the month has none, its last."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def whole_months(first: date, last: date) -> int:
    """Whole months from a day to a later one; 0 when it is not later."""
    months = max(0, (last.year - first.year) * 12 + last.month - first.month)
    return months - 1 if months and add_months(first, months) > last else months
