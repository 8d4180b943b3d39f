"""Addresses to divisions: how fast, and how many of the real set.

    python bench/places.py

Reads the addresses of the real Chinese set (`shared/data` beside the checkout, or ZHICHENG_SHARED_DATA); without it, the same number made
of the divisions' own names. The peer of the same run is the plain loop one would write first: for every address, look for each name of a
division with `in`, the longest first; it cannot tell 南京东路 from 南京. It is timed on a sample. Target: 200,000 addresses a second.
"""

import csv
import gzip
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from zhicheng.engine.places import addresses as reading
from zhicheng.engine.places import division, divisions, resolve
from zhicheng.engine.places.addresses import Match

FILE = "patents_cn/cn_invention_energy_2011_2018.csv.gz"
MADE = 80_000
PEER_SAMPLE = 2_000
TARGET_PER_S = 200_000
ROUNDS = 3
WITHOUT_CITIES = ("11", "12", "31", "50")
NOT_SUBDIVIDED = ("71", "81", "82")


def main() -> None:
    rows, origin = addresses_with_postcodes()
    texts, postcodes = [text for text, _ in rows], [code for _, code in rows]
    distinct = sorted(set(texts))
    resolve(["深圳"])  # the divisions and the automaton are loaded once in a process
    names = sorted({each.name for each in divisions()}, key=len, reverse=True)
    print(f"{origin}: {len(texts):,} addresses, {len(distinct):,} distinct")
    print(f"{'':44}{'addresses/s':>14}")
    as_they_come = best(lambda: resolve(texts))
    print_rate("as they come", len(texts), as_they_come)
    print_rate("with postcodes", len(texts), best(lambda: resolve(texts, postcodes)))
    print_rate("distinct ones only", len(distinct), best(lambda: resolve(distinct)))
    print_rate("distinct ones, nothing remembered", len(distinct), best(lambda: afresh(distinct)))
    sample = texts[:: max(1, len(texts) // PEER_SAMPLE)][:PEER_SAMPLE]
    print_rate("peer: each name with `in`, longest first", len(sample), best(lambda: plain_loop(sample, names), 1))
    met = len(texts) / as_they_come >= TARGET_PER_S
    print(f"target {TARGET_PER_S:,} a second: {'met' if met else 'missed'}")
    print_resolved(texts, resolve(texts, postcodes), postcodes)


def addresses_with_postcodes() -> tuple[list[tuple[str, str]], str]:
    shared = Path(os.environ.get("ZHICHENG_SHARED_DATA", Path(__file__).parents[2] / "shared/data"))
    if not (shared / FILE).exists():
        named = [f"{division(each.parent).name}{each.name}人民路1号" for each in divisions() if each.parent]
        return [(named[n % len(named)], "") for n in range(MADE)], "made of the divisions' names"
    with gzip.open(shared / FILE, "rt", encoding="utf-8") as file:
        return [(row["applicant_address"], row["postcode"]) for row in csv.DictReader(file)], FILE


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the round least disturbed by other programs."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def afresh(texts: Sequence[str]) -> list[Match]:
    reading.forget()
    return resolve(texts)


def plain_loop(texts: Sequence[str], names: Sequence[str]) -> list[str]:
    return [next((name for name in names if name in text), "") for text in texts]


def print_rate(label: str, count: int, seconds: float) -> None:
    print(f"{label:44}{count / seconds:14,.0f}")


def print_resolved(texts: Sequence[str], matches: Sequence[Match], postcodes: Sequence[str]) -> None:
    chinese = [
        (match, code) for text, match, code in zip(texts, matches, postcodes, strict=True) if is_counted(text, match)
    ]
    levels = {"county": 0, "city": 0, "less": 0}
    for match, _ in chinese:
        levels[level(match)] += 1
    share = 1 - levels["less"] / len(chinese)
    print(f"of {len(chinese):,} Chinese addresses {share:.3%} resolved at least to a city: {levels}")
    print(f"contradicting themselves {sum(1 for match, _ in chinese if match.division and match.candidates)}")
    print(f"decided by postcode {sum(match.by_postcode for match, _ in chinese)}")
    print(f"in the city that most addresses of their postal area (four digits) lie in: {agreeing(chinese):.3%}")


def is_counted(text: str, match: Match) -> bool:
    is_subdivided = match.division is None or not match.division.code.startswith(NOT_SUBDIVIDED)
    return bool(text) and not match.is_abroad and is_subdivided


def level(match: Match) -> str:
    if match.division is None:
        return "less"
    if match.division.level == "province":
        return "city" if match.division.code.startswith(WITHOUT_CITIES) else "less"
    return match.division.level


def agreeing(found: Sequence[tuple[Match, str]]) -> float:
    areas: dict[str, list[str]] = {}
    for match, code in found:
        if len(code) == 6 and level(match) != "less" and match.division:
            digits = match.division.code
            areas.setdefault(code[:4], []).append(digits[:2] if digits.startswith(WITHOUT_CITIES) else digits[:4])
    most = sum(max(map(cities.count, set(cities))) for cities in areas.values())
    return most / max(1, sum(map(len, areas.values())))


if __name__ == "__main__":
    main()
