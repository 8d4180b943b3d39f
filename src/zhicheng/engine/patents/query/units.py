"""What a text is made of: single characters of Chinese, Japanese and Korean, words of all other letters and digits, and signs.

Matching goes by units, never by letters inside a word: `离子` is found in 锂离子电池, `ion` is not found in `lion`. Full and half
width and upper and lower case are the same; white space only parts words.
"""

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

_SINGLE_RANGES = (
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),  # 々〆〇
    (0x3040, 0x31FF),  # kana, bopomofo, hangul letters
    (0x3400, 0x9FFF),
    (0xAC00, 0xD7AF),  # hangul
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)


class CharacterKind(IntEnum):
    SPACE = 0
    WORD = 1
    SINGLE = 2
    SIGN = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit, folded, and where it stands in the text (`start` inclusive, `end` exclusive, in characters)."""

    text: str
    kind: CharacterKind
    start: int
    end: int


HIGHEST = 0x323B0
"""Characters from here on are unassigned, private or invisible: they part words as white space does."""
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


@lru_cache(maxsize=1 << 16)
def folded(character: str) -> str:
    """The half-width lower-case form, where that is one character; else the character itself."""
    form = unicodedata.normalize("NFKC", character).lower()
    return form if len(form) == 1 else character


@lru_cache(maxsize=1 << 16)
def kind_of(character: str) -> CharacterKind:
    """The kind of a folded character."""
    code = ord(character)
    if any(first <= code <= last for first, last in _SINGLE_RANGES):
        return CharacterKind.SINGLE
    category = unicodedata.category(character)
    if category[0] in "ZC" or code >= HIGHEST or code in _VARIATION_SELECTORS:
        return CharacterKind.SPACE
    return CharacterKind.WORD if category[0] in "LNM" else CharacterKind.SIGN


class _Plain(dict[int, str]):
    """For `str.translate`: every character folded, a space for all that parts words. Grows with what is met."""

    def __missing__(self, code: int) -> str:
        letter = folded(chr(code))
        self[code] = " " if kind_of(letter) is CharacterKind.SPACE else letter
        return self[code]


_PLAIN = _Plain()


def plain(text: str) -> str:
    """The text folded character by character, so that places in it are those of the text."""
    return text.translate(_PLAIN)


def units_of(text: str) -> list[Unit]:
    """The units of a text in order."""
    found: list[Unit] = []
    word_start = -1
    letters = [folded(character) for character in text]
    kinds = [kind_of(letter) for letter in letters]
    for place, kind in enumerate(kinds):
        if kind is CharacterKind.WORD:
            word_start = place if word_start < 0 else word_start
            continue
        if word_start >= 0:
            found.append(_word(letters, word_start, place))
            word_start = -1
        if kind is not CharacterKind.SPACE:
            found.append(Unit(letters[place], kind, place, place + 1))
    if word_start >= 0:
        found.append(_word(letters, word_start, len(letters)))
    return found


def terms_of(units: list[Unit]) -> list[str]:
    """The terms under which an index keeps units, one each: a single character together with the single one behind it, else alone.

    So every unit begins the term at its place, and a phrase of n single characters is n - 1 terms side by side: far rarer ones than
    the characters, which is what makes exact search fast (docs/decisions/0011).
    """
    behind = [*units[1:], None] if units else []
    return [unit.text + _second_half(unit, next_one) for unit, next_one in zip(units, behind, strict=True)]


def _second_half(unit: Unit, behind: Unit | None) -> str:
    is_pair = behind is not None and unit.kind is CharacterKind.SINGLE and behind.kind is CharacterKind.SINGLE
    return behind.text if is_pair and behind else ""


def _word(letters: list[str], start: int, end: int) -> Unit:
    return Unit("".join(letters[start:end]), CharacterKind.WORD, start, end)
