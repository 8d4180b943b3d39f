"""Reads of rounds, their runs, check lists and objections."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.accounts.queries import able_to_sign_in
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current
from zhicheng.governance.indicators import queries as indicators
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.figuring import inputs_digest
from zhicheng.governance.rounds.models import (
    BEFORE_CITIES,
    ENDED,
    CheckGroup,
    Objection,
    ObjectionState,
    Release,
    Round,
    Run,
    State,
)
from zhicheng.governance.strength import queries as strength
from zhicheng.governance.strength.definition_kinds import SchemeDefinition
from zhicheng.governance.strength.models import Evaluation

WHOLE_YEAR_HELD = (State.OBJECTIONS, State.FINAL)


@dataclass(frozen=True, slots=True)
class Input:
    """One number that a city's score goes back to: a statistic of a year, None where the city has none."""

    indicator: str
    period: int
    value: float | None

    @property
    def key(self) -> str:
        """How addresses name it: `patents:2010`."""
        return f"{self.indicator}:{self.period}"


def held_years(scheme: str) -> frozenset[int]:
    """The years that cities look at or that are final: the live evaluation leaves them alone."""
    rounds = Round.objects.filter(scheme=scheme, state__in=WHOLE_YEAR_HELD)
    return frozenset(rounds.values_list("year", flat=True))


def visible_to(user: User) -> QuerySet[Round]:
    """The rounds that a person may know of, newest first."""
    rounds = Round.objects.select_related("definition").annotate(
        waiting=Count("objections", filter=Q(objections__state=ObjectionState.FILED))
    )
    if user.role == Role.NATIONAL:
        return rounds.order_by("-pk")
    return rounds.filter(state__in=BEFORE_CITIES).order_by("-pk") if user.role in CITY_OFFICERS else rounds.none()


def waiting_for(user: User) -> QuerySet[Round]:
    """Of these, those that may wait for the person: all open ones, or those that lie with the cities."""
    return visible_to(user).exclude(state__in=ENDED if user.role == Role.NATIONAL else set(State) - {State.OBJECTIONS})


def round_of(user: User, pk: int) -> Round | None:
    """A round, when the person may know of it."""
    people = ("opened_by", "checked_by", "sent_by", "finalised_by", "published_by", "cancelled_by")
    return visible_to(user).select_related(*people).filter(pk=pk).first()


def open_round(scheme: str, year: int) -> Round | None:
    """The round in hand for a scheme and year."""
    return Round.objects.filter(scheme=scheme, year=year).exclude(state__in=ENDED).first()


def schemes_offered() -> dict[str, Definition]:
    """The schemes in force, by code, the main one first."""
    found = all_current("strength")
    return dict(sorted(found.items(), key=lambda pair: (not strength.scheme_of(pair[1]).main, pair[0])))


def scheme_of(round_: Round) -> SchemeDefinition:
    """The scheme of a round, as it was when the round began."""
    return strength.scheme_of(round_.definition)


def runs_of(round_: Round) -> list[Run]:
    """Every computing of a round, newest first."""
    return list(
        Run.objects.filter(round=round_).select_related("evaluation__by", "evaluation__definition").defer("figures")
    )


def newest_run(round_: Round) -> Run | None:
    """The computing that counts."""
    return Run.objects.filter(round=round_).select_related("evaluation__definition").defer("figures").first()


def groups_of(run: Run | None) -> list[CheckGroup]:
    """The check list of a run."""
    return list(CheckGroup.objects.filter(run=run).select_related("confirmed_by")) if run else []


def objections_of(round_: Round, user: User) -> QuerySet[Objection]:
    """The objections of a round that a person may read: the national office all, a city its own."""
    found = Objection.objects.filter(round=round_).select_related("region", "evidence", "filed_by").order_by("pk")
    if user.role == Role.NATIONAL:
        return found
    return found.filter(region=user.region_id) if user.role in CITY_OFFICERS else found.none()


def objection(pk: int) -> Objection | None:
    """One objection with all that its page shows."""
    return (
        Objection.objects.select_related(
            "round__definition", "region", "evidence", "filed_by", "ended_by", "correction"
        )
        .filter(pk=pk)
        .first()
    )


def count_waiting(round_: Round) -> int:
    """Objections without an answer."""
    return Objection.objects.filter(round=round_, state=ObjectionState.FILED).count()


def count_by_state(round_: Round) -> dict[str, int]:
    """How many objections ended how; every state is named."""
    counts = dict(Objection.objects.filter(round=round_).order_by().values_list("state").annotate(count=Count("pk")))
    return {str(state.value): counts.get(state, 0) for state in ObjectionState}


def has_colleague(user: User) -> bool:
    """Whether the national office has another officer who can sign in."""
    return able_to_sign_in().filter(role=Role.NATIONAL).exclude(pk=user.pk).exists()


def national_officers() -> QuerySet[User]:
    """Those who run the evaluation."""
    return User.objects.filter(role=Role.NATIONAL, is_active=True).order_by("pk")


def cities_in(evaluation: Evaluation) -> frozenset[str]:
    """Every city that a run says something about: the ranked ones and those left out."""
    ranked = evaluation.scores.order_by().values_list("region_id", flat=True).distinct()
    return frozenset(ranked) | frozenset(evaluation.screened_out.order_by().values_list("region_id", flat=True))


def officers_of(regions: Iterable[str]) -> QuerySet[User]:
    """The officers of cities."""
    return User.objects.filter(role__in=CITY_OFFICERS, is_active=True, region__in=list(regions)).order_by("pk")


def figures_are_current() -> bool:
    """Whether figures have been computed since definitions or datasets changed last."""
    last = indicators.last_computation()
    return last is None or last.inputs_sha256 == inputs_digest(all_current("indicator"), all_current("layout"))


def statistics_behind(codes: Iterable[str], models: Mapping[str, IndicatorDefinition]) -> frozenset[tuple[str, int]]:
    """(statistic, years from the year evaluated) of all that indicators go back to through their formulas."""
    seen: set[tuple[str, int]] = set()
    waiting = [(code, 0) for code in codes]
    while waiting:
        code, lag = waiting.pop()
        if (code, lag) in seen or code not in models:
            continue
        seen.add((code, lag))
        formula = models[code].parsed
        if formula is not None:
            waiting += [(name, lag + step) for name in formula.names for step in formula.lags[name]]
    return frozenset((code, lag) for code, lag in seen if models[code].statistic is not None)


def inputs_of(round_: Round, region: str, models: Mapping[str, IndicatorDefinition]) -> list[Input]:
    """The statistics that a city's score goes back to, in the order of the indicators' titles, newest year first. One query."""
    wanted = statistics_behind(scheme_of(round_).indicator_codes, models)
    values = indicators.values_of(region, {code for code, _lag in wanted})
    found = [Input(code, round_.year + lag, values.get((code, round_.year + lag))) for code, lag in wanted]
    return sorted(found, key=lambda one: (models[one.indicator].title, -one.period))


def input_of(round_: Round, region: str, key: str) -> Input | None:
    """One of these, by its key."""
    return next((one for one in inputs_of(round_, region, indicators.indicator_models()) if one.key == key), None)


def release_of(scheme: str, year: int, run: int) -> Release | None:
    """What was published of an official run."""
    return Release.objects.filter(evaluation__scheme=scheme, evaluation__year=year, evaluation__run=run).first()
