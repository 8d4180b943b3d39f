"""The search index on tantivy."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeAlias, cast

from tantivy import DocAddress, Index, Occur, Order, Searcher
from tantivy import Query as Compiled

from zhicheng.engine.patents.query import Field, Query, any_of
from zhicheng.engine.patents.query.nodes import Number, Words
from zhicheng.engine.patents.search import schema as fields
from zhicheng.engine.patents.search.compiling import Compiler
from zhicheng.engine.patents.search.documents import card_of, cites_of
from zhicheng.engine.patents.search.facets import asked, counted
from zhicheng.engine.patents.search.folder import Current, current, stamp
from zhicheng.engine.patents.search.index import (
    MOST_IDS,
    Card,
    Facet,
    Hit,
    IndexRefused,
    Results,
    SearchRefused,
    Similar,
    Sort,
)
from zhicheng.engine.patents.search.resemblance import like, telling
from zhicheng.engine.patents.search.snippets import highlighted, phrases_in, snippet
from zhicheng.engine.patents.search.writing import TantivyWriter

LARGEST_PAGE = 200
DEEPEST_ROW = 100_000
_ATTEMPTS = 5

_SORT_FIELDS = {Sort.FILED: fields.FILED, Sort.PUBLISHED: fields.PUBLISHED, Sort.CITATIONS: fields.CITED_COUNT}
_Hits: TypeAlias = list[tuple[float | None, DocAddress]]


class _Found(Protocol):
    """What a searcher answers; the stubs of the library leave out the count."""

    count: int
    hits: _Hits


@dataclass(frozen=True, slots=True)
class _Opened:
    """One state of the index on disk; a searcher keeps seeing the state it was made from."""

    searcher: Searcher
    holds: int
    generation: str
    stamp: tuple[int, int]


class TantivyIndex:
    """See :class:`~zhicheng.engine.patents.search.index.SearchIndex`. A folder without an index holds nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._opened: _Opened | None = None

    @property
    def holds(self) -> int:
        opened = self._newest()
        return opened.holds if opened else 0

    @property
    def documents(self) -> int:
        opened = self._newest()
        return opened.searcher.num_docs if opened else 0

    def writer(self) -> TantivyWriter:
        return TantivyWriter(self._folder)

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
        _refuse_page(page, page_size)
        opened = self._newest()
        if opened is None:
            return Results(0, 0 if fold_families else None, (), {each.name: () for each in facets}, page, page_size, 0)
        return _Search(opened, query, sort).page(page, page_size, facets, fold_families=fold_families)

    def count(self, query: Query) -> int:
        opened = self._newest()
        return _Search(opened, query, Sort.RELEVANCE).count() if opened else 0

    def ids(self, query: Query, *, sort: Sort = Sort.PUBLISHED, most: int = MOST_IDS) -> list[str]:
        if not 0 < most <= MOST_IDS:
            message = f"一次最多取 {MOST_IDS} 个公开号，请缩小检索范围"
            raise SearchRefused(message)
        opened = self._newest()
        return _Search(opened, query, sort).ids(most) if opened else []

    def cards(self, publications: Sequence[str]) -> dict[str, Card]:
        opened = self._newest()
        if opened is None or not publications:
            return {}
        searcher = opened.searcher
        wanted = Compiled.term_set_query(fields.schema(), fields.ID, list(publications))
        found = searcher.search(wanted, len(publications), count=False).hits
        cards = [card_of(_stored(searcher, address)) for _, address in found]
        return {card.publication: card for card in cards}

    def similar(self, publication: str, *, most: int = 10) -> Similar:
        opened = self._newest()
        card = self.cards([publication]).get(publication)
        if opened is None or card is None:
            return Similar((), (), ())
        searcher = opened.searcher
        words, symbols = telling(searcher, card)
        found = searcher.search(like(card, words, symbols), most, count=False).hits
        cards = [(score, card_of(_stored(searcher, address))) for score, address in found]
        hits = [Hit(each, score, highlighted(each.title, ()), snippet(each.abstract, ())) for score, each in cards]
        return Similar(tuple(words), tuple(symbols), tuple(hits))

    def _newest(self) -> _Opened | None:
        """The state on disk now, None where there is none."""
        for _ in range(_ATTEMPTS):
            note = current(self._folder)
            if note is None:
                return None
            try:
                return self._opened_as(note)
            except FileNotFoundError:  # a rebuild has taken that generation away since the note was read
                continue
        message = f"检索索引 {self._folder} 缺少文件，请重建索引"
        raise IndexRefused(message)

    def _opened_as(self, note: Current) -> _Opened:
        """The generation of the note, opened again only when a commit or a rebuild has changed it."""
        with self._lock:
            now = stamp(self._folder, note.generation)
            known = self._opened
            if known is None or self._index is None or known.generation != note.generation:
                self._index = fields.tantivy_index(str(self._folder / note.generation))
                self._index.config_reader("manual")
            elif (known.stamp, known.holds) == (now, note.holds):
                return known
            self._index.reload()
            self._opened = _Opened(self._index.searcher(), note.holds, note.generation, now)
            return self._opened


class _Search:
    """One query against one state of the index."""

    def __init__(self, opened: _Opened, query: Query, sort: Sort) -> None:
        self._searcher = opened.searcher
        self._holds = opened.holds
        self._query = query
        self._sort = sort
        self._compiled = Compiler(fields.schema(), self._cited_by).compile(query)

    def page(self, page: int, page_size: int, facets: Sequence[Facet], *, fold_families: bool) -> Results:
        families: int | None = None
        offset = (page - 1) * page_size
        if fold_families:
            total, families, hits = self._folded(offset, page_size)
        else:
            found = self._found(page_size, offset)
            total, hits = found[0], tuple(self._hit(score, address) for score, address in found[1])
        counts = counted(facets, self._searcher.aggregate(self._compiled, asked(facets))) if facets else {}
        return Results(total, families, self._with_claims(hits), counts, page, page_size, self._holds)

    def count(self) -> int:
        return self._found(1, 0)[0]

    def ids(self, most: int) -> list[str]:
        _, found = self._found(most, 0)
        return [card_of(_stored(self._searcher, address)).publication for _, address in found]

    def _found(self, limit: int, offset: int) -> tuple[int, _Hits]:
        if self._sort is Sort.RELEVANCE:
            result = cast("_Found", self._searcher.search(self._compiled, limit, offset=offset))
            return result.count, result.hits
        name = _SORT_FIELDS[self._sort]
        found = self._searcher.search(self._compiled, limit, offset=offset, order_by_field=name, order=Order.Desc)
        result = cast("_Found", found)
        return result.count, [(None, address) for _, address in result.hits]

    def _folded(self, offset: int, page_size: int) -> tuple[int, int | None, tuple[Hit, ...]]:
        """The first hit of each family, in order; the rest of the family goes with it."""
        total, found = self._found(MOST_IDS, 0)
        keys = self._searcher.fast_field_values(fields.FAMILY, [address for _, address in found])
        families: dict[int, _Hits] = {}
        for key, hit in zip(keys, found, strict=True):
            families.setdefault(cast("int", key), []).append(hit)
        shown = list(families.values())[offset : offset + page_size]
        hits = tuple(self._hit(*members[0], others=members[1:]) for members in shown)
        return total, len(families) if total <= MOST_IDS else None, hits

    def _hit(self, score: float | None, address: DocAddress, others: _Hits | None = None) -> Hit:
        card = card_of(_stored(self._searcher, address))
        title = highlighted(card.title, phrases_in(self._query, Field.ANY, Field.TEXT, Field.TITLE))
        abstract = snippet(card.abstract, phrases_in(self._query, Field.ANY, Field.TEXT, Field.ABSTRACT))
        members = tuple(card_of(_stored(self._searcher, other)).publication for _, other in others or [])
        return Hit(card, score, title, abstract, members)

    def _with_claims(self, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """The hits, each saying whether its claims have some of what was sought: asked of these few documents alone."""
        phrases = phrases_in(self._query, Field.ANY, Field.TEXT, Field.CLAIMS)
        if not hits or not phrases:
            return hits
        sought = any_of(*(Words(Field.CLAIMS, phrase) for phrase in phrases))
        shown = Compiled.term_set_query(fields.schema(), fields.ID, [hit.card.publication for hit in hits])
        both = [(Occur.Must, shown), (Occur.Must, Compiler(fields.schema(), self._cited_by).compile(sought))]
        found = self._searcher.search(Compiled.boolean_query(both), len(hits), count=False).hits
        having = {card_of(_stored(self._searcher, address)).publication for _, address in found}
        return tuple(replace(hit, in_claims=hit.card.publication in having) for hit in hits)

    def _cited_by(self, number: str) -> list[str]:
        wanted = Compiler(fields.schema(), lambda _: ()).compile(Number(Field.PUBLICATION, number))
        hits = self._searcher.search(wanted, LARGEST_PAGE, count=False).hits
        return [cited for _, address in hits for cited in cites_of(_stored(self._searcher, address))]


def _stored(searcher: Searcher, address: DocAddress) -> bytes:
    return cast("bytes", searcher.doc(address).get_first(fields.CARD))


def _refuse_page(page: int, page_size: int) -> None:
    if page < 1 or not 1 <= page_size <= LARGEST_PAGE:
        message = f"页码从 1 起，每页 1 至 {LARGEST_PAGE} 条"
        raise SearchRefused(message)
    if page * page_size > DEEPEST_ROW:
        message = f"只能翻到第 {DEEPEST_ROW:,} 条，请缩小检索范围或导出"
        raise SearchRefused(message)
