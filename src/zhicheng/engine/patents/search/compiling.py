"""From the tree of a query to a query of tantivy."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product

from tantivy import FieldType, Occur, Schema
from tantivy import Query as Compiled

from zhicheng.engine.patents.query import Field, Query
from zhicheng.engine.patents.query.nodes import (
    And,
    Choice,
    Counts,
    Dates,
    Everything,
    Near,
    Not,
    Number,
    Or,
    Phrase,
    Place,
    Symbol,
    Words,
)
from zhicheng.engine.patents.query.units import CharacterKind, terms_of, units_of
from zhicheng.engine.patents.query.values import compact_number
from zhicheng.engine.patents.search import schema as fields
from zhicheng.engine.patents.search.documents import as_number, levels_above
from zhicheng.engine.patents.search.numbers import without_kind
from zhicheng.engine.places import level_of

# What a find in a field is worth beside one in the claims, where every word of the art is likely to stand.
_WEIGHTS = {fields.TITLE: 4.0, fields.APPLICANT: 3.0, fields.ABSTRACT: 2.0}
_WORD_FIELDS = {
    Field.ANY: (fields.TITLE, fields.ABSTRACT, fields.CLAIMS, fields.APPLICANT),
    Field.TEXT: (fields.TITLE, fields.ABSTRACT, fields.CLAIMS),
    Field.TITLE: (fields.TITLE,),
    Field.ABSTRACT: (fields.ABSTRACT,),
    Field.CLAIMS: (fields.CLAIMS,),
    Field.APPLICANT: (fields.APPLICANT,),
    Field.INVENTOR: (fields.INVENTOR,),
    Field.AGENCY: (fields.AGENCY,),
    Field.ADDRESS: (fields.ADDRESS,),
}
_DATE_FIELDS = {Field.FILED: fields.FILED, Field.PUBLISHED: fields.PUBLISHED}
_COUNT_FIELDS = {
    Field.CITED_COUNT: fields.CITED_COUNT,
    Field.CLAIM_COUNT: fields.CLAIM_COUNT,
    Field.LOAD: fields.LOAD,
}
_NUMBER_FIELDS = {
    Field.PUBLICATION: fields.PUBLICATION_FORMS,
    Field.APPLICATION: fields.APPLICATION_FORMS,
    Field.CITES: fields.CITES,
}
_CHOICE_FIELDS = {
    Field.KIND: "kind",
    Field.STATE: "state",
    Field.OFFICE: "office",
    Field.SYNTHETIC: fields.SYNTHETIC,
}
_SHORTEST_NUMBER = 5  # characters of a word that may also be a number


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of a phrase at their places from 0; `length` in units. With `is_pattern` the last is a regular expression."""

    placed: tuple[tuple[int, str], ...]
    length: int
    is_pattern: bool


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles queries for one state of the index; `cited_by` looks up what the publications of a number cite."""

    schema: Schema
    cited_by: Callable[[str], Iterable[str]]

    def compile(self, query: Query) -> Compiled:
        """The query for tantivy. Only words carry a score."""
        match query:
            case And():
                found = self._all(query.children)
            case Or():
                found = Compiled.boolean_query([(Occur.Should, self.compile(child)) for child in query.children])
            case Not():
                found = self._all((query,))
            case Words():
                found = self._words(query)
            case Near():
                found = _either([self._near(name, query) for name in _WORD_FIELDS[query.field]])
            case _:
                found = Compiled.const_score_query(self._filter(query), 0.0)
        return found

    def _all(self, children: tuple[Query, ...]) -> Compiled:
        wanted = [(Occur.Must, self.compile(child)) for child in children if not isinstance(child, Not)]
        unwanted = [(Occur.MustNot, self.compile(child.child)) for child in children if isinstance(child, Not)]
        if not wanted:
            wanted = [(Occur.Must, Compiled.const_score_query(Compiled.all_query(), 0.0))]
        return Compiled.boolean_query([*wanted, *unwanted])

    def _words(self, query: Words) -> Compiled:
        terms = _terms(query.phrase)
        found = [self._weighted(name, self.phrase(name, terms.placed, terms)) for name in _WORD_FIELDS[query.field]]
        if query.field is Field.ANY:
            found += self._as_number(query.phrase)
        return _either(found)

    def _weighted(self, name: str, found: Compiled) -> Compiled:
        return Compiled.boost_query(found, _WEIGHTS.get(name, 1.0))

    def _as_number(self, phrase: Phrase) -> list[Compiled]:
        number = compact_number(phrase.text)
        is_likely = len(number) >= _SHORTEST_NUMBER and any(character.isdigit() for character in number)
        if not is_likely or phrase.is_prefix or len(phrase.text.split()) > 1:
            return []
        return [self._exact(name, number) for name in (fields.PUBLICATION_FORMS, fields.APPLICATION_FORMS)]

    def phrase(self, name: str, placed: tuple[tuple[int, str], ...], terms: _Terms) -> Compiled:
        """The documents with terms at these places from one another."""
        if len(placed) == 1:
            word = placed[0][1]
            return Compiled.regex_query(self.schema, name, word) if terms.is_pattern else self._term(name, word)
        if terms.is_pattern:
            return Compiled.regex_phrase_query(self.schema, name, list(placed))
        return Compiled.phrase_query(self.schema, name, list(placed))

    def _near(self, name: str, query: Near) -> Compiled:
        """Every distance and either order is a phrase with a gap of its own: exact, where a slop would not be."""
        left, right = _terms(query.left), _terms(query.right)
        is_pattern = left.is_pattern or right.is_pattern
        if is_pattern:
            left, right = _as_patterns(left), _as_patterns(right)
        orders = ((left, right), (right, left))
        found = [
            self.phrase(name, _side_by_side(first, second, gap), first)
            for (first, second), gap in product(orders, range(query.distance + 1))
        ]
        return self._weighted(name, _either(found))

    def _filter(self, query: Symbol | Number | Dates | Counts | Place | Choice | Everything) -> Compiled:
        match query:
            case Everything():
                found = Compiled.all_query()
            case Symbol():
                found = self._symbol(query)
            case Number():
                found = self._number(query)
            case Dates():
                found = self._between(
                    _DATE_FIELDS[query.field], _number_or_none(query.first), _number_or_none(query.last)
                )
            case Counts():
                found = self._between(_COUNT_FIELDS[query.field], query.least, query.most)
            case Place():
                found = self._term(level_of(query.code), query.code)
            case Choice():
                found = self._term(_CHOICE_FIELDS[query.field], query.value)
        return found

    def _symbol(self, query: Symbol) -> Compiled:
        """H01M10 and what stands above is a level of every symbol below it; a whole symbol, H01M10/0525 or 14-02, is itself."""
        is_whole = "/" in query.code or "-" in query.code
        if query.is_prefix or (query.code[0].isdigit() and not is_whole):
            return Compiled.regex_query(self.schema, fields.CLASSES, f"{_literal(query.code)}.*")
        if is_whole:
            return self._term(fields.CLASSES, query.code)
        return self._term(*levels_above(query.code)[-1])

    def _number(self, query: Number) -> Compiled:
        if query.field is Field.CITED_BY:
            cited = sorted({without_kind(number.upper()) for number in self.cited_by(query.text)})
            return Compiled.term_set_query(self.schema, fields.PUBLICATION_FORMS, cited)
        is_citing = query.field is Field.CITES and not query.is_prefix
        text = without_kind(query.text) if is_citing else query.text
        return self._exact(_NUMBER_FIELDS[query.field], text, is_prefix=query.is_prefix)

    def _exact(self, name: str, text: str, *, is_prefix: bool = False) -> Compiled:
        """A number; one without its office (101933423) is sought in every office, and as a citation that names none."""
        office = "([A-Z][A-Z])?" if text[0].isdigit() else ""
        if is_prefix or office:
            return Compiled.regex_query(self.schema, name, office + _literal(text) + (".*" if is_prefix else ""))
        return self._term(name, text)

    def _term(self, name: str, text: str) -> Compiled:
        return Compiled.term_query(self.schema, name, text)

    def _between(self, name: str, least: int | None, most: int | None) -> Compiled:
        return Compiled.range_query(self.schema, name, FieldType.Integer, least, most)


def _either(queries: list[Compiled]) -> Compiled:
    if len(queries) == 1:
        return queries[0]
    return Compiled.boolean_query([(Occur.Should, each) for each in queries])


def _terms(phrase: Phrase) -> _Terms:
    """What to look up for a phrase.

    A single character at the end begins some term. Behind another single character that need not be asked: the term before holds it.
    """
    units = units_of(phrase.text)
    words = terms_of(units)
    last = units[-1]
    ends_single = last.kind is CharacterKind.SINGLE
    if ends_single and len(units) > 1 and units[-2].kind is CharacterKind.SINGLE:
        return _Terms(tuple(enumerate(words[:-1])), len(units), is_pattern=False)
    terms = _Terms(tuple(enumerate(words)), len(units), is_pattern=False)
    if not (ends_single or phrase.is_prefix):
        return terms
    literal = _as_patterns(terms).placed
    return _Terms((*literal[:-1], (len(words) - 1, f"{_literal(last.text)}.*")), len(units), is_pattern=True)


def _as_patterns(terms: _Terms) -> _Terms:
    if terms.is_pattern:
        return terms
    return _Terms(tuple((place, _literal(word)) for place, word in terms.placed), terms.length, is_pattern=True)


def _side_by_side(first: _Terms, second: _Terms, gap: int) -> tuple[tuple[int, str], ...]:
    shift = first.length + gap
    return (*first.placed, *((place + shift, word) for place, word in second.placed))


def _literal(text: str) -> str:
    """The text as a pattern; the index's patterns refuse an escape before anything but an ASCII sign."""
    return re.sub(r"([!-/:-@\[-^`{-~])", r"\\\1", text)


def _number_or_none(day: date | None) -> int | None:
    return as_number(day) if day else None
