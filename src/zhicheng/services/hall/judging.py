"""What one condition says of one answer: plain functions, the same for one organisation and for all of them.

`conditions.py` explains one organisation's results in words; `matching.py` judges all organisations at once.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from enum import IntEnum
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.base.parties.models import Kind
from zhicheng.services.hall.definition_kinds import AUDIENCES, Condition, Field, ItemDefinition

MONTHS_A_YEAR = 12
FEN_A_YUAN = 100
AUDIENCE_CODE, AREA_CODE, ONCE_CODE = "audience", "area", "once_a_year"
"""Codes of the conditions that an item has without writing them."""


class Standing(IntEnum):
    """How one condition, or a whole item, stands. The worst of the conditions is the item's."""

    MET = 0
    UNKNOWN = 1
    MENDABLE = 2
    UNMET = 3


def conditions_of(model: ItemDefinition, code: str = "") -> tuple[Condition, ...]:
    """An item's conditions after those that follow from its head: whom it is for, where, and how often (when its `code` is given).

    Items for cities and counties have none of these: offices are no organisations.
    """
    if model.is_regional:
        return model.conditions
    asked = {(condition.fact, condition.test) for condition in model.conditions}
    implied = [one for one in implied_by(model, code) if (one.fact, one.test) not in asked]
    return (*implied, *model.conditions)


def implied_by(model: ItemDefinition, code: str) -> Iterable[Condition]:
    kinds = tuple(kind for kind in model.audience if kind in Kind.values)
    words = "、".join(str(AUDIENCES[kind]) for kind in model.audience)
    yield Condition(
        code=AUDIENCE_CODE,
        text=_("申请人是%(kinds)s") % {"kinds": words} if len(words) < 50 else _("申请人类型符合"),
        fact="party.kind",
        test="one_of",
        value=kinds,
        pass_text=_("单位类型为“{value}”"),
        fail_text=_("这个事项面向%(kinds)s，登记的单位类型为“{value}”") % {"kinds": words},
    )
    if model.region:
        yield Condition(
            code=AREA_CODE,
            text=_("登记地在办理机关的辖区内"),
            fact="party.region",
            test="within",
            value=model.region,
            pass_text=_("登记地：{value}"),
            fail_text=_("登记地是{value}，不在办理机关的辖区内"),
        )
    if model.once_a_year and code:
        yield Condition(
            code=ONCE_CODE,
            text=_("本年没有办过这个事项"),
            fact="grants.this_year",
            of=code,
            test="at_most",
            value=0,
            pass_text=_("本年没有办过这个事项"),
            fail_text=_("本年已经办过 {value} 次，每年只办一次"),
        )


def holds(condition: Condition, answer: Any, today: date, area: str = "") -> bool | None:
    """Whether an answer fulfils a condition; None when it is missing or cannot be compared.

    `area` is the division of the office that handles the item, empty when every place has one.
    """
    if answer is None or answer == "":
        return None
    value = area if (condition.test, condition.value) == ("within", "office") else condition.value
    try:
        return TESTS[condition.test](answer, value, today)
    except (TypeError, ValueError):
        return None


def among(answer: Any, value: Any) -> bool:
    """One of several choices, or several of which one is enough."""
    offered = {plain(one) for one in (value if isinstance(value, tuple) else (value,))}
    given = answer if isinstance(answer, list) else [answer]
    return any(plain(one) in offered for one in given)


def plain(value: Any) -> str | float:
    """Numbers as numbers, all else as text, so that 1 and 1.0 are the same and 1 and "1" too."""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)


def size_of(answer: Any) -> float:
    """A number; of a list how many it holds."""
    if isinstance(answer, bool | date):
        raise TypeError("neither a flag nor a day is a number")
    return float(len(answer)) if isinstance(answer, list) else float(answer)


def lies_within(answer: Any, value: Any, _today: date) -> bool:
    """Whether a division is another or lies in it; every one lies in the empty one."""
    area = str(value).removesuffix("00").removesuffix("00") if value else ""
    return str(answer).startswith(area)


def is_recent(answer: Any, value: Any, today: date) -> bool:
    """Whether a day lies in the last so many months, today included."""
    return months_before(today, int(value)) <= day_of(answer) <= today


def is_older(answer: Any, value: Any, today: date) -> bool:
    """Whether a day lies at least so many months back."""
    return day_of(answer) <= months_before(today, int(value))


def day_of(answer: Any) -> date:
    return answer if isinstance(answer, date) else date.fromisoformat(str(answer))


def is_set(answer: Any) -> bool:
    if not isinstance(answer, bool):
        raise TypeError("only a flag is true or false")
    return answer


TESTS = {
    "equals": lambda answer, value, _today: among(answer, value),
    "one_of": lambda answer, value, _today: among(answer, value),
    "not_one_of": lambda answer, value, _today: not among(answer, value),
    "at_least": lambda answer, value, _today: size_of(answer) >= float(value),
    "at_most": lambda answer, value, _today: size_of(answer) <= float(value),
    "is_true": lambda answer, _value, _today: is_set(answer),
    "is_false": lambda answer, _value, _today: not is_set(answer),
    "within": lies_within,
    "within_months": is_recent,
    "older_than_months": is_older,
}


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, the month's last where it has no such day."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 - months, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(first: date, last: date) -> int:
    """Whole months from one day to a later one."""
    months = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month
    return months - (months_before(last, months) < first)


def needless(conditions: Iterable[Condition], truths: Mapping[str, bool | None]) -> set[str]:
    """Codes of the conditions that others make needless.

    `unless` joins two conditions to "one of the two": the one that has it is needless when the one it names holds, and the one it names
    when all those that name it hold. Otherwise a requirement that is itself required could never spare anybody anything.
    """
    named: dict[str, list[str]] = {}
    for condition in conditions:
        if condition.unless:
            named.setdefault(condition.unless, []).append(condition.code)
    spared = {code for other, codes in named.items() if truths.get(other) is True for code in codes}
    return spared | {other for other, codes in named.items() if all(truths.get(code) is True for code in codes)}


def standing_of(condition: Condition, truth: bool | None, *, spared: bool, is_record: bool = True) -> Standing:
    """Where a condition stands: what the organisation can mend itself, a missing record too, is a step and no refusal."""
    if truth or spared:
        return Standing.MET
    if condition.mend and condition.fact and is_record:
        return Standing.MENDABLE
    if truth is None:
        return Standing.UNKNOWN
    return Standing.MENDABLE if condition.mend else Standing.UNMET


def answer_of(field: Field | None, answers: Mapping[str, Any], code: str) -> Any:
    """What an application answers, as conditions compare it: money in yuan as it was typed, an unticked flag is a no."""
    answer = answers.get(code)
    if field is None:
        return answer
    if field.kind == "flag":
        return bool(answer)
    if field.kind == "money" and answer not in {None, ""}:
        return float(answer) / FEN_A_YUAN
    return answer
