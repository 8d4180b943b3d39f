"""From the facts of a term to a proposal with its reasons: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from zhicheng.base.ui.formats import number
from zhicheng.engine.marks import Place
from zhicheng.governance.support.definition_kinds import Criterion, FactCode, ReviewRuleDefinition

OPEN = "open"
"""The proposal while a fact that counts is not known."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a term: its value where it is known, where it was read, and whether a person stated it by hand."""

    value: Decimal | None
    words: str
    url: str = ""
    is_stated: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """What one criterion says. `place` is None for a fact that nobody knows."""

    code: str
    label: str
    value: Decimal | None
    shown: str
    place: Place | None
    counts: bool
    sentence: str
    standard: str
    words: str
    url: str
    is_stated: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The code of the outcome, `open` when it cannot be said yet, and why."""

    outcome: str
    reasons: tuple[Reason, ...]


def propose(rule: ReviewRuleDefinition, facts: Mapping[FactCode, Fact]) -> Proposal:
    """The worst place that any criterion gives. Nothing unknown can make the worst better, so that it stands even with gaps."""
    reasons = tuple(reason_of(criterion, facts[criterion.fact]) for criterion in rule.criteria)
    known = [reason.place for reason in reasons if reason.place is not None]
    worst = min(known, key=lambda place: place.order, default=None)
    has_gap = any(reason.place is None and reason.counts for reason in reasons)
    if worst is None or (has_gap and worst != Place.BELOW):
        return Proposal(OPEN, reasons)
    return Proposal(rule.outcome(worst).code, reasons)


def reason_of(criterion: Criterion, fact: Fact) -> Reason:
    """A criterion asked of its fact."""
    place = None if fact.value is None else criterion.place(fact.value)
    return Reason(
        criterion.code, criterion.label, fact.value, shown(criterion, fact.value), place, criterion.if_missing == "open",
        sentence(criterion, place), standard(criterion), fact.words, fact.url, fact.is_stated, criterion.basis,
    )  # fmt: skip


def shown(criterion: Criterion, value: Decimal | None) -> str:
    """A value with its unit. Where rounding would hide on which side of a mark it lies, it has all its digits."""
    if value is None:
        return "—"
    rounded = round(value, criterion.digits)
    hides = criterion.place(rounded) != criterion.place(value)
    text = str(value.normalize()) if hides else number(float(value), criterion.digits)
    return f"{text} {criterion.unit}" if criterion.unit and criterion.unit != "%" else f"{text}{criterion.unit}"


def sentence(criterion: Criterion, place: Place | None) -> str:
    """Whether the criterion is met, in words."""
    if place is None:
        return _("没有数据，须由国家局补充") if criterion.if_missing == "open" else _("没有数据，不计入")
    return {Place.BELOW: _("落在取消一侧"), Place.BETWEEN: _("未达到通过标准"), Place.ABOVE: _("达到通过标准")}[place]


def standard(criterion: Criterion) -> str:
    """The marks in words: `70 分以上通过，60 分以下取消`, with the marks on the side to which they belong."""
    good = side_words(criterion, criterion.best_mark, holds_mark=criterion.at_best_mark == "above", good=True)
    parts = [_("%(mark)s通过") % {"mark": good}]
    if criterion.worst_mark is not None:
        bad = side_words(criterion, criterion.worst_mark, holds_mark=criterion.at_worst_mark == "below", good=False)
        parts.append(_("%(mark)s取消") % {"mark": bad})
    return "，".join(parts)


def side_words(criterion: Criterion, mark: float, *, holds_mark: bool, good: bool) -> str:
    """`70 分以上（含）`, `少于 60 分`, `2 项以上（含）`, `0 件`."""
    unit = criterion.unit if criterion.unit == "%" else f" {criterion.unit}"
    facts = {"mark": f"{mark:g}{unit}"}
    upward = good == (criterion.better == "more")
    if holds_mark and not upward and mark == 0:
        return facts["mark"]
    if holds_mark:
        return (_("%(mark)s以上（含）") if upward else _("%(mark)s以下（含）")) % facts
    return (_("多于 %(mark)s") if upward else _("少于 %(mark)s")) % facts
