"""What was sought, marked in a text; the text is escaped, so that the marks are its only markup."""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import TypeAlias

from zhicheng.engine.patents.query import Field, Query, leaves
from zhicheng.engine.patents.query.nodes import Near, Phrase, Words
from zhicheng.engine.patents.query.units import CharacterKind, kind_of, plain, units_of
from zhicheng.engine.patents.search.index import Html

Span: TypeAlias = tuple[int, int]

SNIPPET_CHARS = 120
_LEAD_CHARS = 20  # before the first mark


def phrases_in(query: Query, *fields: Field) -> list[Phrase]:
    """The phrases that a query wants in one of these fields."""
    found: list[Phrase] = []
    for leaf, is_wanted in leaves(query):
        if is_wanted and isinstance(leaf, Words) and leaf.field in fields:
            found.append(leaf.phrase)
        elif is_wanted and isinstance(leaf, Near) and leaf.field in fields:
            found.extend((leaf.left, leaf.right))
    return found


def highlighted(text: str, phrases: Sequence[Phrase]) -> Html:
    """The whole text with every phrase in `<mark>`; marks that touch are one."""
    return _marked(text, _spans(text, phrases), (0, len(text)))


def snippet(text: str, phrases: Sequence[Phrase], chars: int = SNIPPET_CHARS) -> Html:
    """The part of a text with the most marks, about `chars` long; its beginning where there is none."""
    spans = _spans(text, phrases)
    start = _best_start(spans, chars, len(text))
    window = (start, min(len(text), start + chars))
    shown = _marked(text, spans, window)
    return Html(f"{'…' if start else ''}{shown}{'…' if window[1] < len(text) else ''}")


def _spans(text: str, phrases: Sequence[Phrase]) -> list[Span]:
    """Where the phrases stand, in order, merged."""
    if not phrases or not text:
        return []
    letters = plain(text)
    found = sorted({span for phrase in phrases for span in _spans_of(letters, phrase)})
    merged: list[Span] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _spans_of(letters: str, phrase: Phrase) -> list[Span]:
    """Where a phrase stands in a folded text: between the ends of words, not inside them."""
    pattern, begins_word, ends_word = _pattern(phrase)
    spans: list[Span] = []
    for match in pattern.finditer(letters):
        start, end = match.span(1)
        word_end = _end_of_word(letters, end) if ends_word else end
        starts_inside = begins_word and start > 0 and _is_letter(letters[start - 1])
        if not starts_inside and (word_end == end or phrase.is_prefix):
            spans.append((start, word_end))
    return spans


@lru_cache(maxsize=1_000)
def _pattern(phrase: Phrase) -> tuple[re.Pattern[str], bool, bool]:
    """The units with spaces between, found wherever they begin, and whether a word is first and last."""
    units = units_of(phrase.text)
    written = re.escape(units[0].text)
    for before, unit in pairwise(units):
        are_words = before.kind is CharacterKind.WORD and unit.kind is CharacterKind.WORD
        written += (" +" if are_words else " *") + re.escape(unit.text)
    is_word = [unit.kind is CharacterKind.WORD for unit in units]
    return re.compile(f"(?=({written}))"), is_word[0], is_word[-1]


def _end_of_word(letters: str, place: int) -> int:
    while place < len(letters) and _is_letter(letters[place]):
        place += 1
    return place


def _is_letter(letter: str) -> bool:
    return kind_of(letter) is CharacterKind.WORD


def _best_start(spans: list[Span], chars: int, length: int) -> int:
    """Where a window should begin to show the most marked characters."""
    if length <= chars or not spans:
        return 0
    starts = [max(0, min(start - _LEAD_CHARS, length - chars)) for start, _ in spans]
    return max(starts, key=lambda start: (_marked_chars(spans, start, start + chars), -start))


def _marked_chars(spans: list[Span], start: int, end: int) -> int:
    return sum(max(0, min(end, last) - max(start, first)) for first, last in spans)


def _marked(text: str, spans: list[Span], window: Span) -> Html:
    parts: list[str] = []
    place, end = window
    for first, last in spans:
        start, stop = max(first, place), min(last, end)
        if start >= stop:
            continue
        parts += [escape(text[place:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        place = stop
    return Html("".join([*parts, escape(text[place:end])]))
