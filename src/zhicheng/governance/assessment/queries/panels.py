"""Reads of panels: who may judge whom, seats, sheets. Names stay with the national office; all others know numbers."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet

from zhicheng.base.accounts.models import Role, User
from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition
from zhicheng.governance.assessment.models import Answer, Connection, Entry, Panelist, Round, Score, SeatState, State
from zhicheng.governance.assessment.queries.rounds import scheme_of
from zhicheng.governance.assessment.rules.panels import Judge, Mark, can_judge


def experts() -> QuerySet[User]:
    """Everyone who can be drawn."""
    return User.objects.filter(role=Role.EXPERT, is_active=True).order_by("pk")


def judges(people: Iterable[User]) -> list[Judge]:
    """What is known of people who might judge. Two queries."""
    found = list(User.objects.filter(pk__in=[one.pk for one in people]).select_related("party").order_by("pk"))
    ties: dict[int, set[str]] = defaultdict(set)
    for person, region in Connection.objects.filter(person__in=found).values_list("person_id", "region_id"):
        ties[person].add(region)
    return [
        Judge(one.pk, one.region_id or "", one.party.region_id if one.party else "", frozenset(ties[one.pk]))
        for one in found
    ]


def judge_of(user: User) -> Judge:
    """What is known of one person."""
    return judges([user])[0]


def suitable(round_: Round) -> dict[str, list[int]]:
    """City → the experts against whom nothing speaks."""
    pool = judges(experts())
    regions = Entry.objects.filter(round=round_).order_by("region").values_list("region_id", flat=True)
    return {region: [one.pk for one in pool if can_judge(one, region)] for region in regions}


def seats_of(round_: Round) -> QuerySet[Panelist]:
    """All seats of a round, those given up too, by city and seat."""
    rows = Panelist.objects.filter(round=round_).select_related("entry__region", "expert")
    return rows.order_by("entry__region", "seat", "pk")


def panel_of(entry: Entry) -> list[Panelist]:
    """The seats of a city that are taken now."""
    rows = Panelist.objects.filter(entry=entry).exclude(state=SeatState.DECLINED).select_related("expert")
    return list(rows.order_by("seat"))


def load_of(round_: Round) -> Counter[int]:
    """Expert → seats taken."""
    rows = Panelist.objects.filter(round=round_).exclude(state=SeatState.DECLINED)
    return Counter(rows.values_list("expert_id", flat=True))


def numbers_of(round_: Round) -> dict[int, int]:
    """Expert → number in the round."""
    return dict(Panelist.objects.filter(round=round_).values_list("expert_id", "rater"))


def sheets_for(user: User) -> QuerySet[Panelist]:
    """A person's own sheets, those that wait first, each with its city."""
    rows = Panelist.objects.filter(expert=user).select_related("round__definition", "entry__region")
    return rows.order_by("state", "-round", "entry__region")


def waiting_sheets(user: User) -> QuerySet[Panelist]:
    """The sheets that an expert still owes."""
    return sheets_for(user).filter(state=SeatState.ASSIGNED, round__state=State.SCORING)


def sheet_of(user: User, pk: int) -> Panelist | None:
    """One of a person's own sheets."""
    rows = Panelist.objects.select_related("round__definition", "entry__region", "entry__round__definition")
    return rows.filter(expert=user, pk=pk).first()


def judged_entry(user: User, pk: int) -> Entry | None:
    """A city's part, when the person has a seat on its panel now."""
    seats = Panelist.objects.filter(expert=user).exclude(state=SeatState.DECLINED)
    return Entry.objects.filter(pk=pk, panelists__in=seats).first() if user.role == Role.EXPERT else None


def notes_on(entry: Entry, criterion: str) -> list[tuple[int, Decimal, str]]:
    """(expert's number, points, note) of a criterion, of submitted sheets."""
    rows = Score.objects.filter(panelist__entry=entry, panelist__state=SeatState.SUBMITTED, criterion=criterion)
    return list(rows.order_by("panelist__rater").values_list("panelist__rater", "points", "note"))


def marks_of(panelist: Panelist) -> dict[str, Mark]:
    """Criterion → points and note of a sheet."""
    rows = Score.objects.filter(panelist=panelist)
    return {one.criterion: Mark(one.points, one.note) for one in rows}


def asked_of(entry: Entry) -> list[str]:
    """The criteria that experts judge this city by, in the scheme's order."""
    return asked_among(scheme_of(entry.round), entry.answers.all())


def asked_among(scheme: AssessmentDefinition, answers: Iterable[Answer]) -> list[str]:
    """The same from answers that were read."""
    left = {one.criterion for one in answers if not one.applies}
    return [one.code for one in scheme.criteria if one.code not in left]


def connections() -> QuerySet[Connection]:
    """All ties that are known, newest first."""
    return Connection.objects.select_related("person", "region", "party", "declared_by").order_by("-pk")


def connections_of(user: User) -> QuerySet[Connection]:
    """A person's ties."""
    return connections().filter(person=user)


def connected_regions(user: User) -> frozenset[str]:
    """The cities to which a person is tied."""
    return frozenset(Connection.objects.filter(person=user).values_list("region_id", flat=True))
