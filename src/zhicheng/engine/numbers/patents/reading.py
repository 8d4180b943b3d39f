"""From any spelling to a number: which office it is from, and then that office's reader."""

from zhicheng.engine.numbers.errors import InvalidNumber
from zhicheng.engine.numbers.patents import american, chinese, elsewhere, european, international, japanese, korean
from zhicheng.engine.numbers.patents.number import FILING_STAGES, PatentNumber, Stage
from zhicheng.engine.numbers.patents.spelling import clean, compact, full_year

_CHINESE = frozenset({"CN", "ZL", "GK", "GG"})
_INTERNATIONAL = frozenset({"WO", "PC"})
_FIRST_YEAR_OF_TWO_DIGITS = 1930
_JAPANESE_BEGINNINGS = ("特", "実", "实")


def parse(text: str, stage: Stage | None = None) -> PatentNumber:
    """The number that a text spells.

    Spaces, dots, slashes, hyphens, full-width characters, small letters and labels such as 申请号 do not matter. ``stage`` says what
    the number is known to be (the column it stands in). It decides the few spellings that can be both: without it,
    JP2015122335A, KR20090015878 and CN85107561A are documents, US15069675A an application. Digits without an office are Chinese.

    Raises :class:`InvalidNumber` with ``text``, ``length``, ``office``, ``form``, ``year``, ``kind`` or ``check_digit``, and
    nothing else, whatever it is given.

    >>> parse("CN 201010255577.9") == parse("ＺＬ２０１０１０２５５５７７９")
    True
    >>> parse("us 2015/0129711 a1").key
    'PN:US20150129711A1'
    """
    cleaned = clean(text)
    code = compact(cleaned)
    office = code[:2]
    if code[-1:] == "W" and (found := international.received(code, text)):
        return found
    if office in _CHINESE:
        return chinese.parse(code, text, stage)
    if office in _INTERNATIONAL:
        return international.parse(code, text, stage)
    return _parse_elsewhere(office, cleaned, code, text, stage)


def _parse_elsewhere(office: str, cleaned: str, code: str, text: str, stage: Stage | None) -> PatentNumber:
    if office == "US" or (office.isdigit() and american.looks_written(cleaned)):
        return american.parse(code.removeprefix("US"), cleaned, text, stage)
    if office == "EP":
        return european.parse(code[2:], text, stage)
    if office == "JP" or code.startswith(_JAPANESE_BEGINNINGS):
        return japanese.parse(cleaned, text, stage)
    if office == "KR":
        return korean.parse(code[2:], text, stage)
    if office.isascii() and office.isalpha():
        return elsewhere.parse(code, text, stage)
    return _parse_bare(code, text, stage)


def _parse_bare(code: str, text: str, stage: Stage | None) -> PatentNumber:
    """Digits without an office are a Chinese application number if they are one: 8 digits only when they are known to be."""
    lengths = {chinese.SHORT + 1, chinese.LONG, chinese.LONG + 1}
    if stage in FILING_STAGES:
        lengths.add(chinese.SHORT)
    if len(code) in lengths and code[:-1].isdigit() and code.isascii():
        return chinese.parse(code, text, stage or Stage.APPLICATION)
    raise InvalidNumber("office", "看不出是哪个专利局的号码。请在前面加上 CN、US、EP、WO、JP 等代码，例如 CN101933423A")


def parse_docdb(office: str, number: str, kind: str, stage: Stage) -> PatentNumber:
    """The number of three DOCDB fields (country, doc-number, kind), as the European office's data bring them.

    DOCDB has two spellings that no reader could tell from others without knowing their source: applications of the United States
    before 2011 and of Japan before 2000 are a serial followed by two digits of the year.
    """
    code = compact(clean(number))
    if stage is Stage.APPLICATION and kind != "W" and _is_serial_and_year(office, code):
        of_year = american.of_year if office == "US" else japanese.of_year
        year = full_year(code[-2:], _FIRST_YEAR_OF_TWO_DIGITS)
        return of_year(year, int(code[:-2]), kind or "A", f"{office}.{number}.{kind}")
    return parse(f"{office}{number}{kind}", stage)


def _is_serial_and_year(office: str, code: str) -> bool:
    return code.isascii() and code.isdigit() and 3 <= len(code) <= 8 and office in {"US", "JP"}


def is_valid(text: str, stage: Stage | None = None) -> bool:
    """Whether the number can exist; not whether it has been given."""
    try:
        parse(text, stage)
    except InvalidNumber:
        return False
    return True


def repairs(text: str) -> tuple[chinese.Repair, ...]:
    """The valid Chinese application numbers one slip away from an invalid one, the likeliest slip first; else nothing.

    >>> [(str(each.number), each.edit) for each in repairs("CN201010255579.7")][:1]
    [('CN201010255577A', '第 12、13 位对调')]
    """
    try:
        return chinese.repairs(compact(clean(text)))
    except InvalidNumber:
        return ()
