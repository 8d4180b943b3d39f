"""Patent search: how fast it is filled and answers, beside SQLite FTS5 and PostgreSQL on the same documents and queries.

    python bench/patent_search.py [--documents 100000] [--without-peers] [--folder DIR]

The documents are the demonstration's generated ones (title, abstract, claims, parties, classes; Zipf's law within a field). All three get
the same terms, pairs of characters with spaces between, and must find equally many; a search is the exact total and a page of 20 with
titles and abstracts, by relevance or date; ours also marks what was sought. DESIGN §7: with 1,000,000 documents p95 ≤ 100 ms, with 5 facets
≤ 250 ms. `--folder` keeps the index for another run. PostgreSQL is the platform's own embedded server with its own settings.
"""

import argparse
import os
import resource
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import psycopg

from zhicheng.engine.patents.demo import generate
from zhicheng.engine.patents.query import parse
from zhicheng.engine.patents.query.units import terms_of, units_of
from zhicheng.engine.patents.record import ClassScheme, PartyRole, Patent
from zhicheng.engine.patents.search import Facet, FacetName, Sort, open_index, rebuild
from zhicheng.engine.patents.search.spelling import spelled
from zhicheng.portal.postgres.cluster import Cluster

PROMISE_MS, PROMISE_FACETS_MS, PROMISE_DOCS = 100, 250, 3_000
PAGE = 20
ROUNDS = 15
CLIENTS, CLIENT_SECONDS = 20, 10
OURS_FACETS = [
    Facet(FacetName.YEAR_FILED),
    Facet(FacetName.KIND),
    Facet(FacetName.STATE),
    Facet(FacetName.IPC_SUBCLASS),
    Facet(FacetName.CITY),
]
PEERS_FACETS = ("year", "kind", "state", "ipc", "city")  # of ipc the first symbol only: less work than ours
Row: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True)
class Search:
    """One search in the words of each engine. The peers' words are written with `{}` for phrases of pairs."""

    name: str
    query: str
    phrases: tuple[str, ...]
    sqlite: str
    postgres: str
    where: str = "true"
    by_date: bool = False
    offset: int = 0
    has_facets: bool = False


BOTH, TITLE = "{title abstract claims applicant} : ", "title : "
LITHIUM = Search("phrase", "锂离子电池", ("锂离子电池",), "%s", "%s")
SEARCHES = (
    Search("term, 2 characters", "隔膜", ("隔膜",), "%s", "%s"),
    Search("term, in a quarter of all", "方法", ("方法",), "%s", "%s"),
    LITHIUM,
    Search("phrase of frequent words", "控制方法", ("控制方法",), "%s", "%s"),
    Search(
        "boolean",
        "锂离子电池 AND (隔膜 OR 电解液) NOT 负极",
        ("锂离子电池", "隔膜", "电解液", "负极"),
        "(%s AND (%s OR %s)) NOT %s",
        "%s & (%s | %s) & !%s",
    ),
    Search(
        "fielded, date, region",
        "TI=锂离子电池 AND AD>=2015 AND REGION=440300",
        ("锂离子电池",),
        "title : %s",
        "title",
        "year >= 2015 AND city = '440300'",
    ),
    Search("sorted by date", "电池", ("电池",), "%s", "%s", by_date=True),
    Search("page 200 by relevance", "方法", ("方法",), "%s", "%s", offset=199 * PAGE),
    replace(LITHIUM, name="5 facets, phrase", has_facets=True),
    Search("5 facets, a quarter of all", "方法", ("方法",), "%s", "%s", has_facets=True),
)


class Engine(Protocol):
    """What is measured. `search` gives the total; an engine makes itself a connection for each thread."""

    name: str

    def fill(self, count: int) -> None: ...

    def search(self, asked: Search) -> int: ...

    def add_some(self, number: int) -> None: ...


class Ours:
    name = "zhicheng (tantivy)"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = open_index(folder)

    def fill(self, count: int) -> None:
        rebuild(self._folder, islice(generate(count), count), 1)

    def search(self, asked: Search) -> int:
        found = self._index.search(
            parse(asked.query),
            page=asked.offset // PAGE + 1,
            sort=Sort.FILED if asked.by_date else Sort.RELEVANCE,
            facets=OURS_FACETS if asked.has_facets else (),
        )
        return found.total

    def add_some(self, number: int) -> None:
        with self._index.writer() as writer:
            writer.add(_newer(number))
            writer.commit(number)


def _newer(number: int) -> list[Patent]:
    """A hundred publications of the set, as a later load would bring them again."""
    return [replace(patent, load=number) for patent in islice(generate(100), 100)]


@dataclass(frozen=True)
class PeerRow:
    """A document as the peers take it: what they list, count and sort by, and the terms they find it by."""

    facts: Row  # publication, title, abstract, filed, year, kind, state, ipc, city
    terms: Row  # title, abstract, claims, applicants


COLUMNS = "publication, title, abstract, filed, year, kind, state, ipc, city"


def peer_rows(count: int) -> Iterator[list[PeerRow]]:
    """The documents in batches of a thousand."""
    patents = islice(generate(count), count)
    while batch := list(islice(patents, 1_000)):
        yield [_peer_row(patent) for patent in batch]


def _peer_row(patent: Patent) -> PeerRow:
    filed = patent.filed_on
    ipc = patent.symbols(ClassScheme.IPC)
    facts = (
        patent.publication,
        patent.title(),
        patent.abstract(),
        filed.isoformat() if filed else "",
        filed.year if filed else 0,
        patent.kind.value,
        patent.state.value,
        ipc[0][:4] if ipc else "",
        patent.region[:4] + "00",
    )
    texts = (
        "\n¶".join(text.text for text in patent.titles),
        "\n¶".join(text.text for text in patent.abstracts),
        "\n¶".join(patent.claims),
        "\n¶".join(party.name for party in patent.parties_as(PartyRole.APPLICANT)),
    )
    return PeerRow(facts, tuple(spelled(texts)))


@cache
def pairs(phrase: str) -> tuple[str, ...]:
    """The terms of a phrase of Chinese characters."""
    return tuple(terms_of(units_of(phrase))[:-1])


class Sqlite:
    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        self._file = folder / "peer.sqlite"
        self._local = threading.local()
        self._connect().executescript(
            f"""CREATE TABLE patents (id INTEGER PRIMARY KEY, {COLUMNS});
            CREATE VIRTUAL TABLE words USING fts5(title, abstract, claims, applicant, content='', tokenize="unicode61");"""
        )

    def _connect(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            self._local.connection = sqlite3.connect(self._file, timeout=60)
            self._local.connection.execute("PRAGMA journal_mode = WAL")
            self._local.connection.execute("PRAGMA synchronous = NORMAL")
        connection: sqlite3.Connection = self._local.connection
        return connection

    def fill(self, count: int) -> None:
        first = 1
        for batch in peer_rows(count):
            self._add(batch, first)
            first += len(batch)

    def _add(self, batch: list[PeerRow], first: int) -> None:
        connection = self._connect()
        with connection:
            facts = [(first + place, *row.facts) for place, row in enumerate(batch)]
            connection.executemany(f"INSERT INTO patents VALUES ({','.join('?' * 10)})", facts)
            terms = [(first + place, *row.terms) for place, row in enumerate(batch)]
            connection.executemany(
                "INSERT INTO words (rowid, title, abstract, claims, applicant) VALUES (?,?,?,?,?)", terms
            )

    def add_some(self, number: int) -> None:
        self._add([_peer_row(patent) for patent in _newer(number)], 10**9 + 100 * number)

    def search(self, asked: Search) -> int:
        match = asked.sqlite % tuple(f'"{" ".join(pairs(phrase))}"' for phrase in asked.phrases)
        found = f"FROM words JOIN patents ON id = words.rowid WHERE words MATCH ? AND {asked.where}"
        order = "filed DESC" if asked.by_date else "rank"
        run = self._connect().execute
        total: int = run(f"SELECT count(*) {found}", [match]).fetchone()[0]
        run(
            f"SELECT patents.title, patents.abstract {found} ORDER BY {order} LIMIT {PAGE} OFFSET {asked.offset}",
            [match],
        ).fetchall()
        for name in PEERS_FACETS if asked.has_facets else ():
            run(f"SELECT {name}, count(*) {found} GROUP BY 1 ORDER BY 2 DESC LIMIT 20", [match]).fetchall()
        return total


class Postgres:
    name = "PostgreSQL, GIN"

    def __init__(self, url: str) -> None:
        self._url = url
        self._local = threading.local()
        self._connect().execute(
            """CREATE TABLE patents (publication text, title text, abstract text, filed text, year int, kind text, state text,
            ipc text, city text, title_words tsvector, words tsvector)"""
        )

    def _connect(self) -> psycopg.Connection[Row]:
        if not hasattr(self._local, "connection"):
            self._local.connection = psycopg.connect(self._url, autocommit=True)
        connection: psycopg.Connection[Row] = self._local.connection
        return connection

    def fill(self, count: int) -> None:
        for batch in peer_rows(count):
            self._add(batch)
        for name in ("title_words", "words"):
            self._connect().execute(f"CREATE INDEX ON patents USING gin ({name})")
        self._connect().execute("VACUUM ANALYZE patents")

    def _add(self, batch: list[PeerRow]) -> None:
        one = "setweight(to_tsvector('simple', %s), '{}')"
        words = " || ".join(one.format(weight) for weight in "ABCD")
        insert = f"INSERT INTO patents VALUES ({','.join(['%s'] * 9)}, to_tsvector('simple', %s), {words})"
        with self._connect().cursor() as cursor:
            cursor.executemany(insert, [(*row.facts, row.terms[0], *row.terms) for row in batch])

    def add_some(self, number: int) -> None:
        self._add([_peer_row(patent) for patent in _newer(number)])

    def search(self, asked: Search) -> int:
        column = "title_words" if asked.postgres == "title" else "words"
        phrases = tuple(f"({' <-> '.join(pairs(phrase))})" for phrase in asked.phrases)
        match = ("%s" if asked.postgres == "title" else asked.postgres) % phrases
        found = f"FROM patents, to_tsquery('simple', %s) AS sought WHERE {column} @@ sought AND {asked.where}"
        order = "filed DESC" if asked.by_date else f"ts_rank({column}, sought) DESC"
        run = self._connect().execute
        total = run(f"SELECT count(*) {found}", [match]).fetchall()[0][0]
        run(
            f"SELECT patents.title, patents.abstract {found} ORDER BY {order} LIMIT {PAGE} OFFSET {asked.offset}",
            [match],
        ).fetchall()
        for name in PEERS_FACETS if asked.has_facets else ():
            run(f"SELECT {name}, count(*) {found} GROUP BY 1 ORDER BY 2 DESC LIMIT 20", [match]).fetchall()
        return int(total)


@contextmanager
def peers(folder: Path) -> Iterator[list[Engine]]:
    """SQLite in a file, PostgreSQL as the platform starts it, both gone afterwards."""
    with ExitStack() as stack:
        url = stack.enter_context(Cluster(folder / "postgres").running())
        yield [Sqlite(folder), Postgres(url)]


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1_000


def cpu_milliseconds(work: Callable[[], object]) -> float:
    """Of this thread: what it takes on a machine that has nothing else to do."""
    start = time.thread_time()
    work()
    return (time.thread_time() - start) * 1_000


def percentiles(times_ms: list[float]) -> tuple[float, float]:
    ordered = sorted(times_ms)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def filled(engines: list[Engine], count: int, *, is_kept: bool) -> None:
    print(f"{'filling, generating the documents included':<32}{'seconds':>9}{'docs/s':>9}{'own CPU s':>11}")
    for engine in engines:
        if is_kept and isinstance(engine, Ours):
            print(f"{engine.name:<32}     kept from an earlier run")
            continue
        cpu_seconds = time.process_time()
        seconds = milliseconds(partial(engine.fill, count)) / 1_000
        cpu_seconds = time.process_time() - cpu_seconds  # without PostgreSQL's server, which is a process of its own
        print(f"{engine.name:<32}{seconds:>9.0f}{count / seconds:>9.0f}{cpu_seconds:>11.0f}")


def compared(engines: list[Engine]) -> None:
    """One search after the other, each engine in turn; what they find must agree."""
    print(
        f"\n{'p50 / p95 in ms, one client':<30}{'found':>9}"
        + "".join(f"{engine.name:>22}" for engine in engines)
        + "  ours CPU"
    )
    for asked in SEARCHES:
        totals = {engine.name: engine.search(asked) for engine in engines}  # also warms every engine up
        cells = []
        for engine in engines:
            times = [milliseconds(partial(engine.search, asked)) for _ in range(ROUNDS)]
            cells.append("{:.1f} / {:.1f}".format(*percentiles(times)))
        cpu_ms = percentiles([cpu_milliseconds(partial(engines[0].search, asked)) for _ in range(ROUNDS)])[1]
        found = next(iter(totals.values()))
        promise = PROMISE_FACETS_MS if asked.has_facets else PROMISE_MS
        line = f"{asked.name:<30}{found:>9}" + "".join(f"{cell:>22}" for cell in cells) + f"{cpu_ms:>10.1f}"
        print(line + f"   ours ≤ {promise}" + ("" if len(set(totals.values())) == 1 else f"   DIFFER: {totals}"))


def crowded(engines: list[Engine]) -> None:
    """Many clients without pauses, beside a writer that replaces or adds a hundred documents at a time."""
    print(f"\n{f'{CLIENTS} clients and a writer':<30}{'p50 ms':>9}{'p95 ms':>9}{'searches/s':>12}{'writes':>9}")
    for engine in engines:
        times, writes = crowd(engine)
        print(f"{engine.name:<30}{percentiles(times)[0]:>9.0f}{percentiles(times)[1]:>9.0f}", end="")
        print(f"{len(times) / CLIENT_SECONDS:>12.0f}{writes:>9}")


def crowd(engine: Engine) -> tuple[list[float], int]:
    plain = [asked for asked in SEARCHES if not asked.has_facets]
    end = time.perf_counter() + CLIENT_SECONDS
    times: list[float] = []
    writes: list[int] = []

    def client(number: int) -> None:
        turn = number
        while time.perf_counter() < end:
            times.append(milliseconds(partial(engine.search, plain[turn % len(plain)])))
            turn += 1

    def writer() -> None:
        while time.perf_counter() < end:
            engine.add_some(len(writes) + 2)
            writes.append(1)
            time.sleep(0.5)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    threads.append(threading.Thread(target=writer))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(writes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--without-peers", action="store_true", help="only the platform's own index")
    parser.add_argument("--folder", type=Path, help="keep the index here, and use it when it is there")
    wanted = parser.parse_args()
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder = wanted.folder or scratch / "index"
        ours = Ours(folder)
        engines: list[Engine] = [ours]
        if not wanted.without_peers:
            engines += stack.enter_context(peers(scratch))
        print(f"{wanted.documents:,} documents, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
        filled(engines, wanted.documents, is_kept=open_index(folder).documents >= wanted.documents)
        size_mb = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / 1e6
        print(f"our index: {size_mb:.0f} MB")
        compared(engines)
        crowded(engines)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(f"\npeak memory of this process: {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
