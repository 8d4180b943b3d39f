"""Division codes of GB/T 2260: six digits, two each for province, city and county."""

from typing import Literal, TypeAlias

Level: TypeAlias = Literal["province", "city", "county"]

PREFIXES_WITHOUT_CITIES = frozenset({"11", "12", "31", "50", "71", "81", "82"})
"""北京, 天津, 上海, 重庆, 台湾, 香港, 澳门: provinces whose counties hang directly below them."""
_ADMINISTERED_BY_PROVINCE = "90"
"""Digits 3 and 4 of the counties that belong to no city: 济源 419001, 仙桃 429004, 石河子 659001."""


def prefix(code: str) -> str:
    """The significant digits: 110000 → 11, 440300 → 4403, 440305 → 440305.

    A division's subtree is every code that starts with them.
    """
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` lies in `outer`'s subtree; a division contains itself."""
    return inner.startswith(prefix(outer))


def level_of(code: str) -> Level:
    """The level that the code's zeros tell. Raises ValueError when it is no division code."""
    if len(code) != 6 or not (code.isascii() and code.isdigit()) or code.startswith("0"):
        message = f"“{code}”不是行政区划代码，应为六位数字"
        raise ValueError(message)
    levels: dict[int, Level] = {2: "province", 4: "city", 6: "county"}
    return levels[len(prefix(code))]


def parent_of(code: str) -> str | None:
    """The code of the division above, None above a province. Raises ValueError when it is no division code."""
    level = level_of(code)
    if level == "province":
        return None
    hangs_below_province = code[:2] in PREFIXES_WITHOUT_CITIES or code[2:4] == _ADMINISTERED_BY_PROVINCE
    if level == "city" or hangs_below_province:
        return code[:2] + "0000"
    return code[:4] + "00"
