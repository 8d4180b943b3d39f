"""What a search finds: a page of hits, and every filter's values with their counts."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from zhicheng.engine.patents.query.nodes import Everything
from zhicheng.engine.patents.search import MOST_IDS, Card, Facet, FacetName, FacetValue, Results, Sort
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.asking import Asked

Facets: TypeAlias = Mapping[FacetName, tuple[FacetValue, ...]]
PAGE_SIZE = 20
MOST_PAGES = 500
"""Nobody reads further down; who wants all downloads them."""
MOST_APPLICANTS = 8
CARDS_AT_ONCE = 5000

# A filter counts its values as if it were not set itself: the alternatives to what is chosen stay in sight.
OWN: dict[FacetName, Callable[[Asked], Asked]] = {
    FacetName.KIND: lambda asked: replace(asked, kinds=()),
    FacetName.STATE: lambda asked: replace(asked, states=()),
    FacetName.OFFICE: lambda asked: replace(asked, offices=()),
    FacetName.APPLICANT: lambda asked: replace(asked, applicants=()),
    FacetName.YEAR_FILED: lambda asked: replace(asked, first_year=None, last_year=None),
}
IPC_LEVELS = (FacetName.IPC_SECTION, FacetName.IPC_CLASS, FacetName.IPC_SUBCLASS, FacetName.IPC_GROUP)
IPC_LENGTHS = (0, 1, 3, 4)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results with all filters counted; `seconds` is what the index took."""

    results: Results
    facets: Facets
    seconds: float


def find(asked: Asked, page: int) -> Found:
    """The page of what is asked. Raises `QueryRefused` for the text, `IndexRefused` when there is no index yet."""
    began = time.perf_counter()
    index = holdings.index()
    wanted = facets_of(asked)
    apart = {facet.name for facet in wanted if facet.name in OWN and OWN[facet.name](asked) != asked}
    results = index.search(
        asked.query,
        page=page,
        page_size=PAGE_SIZE,
        sort=sort_of(asked),
        facets=[facet for facet in wanted if facet.name not in apart],
        fold_families=asked.fold,
    )
    counted = dict(results.facets)
    for facet in wanted:
        if facet.name in apart:
            counted |= index.search(OWN[facet.name](asked).query, page_size=1, facets=[facet]).facets
    return Found(results, counted, time.perf_counter() - began)


def all_facets(asked: Asked) -> Facets:
    """Every filter counted over what is found, without the hits."""
    return holdings.index().search(asked.query, page_size=1, facets=facets_of(asked)).facets


def facets_of(asked: Asked) -> list[Facet]:
    """The filters of the page: those of a tree show the level below what is chosen."""
    return [
        Facet(FacetName.KIND),
        Facet(FacetName.STATE),
        Facet(FacetName.YEAR_FILED),
        Facet(FacetName.APPLICANT, MOST_APPLICANTS),
        *ipc_facet(asked.ipc),
        *region_facet(asked.region),
        Facet(FacetName.OFFICE),
    ]


def ipc_facet(code: str) -> Iterator[Facet]:
    """The level below a symbol: sections, classes, subclasses, main groups; none below a group."""
    for length, name in zip(IPC_LENGTHS, IPC_LEVELS, strict=True):
        if len(code) == length:
            yield Facet(name, inside=code)


def region_facet(code: str) -> Iterator[Facet]:
    """The level below a division: provinces, cities, counties; none below a county."""
    if not code:
        yield Facet(FacetName.PROVINCE, 34)
    elif code.endswith("0000"):
        yield Facet(FacetName.CITY, 30, inside=code[:2])
    elif code.endswith("00"):
        yield Facet(FacetName.COUNTY, 40, inside=code[:4])


def sort_of(asked: Asked) -> Sort:
    """Without words nothing is more relevant than another: the newest come first."""
    if asked.sort is Sort.RELEVANCE and isinstance(asked.typed, Everything):
        return Sort.PUBLISHED
    return asked.sort


def all_cards(asked: Asked) -> list[Card]:
    """Everything found, up to 50,000, in the order asked for: what a file holds."""
    index = holdings.index()
    sort = sort_of(asked)
    publications = index.ids(asked.query, sort=Sort.PUBLISHED if sort is Sort.RELEVANCE else sort, most=MOST_IDS)
    return cards_of(publications)


def cards_of(publications: list[str]) -> list[Card]:
    """The cards of publications in their order; those not held are left out."""
    found: list[Card] = []
    for start in range(0, len(publications), CARDS_AT_ONCE):
        some = publications[start : start + CARDS_AT_ONCE]
        cards = holdings.index().cards(some)
        found += [cards[one] for one in some if one in cards]
    return found
