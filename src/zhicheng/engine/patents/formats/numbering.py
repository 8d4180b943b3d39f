"""Patent numbers of a file in the compact form of the lake, by :mod:`zhicheng.engine.numbers.patents`."""

import re
from functools import lru_cache

from zhicheng.engine.numbers.errors import InvalidNumber
from zhicheng.engine.numbers.patents import PatentNumber, Stage, parse, parse_docdb
from zhicheng.engine.patents.formats.faults import RecordRefused, cut

_CHINESE = {"CN", "ZL"}
_DOCDB = re.compile(r"([A-Z]{2}) (\d{3,14}) ([A-Z]\d?)")
# Documents as they are most often cited, in the form in which they are kept: of ten citations these are nine.
_COMPACT_DOCUMENT = re.compile(
    r"US[1-9][0-9]{6}A|US[1-9][0-9]{6,7}B[12]|US20[0-3][0-9]0[0-9]{6}A1|EP[1-9][0-9]{6}[AB][1-9]"
    r"|CN1(?:[0-9]{6}|[0-9]{8})[ABC]|CN2(?:[0-9]{6}|[0-9]{8})[UY]",
)


def publication_of(words: str, country: str = "") -> PatentNumber:
    """The number of a published document; ``country`` is put before words that name none."""
    return _of(_with_country(words, country), Stage.PUBLICATION)


def docdb_publication_of(country: str, number: str, kind: str) -> PatentNumber:
    """The number of a published document from the three fields of an office's data."""
    try:
        return parse_docdb(country, number, kind, Stage.PUBLICATION)
    except InvalidNumber as invalid:
        raise RecordRefused(f"公开号“{cut(f'{country} {number} {kind}')}”有误：{invalid.message}") from None


def application_of(words: str, country: str = "") -> str:
    """The compact number of an application; empty for blank words.

    A Chinese number must be right, its check digit too. Other offices' numbers come in too many spellings to refuse a record
    for one of them: what cannot be read stays as its letters and digits.
    """
    if not words.strip():
        return ""
    text = _with_country(words, country)
    foreign = text[:2].isalpha() and text[:2].upper() not in _CHINESE
    return loose_application_of(text) if foreign else str(_of(text, Stage.APPLICATION))


def loose_application_of(words: str, country: str = "") -> str:
    """The compact number of an application; one that cannot be read stays as its letters and digits."""
    text = _with_country(words, country)
    docdb = _DOCDB.fullmatch(text)
    if docdb is None:
        return _or_compact(text, Stage.APPLICATION)
    try:
        return str(parse_docdb(docdb[1], docdb[2], docdb[3], Stage.APPLICATION))
    except InvalidNumber:
        return _or_compact(text, Stage.APPLICATION)


def cited_of(words: str, country: str = "") -> str:
    """The compact number of a cited document; one that cannot be read stays as its letters and digits."""
    return _or_compact(_with_country(words, country), Stage.PUBLICATION)


def _of(words: str, stage: Stage) -> PatentNumber:
    try:
        return parse(words, stage)
    except InvalidNumber as invalid:
        name = "公开号" if stage is Stage.PUBLICATION else "申请号"
        raise RecordRefused(f"{name}“{cut(words)}”有误：{invalid.message}") from None


@lru_cache(maxsize=131_072)  # some 30 MB: the documents that many others cite come again and again
def _or_compact(words: str, stage: Stage) -> str:
    if stage is Stage.PUBLICATION and _COMPACT_DOCUMENT.fullmatch(words):
        return words
    try:
        return str(parse(words, stage))
    except InvalidNumber:
        return "".join(filter(str.isalnum, words)).upper()


def _with_country(words: str, country: str) -> str:
    text = words.strip()
    return text if not country or (text[:2].isalpha() and text.upper().startswith(country)) else country + text
