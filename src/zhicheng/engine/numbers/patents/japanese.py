"""Numbers of the Japanese office: Western years since 2000, before that years of an era (S Shōwa, H Heisei).

特開2003-54495 is JP2003054495A, 特開平7-37098 is JPH0737098A, 特許第3033959号 is JP3033959B2, 特願平6-45197 the
application JP19940045197 (EPODOC) or 4519794 (DOCDB). Some vendors leave the era out: JP59145695A is Shōwa 59, JP11513635A Heisei
11. Source: WIPO ST.6 and ST.16 with the practice of DOCDB and EPODOC.
"""

import re

from zhicheng.engine.numbers.errors import InvalidNumber
from zhicheng.engine.numbers.patents.number import FILING_STAGES, PatentNumber, Right, Stage

ERAS = {"S": 1925, "H": 1988, "R": 2018}  # the year before the first of the era
LAST_YEARS = {"S": 64, "H": 31, "R": 81}  # of the era; the present one is read up to 2099
LAST_HEISEI_OF_DOCUMENTS = 12  # 2000, from which on documents carry Western years
FIRST_REGISTRATION = 2_500_001  # of the patents registered without examined publication, since 1996
_CHARACTERS = str.maketrans({"昭": "S", "平": "H", "令": "R", "开": "開", "愿": "願", "许": "許", "实": "実", "号": ""})
_WORDS = {
    "特開": "A",
    "特表": "A",
    "特公": "B",
    "実開": "U",
    "実公": "Y",
    "特許第": "B",
    "特許": "B",
    "特願": "A",
    "実願": "U",
}
_FILING_WORDS = frozenset({"特願", "実願"})
_WORD = re.compile("|".join(_WORDS))
_RIGHTS = {"A": Right.INVENTION, "B": Right.INVENTION, "C": Right.INVENTION, "T": Right.INVENTION, "U": Right.UTILITY_MODEL,
           "Y": Right.UTILITY_MODEL, "X": Right.INVENTION, "S": Right.DESIGN, "F": Right.DESIGN}  # fmt: skip
_GRANTS = frozenset("BYCS")
_KIND = r"([ABCFSTUXY][1-9]?)?"
_ERA = re.compile(rf"([SHR])\s*(?:([0-9]{{1,2}})[-/\s]\s*([0-9]{{1,6}})|([0-9]{{2}})([0-9]{{1,6}}))\s*{_KIND}")
_WESTERN = re.compile(rf"((?:19|20)[0-9]{{2}})(?:[-/\s]\s*([0-9]{{1,7}})|([0-9]{{5,7}}))\s*{_KIND}")
_NO_ERA = re.compile(r"([0-9]{1,2})([0-9]{6})([ABSTUXY][1-9]?)")
_REGISTERED = re.compile(rf"0*([1-9][0-9]{{5,6}})\s*{_KIND}")


def parse(cleaned: str, original: str, stage: Stage | None) -> PatentNumber:
    """The number in a cleaned text that begins with JP or with 特, 実. Raises :class:`InvalidNumber`."""
    text, word = _without_words(cleaned)
    filing = word in _FILING_WORDS or stage in FILING_STAGES
    default = _WORDS.get(word, "")
    if found := _ERA.fullmatch(text):
        year = _year_of_era(found[1], int(found[2] or found[4]))
        return _yearly(found[1], year, found[3] or found[5], found[6] or default, original, filing=filing)
    if found := _WESTERN.fullmatch(text):
        return _yearly("", int(found[1]), found[2] or found[3], found[4] or default, original, filing=filing)
    return _without_era(text, default, original, filing=filing)


def of_year(year: int, serial: int, kind: str, original: str) -> PatentNumber:
    """The application by Western year and serial."""
    letter = kind[:1] if kind[:1] in {"U", "F"} else "A"
    return PatentNumber(
        "JP", Stage.APPLICATION, f"{year}{serial:06}", letter, year, _RIGHTS[letter], f"{serial:06}", "", original
    )


def era_of(year: int) -> str:
    """The era's letter and year with two digits: 1984 is ``S59``, 1995 is ``H07``."""
    letter = "S" if year <= ERAS["H"] else "H" if year <= ERAS["R"] else "R"
    return f"{letter}{year - ERAS[letter]:02}"


def _year_of_era(letter: str, year: int) -> int:
    if not 1 <= year <= LAST_YEARS[letter]:
        raise InvalidNumber("year", f"日本年号没有 {letter}{year:02} 年。昭和（S）到 64 年，平成（H）到 31 年")
    return ERAS[letter] + year


def _without_words(cleaned: str) -> tuple[str, str]:
    text = cleaned.translate(_CHARACTERS).removeprefix("JP").strip(" -")
    found = _WORD.match(text)
    text = text[found.end() :] if found else text
    return text.replace("成", "").replace("和", "").replace(",", "").strip(" -."), found[0] if found else ""


def _without_era(text: str, default: str, original: str, *, filing: bool) -> PatentNumber:
    text = text.replace("-", "").replace(" ", "")
    registered = _REGISTERED.fullmatch(text)
    if registered and not filing and _is_registration(int(registered[1]), registered[2] or default):
        return _registration(registered[1], registered[2] or default, original)
    if found := _NO_ERA.fullmatch(text):
        year = int(found[1])
        era = "H" if 1 <= year <= LAST_HEISEI_OF_DOCUMENTS else "S"
        return _yearly(era, ERAS[era] + year, found[2], found[3], original, filing=filing)
    raise InvalidNumber("form", "日本专利号码的写法不对，例如 JP2003-054495A、JPH07-37098A、特開平7-37098、JP3033959B2")


def _is_registration(number: int, kind: str) -> bool:
    letter = kind[:1]
    return letter in {"S", "C"} or (letter in {"B", "Y", "U", ""} and (number >= FIRST_REGISTRATION or letter == "Y"))


def _registration(number: str, kind: str, original: str) -> PatentNumber:
    return PatentNumber("JP", Stage.GRANT, number, kind, None, _RIGHTS.get(kind[:1]), number, "", original)


def _yearly(era: str, year: int, serial: str, kind: str, original: str, *, filing: bool) -> PatentNumber:
    number = int(serial)
    if filing or len(serial) == 7:  # EPODOC writes seven digits for applications and six for documents
        return of_year(year, number, kind, original)
    if number > 999_999:
        raise InvalidNumber("form", f"日本公报号的顺序号不超过 6 位，现为 {serial}")
    body = f"{era_of(year)}{number:06}" if era else f"{year}{number:06}"
    stage = Stage.GRANT if kind[:1] in _GRANTS else Stage.PUBLICATION
    return PatentNumber("JP", stage, body, kind, year, _RIGHTS.get(kind[:1]), f"{number:06}", "", original)
