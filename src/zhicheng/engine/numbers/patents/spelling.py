"""The text of a number before any office looks at it: half width, capitals, no label, no separators."""

import re
import unicodedata

from zhicheng.engine.numbers.errors import InvalidNumber

LONGEST = 60  # characters; the longest real spelling, with label and spaces, has about half

_SEPARATORS = str.maketrans("", "", " \t\r\n./,-_:;()[]'‐‑‒–—―−·．。、，；")
_DASHES = str.maketrans("‐‑‒–—―−ー", "--------", "\u200b\u200c\u200d\u2060\ufeff")  # and no invisible characters
_LABEL = re.compile(
    r"^(?:中国)?(?:专利)?(?:申请公布号|授权公告号|公开公告号|公开\(公告\)号|申请号|专利号|公开号|公告号|公布号)[:\s]*"
)


def clean(text: str) -> str:
    """Half-width capitals without outer spaces and without a label such as 申请号; separators stay.

    Raises :class:`InvalidNumber` with ``text`` (not a text, or empty) or ``length``.
    """
    if not isinstance(text, str):
        raise InvalidNumber("text", "专利号码应为文字")
    if len(text) > LONGEST:
        raise InvalidNumber("length", f"专利号码不会超过 {LONGEST} 个字符，现为 {len(text)} 个。请每次只填一个号码")
    plain = text.strip() if text.isascii() else _half_width(text)
    if not plain:
        raise InvalidNumber("text", "没有填写专利号码")
    return plain.upper()


def compact(cleaned: str) -> str:
    """The cleaned text without spaces, dots, slashes, hyphens and brackets."""
    return cleaned if cleaned.isalnum() else cleaned.translate(_SEPARATORS)


def full_year(digits: str, first: int) -> int:
    """The year of two or four digits; two digits are the first such year that is not before ``first``."""
    year = int(digits)
    if len(digits) == 4:
        return year
    century = first - first % 100
    return century + year if century + year >= first else century + 100 + year


def _half_width(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    return _LABEL.sub("", plain)
