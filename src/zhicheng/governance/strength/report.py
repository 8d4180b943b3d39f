"""All that a city's report says, from the same reads as the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhicheng.governance.strength import peers, profiles, queries
from zhicheng.governance.strength.models import Evaluation
from zhicheng.governance.strength.naming import Names
from zhicheng.governance.strength.needs import NeedRow, best_values, limits, needs, next_place
from zhicheng.governance.strength.profiles import Change, PeerRow
from zhicheng.governance.strength.queries import City, HistoryRow, Interval, NodeValues, Sheet, TreeRow
from zhicheng.governance.strength.rebuilding import Rebuilt, rebuilt
from zhicheng.governance.strength.robustness import Study, read


@dataclass(frozen=True)
class Report:
    """One city in one run of a scheme.

    `rows` are the tree beside the peers of the set `kind`; `before` the city's values in the run of the year before; `change`
    goes back about three years, None where nothing can be compared. `place` is the next better one, 0 for the first city; `rows_needed` what
    each indicator alone would have to be for it, and `best` the best figure that any city has.
    """

    evaluation: Evaluation
    names: Names
    standing: str
    city: City
    scores: Sheet
    tree: tuple[TreeRow, ...]
    kind: str
    members: tuple[str, ...]
    rows: tuple[PeerRow, ...]
    history: tuple[HistoryRow, ...]
    before: Mapping[str, NodeValues]
    change: Change | None
    place: int
    rows_needed: tuple[NeedRow, ...]
    best: Mapping[str, float]
    interval: Interval | None
    study: Study | None

    @property
    def year(self) -> int:
        return self.evaluation.year

    @property
    def last_year(self) -> HistoryRow | None:
        """The city's place in the year before."""
        return next((row for row in self.history if row.year == self.year - 1), None)


def gather(region: str, scores: Sheet, evaluations: Sequence[Evaluation], names: Names, standing: str) -> Report:
    """The report of a city that `scores` ranks; `evaluations` are the published runs, `standing` says what kind of run this is."""
    evaluation = scores.evaluation
    tree = queries.tree(scores, region)
    kind = peers.kinds(names.scheme.unit_level)[0]
    members = peers.peers(kind, region, peers.Known(scores.cities.keys()))
    run = rebuilt(scores)
    place, best = better_place(scores, region), best_values(run)
    kept = queries.robustness(evaluation)
    return Report(
        evaluation=evaluation,
        names=names,
        standing=standing,
        city=scores.cities[region],
        scores=scores,
        tree=tree,
        kind=kind,
        members=members,
        rows=profiles.profile(scores, members, tree),
        history=queries.history_among(region, evaluations),
        before=values_before(region, evaluation.year, evaluations),
        change=change_since(run, region, evaluations),
        place=place,
        rows_needed=needs(run, region, place, limits(best, names)) if place else (),
        best=best,
        interval=queries.intervals(evaluation).get(region),
        study=None if kept is None else read(kept),
    )


def better_place(scores: Sheet, region: str) -> int:
    """The next better place that somebody holds; 0 for the first city."""
    ranks = sorted({rank for code in scores.values if (rank := scores.of(code).rank)})
    return next_place(scores.of(region).rank or 1, ranks) or 0


def values_before(region: str, year: int, evaluations: Sequence[Evaluation]) -> Mapping[str, NodeValues]:
    """The city's values in the published run of the year before; empty when there is none."""
    run = next((one for one in evaluations if one.year == year - 1), None)
    return queries.values_of(run, region) if run else {}


def change_since(run: Rebuilt, region: str, evaluations: Sequence[Evaluation]) -> Change | None:
    """The change of the score over about three years."""
    year = run.evaluation.year
    years = profiles.earlier_years([one.year for one in evaluations], year)
    if not years:
        return None
    since = profiles.near(years, year)
    earlier = next(one for one in evaluations if one.year == since)
    return profiles.change(rebuilt(queries.sheet(earlier)), run, region)
