"""The facts of a city's term, each from the records that hold it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.governance.assessment.queries.results import ResultRow, results_of
from zhicheng.governance.assessment.queries.terms import incidents_between
from zhicheng.governance.indicators import queries as indicators
from zhicheng.governance.plans import queries as plans
from zhicheng.governance.strength import queries as strength
from zhicheng.governance.support.definition_kinds import FACTS, FactCode
from zhicheng.governance.support.proposing import Fact

ROTATION = "heads_trained_share"


@dataclass(frozen=True, slots=True)
class Term:
    """The term of a demonstration city: its region's code, first and last day."""

    region: str
    starts_on: date
    ends_on: date

    @property
    def years(self) -> range:
        """The calendar years that the term touches."""
        return range(self.starts_on.year, self.ends_on.year + 1)


def facts_of(term: Term, stated: Mapping[str, Mapping[str, Any]]) -> dict[FactCode, Fact]:
    """Every fact that a rule may ask. What an officer stated stands only where no record says anything."""
    found: dict[FactCode, Fact] = {
        "assessment_mean": assessment_mean(term),
        "assessment_years": assessment_years(term),
        "strength_places_lost": strength_places_lost(term),
        "must_tasks_undone": must_tasks_undone(term),
        "heads_trained_percent": heads_trained(term),
        "serious_incidents": serious_incidents(term),
    }
    return {code: fact if fact.value is not None else by_hand(fact, stated.get(code)) for code, fact in found.items()}


def by_hand(fact: Fact, stated: Mapping[str, Any] | None) -> Fact:
    """The value that an officer stated, with his reason; the fact as it is when nobody did."""
    if stated is None:
        return fact
    return Fact(Decimal(stated["value"]), _("人工补充：%(why)s") % {"why": stated["why"]}, is_stated=True)


def results_in(term: Term) -> list[ResultRow]:
    """The published assessments of the term's years, oldest first."""
    return sorted((row for row in results_of(term.region) if row.year in term.years), key=lambda row: row.year)


def assessment_mean(term: Term) -> Fact:
    rows = results_in(term)
    if not rows:
        return Fact(None, _("任期内没有已公布的年度考核"))
    mean = sum((Decimal(str(row.total)) for row in rows), Decimal(0)) / len(rows)
    words = "，".join(
        _("%(year)d 年 %(total)s 分") % {"year": row.year, "total": formats.number(row.total, 1)} for row in rows
    )
    return Fact(mean, words, reverse("assessment:year", args=[rows[-1].year]))


def assessment_years(term: Term) -> Fact:
    years = [row.year for row in results_in(term)]
    if not years:
        return Fact(Decimal(0), _("任期内没有已公布的年度考核"))
    words = _("已公布：%(years)s") % {"years": "、".join(str(year) for year in years)}
    return Fact(Decimal(len(years)), words, reverse("assessment:year", args=[years[-1]]))


def strength_places_lost(term: Term) -> Fact:
    """How many places the city fell from the first to the last evaluation of the term; negative when it rose."""
    rows = [row for row in strength.history(term.region) if row.year in term.years]
    if len(rows) < 2:
        return Fact(None, _("任期内专利实力评价不足两次，看不出趋势"))
    first, last = rows[0], rows[-1]
    facts = {"first": first.year, "before": first.rank, "last": last.year, "now": last.rank}
    words = _("%(first)d 年第 %(before)d 位，%(last)d 年第 %(now)d 位") % facts
    return Fact(Decimal(last.rank - first.rank), words, reverse("strength:score", args=[last.year, term.region]))


def must_tasks_undone(term: Term) -> Fact:
    """Of the newest plan of the term: obligatory tasks whose targets are not met. Unknown while none can be judged."""
    for year in reversed(term.years):
        judged = [one for one in plans.must_tasks(year, term.region) if one.done is not None]
        if judged:
            undone = [one.title for one in judged if not one.done]
            words = _("%(year)d 年：%(tasks)s") % {"year": year, "tasks": "、".join(undone) or _("均已完成")}
            return Fact(Decimal(len(undone)), words, f"{reverse('plans:detail', args=[year])}?city={term.region}")
    return Fact(None, _("任期内没有可以判断的必做任务"))


def heads_trained(term: Term) -> Fact:
    """The newest share of heads trained within three years, in percent."""
    for year in reversed(term.years):
        figure = indicators.figure(ROTATION, term.region, year)
        if figure is not None:
            percent = Decimal(repr(figure.value)) * 100
            return Fact(percent, _("%(year)d 年的指标数值") % {"year": year}, figure.get_absolute_url())
    return Fact(None, _("轮训比例没有数据"))


def serious_incidents(term: Term) -> Fact:
    rows = incidents_between(term.region, term.starts_on, term.ends_on)
    words = "；".join(str(row) for row in rows) or _("没有登记重大事件")
    return Fact(Decimal(len(rows)), words)


def label_of(code: str) -> str:
    """What a fact is called."""
    return str(next((label for known, label in FACTS.items() if known == code), code))
