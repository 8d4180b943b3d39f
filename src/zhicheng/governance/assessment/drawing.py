"""Who judges whom, by lot: the same people, cities and seed give the same panels, here and on any other machine.

Every (seed, expert, city) has a lot: the SHA-256 of these three. First just so many experts are called, by their lots for no city, that
each will judge about `each` cities; more when a city would lack a panel. Few experts who judge many cities can be compared with one
another, many who judge one each cannot. Then the cities with the fewest experts called choose first, equal ones by code. A city's next
seat goes to the expert who has the fewest seats so far; among equals the smallest lot wins. So nobody judges where a tie is known, the
work is spread evenly, and who runs the draw can choose nothing but the seed, which is published.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Seat:
    """One place on a city's panel and who has it."""

    region: str
    number: int
    expert: int


@dataclass(frozen=True, slots=True)
class TooFew:
    """A city for which not enough suitable experts are known."""

    region: str
    suitable: int


@dataclass(frozen=True)
class Draw:
    """The panels drawn, or the cities that could not have one (then there are no seats)."""

    seats: tuple[Seat, ...] = ()
    too_few: tuple[TooFew, ...] = field(default=())


def lot(seed: str, expert: int, region: str) -> str:
    """A person's lot for a city."""
    return hashlib.sha256(f"{seed}/{expert}/{region}".encode()).hexdigest()


def draw(suitable: Mapping[str, Collection[int]], *, panel: int, each: int, seed: str) -> Draw:
    """Panels of `panel` experts for each city; `suitable` is city → the experts who may judge it."""
    short = [TooFew(region, len(experts)) for region, experts in sorted(suitable.items()) if len(experts) < panel]
    if short:
        return Draw(too_few=tuple(short))
    able = called(suitable, panel, each, seed)
    load: Counter[int] = Counter()
    seats: list[Seat] = []
    for region in sorted(able, key=lambda code: (len(able[code]), code)):
        for number, expert in enumerate(chosen(region, able[region], load, panel, seed), start=1):
            seats.append(Seat(region, number, expert))
            load[expert] += 1
    return Draw(tuple(sorted(seats, key=lambda one: (one.region, one.number))))


def called(suitable: Mapping[str, Collection[int]], panel: int, each: int, seed: str) -> dict[str, list[int]]:
    """City → those of its suitable experts who are called: the first by lot, as many as the seats need and every panel has enough of."""
    order = sorted({expert for experts in suitable.values() for expert in experts}, key=lambda one: lot(seed, one, ""))
    needed = math.ceil(len(suitable) * panel / each)
    while any(len(set(order[:needed]).intersection(experts)) < panel for experts in suitable.values()):
        needed += 1
    among = set(order[:needed])
    return {region: sorted(among.intersection(experts)) for region, experts in suitable.items()}


def chosen(region: str, experts: Iterable[int], load: Mapping[int, int], panel: int, seed: str) -> list[int]:
    """The experts of a panel: those with the fewest seats, then by lot."""
    return sorted(experts, key=lambda expert: (load.get(expert, 0), lot(seed, expert, region)))[:panel]


def replacement(region: str, suitable: Collection[int], load: Mapping[int, int], *, seed: str) -> int | None:
    """Who takes a seat that became free; None when nobody is left."""
    return next(iter(chosen(region, suitable, load, 1, seed)), None)


def numbers(experts: Iterable[int], seed: str) -> dict[int, int]:
    """Expert → the number under which the others know that person, by lot."""
    order: Sequence[int] = sorted(set(experts), key=lambda expert: lot(seed, expert, ""))
    return {expert: number for number, expert in enumerate(order, start=1)}
