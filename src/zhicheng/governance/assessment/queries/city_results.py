"""One city's result taken apart: every criterion with its points, what the experts gave, the figures and what the city said."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition, Criterion
from zhicheng.governance.assessment.models import (
    Answer,
    Arbitration,
    Citation,
    Entry,
    Incident,
    Objection,
    Score,
    SeatState,
)
from zhicheng.governance.assessment.queries.entries import Filled, answers_of, citations_of, figures_shown

Decisions = dict[str, list[Arbitration]]


@dataclass(frozen=True, slots=True)
class Given:
    """What one expert gave, under the number by which others know that expert."""

    rater: int
    points: float
    note: str


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion of one city. Points are of the criterion's own; None where there are none.

    `counted` is what counts: what the national office set (the last of `decided`), else the experts' mean. `figures` are as frozen.
    """

    criterion: Criterion
    section: str
    applies: bool
    self_points: float | None
    given: tuple[Given, ...]
    counted: float | None
    decided: tuple[Arbitration, ...]
    figures: tuple[Filled, ...]
    narrative: str
    evidence: tuple[Citation, ...]

    @property
    def most(self) -> float:
        return float(self.criterion.points)

    @property
    def mean(self) -> float | None:
        return fmean(one.points for one in self.given) if self.given else None

    @property
    def low(self) -> float | None:
        return min((one.points for one in self.given), default=None)

    @property
    def high(self) -> float | None:
        return max((one.points for one in self.given), default=None)

    @property
    def spread_percent(self) -> float | None:
        """The highest less the lowest, of the criterion's points in percent."""
        return None if self.low is None or self.high is None else 100 * (self.high - self.low) / self.most

    @property
    def notes(self) -> tuple[Given, ...]:
        """What experts gave with a reason."""
        return tuple(one for one in self.given if one.note)

    @property
    def share_percent(self) -> float | None:
        """What counts, of the criterion's points in percent."""
        return None if self.counted is None else 100 * self.counted / self.most


def entry_at(round_: int, region: str) -> Entry | None:
    """A city's part in a round."""
    related = ("round__definition", "region", "signed_by", "opinion__by")
    return Entry.objects.select_related(*related).filter(round=round_, region=region).first()


def criteria_of(entry: Entry, scheme: AssessmentDefinition, counted: Mapping[str, float]) -> list[CriterionResult]:
    """Every criterion of the scheme for one city, in order; `counted` is criterion → points that count. Four queries."""
    answers, given, decided = answers_of(entry), given_to(entry), decided_for(entry)
    figures, citations = figures_shown(entry, answers), citations_of(entry)
    sections = {one.code: one.label for one in scheme.sections}
    return [
        CriterionResult(
            criterion=one,
            section=sections[one.section],
            applies=applies(answers.get(one.code)),
            self_points=own_points(answers.get(one.code)),
            given=tuple(given.get(one.code, ())),
            counted=counted.get(one.code),
            decided=tuple(decided.get(one.code, ())),
            figures=tuple(figures.get(one.code, ())),
            narrative=answers[one.code].narrative if one.code in answers else "",
            evidence=tuple(citations.get(one.code, ())),
        )
        for one in scheme.criteria
    ]


def applies(answer: Answer | None) -> bool:
    return answer is None or answer.applies


def own_points(answer: Answer | None) -> float | None:
    """What the city gave itself."""
    return None if answer is None or answer.self_points is None else float(answer.self_points)


def given_to(entry: Entry) -> dict[str, list[Given]]:
    """Criterion → what the experts gave on submitted sheets, by their numbers."""
    rows = Score.objects.filter(panelist__entry=entry, panelist__state=SeatState.SUBMITTED).order_by("panelist__rater")
    found: dict[str, list[Given]] = {}
    for criterion, rater, points, note in rows.values_list("criterion", "panelist__rater", "points", "note"):
        found.setdefault(criterion, []).append(Given(rater, float(points), note))
    return found


def decided_for(entry: Entry) -> Decisions:
    """Criterion → what the national office set, the newest last."""
    found: Decisions = {}
    for one in Arbitration.objects.filter(entry=entry).select_related("objection", "by").order_by("pk"):
        found.setdefault(one.criterion, []).append(one)
    return found


def incidents_of(entry: Entry) -> list[Incident]:
    """What cost the city points in the year, oldest first."""
    rows = Incident.objects.filter(region=entry.region_id, on__year=entry.round.year, why_withdrawn="")
    return list(rows.order_by("on", "pk"))


def objections_of_city(entry: Entry) -> list[Objection]:
    """What the city held against its result, oldest first."""
    return list(Objection.objects.filter(entry=entry).select_related("filed_by", "ended_by").order_by("pk"))
