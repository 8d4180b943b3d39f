"""A number in the forms of the standards and of the offices' data.

================  ============================  ======================  =======================
form              application                   document                used by
================  ============================  ======================  =======================
``standard``      CN 201010255577.9             US 2015/0129711 A1      WIPO ST.6, ST.13, ST.16
``cnipa``         201010255577.9                CN 101933423 A          CNIPA, ZC 0006, ZC 0007
``epodoc``        CN20101255577                 CN101933423             Espacenet, OPS
``docdb``         CN.201010255577.A             CN.101933423.A          DOCDB, OPS
================  ============================  ======================  =======================
"""

from dataclasses import dataclass

from zhicheng.engine.numbers.errors import InvalidNumber
from zhicheng.engine.numbers.patents import international, korean
from zhicheng.engine.numbers.patents.number import PatentNumber, Right, Stage

_EPODOC_SERIAL = 7  # most offices: a year and seven digits
_EPODOC_CHINESE_SERIAL = 6  # the Chinese office: a year, the kind and six
_SERIES_AND_SERIAL = 8
_FIRST_WITH_SERIES = (2011, "13")  # year, or series that began in 2010, of American applications in DOCDB
_FIRST_WESTERN_YEAR = 2000  # of Japanese numbers


@dataclass(frozen=True, slots=True)
class DocdbReference:
    """The three fields of a DOCDB reference."""

    country: str
    number: str
    kind: str

    def __str__(self) -> str:
        return f"{self.country}.{self.number}.{self.kind}" if self.kind else f"{self.country}.{self.number}"


def standard(number: PatentNumber) -> str:
    """The form that WIPO's standards recommend for print: office (ST.3), number, kind code (ST.16), with spaces between."""
    if number.is_of_filing:
        return _standard_application(number)
    return f"{number.office} {_standard_document(number)} {number.kind_code}".rstrip()


def cnipa(number: PatentNumber) -> str:
    """The form that Chinese documents use: 201010255577.9, ZL201010255577.9, CN 101933423 A; foreign numbers as ``standard``."""
    if number.office != "CN" or not number.is_of_filing:
        return standard(number)
    digits = _with_check_digit(number)
    return f"ZL{digits}" if number.stage is Stage.PATENT else digits


def epodoc(number: PatentNumber) -> str:
    """The form of Espacenet: office and number without the kind code.

    Raises :class:`InvalidNumber` (``year``) for an American application whose year is not known.
    """
    if number.is_of_filing:
        return _epodoc_application(number)
    return f"{number.office}{_docdb_document(number)}"


def docdb(number: PatentNumber) -> DocdbReference:
    """The three fields of DOCDB. Raises as ``epodoc``."""
    if number.office == "WO" and number.is_of_filing:
        return DocdbReference(number.body[4:6], f"{number.year}{number.serial}", "W")
    digits = _docdb_application(number) if number.is_of_filing else _docdb_document(number)
    return DocdbReference(number.office, digits, number.kind_code)


def _standard_application(number: PatentNumber) -> str:
    body = number.body
    if number.office == "WO":
        return f"PCT/{body[4:6]}{number.year}/{number.serial}"
    if number.office == "US" and len(body) == _SERIES_AND_SERIAL:
        return f"US {body[:2]}/{body[2:5]},{body[5:]}"
    if number.office == "KR":
        return f"KR {korean.CODES[number.right or Right.INVENTION]}-{number.year}-{number.serial}"
    if number.office == "CN":
        return f"CN {_with_check_digit(number)}"
    digits = f"{number.year}-{number.serial}" if number.office == "JP" else _with_check_digit(number)
    return f"{number.office} {digits}{_telling_kind(number)}"


def _with_check_digit(number: PatentNumber) -> str:
    return f"{number.body}.{number.check_digit}" if number.check_digit else number.body


def _telling_kind(number: PatentNumber) -> str:
    """The kind of an application whose digits do not tell it, unless it is that of nearly all, A."""
    return f" {number.kind_code}" if number.kind_code != "A" else ""


def _standard_document(number: PatentNumber) -> str:
    body = number.body
    if number.office == "US" and number.stage is Stage.PUBLICATION:
        return f"{body[:4]}/{body[4:]}"
    if number.office == "WO":
        return _international_document(number, "/")
    if number.office == "JP" and number.year:
        return f"{body[:-6]}-{body[-6:]}"
    if number.office == "KR":
        return _korean_document(number)
    return body


def _korean_document(number: PatentNumber) -> str:
    if number.year is None:
        return f"{number.body[:2]}-{number.serial}"
    code = f"{korean.CODES[number.right]}-" if number.right else ""
    return f"{code}{number.year}-{number.serial}"


def _international_document(number: PatentNumber, slash: str) -> str:
    year, serial = int(number.body[:4]), int(number.serial)
    if year >= international.FIRST_YEAR_IN_FULL:
        return f"{year}{slash}{serial:06}"
    digits = 6 if international.has_six_digits(year, serial) else 5
    return f"{year % 100:02}{slash}{serial:0{digits}}"


def _docdb_document(number: PatentNumber) -> str:
    body = number.body
    if number.office == "WO":
        return _international_document(number, "")
    if number.office == "US" and number.stage is Stage.PUBLICATION:
        return _american_publication(number)
    if number.office == "JP" and body[0].isalpha():
        return f"{body[:3]}{int(body[3:])}"
    if number.office == "KR" and number.stage is Stage.GRANT and number.year:
        return body[2:]  # examined documents of 1997 and before
    return body


def _american_publication(number: PatentNumber) -> str:
    """The year and six digits: the European office leaves out the first zero of the seven."""
    return number.body[:4] + (number.body[5:] if number.body[4] == "0" else number.body[4:])


def _docdb_application(number: PatentNumber) -> str:
    if number.office == "US":
        return _american_application(number)
    if number.office == "JP" and number.year and number.year < _FIRST_WESTERN_YEAR:
        return f"{int(number.serial)}{number.year % 100:02}"
    return number.body


def _american_application(number: PatentNumber) -> str:
    year = _known_year(number)
    first_year, first_series = _FIRST_WITH_SERIES
    if len(number.body) == _SERIES_AND_SERIAL and (year >= first_year or number.body[:2] == first_series):
        return f"{year}{number.body}"
    return f"{int(number.serial)}{year % 100:02}"


def _epodoc_application(number: PatentNumber) -> str:
    year, office = number.year, number.office
    if office == "CN":
        return f"CN{_chinese_application(number)}"
    if office == "WO":
        return f"WO{year}{number.body[4:6]}{int(number.serial):05}"
    if office == "US":
        return f"US{_known_year(number)}{int(number.serial):0{_EPODOC_SERIAL}}"
    if office in {"EP", "JP", "KR"}:
        return f"{office}{year}{int(number.serial):0{_EPODOC_SERIAL}}"
    return f"{office}{number.body}"


def _chinese_application(number: PatentNumber) -> str:
    """Thirteen characters with the office, as Espacenet's help says, where the serial fits; else all twelve digits."""
    if int(number.serial) >= 10**_EPODOC_CHINESE_SERIAL:
        return number.body
    return f"{number.year}{number.body[-len(number.serial) - 1]}{int(number.serial):0{_EPODOC_CHINESE_SERIAL}}"


def _known_year(number: PatentNumber) -> int:
    if number.year is None:
        raise InvalidNumber("year", f"美国申请 {standard(number)} 没有注明申请年份，不能写成这种形式。请补充申请日")
    return number.year
