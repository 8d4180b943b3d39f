"""Numbers of the Patent Cooperation Treaty: PCT/CN2015/075923 and WO 2007/109826 A1.

Until 2003 documents carried two digits of the year, with five of the serial; since July 2002 with six. Applications carry the
office that received them. DOCDB counts them to that office, with the kind W. Source: WIPO ST.6, ST.13.
"""

import re

from zhicheng.engine.numbers.errors import InvalidNumber
from zhicheng.engine.numbers.patents.elsewhere import OFFICES
from zhicheng.engine.numbers.patents.number import FILING_STAGES, PatentNumber, Right, Stage
from zhicheng.engine.numbers.patents.spelling import full_year

FIRST_YEAR = 1978
FIRST_YEAR_IN_FULL = 2004  # WO 2004/000001; before, the year had two digits
FIRST_SIX_DIGITS = (2002, 51_231)  # the first of 2002-07-04; WO 02/50219 is the last with five in the citations at hand
_DOCUMENT = re.compile(
    r"(?:((?:19|20)[0-9]{2})([0-9]{6})|((?:19|20)[0-9]{2})([0-9]{5})|([0-9]{2})([0-9]{5,6}))([ABC][1-9]?)?"
)
_APPLICATION = re.compile(r"PCT([A-Z]{2})((?:19|20)[0-9]{2}|[0-9]{2})([0-9]{5,6})[AW]?")
_EPODOC = re.compile(r"WO((?:19|20)[0-9]{2})([A-Z]{2})([0-9]{1,6})[AW]?")
_RECEIVED = re.compile(r"([A-Z]{2})((?:19|20)[0-9]{2}|[0-9]{2})0?([0-9]{5,6})W")
_JAPANESE_NATIONAL_PHASE = 500_000  # serials from here on are Japan's own numbers for PCT applications


def parse(code: str, original: str, stage: Stage | None) -> PatentNumber:
    """The number in a compact text that begins with WO or PCT. Raises :class:`InvalidNumber`."""
    if found := _APPLICATION.fullmatch(code):
        return application(found[1], found[2], found[3], original)
    if found := _EPODOC.fullmatch(code):
        return application(found[2], found[1], found[3], original)
    document = _DOCUMENT.fullmatch(code[2:]) if code.startswith("WO") else None
    if document and stage not in FILING_STAGES:
        return _document(document, original)
    raise InvalidNumber("form", "国际申请的号码写法不对，例如 WO 2007/109826 A1、PCT/CN2015/075923")


def received(code: str, original: str) -> PatentNumber | None:
    """The application that DOCDB writes as CN2015075923W, or None when the text is not of that form."""
    found = _RECEIVED.fullmatch(code)
    if not found or (found[1] == "JP" and int(found[3]) >= _JAPANESE_NATIONAL_PHASE):
        return None
    return application(found[1], found[2], found[3], original)


def application(receiving: str, year: str, serial: str, original: str) -> PatentNumber:
    """PCT application by receiving office, year (two or four digits) and serial."""
    if receiving not in OFFICES:
        raise InvalidNumber("office", f"“{receiving}”不是受理局的代码。在中国递交的为 PCT/CN，在国际局递交的为 PCT/IB")
    full = _year(year)
    body = f"{full}{receiving}{int(serial):06}"
    return PatentNumber("WO", Stage.APPLICATION, body, "W", full, Right.INVENTION, f"{int(serial):06}", "", original)


def has_six_digits(year: int, serial: int) -> bool:
    """Whether the serial of a document of that year is written with six digits."""
    return (year, serial) >= FIRST_SIX_DIGITS


def _document(found: re.Match[str], original: str) -> PatentNumber:
    year = _year(found[1] or found[3] or found[5])
    serial = int(found[2] or found[4] or found[6])
    body = f"{year}{serial:06}"
    return PatentNumber(
        "WO", Stage.PUBLICATION, body, found[7] or "", year, Right.INVENTION, f"{serial:06}", "", original
    )


def _year(written: str) -> int:
    full = full_year(written, FIRST_YEAR)
    if full < FIRST_YEAR:
        raise InvalidNumber("year", f"国际申请始于 {FIRST_YEAR} 年，号码中的年份为 {written} 年")
    return full
