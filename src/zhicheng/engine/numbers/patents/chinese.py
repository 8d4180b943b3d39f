"""Numbers of the Chinese office.

Applications (ZC 0006-2003, in force since 2003-10-01): four digits of the year, one of the kind (1 invention, 2 utility
model, 3 design, 8 and 9 PCT applications entering as invention or utility model), seven of the serial, a dot and a check
digit. Before: two digits of the year, one of the kind, five of the serial, a dot and a check digit, which the numbers of 1985 to
1988 do not have. Weights 2 to 9 and again 2 to 5 from the left, sum modulo 11, ten is written X. ``ZL`` before it: a
granted patent. Published documents (ZC 0007-2004, ZC 0007-2012, kind codes ZC 0008-2004): seven digits, since 2007 nine, the first
of them 1, 2 or 3 for the kind; until 1988 the application number itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import mul

from zhicheng.engine.numbers.errors import InvalidNumber
from zhicheng.engine.numbers.patents.number import DOCUMENT_STAGES, FILING_STAGES, PatentNumber, Right, Stage
from zhicheng.engine.numbers.patents.spelling import full_year

WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
FIRST_YEAR = 1985
FIRST_YEAR_OF_LONG_NUMBERS = 2003
LAST_YEAR_WITHOUT_CHECK_DIGIT = 1988
LONG, SHORT = 12, 8  # digits of an application number without its check digit

_RIGHTS = {
    "1": Right.INVENTION,
    "2": Right.UTILITY_MODEL,
    "3": Right.DESIGN,
    "8": Right.INVENTION,
    "9": Right.UTILITY_MODEL,
}
_APPLICATION_KINDS = {Right.INVENTION: "A", Right.UTILITY_MODEL: "U", Right.DESIGN: "F"}
# The letters that a document's first digit allows. C, Y and D without a digit are grants before 2010.
_KIND_LETTERS = {Right.INVENTION: "ABC", Right.UTILITY_MODEL: "UY", Right.DESIGN: "SD"}
_LONG = re.compile(r"(20[0-9]{2})([12389])([0-9]{7})([0-9X]?)[AUFYSBC]?")
_SHORT = re.compile(r"(8[5-9]|9[0-9]|0[0-3])([12389])([0-9]{5})([0-9X]?)[AUFYSBC]?")
# EPODOC; some vendors leave its zero out.
_INTERNATIONAL = re.compile(r"(198[5-9]|199[0-9]|20[0-9]{2})([12389])([0-9]{5,6})[AUF]?")
_DOCUMENT = re.compile(r"([123][0-9]{6}|[123][0-9]{8})([ABCDSUY][1-9]?)?")
_EARLY_DOCUMENT = re.compile(r"(8[5-8][123][0-9]{5})([ABCDSUY])")
_PREFIX = re.compile(r"(?:CN)?(ZL|GK|GG|SD)?(?:CN)?")


def check_digit(digits: str) -> str:
    """The check digit of 8 or 12 digits of an application number, ``0`` to ``9`` or ``X``.

    >>> check_digit("201010255577")
    '9'
    """
    total = sum(map(mul, map(int, digits), WEIGHTS))
    return "0123456789X"[total % 11]


def parse(code: str, original: str, stage: Stage | None) -> PatentNumber:
    """The number in a compact text that begins with CN, ZL or a digit. Raises :class:`InvalidNumber`."""
    prefix = _PREFIX.match(code)
    digits = code[prefix.end() :] if prefix else code
    is_patent = prefix is not None and prefix[1] == "ZL"
    if not is_patent and stage not in FILING_STAGES and (found := _document(digits, original)):
        return found
    if stage in DOCUMENT_STAGES:
        raise _no_document(digits)
    return _application(digits, original, Stage.PATENT if is_patent else Stage.APPLICATION)


def _application(digits: str, original: str, stage: Stage) -> PatentNumber:
    if found := _LONG.fullmatch(digits):
        year, kind, serial, check = found.groups()
        if int(year) < FIRST_YEAR_OF_LONG_NUMBERS:
            raise InvalidNumber("year", f"12 位申请号自 2003 年 10 月起使用，{year} 年的申请号没有这么多位")
        return _checked(year, kind, serial, check, original, stage)
    if found := _SHORT.fullmatch(digits):
        year, kind, serial, check = found.groups()
        return _checked(year, kind, serial, check, original, stage)
    if found := _INTERNATIONAL.fullmatch(digits):
        return _from_international(found[1], found[2], found[3], original, stage)
    raise _no_application(digits)


def _from_international(year: str, kind: str, serial: str, original: str, stage: Stage) -> PatentNumber:
    is_short = int(year) < FIRST_YEAR_OF_LONG_NUMBERS or (int(year) == FIRST_YEAR_OF_LONG_NUMBERS and len(serial) == 5)
    if is_short and int(serial) < 100_000:
        return _checked(year[2:], kind, f"{int(serial):05}", "", original, stage)
    if not is_short and len(serial) == 6:
        return _checked(year, kind, f"{int(serial):07}", "", original, stage)
    raise _no_application(year + kind + serial)


def _checked(year: str, kind: str, serial: str, check: str, original: str, stage: Stage) -> PatentNumber:
    body = year + kind + serial
    filed_in = full_year(year, FIRST_YEAR)
    right = _RIGHTS[kind]
    check = _check_digit_of(body, filed_in, check)
    return PatentNumber("CN", stage, body, _APPLICATION_KINDS[right], filed_in, right, serial, check, original)


def _check_digit_of(body: str, year: int, written: str) -> str:
    if year <= LAST_YEAR_WITHOUT_CHECK_DIGIT and not written:
        return ""
    right = check_digit(body)
    if written and written != right:
        raise InvalidNumber(
            "check_digit", f"校验位不符：{body} 的校验位应为 {right}，现为 {written}。请对照受理通知书核对"
        )
    return right


def _document(digits: str, original: str) -> PatentNumber | None:
    if found := _DOCUMENT.fullmatch(digits):
        return _published(found[1], found[2] or "", None, found[1][0], found[1][1:], original)
    if found := _EARLY_DOCUMENT.fullmatch(digits):
        body = found[1]
        return _published(body, found[2], full_year(body[:2], FIRST_YEAR), body[2], body[3:], original)
    return None


def _published(body: str, kind: str, year: int | None, digit: str, serial: str, original: str) -> PatentNumber:
    right = _RIGHTS[digit]
    return PatentNumber("CN", _stage(right, kind), body, _fitting(right, kind), year, right, serial, "", original)


def _stage(right: Right, kind: str) -> Stage:
    return Stage.GRANT if kind and (kind[0] != "A" or right is not Right.INVENTION) else Stage.PUBLICATION


def _fitting(right: Right, kind: str) -> str:
    letters = _KIND_LETTERS[right]
    if kind and kind[0] not in letters:
        raise InvalidNumber(
            "kind", f"文献种类代码 {kind} 与号码不符：首位表明的专利类型只用 {'、'.join(letters)}。请核对号码和种类代码"
        )
    return kind


def _no_application(digits: str) -> InvalidNumber:
    if not digits.rstrip("X").isdigit():
        return InvalidNumber("form", "中国申请号只有数字和末位的 X，例如 201010255577.9")
    return InvalidNumber(
        "form",
        f"中国申请号为 12 位数字（2003 年 10 月前为 8 位）加校验位，现为 {len(digits)} 位，或年份、种类号不对。"
        "例如 201010255577.9、97101765.4",
    )


def _no_document(digits: str) -> InvalidNumber:
    return InvalidNumber("form", f"中国公开（公告）号为 7 位或 9 位数字加种类代码，例如 CN101933423A，现为“{digits}”")


@dataclass(frozen=True, slots=True)
class Repair:
    """One small change that makes an application number valid: ``edit`` says in Chinese what is changed."""

    number: PatentNumber
    edit: str


def repairs(code: str) -> tuple[Repair, ...]:
    """The valid numbers one slip away from a compact application number with its check digit, the likeliest first.

    Slips are two neighbours swapped, a wrong check digit and one wrong digit, in this order. Empty when the number is valid, or
    when no such change helps.
    """
    prefix = _PREFIX.match(code)
    written = code[prefix.end() :] if prefix else code
    ends_in_check_digit = written[-1:] in set("0123456789X")
    if len(written) not in {SHORT + 1, LONG + 1} or not ends_in_check_digit or _reads(written):
        return ()
    return tuple(Repair(number, edit) for text, edit in _slips(written) if (number := _reads(text)))


def _slips(written: str) -> Iterator[tuple[str, str]]:
    last = len(written) - 1
    for place in range(last):
        left, right = written[place], written[place + 1]
        if left != right:
            yield written[:place] + right + left + written[place + 2 :], f"第 {place + 1}、{place + 2} 位对调"
    for place in [last, *range(last)]:
        for digit in "0123456789X" if place == last else "0123456789":
            if digit != written[place]:
                yield written[:place] + digit + written[place + 1 :], _edit(place, last, written[place], digit)


def _edit(place: int, last: int, before: str, after: str) -> str:
    return f"校验位 {before} 改为 {after}" if place == last else f"第 {place + 1} 位 {before} 改为 {after}"


def _reads(written: str) -> PatentNumber | None:
    try:
        return _application(written, written, Stage.APPLICATION)
    except InvalidNumber:
        return None
