"""What the site's own pages read from the apps below."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.definitions.kinds import DefinitionModel
from zhicheng.base.regions.models import DemonstrationUnit, Level, Region
from zhicheng.base.regions.queries import demonstration_units, lies_inside, units_within
from zhicheng.base.ui import formats
from zhicheng.governance.indicators import queries as indicators
from zhicheng.governance.indicators.compute import MUNICIPALITIES
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.models import Figure
from zhicheng.governance.plans import queries as plans
from zhicheng.governance.plans.definition_kinds import PlanDefinition
from zhicheng.governance.plans.tables import TargetRow, TargetTable
from zhicheng.governance.strength import queries as strength
from zhicheng.governance.strength.findings import ranking_heading


@dataclass(frozen=True, slots=True)
class Designations:
    """The demonstration units, and how they nest."""

    units: list[DemonstrationUnit]

    @property
    def count(self) -> int:
        return len(self.units)

    @property
    def batches(self) -> int:
        return len({unit.batch for unit in self.units})

    @property
    def inner(self) -> list[DemonstrationUnit]:
        """Those that lie in another unit."""
        return [
            unit for unit in self.units if any(lies_inside(unit.region_id, other.region_id) for other in self.units)
        ]

    @property
    def nesting(self) -> str:
        """How totals count them, in one sentence."""
        facts = {"inner": len(self.inner), "outermost": self.count - len(self.inner)}
        return _("其中 %(inner)d 个位于另一个示范城市之内，合计时不重复计算，按 %(outermost)d 个地方计。") % facts


def designations() -> Designations:
    """All demonstration units; one query."""
    return Designations(list(demonstration_units()))


def with_batch(regions: QuerySet[Region]) -> QuerySet[Region]:
    """Divisions with the batch in which they were designated themselves, or None."""
    units = DemonstrationUnit.objects.filter(region_id=OuterRef("code")).order_by("batch")
    return regions.annotate(batch=Subquery(units.values("batch")[:1]))


def divisions() -> QuerySet[Region]:
    """Every division with its parent and batch."""
    return with_batch(Region.objects.select_related("parent"))


def region(code: str) -> Region:
    """A division with those above it; `Region.DoesNotExist` when there is none."""
    return Region.objects.select_related("parent__parent").get(code=code)


@dataclass(frozen=True, slots=True)
class Part:
    """A division directly below another one; `batch` is that of its own designation, None when it has none."""

    code: str
    name: str
    short_name: str
    level: str
    batch: int | None


def children(shown: Region) -> list[Part]:
    """The divisions directly below one, in order of code."""
    columns = ("code", "name", "short_name", "level", "batch")
    found = with_batch(Region.objects.filter(parent=shown)).order_by("code").values_list(*columns)
    return [Part(code, name, short, str(Level(level).label), batch) for code, name, short, level, batch in found]


def units_in(shown: Region) -> list[DemonstrationUnit]:
    """The demonstration units in a division, its own designation among them."""
    return units_within(shown.code)


def cities_by_province() -> list[tuple[Region, list[Region]]]:
    """Each province with its prefecture-level cities; one query."""
    found = Region.objects.filter(level__in=[Level.PROVINCE, Level.CITY]).order_by("code")
    grouped = [list(group) for _prefix, group in groupby(found, key=lambda one: one.code[:2])]
    return [(group[0], group[1:]) for group in grouped]


@dataclass(frozen=True, slots=True)
class PlanTargets:
    """The newest plan's targets as they stand."""

    heading: str
    url: str
    table: TargetTable


def newest_targets(city: str) -> PlanTargets | None:
    """The newest plan's targets; None while no plan is in force."""
    plan = plans.latest_plan()
    return plan_targets(plan, city) if plan else None


def plan_targets(
    plan: PlanDefinition,
    city: str,
    table: type[TargetTable] = TargetTable,
    *,
    models: Mapping[str, DefinitionModel] | None = None,
) -> PlanTargets:
    """A plan's targets in a table, judged for a city when its code is given; `models` are the indicators where the page has read them."""
    judged = plans.judgements(plan.targets, year=plan.year, city=city, indicators=models)
    rows = [TargetRow(target, plan, judged[target.code]) for target in plan.targets]
    known = sum(row.judgement.judged > 0 for row in rows)
    facts = {"year": plan.year, "count": len(rows), "known": known}
    words = _("%(year)d 年工作计划：%(count)d 个目标，%(known)d 个已有数据")
    heading = (words if known else _("%(year)d 年工作计划：%(count)d 个目标，都还没有记录")) % facts
    url = reverse("plans:detail", args=[plan.year])
    return PlanTargets(heading, f"{url}?city={city}" if city else url, table(rows, QueryDict()))


@dataclass(frozen=True, slots=True)
class Ranking:
    """The newest complete year of the patent-strength evaluation."""

    year: int
    rows: tuple[strength.RankingRow, ...]
    caution: str

    @property
    def url(self) -> str:
        return reverse("strength:ranking", args=[self.year])

    @property
    def finding(self) -> str:
        """Who leads, in one sentence."""
        return _("%(year)d 年专利实力：%(finding)s") % {"year": self.year, "finding": ranking_heading(self.rows, "")}


def newest_ranking() -> Ranking | None:
    """The ranking of the newest complete year; None before the first publication."""
    evaluations = strength.shown()
    newest = strength.latest(evaluations)
    if newest is None:
        return None
    sheet = strength.sheet(newest, strength.ranked_nodes(newest))
    before = {one.year: one.pk for one in evaluations if one.year == newest.year - 1}
    ranks = strength.ranks_of(before).get(newest.year - 1, {})
    rows = strength.ranking_rows(sheet, ranks, None, strength.intervals(newest))
    return Ranking(newest.year, rows, strength.scheme_of(newest.definition).note)


def history(shown: Region) -> tuple[strength.HistoryRow, ...]:
    """A city's places over the years, oldest first; empty for divisions that are not evaluated."""
    return strength.history(shown.code) if is_evaluated(shown) else ()


def is_evaluated(shown: Region) -> bool:
    """Evaluations and statistics are of prefecture-level cities and the four municipalities."""
    return shown.level == Level.CITY or shown.code in MUNICIPALITIES


KEY_INDICATORS = ("patents", "patents_per_100m_gdp", "citations_per_patent", "gdp_100m_yuan")


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One of a division's main figures, in words."""

    label: str
    value: str
    unit: str
    url: str
    note: str


def key_figures(shown: Region, year: int | None) -> list[KeyFigure]:
    """The main figures of a city in a year, or the newest of each, with their pages."""
    if not is_evaluated(shown):
        return []
    found, models = indicators.figures_of(shown.code, KEY_INDICATORS, period=year), indicators.indicator_models()
    return [key_figure(models[code], found[code]) for code in KEY_INDICATORS if code in found and code in models]


def key_figure(indicator: IndicatorDefinition, figure: Figure) -> KeyFigure:
    share = indicator.is_share
    return KeyFigure(
        label=indicator.short,
        value=formats.percent(figure.value, indicator.digits)
        if share
        else formats.number(figure.value, indicator.digits),
        unit="" if share else indicator.unit,
        url=reverse("indicators:figure", args=[figure.indicator, figure.region_id, figure.period]),
        note=_("%(year)d 年") % {"year": figure.period},
    )
