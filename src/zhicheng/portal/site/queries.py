"""What the site's own pages read from the apps below."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.notices.queries import unread_count
from zhicheng.base.regions.models import DemonstrationUnit, Level, Region
from zhicheng.base.regions.queries import demonstration_units, lies_inside, units_within
from zhicheng.governance.plans import queries as plans
from zhicheng.governance.plans.tables import CityTargetTable, TargetRow, TargetTable


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


def children(shown: Region) -> list[Region]:
    """The divisions directly below one, with their batches."""
    return list(with_batch(Region.objects.filter(parent=shown)))


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


def plan_targets(city: str) -> PlanTargets | None:
    """The newest plan's targets, judged for a city when its code is given."""
    plan = plans.latest_plan()
    if plan is None:
        return None
    judged = plans.judgements(plan.targets, year=plan.year, city=city)
    rows = [TargetRow(target, plan, judged[target.code]) for target in plan.targets]
    known = sum(row.judgement.judged > 0 for row in rows)
    facts = {"year": plan.year, "count": len(rows), "known": known}
    heading = _("%(year)d 年工作计划：%(count)d 个目标，%(known)d 个已有数据") % facts
    url = reverse("plans:detail", args=[plan.year])
    return PlanTargets(
        heading, f"{url}?city={city}" if city else url, (CityTargetTable if city else TargetTable)(rows, QueryDict())
    )


def unread_of(request: HttpRequest) -> int:
    """How many notices the person has not read."""
    return unread_count(request.user)


def failing_checks() -> list[str]:
    return []


def newest_ranking() -> None:
    return None


def history(shown: Region) -> list[object]:
    return []


def key_figures(shown: Region) -> list[object]:
    return []
