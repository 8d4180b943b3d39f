"""Real titles of Chinese applications, where they are at hand: in ``ZHICHENG_SHARED_DATA`` or beside the checkout."""

import csv
import gzip
import os
from itertools import islice
from pathlib import Path

_DATA = Path(os.environ.get("ZHICHENG_SHARED_DATA", Path(__file__).parents[5] / "shared/data"))
TITLES = _DATA / "patents_cn/cn_invention_energy_2011_2018.csv.gz"
ABSENT = "the real titles are not here (set ZHICHENG_SHARED_DATA)"


def titles(most: int) -> dict[str, str]:
    """Publication numbers with their titles, the first of the file."""
    with gzip.open(TITLES, "rt", encoding="utf-8") as file:
        return {row["publication_number"]: row["title"] for row in islice(csv.DictReader(file), most)}
