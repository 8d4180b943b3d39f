"""Real numbers of other people's data, where they are at hand: in ``ZHICHENG_SHARED_DATA`` or beside the checkout."""

import csv
import gzip
import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("ZHICHENG_SHARED_DATA", Path(__file__).parents[5] / "shared/data"))
ENERGY = DATA / "patents_cn/cn_invention_energy_2011_2018.csv.gz"
DRONES = DATA / "patents_world/drones_citations_15776.csv.gz"
LENS = DATA / "patents_world/lens_drones_9071.csv.gz"


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a compressed table; skips the test when it is not at hand."""
    if not path.exists():
        pytest.skip(f"{path.name} is not at hand")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
