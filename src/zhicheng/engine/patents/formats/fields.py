"""Single fields of a record: dates, counts, lists and claims, strictly typed.

Every function takes the words of a file and gives a typed value, or raises :class:`RecordRefused` for words that cannot
be one. Blank words give None or an empty tuple; nothing is guessed.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from zhicheng.engine.patents.formats.faults import RecordRefused, cut

BLANK = frozenset(("", "-", "--", "—", "无", "null", "NULL", "None", "N/A", "nan"))
"""How exports write that there is nothing."""

_YEAR_FIRST = re.compile(r"(\d{4})\s*(?:([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})|年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MIDNIGHT = re.compile(r"[T ]\d{1,2}:\d\d(:\d\d(\.\d+)?)?$")
_COUNT = re.compile(r"(\d{1,9}|\d{1,3}(,\d{3}){1,2})(\.0+)?")
_CLAIM_NUMBER = re.compile(r"(?:^|(?<=[\n。.;；]))\s*(?:权利要求|[Cc]laim\s)?\s*(\d{1,4})\s*[.．、:：)）]\s*")
_FIRST_NUMBER = re.compile(r"\s*(\d{1,4})\s*[.．、]\s*")
_CLAIMS_HEADING = re.compile(r"\s*(权\s*利\s*要\s*求\s*书|Claims|CLAIMS|What is claimed is:?|We claim:?|I claim:?)\s*")


@lru_cache(maxsize=65_536)
def date_of(words: str, pattern: str = "") -> date | None:
    """The date in words: ``2019-03-05``, ``2019/3/5``, ``2019.03.05``, ``20190305``, ``2019年3月5日``, with or without a time.

    ``pattern`` (of ``strptime``) is for files that put the day first; with it only that way is read.
    """
    text = _MIDNIGHT.sub("", words.strip())
    if text in BLANK or not text.strip("0-/."):
        return None
    if pattern:
        return _by_pattern(text, pattern)
    numbers = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if numbers is None:
        raise RecordRefused(f"日期“{cut(words)}”看不懂。请写成 2019-03-05 这样的形式")
    year, month, day = (int(part) for part in numbers.groups() if part and part.isdigit())
    return _day(year, month, day, words)


def _by_pattern(text: str, pattern: str) -> date:
    try:
        return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a date has no time zone
    except ValueError:
        raise RecordRefused(f"日期“{cut(text)}”与映射规定的格式 {pattern} 不符。请改正日期或映射文件的 dates") from None


def _day(year: int, month: int, day: int, words: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise RecordRefused(f"日期“{cut(words)}”不存在。请对照原文献改正") from None


@lru_cache(maxsize=65_536)
def count_of(words: str) -> int | None:
    """A whole number that is not negative, with or without thousands separators."""
    text = words.strip()
    if text in BLANK:
        return None
    if not _COUNT.fullmatch(text):
        raise RecordRefused(f"“{cut(words)}”不是个数。请只填写数字")
    return int(text.partition(".")[0].replace(",", ""))


def parts_of(words: str, separators: Iterable[str]) -> tuple[str, ...]:
    """The entries of a cell, split at any of the separators, without blanks, in their order."""
    text = words
    first, *others = tuple(separators) or ("\n",)
    for other in others:
        text = text.replace(other, first)
    return tuple(part for part in map(str.strip, text.split(first)) if part not in BLANK)


def claims_of(words: str) -> tuple[str, ...]:
    """The claims in a running text, split where the numbers 1, 2, 3 … begin them and given without these numbers.

    A number that is not the next one is part of a claim (``根据权利要求 1 所述``), so a text without numbers is one claim.
    """
    text = _CLAIMS_HEADING.sub("", words, count=1) if _CLAIMS_HEADING.match(words) else words
    starts: list[re.Match[str]] = []
    for found in _CLAIM_NUMBER.finditer(text):
        if int(found[1]) == len(starts) + 1:
            starts.append(found)
    if not starts or text[: starts[0].start()].strip():
        return tuple(filter(None, (one_line(text),)))
    ends = [*(found.start() for found in starts[1:]), len(text)]
    return tuple(one_line(text[found.end() : end]) for found, end in zip(starts, ends, strict=True))


def without_number(claim: str, number: int) -> str:
    """A single claim without its own number in front."""
    found = _FIRST_NUMBER.match(claim)
    return claim[found.end() :] if found and int(found[1]) == number else claim


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())
