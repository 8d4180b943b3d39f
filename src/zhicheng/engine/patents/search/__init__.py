"""Search among patents: exact matching, facets, snippets, documents like one.

    index = open_index(folder)
    with index.writer() as writer:
        writer.add(patents)
        writer.commit(lake_version)
    results = index.search(parse("TI=锂离子电池"), facets=[Facet(FacetName.YEAR_FILED)])

:mod:`~zhicheng.engine.patents.search.index` has the protocol and the types; what stands behind it now is tantivy. The index is derived
from the lake: `rebuild(folder, patents, version)` makes it anew while readers go on with the old one.
"""

from pathlib import Path

from zhicheng.engine.patents.search.index import (
    MOST_IDS,
    Card,
    Facet,
    FacetName,
    FacetValue,
    Hit,
    Html,
    IndexRefused,
    IndexWriter,
    Results,
    SearchIndex,
    SearchRefused,
    Similar,
    Sort,
)
from zhicheng.engine.patents.search.snippets import highlighted, phrases_in, snippet
from zhicheng.engine.patents.search.tantivy_index import TantivyIndex
from zhicheng.engine.patents.search.writing import rebuild

__all__ = [
    "MOST_IDS",
    "Card",
    "Facet",
    "FacetName",
    "FacetValue",
    "Hit",
    "Html",
    "IndexRefused",
    "IndexWriter",
    "Results",
    "SearchIndex",
    "SearchRefused",
    "Similar",
    "Sort",
    "highlighted",
    "open_index",
    "phrases_in",
    "rebuild",
    "snippet",
]


def open_index(folder: Path) -> SearchIndex:
    """The index in a folder; one that is not there yet holds nothing until its writer has committed."""
    return TantivyIndex(folder)
