"""Patent numbers: how many a second are read, beside a bare regular expression on the same texts.

    python bench/patent_numbers.py [--count 1000000]

DESIGN and issue 4: 1,000,000 numbers parsed in at most 10 s on one core, in CPU seconds. The peer only matches a pattern and says nothing of years, kinds or
check digits: it is the floor of any reader in Python. Texts are the real numbers of the energy patents and their citations where they
are at hand (ZHICHENG_SHARED_DATA, or shared/data beside the checkout), else made up.
"""

import argparse
import csv
import gzip
import itertools
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from zhicheng.engine.numbers import InvalidNumber
from zhicheng.engine.numbers.patents import PatentNumber, docdb, is_valid, parse, repairs
from zhicheng.engine.numbers.patents.chinese import check_digit

PROMISE_S = 10.0
PATTERN = re.compile(r"\s*([A-Z]{2})?\s*([0-9./]+[X]?)\s*([A-Z][0-9]?)?\s*")
DATA = Path(os.environ.get("ZHICHENG_SHARED_DATA", Path(__file__).parents[2] / "shared/data"))
ENERGY = DATA / "patents_cn/cn_invention_energy_2011_2018.csv.gz"


def real_texts() -> Iterator[str]:
    """Application numbers, publication numbers and citations, as they stand in the file."""
    with gzip.open(ENERGY, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row["application_number"]
            yield row["publication_number"]
            yield from filter(None, row["cites_patents"].split(";"))


def made_up_texts() -> Iterator[str]:
    """Numbers of five offices, the Chinese ones with their check digits."""
    for serial in itertools.count(1):
        body = f"2015{1 + serial % 3}{serial % 10_000_000:07}"
        yield f"CN{body}.{check_digit(body)}"
        yield f"CN{100_000_000 + serial % 99_000_000}A"
        yield f"US 2015/{serial % 10_000_000:07} A1"
        yield f"EP{serial % 9_000_000 + 1:07}B1"
        yield f"WO2015{serial % 1_000_000:06}A2"


def seconds(work: Callable[[Any], object], things: Sequence[object]) -> float:
    """CPU time, as other programs may keep the cores busy, of doing the work once for each thing."""
    start = time.process_time()
    for thing in things:
        work(thing)
    return time.process_time() - start


def parsed(text: str) -> PatentNumber | None:
    """The number, or None."""
    try:
        return parse(text)
    except InvalidNumber:
        return None


def wrong(texts: list[str]) -> list[str]:
    """Application numbers whose last two digits are swapped, as far as that makes them wrong."""
    swapped = [
        text[:-3] + text[-1] + "." + text[-3] for text in texts if len(text) > 4 and text[-2] == "." and text[-1] != "X"
    ]
    return [text for text in swapped if not is_valid(text)]


def line(name: str, count: int, taken: float) -> None:
    print(f"{name:<46}{count:>11,}{taken:>9.2f}{count / taken:>13,.0f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--count", type=int, default=1_000_000)
    count = arguments.parse_args().count
    source = itertools.cycle(list(real_texts())) if ENERGY.exists() else made_up_texts()
    texts = list(itertools.islice(source, count))
    numbers = [number for number in map(parsed, texts[: count // 10]) if number is not None]
    faulty = wrong(texts[: count // 50])
    print(
        f"texts: {'real' if ENERGY.exists() else 'made up'}, {sum(parsed(text) is None for text in texts):,} of {count:,} invalid"
    )
    print(f"{'':<46}{'texts':>11}{'s':>9}{'a second':>13}")
    bare = seconds(PATTERN.fullmatch, texts)
    full = seconds(parsed, texts)
    line("bare regular expression", count, bare)
    line("parse", count, full)
    line("docdb", len(numbers), seconds(docdb, numbers))
    line("repairs of a wrong check digit", len(faulty), seconds(repairs, faulty))
    per_million = full / count * 1_000_000
    print(
        f"\nparse is {full / bare:.1f} × the bare expression; 1,000,000 in {per_million:.1f} s, promised {PROMISE_S:.0f} s: ",
        end="",
    )
    print("kept" if per_million <= PROMISE_S else "MISSED")


if __name__ == "__main__":
    main()
