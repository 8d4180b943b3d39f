"""Numbers of the United States: patents (with D, RE, PP, H, T before the number), publications since 2001, applications.

Applications are counted inside a series: 15/069,675. DOCDB writes the year, series and serial since 2011
(201615069675) and the serial and two digits of the year before (31544805); EPODOC writes the year and the serial. A
number with its series is the same application whether or not the year is said; one without series is known by its year.
Kind codes: USPTO, "Kind Codes Included on the USPTO Patent Documents"; WIPO ST.16.
"""

import re

from zhicheng.engine.numbers.errors import InvalidNumber
from zhicheng.engine.numbers.patents.number import DOCUMENT_STAGES, FILING_STAGES, PatentNumber, Right, Stage

# Series of application numbers that have been given, and the kind letter that DOCDB gives them. The others are inventions.
DESIGN_SERIES = frozenset({"29", "35"})
PROVISIONAL_SERIES = frozenset({"60", "61", "62", "63", "64"})
LAST_PATENT = 19_999_999  # as long as eight digits without a kind code are likelier to be a patent than 20/000,000
LAST_KIND_A = 9_999_999
LAST_PLANT = 99_999
_SERIES = (
    frozenset(f"{n:02}" for n in range(2, 22)) | DESIGN_SERIES | PROVISIONAL_SERIES | frozenset({"90", "95", "96"})
)
_LETTERS = {
    "": Right.INVENTION, "D": Right.DESIGN, "RE": Right.REISSUE, "PP": Right.PLANT, "H": Right.STATUTORY_REGISTRATION,
    "T": Right.STATUTORY_REGISTRATION, "X": Right.INVENTION, "AI": Right.INVENTION,
}  # fmt: skip
_PUBLICATION = re.compile(r"((?:200|201|202|203)[0-9])(0[0-9]{6}|[0-9]{6})(A[1-9]|P[1-9])?")
_APPLICATION = re.compile(r"((?:19|20)[0-9]{2})?([0-9]{2})([0-9]{6})([APFE])?")
_WITHOUT_SERIES = re.compile(r"((?:19|20)[0-9]{2})(0?[0-9]{6}|[0-9]{3,5}(?=[APF]))([APF])?")
_PATENT = re.compile(r"(D|RE|PP|H|T|X|AI|)(0*[1-9][0-9]{0,7})([ABCEHIPST][1-9]?)?")
_WRITTEN_APPLICATION = re.compile(r"(?:US\s*)?[0-9]{2}/[0-9]{3},?[0-9]{3}")


def looks_written(cleaned: str) -> bool:
    """Whether a text without office is an application as American documents print it: 15/069,675."""
    return _WRITTEN_APPLICATION.fullmatch(cleaned) is not None


def parse(code: str, cleaned: str, original: str, stage: Stage | None) -> PatentNumber:
    """The number in a compact text without its US. Raises :class:`InvalidNumber`."""
    is_filing = stage in FILING_STAGES or (stage is None and looks_written(cleaned))
    found = None if is_filing else _published(code, original)
    if found is None and stage not in DOCUMENT_STAGES:
        found = _application(code, original)
    if found is None:
        raise InvalidNumber("form", "美国专利号码的写法不对，例如 US 9099902 B2、US 2015/0129711 A1、US 15/069,675")
    return found


def of_year(year: int, serial: int, kind: str, original: str) -> PatentNumber:
    """The application of a year by its six-digit serial, as DOCDB numbers it before 2011; its series is not known."""
    return _filed(f"{year}{serial:06}", kind, year, f"{serial:06}", original)


def _published(code: str, original: str) -> PatentNumber | None:
    if found := _PUBLICATION.fullmatch(code):
        return _publication(found[1], found[2], found[3] or "", original)
    if (found := _PATENT.fullmatch(code)) and _is_patent(found[1], int(found[2]), found[3] or ""):
        return _patent(found[1], int(found[2]), found[3] or "", original)
    return None


def _is_patent(letters: str, number: int, kind: str) -> bool:
    """Eight digits with an A are an application: patents had seven when A was their kind code."""
    if letters:
        return True
    if not kind:
        return number <= LAST_PATENT
    return kind[0] in {"B", "C"} or (kind[0] == "A" and number <= LAST_KIND_A) or _is_plant(number, kind)


def _is_plant(number: int, kind: str) -> bool:
    """Espacenet writes plant patents without their PP; a longer number with a P is a provisional application."""
    return kind[0] == "P" and number <= LAST_PLANT


def _publication(year: str, serial: str, kind: str, original: str) -> PatentNumber:
    right = Right.PLANT if kind.startswith("P") else Right.INVENTION
    return PatentNumber(
        "US", Stage.PUBLICATION, f"{year}{int(serial):07}", kind, int(year), right, serial, "", original
    )


def _patent(letters: str, number: int, kind: str, original: str) -> PatentNumber:
    letters = "PP" if not letters and kind and _is_plant(number, kind) else letters
    right = _LETTERS[letters]
    return PatentNumber("US", Stage.GRANT, f"{letters}{number}", kind, None, right, str(number), "", original)


def _application(code: str, original: str) -> PatentNumber | None:
    if (found := _APPLICATION.fullmatch(code)) and found[2] in _SERIES:
        year = int(found[1]) if found[1] else None
        return _filed(found[2] + found[3], _kind(found[2]), year, found[3], original)
    if found := _WITHOUT_SERIES.fullmatch(code):
        return of_year(int(found[1]), int(found[2]), found[3] or "A", original)
    return None


def _kind(series: str) -> str:
    return "P" if series in PROVISIONAL_SERIES else "F" if series in DESIGN_SERIES else "A"


def _filed(body: str, kind: str, year: int | None, serial: str, original: str) -> PatentNumber:
    right = Right.DESIGN if kind == "F" else None
    return PatentNumber("US", Stage.APPLICATION, body, kind, year, right, serial, "", original)
