"""Patents into the lake and the index: documents a second beside the bare parser, sizes on disk, memory; kills.

    python bench/patents.py [--documents 100000] [--kills 0] [--gigabytes 0] [--keep FOLDER]

Loads generated documents, then the real sets where they are at hand (`shared/data` beside the checkout, or ZHICHENG_SHARED_DATA), each in a
process of its own, so that each peak of memory is its own. `parse` reads the same records and throws them away. DESIGN §7: at least
3,000 documents a second into lake and index together on 2 cores. Where other programs keep the cores busy, read the CPU seconds: two
cores have two a second. `--kills 50` kills a load at 50 random moments, resumes it and compares all that the lake and the index hold. `--gigabytes 2` reads one file of 2 GB: memory has to stay flat.
"""

import argparse
import gzip
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TypeVar

from zhicheng.engine.patents.demo import generate
from zhicheng.engine.patents.lake import Lake
from zhicheng.engine.patents.loading import Input, load, records_input
from zhicheng.engine.patents.loading.files import file_inputs
from zhicheng.engine.patents.search import open_index

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ZHICHENG_SHARED_DATA") or ROOT.parent / "shared" / "data")
REAL = {
    "82,823 Chinese inventions, CSV": "patents_cn/cn_invention_energy_2011_2018.csv.gz",
    "66,266 PATSTAT applications, 6 tables": "patents_cn/patstat_cn_2000_2015",
    "9,071 Lens records, CSV": "patents_world/lens_drones_9071.csv.gz",
}
Result = TypeVar("Result")
PROMISE_PER_SECOND, PROMISE_MB = 3_000, 1_000


@dataclass(frozen=True)
class Measured:
    """What one run took; `peak_mb` is that of its process."""

    documents: int
    wall_s: float
    cpu_s: float
    peak_mb: float
    lake_mb: float = 0.0
    index_mb: float = 0.0


def generated(documents: int) -> Input:
    return records_input("generated", lambda: generate(documents), f"generated {documents}")


def parse(make: Callable[[], Input]) -> Measured:
    """Read all records and keep none."""
    source = make()
    wall, cpu = time.perf_counter(), time.process_time()
    documents = sum(1 for _ in source.read())
    return _measured(documents, wall, cpu)


def load_all(make: Callable[[], Input], folder: Path, *, with_index: bool) -> Measured:
    """Load into an empty lake, and into an empty index."""
    source = make()
    index = folder / "index" if with_index else None
    wall, cpu = time.perf_counter(), time.process_time()
    version = load(Lake(folder / "lake"), [source], index=index)
    sizes = (_size_mb(folder / "lake"), _size_mb(folder / "index"))
    return _measured(version.publications, wall, cpu, *sizes)


def load_again(make: Callable[[], Input], folder: Path) -> Measured:
    """Load the same records once more: every one is compared with what the lake holds."""
    shutil.rmtree(folder / "again", ignore_errors=True)
    source = make()
    renamed = Input(source.source.model_copy(update={"sha256": "again"}), source.read)
    wall, cpu = time.perf_counter(), time.process_time()
    version = load(Lake(folder / "lake"), [renamed], index=folder / "index")
    return _measured(version.counts.read, wall, cpu)


def reads(folder: Path) -> list[str]:
    """How long single questions to the lake take, after the first: lines to print."""
    lake = Lake(folder / "lake").newest()
    numbers = [patent.publication for patent in next(lake.iterate())][::997]
    lake.patent(numbers[0])
    questions: dict[str, Callable[[str], object]] = {
        "one patent, whole": lake.patent,
        "who cites it": lake.citing,
        "members of a family": lake.family,
    }
    lines = []
    for name, ask in questions.items():
        began = time.perf_counter()
        for number in numbers[:20]:
            ask(number)
        lines.append(f"{name:<44}{(time.perf_counter() - began) / min(len(numbers), 20) * 1e3:>9.1f} ms")
    return [*lines, f"{'documents in the index':<44}{open_index(folder / 'index').documents:>9,}"]


def compare(name: str, make: Callable[[], Input], folder: Path, *, again: bool = False) -> None:
    """The lines of one set."""
    print(
        f"\n{name:<44}{'docs':>10}{'wall s':>9}{'docs/s':>9}{'CPU s':>8}{'docs/CPU s':>11}{'peak MB':>9}{'lake MB':>9}{'index MB':>9}"
    )
    runs: dict[str, Callable[[], Measured]] = {
        "parse only": partial(parse, make),
        "into the lake": partial(load_all, make, folder / "lake-only", with_index=False),
        f"into lake and index (≥ {PROMISE_PER_SECOND:,}/s, ≤ {PROMISE_MB:,} MB)": partial(
            load_all, make, folder, with_index=True
        ),
    }
    if again:
        runs["the same once more: nothing changes"] = partial(load_again, make, folder)
    for label, run in runs.items():
        _line(label, _in_own_process(run))


def one_large_file(gigabytes: float) -> None:
    """Parse one plain CSV as large as asked: the real Chinese rows again and again. Memory has to stay flat."""
    source = SHARED / REAL["82,823 Chinese inventions, CSV"]
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "large.csv"
        with gzip.open(source, "rb") as rows, path.open("wb") as large:
            head, body = rows.readline(), rows.read()
            large.write(head)
            while large.tell() < gigabytes * 1e9:
                large.write(body)
        print(f"\n{f'one CSV of {path.stat().st_size / 1e9:.1f} GB':<44}")
        _line("parse only (≤ 1,000 MB)", _in_own_process(partial(parse, partial(_file, path))))


def kills(count: int) -> None:
    """Kill loads at random moments; ends with an error if a record is lost or doubled."""
    sys.path.insert(0, str(ROOT))
    killing = import_module("tests.engine.patents.killing")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        killing.timed_round(folder / "warm")
        seconds = killing.timed_round(folder)
        killed = [
            killing.kill_and_resume(folder, number, moment)
            for number, moment in enumerate(killing.moments(seconds, count), start=2)
        ]
    print(f"\nkill -9: {count} loads, {sum(killed)} killed before their end, nothing lost, nothing doubled")


def _in_own_process(run: Callable[[], Result]) -> Result:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(run).result()


def _measured(documents: int, wall: float, cpu: float, lake_mb: float = 0.0, index_mb: float = 0.0) -> Measured:
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return Measured(documents, time.perf_counter() - wall, time.process_time() - cpu, peak_mb, lake_mb, index_mb)


def _line(label: str, one: Measured) -> None:
    speeds = (
        f"{one.wall_s:>9.1f}{one.documents / one.wall_s:>9,.0f}{one.cpu_s:>8.1f}{one.documents / one.cpu_s:>11,.0f}"
    )
    sizes = "".join(f"{size:>9,.0f}" if size else f"{'':>9}" for size in (one.lake_mb, one.index_mb))
    print(f"{label:<44}{one.documents:>10,}{speeds}{one.peak_mb:>9,.0f}{sizes}", flush=True)


def _size_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _file(path: Path) -> Input:
    return file_inputs([path])[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument(
        "--gigabytes", type=float, default=0.0, help="also read one file of this size, made of the Chinese set"
    )
    parser.add_argument("--keep", type=Path, help="folder that keeps the generated documents' lake and index")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = asked.keep or Path(name) / "generated"
        compare(f"{asked.documents:,} generated", partial(generated, asked.documents), folder, again=True)
        print(*_in_own_process(partial(reads, folder)), sep="\n")
        for label, path in REAL.items():
            if (SHARED / path).exists():
                compare(label, partial(_file, SHARED / path), Path(name) / path)
            else:
                print(f"\n{label}: left out, {SHARED / path} is not there")
    if asked.gigabytes:
        one_large_file(asked.gigabytes)
    if asked.kills:
        kills(asked.kills)


if __name__ == "__main__":
    main()
