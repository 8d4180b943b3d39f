"""The forms under which a number is found, whatever part of it people write."""

import re

from zhicheng.engine.numbers.patents.chinese import check_digit

_KIND_CODE = re.compile(r"(?<=\d)[A-Z]\d?$")
_CHINESE = re.compile(r"CN(\d{12}|\d{8})[\dX]?$")


def without_kind(number: str) -> str:
    """CN101933423A → CN101933423; the identifier of a source without numbers (`patstat:12345`) as it is."""
    return number if ":" in number else _KIND_CODE.sub("", number)


def publication_forms(publication: str) -> set[str]:
    """CN101933423A and CN101933423."""
    number = publication.upper()
    return {number, without_kind(number)}


def application_forms(application: str) -> set[str]:
    """CN201010255577A, CN201010255577 and, with its check digit, CN2010102555779."""
    number = application.upper()
    bare = without_kind(number)
    forms = {number, bare} if number else set()
    if found := _CHINESE.match(bare):
        digits = found[1]
        forms |= {f"CN{digits}", f"CN{digits}{check_digit(digits)}"}
    return forms
