"""The carried list of demonstration units, read and placed on today's divisions."""

import calendar
import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhicheng.base.regions.models import Tier
from zhicheng.engine.places import Division, find

ROSTER = "statistics/demonstration_cities_batches_1_4.csv"
MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
# The sub-provincial cities 副省级城市 since 1994 (中编〔1994〕1号, without 重庆, a municipality since 1997).
SUB_PROVINCIAL = frozenset(
    {
        "210100", "210200", "220100", "230100", "320100", "330100", "330200", "350200",
        "370100", "370200", "420100", "440100", "440300", "510100", "610100",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Designation:
    """One row of the list, with the code of today's division."""

    code: str
    name: str
    tier: Tier
    batch: int
    term_from: date
    term_to: date
    document: str
    source: str


def read_roster(carried_dir: Path) -> list[Designation]:
    """All designations; ValueError names a row whose entity is no single division."""
    with (carried_dir / ROSTER).open(encoding="utf-8", newline="") as file:
        return [designation_of(row) for row in csv.DictReader(file)]


def designation_of(row: dict[str, str]) -> Designation:
    division = division_of(row["entity"])
    return Designation(
        code=division.code,
        name=row["entity"],
        tier=tier_of(division),
        batch=int(row["batch"]),
        term_from=first_day(row["term_start"]),
        term_to=last_day(row["term_end"]),
        document=row["document"],
        source=row["source"],
    )


def division_of(entity: str) -> Division:
    """Today's division of a name in the list: of several of that name the highest, which must be alone."""
    found = [division for division in find(entity) if division.level != "province"]
    cities = [division for division in found if division.level == "city"]
    candidates = cities or found
    if len(candidates) != 1:
        names = "、".join(division.name for division in candidates) or "无"
        raise ValueError(f"{ROSTER}：“{entity}”对应的行政区划不唯一或不存在（{names}）")
    return candidates[0]


def tier_of(division: Division) -> Tier:
    """The tier at designation; below the cities, only districts of municipalities and county-level cities could be designated."""
    if division.level == "city":
        return Tier.SUB_PROVINCIAL if division.code in SUB_PROVINCIAL else Tier.PREFECTURE
    return Tier.MUNICIPAL_DISTRICT if division.parent in MUNICIPALITIES else Tier.COUNTY_CITY


def first_day(month: str) -> date:
    """`2012-04` → 2012-04-01."""
    return date.fromisoformat(f"{month}-01")


def last_day(month: str) -> date:
    """`2014-12` → 2014-12-31."""
    first = first_day(month)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
