"""Applicants' names: those of the lake, what people decided about them, and whose they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import QuerySet, Value
from django_scopes import scope, scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.engine.patents.applicants import Decision, Verdict, groups
from zhicheng.engine.patents.record import PartyRole
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.models import ApplicantName, Judgement, MergeProposal, NameClaim, NameJudgement

DECIDED = ("first", "second", "judgement")
VERDICTS = {Judgement.SAME: Verdict.MERGE, Judgement.DIFFERENT: Verdict.APART}


@dataclass(frozen=True, slots=True)
class LakeName:
    """A name as the lake has it: its key, its most frequent spelling, its documents, and the addresses given with it."""

    key: str
    name: str
    patents: int
    addresses: frozenset[str]


def busiest(most: int) -> list[LakeName]:
    """The applicants' names with most documents, at most so many; ties by key."""
    rows = applicant_rows(["name_key", "name", "address"])
    counted = counts_of(rows, ["name_key"])
    order = sorted(counted, key=lambda key: (-counted[key], key))[:most]
    rows = rows.filter(pc.is_in(rows["name_key"], value_set=pa.array([key for (key,) in order], pa.string())))
    names = most_frequent(counts_of(rows, ["name_key", "name"]))
    addresses: defaultdict[str, set[str]] = defaultdict(set)
    for key, address in counts_of(rows, ["name_key", "address"]):
        addresses[key] |= {address} if address else set()
    return [LakeName(key, names[key], counted[key,], frozenset(addresses[key])) for (key,) in order]


def applicant_rows(columns: list[str]) -> pa.Table:
    """Columns of the lake's applicants that have a key; no rows while the lake is empty."""
    snapshot = holdings.snapshot()
    if snapshot is None:
        return pa.table({column: pa.array([], pa.string()) for column in columns})
    wanted = (pc.field("role") == PartyRole.APPLICANT.value) & (pc.field("name_key") != "")
    return snapshot.dataset("parties").to_table(columns=columns, filter=wanted)


def counts_of(rows: pa.Table, columns: list[str]) -> dict[tuple[str, ...], int]:
    """How many rows each combination of values has."""
    counted = rows.select(columns).group_by(columns).aggregate([([], "count_all")])
    keys = zip(*(counted[column].to_pylist() for column in columns), strict=True)
    return dict(zip(keys, counted["count_all"].to_pylist(), strict=True))


def most_frequent(counted: dict[tuple[str, ...], int]) -> dict[str, str]:
    """Of each key the name that occurs most; ties by name."""
    order = sorted(counted, key=lambda pair: (counted[pair], pair[1]))
    return {pair[0]: pair[1] for pair in order}


def decisions() -> list[Decision]:
    """What people decided, as the engine takes it."""
    return [decision_of(*row) for row in NameJudgement.objects.order_by("pk").values_list(*DECIDED)]


def decision_of(first: str, second: str, judgement: str) -> Decision:
    return Decision(first, second, VERDICTS[Judgement(judgement)])


def with_same(keys: Iterable[str], decided: Iterable[Decision] | None = None) -> frozenset[str]:
    """The keys, and those that people decided to be the same applicant; `decided` are their decisions where they are at hand."""
    wanted = set(keys)
    found = groups(wanted, decisions() if decided is None else decided)
    return frozenset(member for group in found if wanted & set(group.members) for member in group.members)


def keys_of_party(party_id: int) -> frozenset[str]:
    """All names under which a party applies: those confirmed, and those judged to be the same. One query for both."""
    with scopes_disabled():
        confirmed = ApplicantName.objects.filter(party=party_id).order_by()
    names = confirmed.annotate(second=Value(""), judgement=Value("")).values_list("name_key", *DECIDED[1:])
    rows = list(names.union(NameJudgement.objects.order_by().values_list(*DECIDED), all=True))
    decided = [decision_of(*row) for row in rows if row[2]]
    return with_same((key for key, _second, judgement in rows if not judgement), decided)


def parties_of(keys: Iterable[str]) -> set[int]:
    """The parties to which any of these names is confirmed."""
    with scopes_disabled():
        return set(ApplicantName.objects.filter(name_key__in=list(keys)).values_list("party", flat=True))


def proposals() -> QuerySet[MergeProposal]:
    """Pairs that nobody has judged yet, the likeliest first."""
    return MergeProposal.objects.all()


def judgements() -> QuerySet[NameJudgement]:
    """What was decided, the newest first."""
    return NameJudgement.objects.select_related("by")


def claims(user: User) -> QuerySet[NameClaim]:
    """Claims that wait in a user's reach, the oldest first."""
    with scope(reach=user.reach):
        return NameClaim.objects.select_related("party", "by")


def claims_of(party_id: int) -> set[str]:
    """The names that a party has claimed and nobody has decided about."""
    with scopes_disabled():
        return set(NameClaim.objects.filter(party=party_id).values_list("name_key", flat=True))


def documents_of(name_key: str) -> int:
    """How many documents an applicant's name has."""
    snapshot = holdings.snapshot()
    if snapshot is None:
        return 0
    wanted = (pc.field("role") == PartyRole.APPLICANT.value) & (pc.field("name_key") == name_key)
    return int(snapshot.dataset("parties").count_rows(filter=wanted))
