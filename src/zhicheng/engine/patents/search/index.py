"""What a search is asked and what it answers: the small protocol behind which an index stands.

An index is derived from the lake and disposable. `tantivy_index` is the first implementation; a cluster's would be another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType, Protocol, Self

from zhicheng.engine.patents.query import Query
from zhicheng.engine.patents.record import Patent

Html = NewType("Html", str)
"""Escaped text in which `<mark>` is the only element: safe to put on a page."""

MOST_IDS = 50_000


class IndexRefused(RuntimeError):  # noqa: N818 - a refusal is an answer, not an error
    """An index that cannot be read or written now: missing, of another version of the program, or being written by another."""


class SearchRefused(ValueError):  # noqa: N818 - a refusal is an answer, not an error
    """A request outside the limits: a page before the first, too many rows, an unknown facet."""


class Sort(StrEnum):
    """The order of hits; dates and counts from the newest and largest on."""

    RELEVANCE = "relevance"
    FILED = "filed"
    PUBLISHED = "published"
    CITATIONS = "citations"


class FacetName(StrEnum):
    """What results can be counted by. IPC and region are drilled from level to level with `Facet.inside`."""

    YEAR_FILED = "year_filed"
    YEAR_PUBLISHED = "year_published"
    OFFICE = "office"
    KIND = "kind"
    STATE = "state"
    IPC_SECTION = "ipc_section"
    IPC_CLASS = "ipc_class"
    IPC_SUBCLASS = "ipc_subclass"
    IPC_GROUP = "ipc_group"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class Facet:
    """A count asked for: the `most` largest values; years all. `inside`: only values that begin so (`H01M`, `4403`)."""

    name: FacetName
    most: int = 20
    inside: str = ""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value with the number of documents that have it."""

    value: str
    documents: int


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of a publication. The abstract is the whole; regions are division codes."""

    publication: str
    application: str
    country: str
    kind: str
    kind_code: str
    stage: str
    state: str
    title: str
    abstract: str
    applicants: tuple[str, ...]
    inventors: tuple[str, ...]
    ipc: tuple[str, ...]
    filed_on: date | None
    published_on: date | None
    region: str
    family: str
    cited_by_count: int
    claim_count: int | None
    synthetic: bool
    load: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A publication found. `title` and `snippet` (of the abstract) have what was sought in `<mark>`.

    `in_claims`: some of what was sought stands in its claims, which only the lake has. `others` are the further publications of the same family that were found, when families are folded.
    """

    card: Card
    score: float | None
    title: Html
    snippet: Html
    others: tuple[str, ...] = ()
    in_claims: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits.

    `total` is the exact number of publications found; `families` that of the families, None when not folded or when more than
    `MOST_IDS` were found, where counting them would take too long. `holds` is the version of the lake that was searched.
    """

    total: int
    families: int | None
    hits: tuple[Hit, ...]
    facets: dict[FacetName, tuple[FacetValue, ...]]
    page: int
    page_size: int
    holds: int


@dataclass(frozen=True, slots=True)
class Similar:
    """Documents like one, and the words and symbols by which they were sought."""

    words: tuple[str, ...]
    symbols: tuple[str, ...]
    hits: tuple[Hit, ...]


class IndexWriter(Protocol):
    """Adds publications; nothing is seen by readers before `commit`. Use it in a `with` block: leaving it by an error drops all."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def add(self, patents: Iterable[Patent], *, replace: bool = True) -> int:
        """Add publications, in place of those of the same number when `replace`; returns how many.

        Give ``replace=False`` only for publications that the index is known not to hold: nothing is looked up then.
        """
        ...

    def remove(self, publications: Iterable[str]) -> None:
        """Drop publications by number."""
        ...

    def commit(self, version: int) -> None:
        """Show all that was added to the readers, in every process, and note that the index now holds this lake version."""
        ...


class SearchIndex(Protocol):
    """Finds publications. Thread-safe; sees what any process has committed from the next call on."""

    @property
    def holds(self) -> int:
        """The lake version that the index holds, 0 when it is empty."""
        ...

    @property
    def documents(self) -> int:
        """How many publications the index holds."""
        ...

    def search(
        self,
        query: Query,
        *,
        page: int = 1,
        page_size: int = 20,
        sort: Sort = Sort.RELEVANCE,
        facets: Sequence[Facet] = (),
        fold_families: bool = False,
    ) -> Results:
        """A page of what meets the query, with the total and the facets asked for.

        Raises :class:`SearchRefused` for a page that cannot be, :class:`IndexRefused` when there is no index.
        """
        ...

    def count(self, query: Query) -> int:
        """How many publications meet the query, exactly."""
        ...

    def ids(self, query: Query, *, sort: Sort = Sort.PUBLISHED, most: int = MOST_IDS) -> list[str]:
        """The publication numbers of what meets the query, at most `most` of them."""
        ...

    def cards(self, publications: Sequence[str]) -> dict[str, Card]:
        """The cards of publications, by number; those that are not held are left out."""
        ...

    def similar(self, publication: str, *, most: int = 10) -> Similar:
        """Documents that share the most telling words and symbols with this one. Empty when it is not held."""
        ...

    def writer(self) -> IndexWriter:
        """The one writer. Raises :class:`IndexRefused` while another process or thread writes."""
        ...
