"""Which patents the invented organisations can name: those of the lake under their names."""

from collections import defaultdict
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from zhicheng.base.parties.models import Party
from zhicheng.engine.patents.applicants import normalise
from zhicheng.services.patentinfo import holdings

MOST = 2


def numbers_by_party(parties: Iterable[Party]) -> dict[int, tuple[str, ...]]:
    """Organisation → at most two application numbers of its patents; those without any are left out."""
    snapshot = holdings.snapshot()
    if snapshot is None:
        return {}
    parties_by_key = {normalise(party.name).key: party.pk for party in parties}
    wanted = pc.is_in(pc.field("name_key"), pa.array(list(parties_by_key), pa.string()))
    rows = snapshot.dataset("parties").to_table(columns=["publication", "name_key"], filter=wanted)
    publications = defaultdict(list)
    for row in sorted(rows.to_pylist(), key=lambda row: str(row["publication"])):
        publications[parties_by_key[row["name_key"]]].append(row["publication"])
    chosen = {party: tuple(found[:MOST]) for party, found in publications.items()}
    numbers = application_numbers(one for found in chosen.values() for one in found)
    known = {party: [numbers[one] for one in found if one in numbers] for party, found in chosen.items()}
    # An application and its grant are two publications of one number.
    return {party: tuple(dict.fromkeys(found)) for party, found in known.items()}


def application_numbers(publications: Iterable[str]) -> dict[str, str]:
    """Publication → application number, where the lake has one."""
    snapshot = holdings.snapshot()
    if snapshot is None:
        return {}
    wanted = pc.is_in(pc.field("publication"), pa.array(list(publications), pa.string()))
    rows = snapshot.dataset("patents").to_table(columns=["publication", "application"], filter=wanted)
    return {row["publication"]: row["application"] for row in rows.to_pylist() if row["application"]}
