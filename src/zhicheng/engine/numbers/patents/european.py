"""Numbers of the European Patent Office: applications 99203729.1 (year, serial, check digit), documents EP1000000A1.

The check digit is that of Luhn over the eight digits, as on the office's own forms: 98660050.0, 00957359.3, 01902442.1.
"""

import re

from stdnum import luhn

from zhicheng.engine.numbers.errors import InvalidNumber
from zhicheng.engine.numbers.patents.number import DOCUMENT_STAGES, FILING_STAGES, PatentNumber, Right, Stage
from zhicheng.engine.numbers.patents.spelling import full_year

FIRST_YEAR = 1978
_DOCUMENT = re.compile(r"0*([1-9][0-9]{0,6})([AB][1-9])?")
_APPLICATION = re.compile(r"([0-9]{2})([0-9]{6})(?:A|([0-9]))?")
_WITH_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:0?([0-9]{6})A?|([0-9]{3,5})A)")
_GRANT = "B"


def check_digit(digits: str) -> str:
    """The check digit of the eight digits of a European application.

    >>> check_digit("98660050")
    '0'
    """
    return luhn.calc_check_digit(digits)


def parse(code: str, original: str, stage: Stage | None) -> PatentNumber:
    """The number in a compact text without its EP. Raises :class:`InvalidNumber`."""
    if stage not in FILING_STAGES and (found := _DOCUMENT.fullmatch(code)):
        return _document(int(found[1]), found[2] or "", original)
    if stage in DOCUMENT_STAGES:
        raise InvalidNumber("form", "欧洲专利文献号为 7 位数字加种类代码，例如 EP1000000A1")
    if found := _APPLICATION.fullmatch(code):
        return _application(full_year(found[1], FIRST_YEAR), found[2], found[3] or "", original)
    if found := _WITH_YEAR.fullmatch(code):
        return _application(int(found[1]), f"{int(found[2] or found[3]):06}", "", original)
    raise InvalidNumber("form", "欧洲专利号码的写法不对，例如 EP1000000A1、EP99203729.1")


def _document(number: int, kind: str, original: str) -> PatentNumber:
    stage = Stage.GRANT if kind.startswith(_GRANT) else Stage.PUBLICATION
    return PatentNumber("EP", stage, f"{number:07}", kind, None, Right.INVENTION, str(number), "", original)


def _application(year: int, serial: str, written: str, original: str) -> PatentNumber:
    body = f"{year % 100:02}{serial}"
    right = check_digit(body)
    if year < FIRST_YEAR:
        raise InvalidNumber("year", f"欧洲专利局自 {FIRST_YEAR} 年起受理申请，号码中的年份为 {year} 年")
    if written and written != right:
        raise InvalidNumber("check_digit", f"校验位不符：欧洲申请 {body} 的校验位应为 {right}，现为 {written}")
    return PatentNumber("EP", Stage.APPLICATION, body, "A", year, Right.INVENTION, serial, right, original)
