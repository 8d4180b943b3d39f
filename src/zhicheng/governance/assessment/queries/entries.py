"""Reads of the cities' parts: self-assessments, their figures and evidence, what waits."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet
from django.urls import reverse

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.definitions.models import Definition
from zhicheng.engine.places import prefix
from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition, Criterion
from zhicheng.governance.assessment.models import Answer, Citation, Entry, EntryState, Round, State
from zhicheng.governance.assessment.queries.rounds import scheme_of
from zhicheng.governance.assessment.rules.entries import Fault, faults_of
from zhicheng.governance.indicators import queries as indicators
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.models import Figure
from zhicheng.governance.plans import queries as plans

Models = Mapping[str, IndicatorDefinition]
RELATED = ("round__definition", "region", "signed_by", "returned_by", "completed_by", "opinion__by")


def entries_of(round_: Round, user: User) -> QuerySet[Entry]:
    """The cities' parts in a round that a person may read: the nation all, a province its cities, a city its own."""
    return readable(user).filter(round=round_)


def readable(user: User) -> QuerySet[Entry]:
    """All parts that a person may read, in order of code."""
    rows = Entry.objects.select_related(*RELATED).order_by("region")
    if user.role == Role.NATIONAL:
        return rows
    if user.role == Role.PROVINCIAL:
        return rows.filter(region__code__startswith=prefix(user.region_id or ""))
    return rows.filter(region=user.region_id) if user.role in CITY_OFFICERS else rows.none()


def entry_of(user: User, pk: int) -> Entry | None:
    """A city's part, when the person may read it."""
    return readable(user).filter(pk=pk).first()


def own_entry(user: User, round_: Round) -> Entry | None:
    """The part of an officer's own city in a round."""
    return entries_of(round_, user).filter(region=user.region_id).first() if user.role in CITY_OFFICERS else None


def waiting_entries(user: User) -> QuerySet[Entry]:
    """The parts whose next step this person takes; for a city's officers also those with results to look at."""
    brief = readable(user).select_related(None).select_related("region", "round")
    rows = brief.filter(round__state=State.OPENED)
    with_city = [EntryState.DRAFT, EntryState.RETURNED]
    if user.role in CITY_OFFICERS:
        return rows.filter(state__in=with_city) | brief.filter(round__state=State.RESULTS)
    if user.role == Role.PROVINCIAL:
        return rows.filter(state=EntryState.SIGNED) | rows.filter(state=EntryState.COMPLETE, opinion=None)
    return rows.filter(state=EntryState.SIGNED)


def answers_of(entry: Entry) -> dict[str, Answer]:
    """Criterion → what the city says."""
    return {one.criterion: one for one in Answer.objects.filter(entry=entry).select_related("written_by")}


def answers_with_papers(entry: Entry) -> dict[str, tuple[Answer, list[int]]]:
    """Criterion → what the city says, and the keys of the papers it picked. One query."""
    picked = ArrayAgg("citations__evidence_id", filter=Q(citations__isnull=False), default=[])
    rows = Answer.objects.filter(entry=entry).annotate(zc_picked=picked).order_by("pk")
    return {one.criterion: (one, one.zc_picked) for one in rows}


def citations_of(entry: Entry) -> dict[str, list[Citation]]:
    """Criterion → the evidence picked for it."""
    found: dict[str, list[Citation]] = defaultdict(list)
    rows = Citation.objects.filter(answer__entry=entry).select_related("answer", "evidence__document")
    for one in rows:
        found[one.answer.criterion].append(one)
    return found


def citation(entry: Entry, pk: int) -> Citation | None:
    """One picked piece of evidence of a city's part, with its document."""
    return Citation.objects.filter(answer__entry=entry, pk=pk).select_related("evidence__document").first()


def faults_in(entry: Entry) -> list[Fault]:
    """What the self-assessment still lacks."""
    rows = Citation.objects.filter(answer__entry=entry).values_list("answer__criterion", flat=True)
    return faults_of(scheme_of(entry.round), answers_of(entry), Counter(rows))


@dataclass(frozen=True, slots=True)
class Filled:
    """A figure that the platform filled in beside a criterion, with last year's; `url` opens it to its records."""

    code: str
    title: str
    period: int
    value: float | None
    records: int | None
    words: str
    words_before: str
    source: str
    url: str

    def frozen(self) -> dict[str, Any]:
        """As it is kept when the head signs."""
        return {name: getattr(self, name) for name in self.__slots__}


def filled(region: str, year: int, scheme: AssessmentDefinition) -> dict[str, list[Filled]]:
    """Criterion → figures as they are now, of one city. Two queries."""
    models = indicators.indicator_models()
    known = indicators.figures_in(region, scheme.figure_codes, (year - 1, year))
    return {one.code: figures_beside(one.figures, models, region, year, known) for one in scheme.criteria}


def figures_beside(
    codes: Iterable[str], models: Models, region: str, year: int, known: Mapping[tuple[str, int], Figure]
) -> list[Filled]:
    """The figures of one criterion that are defined."""
    return [figure_of(code, models[code], region, year, known) for code in codes if code in models]


def figure_of(
    code: str, model: IndicatorDefinition, region: str, year: int, known: Mapping[tuple[str, int], Figure]
) -> Filled:
    found, before = known.get((code, year)), known.get((code, year - 1))
    value = found.value if found else None
    url = reverse("indicators:figure", args=[code, region, year]) if found else reverse(
        "indicators:indicator", args=[code]
    )  # fmt: skip
    return Filled(
        code, model.title, year, value, found.records if found else None, words.with_unit(value, model),
        words.with_unit(before.value if before else None, model), model.source, url,
    )  # fmt: skip


def figures_shown(entry: Entry, answers: Mapping[str, Answer]) -> dict[str, list[Filled]]:
    """Criterion → figures: those frozen at signing, or those of now while the city writes."""
    if entry.is_with_city:
        return filled(entry.region_id, entry.round.year, scheme_of(entry.round))
    return {code: [Filled(**one) for one in answer.figures] for code, answer in answers.items()}


def must_now(region: str, scheme: AssessmentDefinition) -> dict[str, dict[str, Any]]:
    """Must-item → {label, met, words}, judged from the figures of now; `met` is None where it cannot be judged."""
    try:
        plan = plans.plan(int(scheme.plan))
    except Definition.DoesNotExist:
        return {one.code: {"label": one.label, "met": None, "words": ""} for one in scheme.must_items}
    wanted = {one.target for one in scheme.must_items}
    targets = [target for target in plan.targets if target.code in wanted]
    judged = {one.target.code: one for one in plans.judged(plan, region, targets)}
    return {
        one.code: {"label": one.label, "met": judged[one.target].is_met, "words": judged[one.target].words}
        for one in scheme.must_items
        if one.target in judged
    }


def not_asked(region: str, scheme: AssessmentDefinition) -> frozenset[str]:
    """The criteria of tasks that the city was free not to take and did not; without a plan in force everything is asked."""
    year = int(scheme.plan)
    adoption = plans.adoption_of(year, region)
    if adoption is None or not adoption.is_in_force:
        return frozenset()
    left = {task.ref for task in plans.task_standings(year, region) if not task.taken}
    return frozenset(one.code for one in scheme.criteria if one.task in left)


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What a city has at hand for one criterion: the measures of its task, and the targets as judged."""

    measures: tuple[plans.MeasureStanding, ...] = ()
    targets: tuple[plans.JudgedTarget, ...] = ()


def beside(entry: Entry, criterion: Criterion) -> tuple[list[Filled], Prefilled | None]:
    """A criterion's figures of now, and what the plan says of its task; None for a criterion without one. Seven queries."""
    year, region, models = entry.round.year, entry.region_id, indicators.indicator_models()
    figures = figures_beside(
        criterion.figures, models, region, year, indicators.figures_in(region, criterion.figures, (year - 1, year))
    )
    if not criterion.task:
        return figures, None
    measures, targets = plans.at_hand(int(scheme_of(entry.round).plan), region, criterion.task, models)
    return figures, Prefilled(tuple(measures), tuple(targets))


def draft_of(prefilled: Prefilled | None) -> str:
    """A first narrative from the plan: each measure with how far it is, each target as judged. The city writes on from it."""
    if prefilled is None:
        return ""
    lines = [f"{one.measure.title}（{one.light.why}）" for one in prefilled.measures]
    return "\n".join([*lines, *(one.words for one in prefilled.targets)])


def evidence_choices(entry: Entry) -> list[tuple[int, str]]:
    """The papers of the city's year that can be picked."""
    rows: Iterable[Any] = plans.evidence_of(entry.round.year, entry.region_id).prefetch_related(None)
    return [(one.pk, f"{one.caption}（{one.document.name}）") for one in rows]


def indicator_titles() -> dict[str, str]:
    """Indicator → title."""
    return {code: model.title for code, model in indicators.indicator_models().items()}
