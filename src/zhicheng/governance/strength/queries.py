"""Reads of evaluations. What pages show is the published run of the main scheme."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, cast

from django.db.models import QuerySet
from django.urls import reverse

from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current, model_of
from zhicheng.engine.composite.rank import Grades
from zhicheng.governance.indicators.uses import Use
from zhicheng.governance.strength.definition_kinds import ROOT, Aspect, Measured, SchemeDefinition
from zhicheng.governance.strength.groups import REGIONS, is_in
from zhicheng.governance.strength.models import Evaluation, RankInterval, Robustness, Score, ScreenedOut, State

Ranks: TypeAlias = dict[int, dict[str, int]]
"""Year → division code → place in the total."""


class NodeValues(NamedTuple):
    """One node of one city, unrounded; None = missing. See `models.Score` for the meanings."""

    raw: float | None
    score: float | None
    weight: float | None
    contribution: float | None
    rank: int | None
    missing_share: float


class Interval(NamedTuple):
    """The places between which nine of ten draws put a city, and the share of draws among the first so many.

    `ahead` maps the neighbours in the ranking to the share of draws in which the city stood before them.
    """

    rank_low: int
    rank_high: int
    top_share: float
    ahead: Mapping[str, float] = MappingProxyType({})

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two cities could well change places."""
        return self.rank_low <= other.rank_high and other.rank_low <= self.rank_high


NOTHING = NodeValues(None, None, None, None, None, 1.0)


@dataclass(frozen=True, slots=True)
class City:
    """A city as pages name it."""

    code: str
    name: str
    short_name: str


@dataclass(frozen=True)
class Sheet:
    """The scores of one run: division code → node → values, in the order of places."""

    evaluation: Evaluation
    cities: Mapping[str, City]
    values: Mapping[str, Mapping[str, NodeValues]]

    def of(self, code: str, node: str = ROOT) -> NodeValues:
        """A city's values of a node; `NOTHING` when it was not evaluated."""
        return self.values.get(code, {}).get(node, NOTHING)

    def known(self, node: str, part: str = "score") -> list[float]:
        """All values of a node that are known: `part` is a field of `NodeValues`."""
        found = (getattr(row[node], part) for row in self.values.values() if node in row)
        return [value for value in found if value is not None]

    def median(self, node: str) -> float | None:
        """The score of the middle city in a node."""
        known = self.known(node)
        return median(known) if known else None

    @cached_property
    def leaders(self) -> tuple[City, ...]:
        """All evaluated cities from the first place down."""
        return tuple(self.cities[code] for code in self.values)


@dataclass(frozen=True, slots=True)
class RankingRow:
    """A city in a year's ranking. `group_rank` is its place within the group shown; `change` the places gained since the
    year before, None when it had no place then. `aspects`: aspect → score; `key` is the figure of the scheme's key indicator.
    `region_rank` is its place among the cities of its region, `grade` its class where the scheme has classes.
    """

    code: str
    name: str
    short_name: str
    rank: int
    group_rank: int
    score: float
    previous_rank: int | None
    key: float | None
    aspects: Mapping[str, float | None]
    missing_share: float
    interval: Interval | None = None
    region_rank: int | None = None
    grade: str = ""

    @property
    def region(self) -> str:
        """The region of the national report that the city lies in, as a code of `groups`."""
        return next((one for one in REGIONS if is_in(one, self.code, frozenset())), "")

    @property
    def rank_low(self) -> int | None:
        return None if self.interval is None else self.interval.rank_low

    @property
    def rank_high(self) -> int | None:
        return None if self.interval is None else self.interval.rank_high

    @property
    def top_share(self) -> float | None:
        return None if self.interval is None else self.interval.top_share

    @property
    def change(self) -> int | None:
        return None if self.previous_rank is None else self.previous_rank - self.rank


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A city's place and score in one year, among `of` cities."""

    year: int
    rank: int
    score: float
    of: int
    is_complete: bool


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A node of the score's tree: `level` 0 the total, 1 an aspect, 2 an indicator; `label` is empty for an indicator, whose
    name stands in its definition. `nominal` is the weight in the whole when nothing is missing (0–1).
    """

    node: str
    label: str
    level: int
    values: NodeValues
    nominal: float
    median: float | None
    why: str


def scheme_of(definition: Definition) -> SchemeDefinition:
    """The scheme that a stored version says."""
    return cast("SchemeDefinition", model_of(definition))


def scheme_as_run(evaluation: Evaluation) -> SchemeDefinition:
    """The scheme of a run with only the indicators that entered it; the others stand among its unmeasured ones."""
    scheme = scheme_of(evaluation.definition)
    return (scheme.with_only(evaluation.indicators) if evaluation.indicators else None) or scheme


def main_scheme() -> Definition | None:
    """The version in force of the scheme that the pages show."""
    return next((one for one in all_current("strength").values() if scheme_of(one).main), None)


def schemes_in_force() -> list[Definition]:
    """The versions in force of all schemes, the main one first."""
    return sorted(all_current("strength").values(), key=lambda one: (not scheme_of(one).main, one.code))


def uses_of(indicator: str) -> list[Use]:
    """The schemes that use an indicator, the main one first: for the pages of the indicator and its figures."""
    users = [one for one in schemes_in_force() if indicator in scheme_of(one).indicator_codes]
    return [Use(one.title, address_of(one)) for one in users]


def address_of(definition: Definition) -> str:
    """Where a scheme's newest complete year is shown."""
    is_main = scheme_of(definition).main
    return reverse("strength:latest") if is_main else reverse("strength:scheme", args=[definition.code])


def years_published() -> dict[str, list[Evaluation]]:
    """Scheme → its published runs without their traces, newest year first. One query."""
    found: dict[str, list[Evaluation]] = {}
    rows = Evaluation.objects.filter(state=State.PUBLISHED).select_related("definition").defer("trace")
    for one in rows.order_by("scheme", "-year"):
        found.setdefault(one.scheme, []).append(one)
    return found


def published(scheme: str) -> QuerySet[Evaluation]:
    """The published run of each year of a scheme, newest year first."""
    return (
        Evaluation.objects.filter(scheme=scheme, state=State.PUBLISHED).select_related("definition").order_by("-year")
    )


def shown(scheme: str = "") -> list[Evaluation]:
    """What the pages show: the published runs of a scheme (empty = the main one), newest year first, without their traces."""
    main = main_scheme() if not scheme else None
    code = main.code if main else scheme
    return list(published(code).defer("trace")) if code else []


def latest(evaluations: Iterable[Evaluation]) -> Evaluation | None:
    """The newest year with complete data; the newest of all when none is complete."""
    found = sorted(evaluations, key=lambda one: one.year, reverse=True)
    return next((one for one in found if is_complete(one)), found[0] if found else None)


def is_complete(evaluation: Evaluation) -> bool:
    """Whether the scheme counts the year's data as all in."""
    return scheme_of(evaluation.definition).is_complete(evaluation.year)


def latest_year() -> int | None:
    """The newest year with complete data that is published; None before the first publication."""
    found = latest(shown())
    return None if found is None else found.year


def runs(evaluation: Evaluation) -> list[Evaluation]:
    """All runs of the same scheme and year that were public, newest first."""
    same = Evaluation.objects.filter(scheme=evaluation.scheme, year=evaluation.year).exclude(state=State.DRAFT)
    return list(same.select_related("definition", "by").defer("trace").order_by("-run"))


def sheet(evaluation: Evaluation, nodes: Collection[str] | None = None) -> Sheet:
    """The scores of a run, of all nodes or of the named ones (the root is always among them). One query."""
    scores = Score.objects.filter(evaluation=evaluation)
    if nodes is not None:
        scores = scores.filter(node__in={ROOT, *nodes})
    cities: dict[str, City] = {}
    values: dict[str, dict[str, NodeValues]] = {}
    columns = ("region_id", "region__name", "region__short_name", "node", *NodeValues._fields)
    for code, name, short_name, node, *numbers in scores.order_by().values_list(*columns):
        if code not in cities:
            cities[code], values[code] = City(code, name, short_name), {}
        values[code][node] = NodeValues(*numbers)
    places = sorted((values[code][ROOT].rank or 0, code) for code in values if ROOT in values[code])
    return Sheet(evaluation, cities, {code: values[code] for _rank, code in places})


def values_of(evaluation: Evaluation, code: str) -> dict[str, NodeValues]:
    """Node → values of one city in a run, and of nobody else; empty when it was not evaluated. One query."""
    rows = Score.objects.filter(evaluation=evaluation, region=code).order_by()
    return {node: NodeValues(*numbers) for node, *numbers in rows.values_list("node", *NodeValues._fields)}


def interval_of(evaluation: Evaluation, code: str) -> Interval | None:
    """The interval of places of one city in a run."""
    found = RankInterval.objects.filter(evaluation=evaluation, region=code).order_by()
    row = found.values_list("rank_low", "rank_high", "top_share").first()
    return Interval(*row) if row else None


def intervals(evaluation: Evaluation) -> dict[str, Interval]:
    """Division code → interval of places in a run; nothing where its scheme has no doubts. At most one query."""
    if scheme_of(evaluation.definition).uncertainty is None:
        return {}
    rows = RankInterval.objects.filter(evaluation=evaluation).order_by()
    found = rows.values_list("region_id", "rank_low", "rank_high", "top_share", "ahead")
    return {code: Interval(*values) for code, *values in found}


def robustness(evaluation: Evaluation) -> dict[str, Any] | None:
    """What was found out about a run's robustness, as kept (see `robustness.read`); None for a run without. One query."""
    return Robustness.objects.filter(evaluation=evaluation).values_list("found", flat=True).first()


def places_held(evaluation: Evaluation, code: str) -> dict[int, int]:
    """Place → draws, of every place that a city held in a run's draws; nothing without doubts. At most one query."""
    if scheme_of(evaluation.definition).uncertainty is None:
        return {}
    found = RankInterval.objects.filter(evaluation=evaluation, region=code).values_list("places", flat=True)
    return dict(found.first() or [])


def ranks_of(evaluations: Mapping[int, int]) -> Ranks:
    """The places in the total of several runs (year → evaluation id). One query."""
    year_of = {pk: year for year, pk in evaluations.items()}
    found: Ranks = {year: {} for year in evaluations}
    rows = Score.objects.filter(evaluation__in=year_of, node=ROOT, rank__isnull=False)
    for pk, code, rank in rows.order_by().values_list("evaluation_id", "region_id", "rank"):
        found[year_of[pk]][code] = cast("int", rank)
    return found


def ranking(year: int) -> tuple[RankingRow, ...]:
    """The year's ranking from the first place down; empty when the year is not published."""
    evaluations = shown()
    evaluation = next((one for one in evaluations if one.year == year), None)
    if evaluation is None:
        return ()
    years = {one.year: one.pk for one in evaluations if one.year == year - 1}
    return ranking_rows(sheet(evaluation, ranked_nodes(evaluation)), ranks_of(years).get(year - 1, {}))


def ranked_nodes(evaluation: Evaluation) -> frozenset[str]:
    """The nodes that a ranking shows beside the total: aspects and the screening indicator."""
    scheme = scheme_as_run(evaluation)
    return frozenset({scheme.key, *(aspect.code for aspect in scheme.aspects)})


def ranking_rows(
    scores: Sheet,
    previous: Mapping[str, int],
    members: Collection[str] | None = None,
    intervals: Mapping[str, Interval] | None = None,
) -> tuple[RankingRow, ...]:
    """The ranking of a sheet, or of some of its cities; `previous` are the places of the year before."""
    scheme = scheme_as_run(scores.evaluation)
    in_region = places_in_regions(scores)
    chosen = [city for city in scores.leaders if members is None or city.code in members]
    rank_of = {city.code: scores.of(city.code).rank or 0 for city in chosen}
    ranks = sorted(rank_of.values())
    return tuple(
        RankingRow(
            code=city.code,
            name=city.name,
            short_name=city.short_name,
            rank=rank_of[city.code],
            group_rank=ranks.index(rank_of[city.code]) + 1,
            score=scores.of(city.code).score or 0.0,
            previous_rank=previous.get(city.code),
            key=scores.of(city.code, scheme.key).raw,
            aspects={aspect.code: scores.of(city.code, aspect.code).score for aspect in scheme.aspects},
            missing_share=scores.of(city.code).missing_share,
            interval=(intervals or {}).get(city.code),
            region_rank=in_region.get(city.code),
            grade=grade_of(scheme, scores.of(city.code).score),
        )
        for city in chosen
    )


def places_in_regions(scores: Sheet) -> dict[str, int]:
    """City → its place among the evaluated cities of its region (东部, 中部及东北, 西部)."""
    found: dict[str, int] = {}
    for region in REGIONS:
        ranks = {code: scores.of(code).rank or 0 for code in scores.values if is_in(region, code, frozenset())}
        in_order = sorted(ranks.values())
        found.update({code: in_order.index(rank) + 1 for code, rank in ranks.items()})
    return found


def grade_of(scheme: SchemeDefinition, score: float | None) -> str:
    """The class of a total score; empty when the scheme has none."""
    if scheme.grades is None or score is None:
        return ""
    return Grades(scheme.grades.names, scheme.grades.cuts).of([score])[0] or ""


def history(region: str) -> tuple[HistoryRow, ...]:
    """A city's places over the years of the main scheme, oldest first; empty when it was never evaluated."""
    return history_among(region, shown())


def history_among(region: str, evaluations: Iterable[Evaluation]) -> tuple[HistoryRow, ...]:
    """A city's places in the given runs, oldest first."""
    by_pk = {one.pk: one for one in evaluations}
    rows = Score.objects.filter(region=region, node=ROOT, evaluation__in=by_pk, rank__isnull=False)
    found = [
        HistoryRow(one.year, cast("int", rank), cast("float", score), one.units, is_complete(one))
        for pk, rank, score in rows.order_by().values_list("evaluation_id", "rank", "score")
        for one in (by_pk[pk],)
    ]
    return tuple(sorted(found, key=lambda row: row.year))


def left_out(evaluation: Evaluation) -> QuerySet[ScreenedOut]:
    """The cities without a place in a run, those with a figure first."""
    return (
        ScreenedOut.objects.filter(evaluation=evaluation)
        .select_related("region")
        .order_by("reason", "-value", "region_id")
    )


def left_out_region(evaluation: Evaluation, code: str) -> ScreenedOut | None:
    """Why one city has no place in a run; None when it has one or is no city."""
    return left_out(evaluation).filter(region_id=code).first() if code.isdecimal() else None


def tree(scores: Sheet, code: str) -> tuple[TreeRow, ...]:
    """A city's score as a tree, parents before children."""
    scheme = scheme_as_run(scores.evaluation)
    rows = [TreeRow(ROOT, scheme.title, 0, scores.of(code), 1.0, scores.median(ROOT), "")]
    for aspect in scheme.aspects:
        rows.append(tree_row(scores, code, aspect, scheme.shares[aspect.code]))
        rows += [tree_row(scores, code, one, scheme.shares[one.code]) for one in aspect.indicators]
    return tuple(rows)


def tree_row(scores: Sheet, code: str, node: Aspect | Measured, share: float) -> TreeRow:
    """`share` is the weight of the node in the whole (0–1), as the scheme states it."""
    is_aspect = isinstance(node, Aspect)
    return TreeRow(
        node=node.code,
        label=node.label if isinstance(node, Aspect) else "",
        level=1 if is_aspect else 2,
        values=scores.of(code, node.code),
        nominal=share,
        median=scores.median(node.code),
        why=node.why or "",
    )
