"""From words as people write them to the values of a field. Each function raises `QueryRefused` at `position`."""

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from zhicheng.engine.patents.query.errors import QueryRefused
from zhicheng.engine.patents.query.fields import CHOICE_WORDS, FIELDS, Field
from zhicheng.engine.patents.query.nodes import Choice, Number, Phrase, Place, Symbol
from zhicheng.engine.patents.query.units import CharacterKind, folded, units_of
from zhicheng.engine.places import division, find

SHORTEST_PREFIX = 2  # letters of a word before *, characters of a number: a shorter one would list half the dictionary
LARGEST_COUNT = 10**9

_NUMBER_NOISE = re.compile(r"[^0-9A-Z:]")
_CLASS_SYMBOL = re.compile(r"[A-Z]([0-9]{2}([A-Z]([0-9]{1,4}(/[0-9]{1,6})?)?)?)?|[0-9]{2}(-[0-9]{2})?")
_DAY = re.compile(r"(\d{4})(?:[-./年]?(\d{1,2})(?:[-./月]?(\d{1,2})日?|月)?|年)?")
_OFFICE = re.compile(r"[A-Z]{2}")


def phrase(text: str, position: int) -> Phrase:
    """A phrase to seek: `bat*`, `锂离子 电池`."""
    is_prefix = text.endswith("*")
    words = " ".join(text.rstrip("*").split())
    units = units_of(words)
    if all(unit.kind is CharacterKind.SIGN for unit in units):
        fault = f"“{text}”里没有可查的字或词"
        raise QueryRefused(fault, position=position, mend="请写出要查的词")
    last = units[-1]
    if is_prefix and last.kind is CharacterKind.WORD and len(last.text) < SHORTEST_PREFIX:
        fault = f"“{text}”太短，* 前至少要有 {SHORTEST_PREFIX} 个字母"
        raise QueryRefused(fault, position=position, mend="请多写几个字母，例如 bat*")
    goes_on = is_prefix and last.kind is CharacterKind.WORD  # behind a Chinese character * says nothing new
    return Phrase(words, goes_on)


def number(field: Field, text: str, position: int) -> Number:
    """A publication or application number in any spelling: `ZL 2010 1 0255577.9`, `CN101933423A`, `CN1019*`."""
    compact = compact_number(text)
    if field is Field.CITED_BY and text.endswith("*"):
        raise QueryRefused("CITEDBY 要一个完整的号码", position=position, mend="请去掉 *")
    if len(compact) < SHORTEST_PREFIX:
        fault = f"“{text}”不像{FIELDS[field].label}"
        raise QueryRefused(fault, position=position, mend="请写号码，例如 CN101933423A，或号码的开头加 *")
    return Number(field, compact, text.endswith("*"))


def compact_number(text: str) -> str:
    """Upper case, without separators, ZL as CN: `ZL 2010 1 0255577.9` → CN2010102555779."""
    upright = "".join(folded(character) for character in text).upper()
    bare = _NUMBER_NOISE.sub("", upright)
    return "CN" + bare[2:] if bare.startswith("ZL") else bare


def symbol(text: str, position: int) -> Symbol:
    """A classification symbol without inner spaces: `h01m 10/0525` → H01M10/0525."""
    is_prefix = text.endswith("*")
    code = "".join(text.rstrip("*").split()).upper()
    known = _CLASS_SYMBOL.fullmatch(code.rstrip("/") if is_prefix else code)
    if known is None:
        fault = f"“{text}”不是分类号"
        raise QueryRefused(fault, position=position, mend="请写成 H01M、H01M10、H01M10/0525 或 14-02 的样子")
    return Symbol(code, is_prefix)


def place(text: str, position: int) -> Place:
    """A division by code (440300, 4403) or name (深圳, 广东深圳)."""
    found = [_by_code(text)] if text.isascii() and text.isdigit() else [each.code for each in find(text)]
    codes = [code for code in found if code]
    if not codes:
        fault = f"没有地区“{text}”"
        raise QueryRefused(fault, position=position, mend="请写省、市、区县的名称或六位行政区划代码")
    # A province or city beats the counties of its name; two of one level are a question back.
    first_level = [code for code in codes if division(code).level == division(codes[0]).level]
    if len(first_level) > 1:
        fault = f"名为“{text}”的地区不止一个"
        raise QueryRefused(fault, position=position, mend=f"请写代码：{_choices(first_level)}")
    return Place(codes[0])


def _choices(codes: list[str]) -> str:
    return "、".join(f"{code} {_full_name(code)}" for code in codes[:5])


def _full_name(code: str) -> str:
    each = division(code)
    return (division(each.parent).name if each.parent else "") + each.name


def _by_code(digits: str) -> str:
    code = digits.ljust(6, "0")
    try:
        return division(code).code if len(digits) in {2, 4, 6} else ""
    except KeyError:
        return ""


def choice(field: Field, text: str, position: int) -> Choice:
    """A kind, a legal state or an office by its Chinese or English name."""
    if field is Field.OFFICE:
        return _office(text, position)
    words = CHOICE_WORDS[field]
    for value, names in words.items():
        if text.lower() == value or text in names:
            return Choice(field, value)
    fault = f"{FIELDS[field].label}里没有“{text}”"
    raise QueryRefused(fault, position=position, expected=_first_words(words))


def _first_words(words: Mapping[str, tuple[str, ...]]) -> str:
    return "、".join(names[0] for names in words.values())


def _office(text: str, position: int) -> Choice:
    if not _OFFICE.fullmatch(text.upper()):
        fault = f"“{text}”不是国家或组织的代码"
        raise QueryRefused(fault, position=position, mend="请写两个字母，例如 CN、US、EP、WO、JP、KR")
    return Choice(Field.OFFICE, text.upper())


def day(text: str, edge: Literal["first", "last"], position: int) -> date:
    """The first or last day of a year, month or day: `2010`, `2010-05`, `20100501`, `2010年5月1日`."""
    fault = f"“{text}”不是日期"
    mend = "请写成 2010、2010-05 或 2010-05-01 的样子"
    match = _DAY.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise QueryRefused(fault, position=position, mend=mend)
    year, month, of_month = (int(part) if part else None for part in match.groups())
    try:
        return _edge(year or 0, month, of_month, edge)
    except ValueError:
        raise QueryRefused(fault, position=position, mend=mend) from None


def _edge(year: int, month: int | None, of_month: int | None, edge: Literal["first", "last"]) -> date:
    if month is None:
        return date(year, 1, 1) if edge == "first" else date(year, 12, 31)
    if of_month is None:
        checked = date(year, month, 1)
        return checked if edge == "first" else date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, of_month)


def day_after(one: date, position: int) -> date:
    """The next day."""
    return _moved(one, 1, position)


def day_before(one: date, position: int) -> date:
    """The day before."""
    return _moved(one, -1, position)


def _moved(one: date, days: int, position: int) -> date:
    try:
        return one + timedelta(days=days)
    except OverflowError:
        raise QueryRefused("日期太远", position=position, mend="请写公元 1 年至 9999 年之间的日期") from None


def count(text: str, position: int) -> int:
    """A whole number from 0."""
    if not (text.isascii() and text.isdigit()) or int(text[:11]) > LARGEST_COUNT:
        fault = f"“{text}”不是可用的数"
        raise QueryRefused(fault, position=position, mend="请写不小于 0 的整数，例如 10")
    return int(text)
