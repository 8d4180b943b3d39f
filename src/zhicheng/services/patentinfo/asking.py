"""What a visitor asks of the patents: read from an address, made into a query, written into an address again."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias
from urllib.parse import urlencode

from django.http import QueryDict

from zhicheng.engine.patents.query import Field, Query, all_of, any_of, parse, words
from zhicheng.engine.patents.query.fields import FIELDS, KIND_WORDS, STATE_WORDS
from zhicheng.engine.patents.query.nodes import Choice, Dates, Everything, Phrase, Place, Symbol, Words
from zhicheng.engine.patents.search import Sort

View: TypeAlias = Literal["list", "table", "cards"]
VIEWS: tuple[View, ...] = ("list", "table", "cards")
BOX_FIELDS = (Field.ANY, Field.TITLE, Field.APPLICANT, Field.INVENTOR, Field.PUBLICATION, Field.APPLICATION)
FIRST_YEAR, LAST_YEAR = 1836, 2100
"""Years outside are slips of the keyboard; the first numbered patent of the United States is of 1836."""
MOST_VALUES = 50
_DIVISION = re.compile(r"[1-9][0-9]{5}")
_SYMBOL = re.compile(r"[A-H]([0-9]{2}([A-Z]([0-9]{1,4}(/[0-9]{1,6})?)?)?)?")
_OFFICE = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as its address says it. Everything empty asks for all patents.

    `plain`: take the text as words, signs and all. Values of one filter are alternatives, filters narrow each other.
    """

    text: str = ""
    field: Field = Field.ANY
    plain: bool = False
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    applicants: tuple[str, ...] = ()
    ipc: str = ""
    region: str = ""
    first_year: int | None = None
    last_year: int | None = None
    sort: Sort = Sort.RELEVANCE
    view: View = "list"
    fold: bool = False

    @property
    def query(self) -> Query:
        """The whole query. Raises `QueryRefused` for a text that cannot be read."""
        return all_of(self.typed, *(part for part in self._filters() if part is not None))

    @property
    def typed(self) -> Query:
        """What the text alone asks for."""
        text = self.text.strip()
        if not text:
            return Everything()
        if self.plain:
            return words(text)
        return parse(in_field(self.field, text) if self.field else text)

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter stands."""
        return any(part is not None for part in self._filters())

    @property
    def is_everything(self) -> bool:
        return not self.text.strip() and not self.is_narrowed

    def parameters(self) -> list[tuple[str, str]]:
        """The address's parameters; what is as usual is left out."""
        single: Mapping[str, object] = {
            "q": self.text,
            "field": self.field.value,
            "plain": "1" if self.plain else "",
            "ipc": self.ipc,
            "region": self.region,
            "from": self.first_year or "",
            "to": self.last_year or "",
            "sort": "" if self.sort is Sort.RELEVANCE else self.sort.value,
            "view": "" if self.view == "list" else self.view,
            "fold": "1" if self.fold else "",
        }
        several = {
            "kind": self.kinds,
            "state": self.states,
            "office": self.offices,
            "applicant": self.applicants,
        }
        pairs = [(name, str(value)) for name, value in single.items() if value]
        return pairs + [(name, value) for name, values in several.items() for value in values]

    @property
    def address(self) -> str:
        """The parameters as they stand in an address."""
        return urlencode(self.parameters())

    @property
    def trail(self) -> str:
        """The parameters with their question mark, for the page of a patent to mark what was typed and to lead back.

        Empty where nothing was typed.
        """
        return f"?{self.address}" if self.text.strip() else ""

    def _filters(self) -> tuple[Query | None, ...]:
        return (
            either(Choice(Field.KIND, value) for value in self.kinds),
            either(Choice(Field.STATE, value) for value in self.states),
            either(Choice(Field.OFFICE, value) for value in self.offices),
            either(Words(Field.APPLICANT, Phrase(value)) for value in self.applicants),
            Symbol(self.ipc) if self.ipc else None,
            Place(self.region) if self.region else None,
            self._years(),
        )

    def _years(self) -> Dates | None:
        if self.first_year is None and self.last_year is None:
            return None
        first = None if self.first_year is None else date(self.first_year, 1, 1)
        last = None if self.last_year is None else date(self.last_year, 12, 31)
        return Dates(Field.FILED, first, last)


def in_field(field: Field, text: str) -> str:
    """The query that looks for a text in a field; a number is one value, spaces and stops in it do not count."""
    if FIELDS[field].sort == "number" and '"' not in text:
        return f'{field.value}="{text}"'
    return f"{field.value}=({text})"


def either(parts: Iterable[Query]) -> Query | None:
    """Any of the parts; None when there is none."""
    several = tuple(parts)
    return any_of(*several) if several else None


def read(given: QueryDict) -> Asked:
    """What an address asks. A value that means nothing is left out, as everywhere in addresses."""
    first, last = year_of(given.get("from", "")), year_of(given.get("to", ""))
    if first and last and first > last:
        first, last = last, first
    return Asked(
        text=given.get("q", "").replace("\0", " ")[:2000],
        field=box_field(given.get("field", "")),
        plain=given.get("plain") == "1",
        kinds=known(given.getlist("kind"), KIND_WORDS),
        states=known(given.getlist("state"), STATE_WORDS),
        offices=tuple(value for value in given.getlist("office")[:MOST_VALUES] if _OFFICE.fullmatch(value)),
        applicants=tuple(value[:200] for value in given.getlist("applicant")[:MOST_VALUES] if value.strip()),
        ipc=matching(_SYMBOL, given.get("ipc", "").upper().replace(" ", "")),
        region=matching(_DIVISION, given.get("region", "")),
        first_year=first,
        last_year=last,
        sort=next((sort for sort in Sort if sort == given.get("sort")), Sort.RELEVANCE),
        view=next((view for view in VIEWS if view == given.get("view")), "list"),
        fold=given.get("fold") == "1",
    )


def known(values: list[str], among: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(value for value in dict.fromkeys(values) if value in among)


def matching(form: re.Pattern[str], value: str) -> str:
    return value if form.fullmatch(value) else ""


def box_field(value: str) -> Field:
    return Field(value) if value in set(BOX_FIELDS) else Field.ANY


def year_of(value: str) -> int | None:
    """A year that can be one, else None."""
    text = value.strip()
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        return None
    return int(text) if FIRST_YEAR <= int(text) <= LAST_YEAR else None
