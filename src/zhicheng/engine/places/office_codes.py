"""国省代码, the country-or-province code on Chinese patent documents, to the division it stands for."""

import re

from zhicheng.engine.places.codes import Level
from zhicheng.engine.places.divisions import Division, divisions
from zhicheng.engine.places.finding import find

_PARTS = re.compile("([^0-9A-Z;；,，()（）]*)[;；,，(（]?([0-9A-Z]{0,2})[)）]?")
_LEVELS: tuple[Level, ...] = ("province", "city")
# 71, 81 and 82 are not taken by their numbers: the office gave numbers from 81 on to cities as well.
_PROVINCES_BY_NUMBER = ("1", "2", "3", "4", "5", "6")
_ABROAD_TO_GB = {"TW": "710000", "HK": "810000", "MO": "820000"}


def division_of_office_code(text: str) -> Division | None:
    """The province, or the city with a code of its own, that a 国省代码 names: ``广东;44``, ``44``, ``深圳;94``, ``香港;HK``.

    A name decides before the number. Numbers 11 to 65 are the first two digits of GB/T 2260, as the office's data use them; the
    numbers it gave to cities differ from year to year and are read by their names only. None for other countries and
    for what is not understood.
    """
    parts = _PARTS.fullmatch("".join(text.split()))
    if parts is None:
        return None
    return _named(parts[1].removeprefix("中国")) or _numbered(parts[2])


def _named(name: str) -> Division | None:
    found = [each for each in find(name) if each.level in _LEVELS] if name else []
    return found[0] if found else None


def _numbered(code: str) -> Division | None:
    full = _ABROAD_TO_GB.get(code, f"{code}0000" if code.startswith(_PROVINCES_BY_NUMBER) else "")
    return next((each for each in divisions() if each.code == full), None)
