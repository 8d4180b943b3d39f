"""Reading patent files: each format against the bare parser on the same bytes.

    python bench/patent_formats.py [--megabytes 20]

The bare parser of XML is lxml's ``iterparse`` over each document, doing nothing with it; of tables ``csv.reader`` over the decoded lines.
Formats give whole records: numbers checked, dates, parties, classes, claims. Times are CPU seconds, for other programs may keep the
cores busy. DESIGN §7: parsing ≤ 2 × the bare XML parser. Documents are the offices' own where they are at hand (`shared/data` beside the
checkout, or ZHICHENG_SHARED_DATA), repeated to the size asked for; else those of the tests, which are short and so the hardest.
The last table streams one large CSV and one large weekly file: memory stays flat. DESIGN §7: a file of 2 GB within 1 GB (`--large 2000`).
"""

import argparse
import csv
import gzip
import io
import itertools
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from lxml import etree

from zhicheng.engine.patents.formats.format import Format, Member
from zhicheng.engine.patents.formats.opening import head_of, members
from zhicheng.engine.patents.formats.recognition import format_named, recognise
from zhicheng.engine.patents.formats.streams import buffered

PROMISE, PROMISE_MB, RUNS = 2.0, 1_000, 3
ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("ZHICHENG_SHARED_DATA", ROOT.parent / "shared" / "data"))
SAMPLES = SHARED / "patents_world" / "xml_samples"
XML_FORMATS = ("uspto_xml", "uspto_sgml", "epo")


def real_documents() -> dict[str, list[bytes]]:
    """The offices' own documents by format; empty lists where they are not at hand."""
    found: dict[str, list[bytes]] = {code: [] for code in XML_FORMATS}
    for path in sorted(SAMPLES.rglob("*.xml")):
        data = path.read_bytes()
        format_ = recognise(data[:65_536], path.name)
        if format_ is not None and b"exchange-document " in data + b"exchange-document " * (format_.code != "epo"):
            found[format_.code].append(data)
    return found


def own_documents() -> dict[str, list[bytes]]:
    """The documents of the tests."""
    sys.path.insert(0, str(ROOT))
    from tests.engine.patents.formats import test_epo, test_uspto  # the tests are beside the bench, not in the package

    declared = b'<?xml version="1.0"?>\n' + test_uspto.ST32
    return {
        "uspto_xml": [test_uspto.GRANT],
        "uspto_sgml": [declared],
        "epo": [test_epo.HEAD + test_epo.DOCUMENT * 20 + test_epo.TAIL],
    }


def seconds(bare: Callable[[], int], ours: Callable[[], int]) -> tuple[float, float, int]:
    """CPU seconds of the best of some runs of each, in turn so that both meet the same neighbours; what the second counted."""
    best = [float("inf")] * 2
    count = 0
    for _ in range(RUNS):
        for number, work in enumerate((bare, ours)):
            start = time.process_time()
            count = work()
            best[number] = min(best[number], time.process_time() - start)
    return best[0], best[1], count


def bare_xml(documents: Iterable[bytes]) -> int:
    count = 0
    for document in documents:
        parser = etree.iterparse(io.BytesIO(document), resolve_entities=False, no_network=True, recover=True)
        count += sum(1 for _ in parser) > 0
    return count


def by_format(format_: Format, files: Iterable[bytes]) -> int:
    return sum(1 for data in files for _ in format_.read(Member("bench", buffered(io.BytesIO(data).read))))


def xml_rows(documents: dict[str, list[bytes]], megabytes: int) -> Iterable[tuple[str, int, float, float, float]]:
    for code, each in documents.items():
        format_ = format_named(code)
        if not each or format_ is None:
            continue
        size = sum(map(len, each))
        repeated = each * max(1, megabytes * 1_000_000 // size)
        files = [b"".join(repeated)] if code != "epo" else repeated  # offices join documents, OPS answers one by one
        bare, ours, count = seconds(partial(bare_xml, repeated), partial(by_format, format_, files))
        yield code, count, sum(map(len, repeated)) / 1e6, bare, ours


def csv_row(path: Path) -> tuple[str, int, float, float, float]:
    data = gzip.decompress(path.read_bytes())
    format_ = recognise(data[:65_536], path.name)
    assert format_ is not None

    def bare() -> int:
        return sum(1 for _ in csv.reader(io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="")))

    bare_seconds, ours, count = seconds(bare, partial(by_format, format_, [data]))
    return f"{format_.code} (csv)", count, len(data) / 1e6, bare_seconds, ours


def print_row(name: str, count: int, megabytes: float, bare: float, ours: float, *, promised: bool) -> None:
    ratio = ours / bare
    verdict = ("holds" if ratio <= PROMISE else "MISSED") if promised else "no promise"
    print(
        f"{name:<18}{count:>9,}{megabytes:>9.1f}{bare:>9.2f}{ours:>9.2f}{ratio:>8.2f}{count / ours:>11,.0f}{megabytes / ours:>9.1f}  {verdict}"
    )


def streamed(path: Path) -> tuple[int, float]:
    """Opens, recognises and reads a file, keeping nothing: the records, and this process's peak memory in MB. Runs in a process of its own."""
    count = 0
    for member in members(path):
        format_ = recognise(head_of(member), member.name)
        assert format_ is not None
        count += sum(1 for _ in format_.read(member))
    return count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def csv_lines() -> Iterator[bytes]:
    yield b"publication_number,title,abstract,application_number,filing_date,inventors\n"
    row = "CN101933423A,一种插秧机," + "发动机" * 300 + ",CN201010255577.9,2010-08-10,缪同春;王五\n"
    yield from itertools.repeat(row.encode())


def memory_rows(megabytes: int, grants: list[bytes]) -> None:
    """One CSV and one weekly file of joined grants of this size each, streamed: memory stays flat."""
    print(f"\n{'one file, streamed':<18}{'MB':>9}{'records':>11}{'peak MB':>9}")
    sources = {"plain (csv)": csv_lines(), "uspto_xml": itertools.cycle(grants)}
    for name, pieces in sources.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / ("large.csv" if name == "plain (csv)" else "large.xml")
            with path.open("wb") as file:
                while file.tell() < megabytes * 1e6:
                    file.writelines(itertools.islice(pieces, 10))
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
                count, peak_mb = pool.submit(streamed, path).result()
            verdict = "holds" if peak_mb <= PROMISE_MB else "MISSED"
            print(
                f"{name:<18}{path.stat().st_size / 1e6:>9,.0f}{count:>11,}{peak_mb:>9,.0f}  ≤ {PROMISE_MB:,}: {verdict}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description="Patent formats against bare parsers")
    parser.add_argument("--megabytes", type=int, default=20, help="of XML for each format")
    parser.add_argument(
        "--large", type=int, default=100, help="megabytes of the files that show the memory; 2000 for the promised 2 GB"
    )
    options = parser.parse_args()
    print(f"\n{'format':<18}{'records':>9}{'MB':>9}{'bare s':>9}{'ours s':>9}{'ratio':>8}{'records/s':>11}{'MB/s':>9}")
    real, own = real_documents(), own_documents()
    for row in xml_rows(real, options.megabytes):
        print_row(*row, promised=True)
    for name, *figures in xml_rows(own, max(1, options.megabytes // 5)):
        print_row(f"{name} (short)", *figures, promised=False)
    for path in (
        SHARED / "patents_cn" / "cn_invention_energy_2011_2018.csv.gz",
        SHARED / "patents_world" / "lens_drones_9071.csv.gz",
    ):
        if path.exists():
            print_row(*csv_row(path), promised=False)
    memory_rows(options.large, real["uspto_xml"] or own["uspto_xml"])


if __name__ == "__main__":
    main()
