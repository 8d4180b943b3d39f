"""统一社会信用代码, the unified social credit code of organisations (GB 32100-2015).

Eighteen characters: registration authority, kind of organisation, six digits of a division, nine of the organisation
code, one check character. The letters I, O, S, V and Z are not used. The check character is that of python-stdnum.
"""

import unicodedata

from stdnum.cn import uscc as standard

from zhicheng.engine.numbers.errors import InvalidNumber

LENGTH = 18

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# Registration authorities of GB 32100-2015, table 1, with its amendment 1: A military, N agriculture, Y others.
_AUTHORITIES = "123456789ANY"
_LOOK_ALIKES = {"I": "1", "O": "0", "S": "5", "Z": "2", "V": "U"}


def compact(number: str) -> str:
    """The number without spaces and hyphens, in half-width capitals; says nothing about its validity."""
    return standard.compact(unicodedata.normalize("NFKC", number))


def validate(number: str) -> str:
    """The compact number. Raises :class:`InvalidNumber` whose ``fault`` is ``length``, ``character``, ``authority``,
    ``division`` or ``check_digit``.
    """
    code = compact(number)
    if len(code) != LENGTH:
        raise InvalidNumber(
            "length", f"统一社会信用代码应为 {LENGTH} 位，现为 {len(code)} 位。请检查是否少了或多了字符"
        )
    _check_characters(code)
    if code[0] not in _AUTHORITIES:
        raise InvalidNumber(
            "authority", f"第 1 位“{code[0]}”不是登记管理部门的代码，机关事业单位为 1，社会组织为 5，企业为 9"
        )
    if not code[2:8].isdigit():
        raise InvalidNumber("division", f"第 3 至 8 位“{code[2:8]}”应为行政区划代码，只用数字")
    if code[-1] != standard.calc_check_digit(code[:-1]):
        raise InvalidNumber("check_digit", "校验位不符，至少有一个字符写错。请对照营业执照或法人证书核对")
    return code


def is_valid(number: str) -> bool:
    """Whether the number can exist; not whether it has been given to anybody."""
    try:
        validate(number)
    except InvalidNumber:
        return False
    return True


def format(number: str) -> str:  # noqa: A001 - the four functions have the same names for every number
    """The number as it is printed on a licence: eighteen characters without a gap. Raises as ``validate``."""
    return validate(number)


def _check_characters(code: str) -> None:
    for place, character in enumerate(code, start=1):
        if character not in _ALPHABET:
            likely = _LOOK_ALIKES.get(character)
            hint = f"，是不是 {likely}？代码不用字母 I、O、S、V、Z" if likely else "，只用数字和大写字母"
            raise InvalidNumber("character", f"第 {place} 位不应是“{character}”{hint}")
