"""Numbers as people write them into tables."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

_TO_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，％＋－−", "0123456789.,%+--")
_MISSING = frozenset({"", "-", "--", "—", "——", "–", "…", "……", "...", "......", "n/a", "na"})
_NUMBER = re.compile(r"[+-]?(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<rest>\.[0-9]+)?(?P<percent>%?)")
_LONGEST = 350  # the smallest float written out has 326 characters


@dataclass(frozen=True)
class Number:
    """A number read from a cell. Missing when both are None; ``fault`` says in Chinese why a text is no number."""

    value: float | None
    fault: str | None = None

    @property
    def is_missing(self) -> bool:
        """True for an empty cell and the marks ``-``, ``—``, ``…``, ``...``, ``N/A``."""
        return self.value is None and self.fault is None


def parse_number(text: str | float | None) -> Number:
    """The number in a cell, missing, or the reason why it is neither.

    Understands full-width digits, thousands separators, the minus U+2212 and percent (``12.5%`` is 0.125). Guesses
    nothing: units, spaces inside, brackets, exponents and decimal commas are faults.
    """
    if text is None:
        return Number(None)
    if isinstance(text, float | int):
        return Number(float(text)) if math.isfinite(text) else Number(None, "不是有限的数")
    plain = text.strip().translate(_TO_HALF_WIDTH)
    if plain.lower() in _MISSING:
        return Number(None)
    match = _NUMBER.fullmatch(plain)
    if match is None or len(plain) > _LONGEST:
        return Number(None, _why_not(plain))
    amount = Decimal(plain.removesuffix("%").replace(",", ""))
    value = float(amount / 100 if match["percent"] else amount)
    return Number(value) if math.isfinite(value) else Number(None, "数值超出范围")


def _why_not(text: str) -> str:
    """The likeliest reason, in words that say what to write instead."""
    reasons = (
        (len(text) > _LONGEST, f"太长，最多 {_LONGEST} 个字符"),
        (
            re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+", text),
            "科学计数法可能已丢失位数，请把单元格改为数值格式",
        ),
        (re.fullmatch(r"[+-]?[0-9,]+(\.[0-9]*)?", text) and "," in text, "千分位逗号位置不对，应每三位一个"),
        (re.fullmatch(r"[(（].+[)）]", text), "不要用括号，负数请写负号"),
        (re.fullmatch(r"[+-]?[0-9,.]+\s*[^0-9\s,.].*", text), "数字后面有别的文字，单位请写在列名里"),
        (re.fullmatch(r"[0-9\s,.]+", text), "数字里有空格或多余的点"),
    )
    return next((reason for applies, reason in reasons if applies), "不是数字；没有数据请留空")
