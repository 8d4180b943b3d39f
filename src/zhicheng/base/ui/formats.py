"""How numbers, dates and changes are written on pages: one place, so that every page writes them alike."""

import math
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

MISSING = "—"
MINUS = "\u2212"


def is_missing(value: object) -> bool:
    """Nothing known: None, an empty text or not-a-number. Zero is known."""
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def number(value: object, digits: int | None = None) -> str:
    """`21,864`, `−3.2`, or `—` when missing; text that is no number stays as it is.

    Without `digits`, whole numbers have no decimals and others three significant figures at most and one decimal at least.
    """
    if is_missing(value):
        return MISSING
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, float) and math.isinf(value):
        return MISSING
    places = _natural_digits(value) if digits is None else digits
    text = f"{abs(value):,.{places}f}"
    negative = value < 0 and any(mark in "123456789" for mark in text)
    return MINUS + text if negative else text


def telling_digits(values: Iterable[float], least: int = 1, most: int = 4) -> int:
    """The fewest decimals that show different values as different: ranks must not look as if equal values had two of them."""
    different = set(values)
    for digits in range(least, most):
        if len({number(value, digits) for value in different}) == len(different):
            return digits
    return most


def _natural_digits(value: float | Decimal) -> int:
    if value == int(value):
        return 0
    places = min(6, max(1, 2 - math.floor(math.log10(abs(float(value))))))
    while places > 1 and round(value, places) == round(value, places - 1):
        places -= 1
    return places


def percent(share: object, digits: int = 1) -> str:
    """A share of one as `13.5%`."""
    if is_missing(share) or not isinstance(share, int | float | Decimal):
        return MISSING
    return number(float(share) * 100, digits) + "%"


def points(change: object, digits: int = 1) -> str:
    """The change of a share of one: `升 1.2 个百分点`."""
    if is_missing(change) or not isinstance(change, int | float | Decimal):
        return MISSING
    shown = number(abs(float(change)) * 100, digits)
    if not any(mark in "123456789" for mark in shown):
        return _("持平")
    word = _("升") if change > 0 else _("降")
    return _("%(word)s %(points)s 个百分点") % {"word": word, "points": shown}


def rank_change(places: int | None) -> str:
    """Places gained since last year: `升 3`, `降 2`, `持平`; `—` when there was no rank."""
    if places is None:
        return MISSING
    if places == 0:
        return _("持平")
    return f"{_('升') if places > 0 else _('降')} {abs(places)}"


def yuan(amount_fen: int | None) -> str:
    """Money kept in fen as `50,000.00 元`."""
    if amount_fen is None:
        return MISSING
    return f"{number(Decimal(amount_fen) / 100, 2)} {_('元')}"


def interval(low: object, high: object) -> str:
    """`20–31`; one number when both ends are equal."""
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def date_zh(day: date | None) -> str:
    """A date in a sentence: `2018 年 10 月 16 日`."""
    if day is None:
        return MISSING
    local = _local(day)
    return _("%(year)s 年 %(month)s 月 %(day)s 日") % {"year": local.year, "month": local.month, "day": local.day}


def date_iso(day: date | None) -> str:
    """A date in a table: `2018-10-16`, with `14:03` when a time is known."""
    if day is None:
        return MISSING
    local = _local(day)
    return local.strftime("%Y-%m-%d %H:%M") if isinstance(local, datetime) else local.isoformat()


def _local(day: date) -> date:
    return timezone.localtime(day) if isinstance(day, datetime) and timezone.is_aware(day) else day


def shown(value: object, digits: int | None = None) -> str:
    """Any value of a table cell in words."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return date_iso(value)
    return number(value, digits)
