"""How many patents organisations have: of all of them in one reading of the lake, kept for a version of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django_scopes import scopes_disabled

from zhicheng.engine.patents.applicants import groups
from zhicheng.engine.patents.record import Kind, PartyRole
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.models import ApplicantName
from zhicheng.services.patentinfo.queries.applicants import decisions, keys_of_party
from zhicheng.services.patentinfo.sheets import ENDED

COLUMNS = ["publication", "application", "kind", "filed_on", "granted_on", "state"]
Named = tuple[tuple[str, int], ...]
"""(normalised applicant's name, organisation), in order."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Chinese applications of one organisation: rights granted and not ended, inventions among them, and what was filed since a day."""

    in_force: int = 0
    inventions_in_force: int = 0
    filed: int = 0
    inventions_filed: int = 0

    @property
    def invention_share(self) -> float | None:
        """The share of inventions in what was filed; None when nothing was."""
        return self.inventions_filed / self.filed if self.filed else None


def portfolios(parties: Sequence[int] | None, since: date) -> dict[int, Portfolio]:
    """The portfolio of each organisation that has a confirmed applicant's name; of the others nothing is known."""
    named = names_of(parties)
    snapshot = holdings.snapshot()
    if snapshot is None:
        return {}
    known = counted(str(holdings.lake().folder), snapshot.version.number, named, since)
    return {party: known.get(party, Portfolio()) for _name, party in named}


def names_of(parties: Sequence[int] | None) -> Named:
    """The names under which organisations apply: those confirmed, and those that people judged to be the same."""
    if parties is not None and len(parties) == 1:
        return tuple((key, parties[0]) for key in sorted(keys_of_party(parties[0])))
    with scopes_disabled():
        rows = ApplicantName.objects.order_by("name_key")
        confirmed = dict((rows if parties is None else rows.filter(party__in=parties)).values_list("name_key", "party"))
    named = dict(confirmed)
    for group in groups(set(confirmed), decisions()):
        owner = next((confirmed[key] for key in sorted(group.members) if key in confirmed), None)
        if owner is not None:
            named |= {key: confirmed.get(key, owner) for key in group.members}
    return tuple(sorted(named.items()))


@lru_cache(maxsize=1000)
def counted(folder: str, version: int, named: Named, since: date) -> Mapping[int, Portfolio]:
    """Counted once: a version of a lake never changes."""
    del folder, version
    rows = applications_of(named)
    flags = {
        "in_force": rows["is_right"],
        "inventions_in_force": pc.and_(rows["is_right"], rows["is_invention"]),
        "filed": pc.greater_equal(rows["filed_on"], pa.scalar(since)),
    }
    flags["inventions_filed"] = pc.and_(flags["filed"], rows["is_invention"])
    table = pa.table({"party": rows["party"], **{name: pc.cast(flag, pa.int64()) for name, flag in flags.items()}})
    sums = table.group_by("party").aggregate([(name, "sum") for name in flags])
    return {row["party"]: Portfolio(**{name: row[f"{name}_sum"] or 0 for name in flags}) for row in sums.to_pylist()}


def applications_of(named: Named) -> pa.Table:
    """Each organisation's Chinese applications once: an invention is published twice, as application and as grant."""
    snapshot = holdings.lake().newest()
    keys = pa.array([key for key, _party in named], pa.string())
    owners = pa.table({"name_key": keys, "party": pa.array([party for _key, party in named], pa.int64())})
    is_ours = pc.field("name_key").isin(keys) & (pc.field("role") == PartyRole.APPLICANT.value)
    held = snapshot.dataset("parties").to_table(columns=["publication", "name_key"], filter=is_ours)
    held = held.join(owners, "name_key", join_type="inner").select(["publication", "party"])
    published = pc.field("publication").isin(pc.unique(held["publication"])) & (pc.field("country") == "CN")
    patents = snapshot.dataset("patents").to_table(columns=COLUMNS, filter=published)
    rows = held.join(judged(patents), "publication", join_type="inner")
    together = rows.group_by(["party", "application"]).aggregate(
        [("is_right", "max"), ("is_invention", "max"), ("filed_on", "min")]
    )
    return together.rename_columns(["party", "application", "is_right", "is_invention", "filed_on"])


def judged(patents: pa.Table) -> pa.Table:
    """Publications with their application and what counts of them."""
    ended = pa.array(sorted(state.value for state in ENDED), pa.string())
    state, granted = patents["state"], pc.is_valid(patents["granted_on"])
    is_right = pc.and_(granted, pc.invert(pc.is_in(pc.cast(state, pa.string()), value_set=ended)))
    kind: Any = pc.cast(patents["kind"], pa.string())
    own = pc.if_else(pc.equal(patents["application"], ""), patents["publication"], patents["application"])
    return pa.table(
        {
            "publication": patents["publication"],
            "application": own,
            "is_right": pc.and_(is_right, pc.is_valid(patents["filed_on"])),
            "is_invention": pc.equal(kind, Kind.INVENTION.value),
            "filed_on": patents["filed_on"],
        }
    )
