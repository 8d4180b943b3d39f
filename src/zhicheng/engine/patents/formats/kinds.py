"""What a kind code (WIPO ST.16) says: which right, and whether it was applied for or granted."""

import re
from functools import lru_cache

from zhicheng.engine.patents.record import Kind, Stage

_WORDS = (
    ("外观", Kind.DESIGN),
    ("design", Kind.DESIGN),
    ("实用", Kind.UTILITY_MODEL),
    ("utility model", Kind.UTILITY_MODEL),
    ("发明", Kind.INVENTION),
    ("plant", Kind.OTHER),
)
_CODE = re.compile(r"([A-Z])(\d?)")

_APPLICATIONS = {"A", "U", "P"}
_GRANTED_WHEN_PUBLISHED = {("CN", "U"), ("CN", "S"), ("DE", "U"), ("TW", "U")}  # registered without examination


@lru_cache(maxsize=8_192)
def classify(country: str, kind_code: str) -> tuple[Kind, Stage]:
    """The right and the stage of a document of an office.

    ``US A`` without a digit is a grant (until 2001 the office published nothing else), A1 and on an application. Codes
    that the office does not use are read by their letter; without a code the document is an application of an OTHER kind.
    """
    found = _CODE.match(kind_code)
    if found is None:
        return Kind.OTHER, Stage.APPLICATION
    letter, digit = found.groups()
    if country == "US":
        return _united_states(letter, digit)
    return _right(letter), _stage(country, letter)


def _united_states(letter: str, digit: str) -> tuple[Kind, Stage]:
    applied = letter in "AP" and digit in ("1", "2", "4", "9") and (letter, digit) != ("P", "2")
    kind = {"S": Kind.DESIGN, "P": Kind.OTHER, "H": Kind.OTHER, "T": Kind.OTHER}.get(letter, Kind.INVENTION)
    return kind, Stage.APPLICATION if applied else Stage.GRANT


def _right(letter: str) -> Kind:
    if letter in "UY":
        return Kind.UTILITY_MODEL
    if letter in "SD":
        return Kind.DESIGN
    return Kind.INVENTION if letter in "ABCE" else Kind.OTHER


def _stage(country: str, letter: str) -> Stage:
    if country == "CN" and letter == "A":
        return Stage.APPLICATION
    if (country, letter) in _GRANTED_WHEN_PUBLISHED:
        return Stage.GRANT
    if country == "WO":
        return Stage.APPLICATION
    return Stage.APPLICATION if letter in _APPLICATIONS else Stage.GRANT


@lru_cache(maxsize=4_096)
def kind_of_words(words: str) -> Kind | None:
    """The right that words such as 发明专利, 实用新型 or ``design`` name; None when they name none."""
    text = words.casefold()
    return next((kind for word, kind in _WORDS if word in text), None)
