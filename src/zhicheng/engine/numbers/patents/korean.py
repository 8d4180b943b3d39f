"""Numbers of the Korean office: 10 patents, 20 utility models, 30 designs; year and seven digits, registrations seven digits.

10-2009-0015878 is KR20090015878A as published and KR20090015878 as filed; 10-0780571 registered is KR100780571B1. Documents
examined before 1997 carry two digits of the year: KR930001076B1. Source: WIPO ST.6, ST.13, ST.16.
"""

import re

from zhicheng.engine.numbers.errors import InvalidNumber
from zhicheng.engine.numbers.patents.number import FILING_STAGES, PatentNumber, Right, Stage

RIGHTS = {"10": Right.INVENTION, "20": Right.UTILITY_MODEL, "30": Right.DESIGN}
CODES = {right: code for code, right in RIGHTS.items()}
_LETTERS = {Right.INVENTION: "A", Right.UTILITY_MODEL: "U", Right.DESIGN: "F"}
_KIND_RIGHTS = {"A": Right.INVENTION, "B": Right.INVENTION, "U": Right.UTILITY_MODEL, "Y": Right.UTILITY_MODEL,
                "S": Right.DESIGN, "F": Right.DESIGN}  # fmt: skip
_KIND = r"([ABUYSF][1-9]?)?"
_YEARLY = re.compile(rf"(10|20|30)?((?:19[5-9]|20[0-9])[0-9])([0-9]{{7}}){_KIND}")
_SHORTENED = re.compile(r"((?:19[5-9]|20[0-9])[0-9])([0-9]{3,6})([AU][1-9]?)")  # some vendors leave zeros out
_REGISTERED = re.compile(rf"(10|20|30)([0-9]{{7}}){_KIND}")
_EXAMINED = re.compile(r"(?:19)?([789][0-9])([0-9]{7}|[0-9]{6}(?=[BY]))([BY][1-9]?)?")
_BARE_REGISTERED = re.compile(r"([0-9]{6,7})([BYS][1-9]?)")


def parse(code: str, original: str, stage: Stage | None) -> PatentNumber:
    """The number in a compact text without its KR. Raises :class:`InvalidNumber`."""
    filing = stage in FILING_STAGES
    if found := _YEARLY.fullmatch(code):
        return _yearly(found[1], int(found[2]), found[3], found[4] or "", original, filing=filing)
    if found := _SHORTENED.fullmatch(code):
        return _yearly(None, int(found[1]), found[2], found[3], original, filing=filing)
    if not filing and (document := _granted(code, original)):
        return document
    raise InvalidNumber("form", "韩国专利号码的写法不对，例如 KR 10-2009-0015878 A、KR 10-0780571 B1")


def _yearly(code: str | None, year: int, serial: str, kind: str, original: str, *, filing: bool) -> PatentNumber:
    right = RIGHTS[code] if code else _KIND_RIGHTS.get(kind[:1])
    body = f"{year}{int(serial):07}"
    if filing:
        right = right or Right.INVENTION
        return PatentNumber("KR", Stage.APPLICATION, body, _LETTERS[right], year, right, body[4:], "", original)
    stage = Stage.GRANT if kind[:1] in {"B", "Y", "S"} else Stage.PUBLICATION
    return PatentNumber("KR", stage, body, kind, year, right, body[4:], "", original)


def _granted(code: str, original: str) -> PatentNumber | None:
    if found := _REGISTERED.fullmatch(code):
        return _registration(RIGHTS[found[1]], found[2], found[3] or "", original)
    if found := _EXAMINED.fullmatch(code):
        return _yearly(None, 1900 + int(found[1]), found[2], found[3] or "", original, filing=False)
    if found := _BARE_REGISTERED.fullmatch(code):
        return _registration(_KIND_RIGHTS[found[2][0]], f"{int(found[1]):07}", found[2], original)
    return None


def _registration(right: Right, serial: str, kind: str, original: str) -> PatentNumber:
    return PatentNumber("KR", Stage.GRANT, CODES[right] + serial, kind, None, right, serial, "", original)
