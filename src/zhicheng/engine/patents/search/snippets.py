"""What was sought, marked in a text; the text is escaped, so that the marks are its only markup."""

from collections.abc import Sequence
from html import escape
from typing import TypeAlias

from zhicheng.engine.patents.query import Field, Query, leaves
from zhicheng.engine.patents.query.nodes import Near, Phrase, Words
from zhicheng.engine.patents.query.units import Unit, units_of
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
    units = units_of(text)
    found = sorted({span for phrase in phrases for span in _spans_of(units, phrase)})
    merged: list[Span] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _spans_of(units: list[Unit], phrase: Phrase) -> list[Span]:
    sought = [unit.text for unit in units_of(phrase.text)]
    texts = [unit.text for unit in units]
    places = [place for place in range(len(texts) - len(sought) + 1) if texts[place] == sought[0] or len(sought) == 1]
    return [
        (units[place].start, units[place + len(sought) - 1].end)
        for place in places
        if _stands_here(texts[place : place + len(sought)], sought, is_prefix=phrase.is_prefix)
    ]


def _stands_here(here: list[str], sought: list[str], *, is_prefix: bool) -> bool:
    if is_prefix:
        return here[:-1] == sought[:-1] and here[-1].startswith(sought[-1])
    return here == sought


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
