"""Reads of divisions and demonstration units. Each is one query."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from zhicheng.base.regions.models import DemonstrationUnit, Level, Region
from zhicheng.engine.places import contains, prefix

CODE_DIGITS = 6


def region(code: str) -> Region:
    """A division by its code, with its parent; `Region.DoesNotExist` when there is none."""
    return Region.objects.select_related("parent").get(code=code)


def provinces() -> QuerySet[Region]:
    """The 34 provinces, autonomous regions, municipalities and special administrative regions."""
    return Region.objects.filter(level=Level.PROVINCE)


def cities() -> QuerySet[Region]:
    """The 333 prefecture-level divisions; the four municipalities are provinces and not among them."""
    return Region.objects.filter(level=Level.CITY)


def said_by(text: str) -> QuerySet[Region]:
    """The divisions that somebody looks for: of a code all in its subtree, of a part of a name those that have it and all below them."""
    if text.isdecimal():
        return Region.objects.filter(code__startswith=prefix(text) if len(text) == CODE_DIGITS else text)
    above = ("name", "parent__name", "parent__parent__name")
    return Region.objects.filter(reduce(or_, (Q(**{f"{name}__icontains": text}) for name in above)))


def counties_of(code: str) -> QuerySet[Region]:
    """All county-level divisions in a division's subtree."""
    return Region.objects.filter(level=Level.COUNTY, code__startswith=prefix(code))


def children_of(code: str) -> QuerySet[Region]:
    """The divisions directly below a division, whatever their level."""
    return Region.objects.filter(parent_id=code)


def within(code: str) -> QuerySet[Region]:
    """A division and its whole subtree."""
    return Region.objects.filter(code__startswith=prefix(code))


def names(codes: Iterable[str] | None = None) -> dict[str, str]:
    """Code → short name, of the given codes or of all divisions."""
    regions = Region.objects.all() if codes is None else Region.objects.filter(code__in=list(codes))
    return dict(regions.values_list("code", "short_name"))


def demonstration_units() -> QuerySet[DemonstrationUnit]:
    """All designations with their divisions, by batch. They nest: totals take `outermost_units`."""
    return DemonstrationUnit.objects.select_related("region__parent").order_by("batch", "term_from", "region_id")


def outermost_units() -> list[DemonstrationUnit]:
    """The units that lie in no other unit: a total over these counts every place once."""
    units = list(demonstration_units())
    codes = {unit.region_id for unit in units}
    return [unit for unit in units if not any(lies_inside(unit.region_id, other) for other in codes)]


def units_within(code: str) -> list[DemonstrationUnit]:
    """The units in a division's subtree, that of the division itself among them."""
    return list(demonstration_units().filter(region__code__startswith=prefix(code)))


def is_demonstration(code: str, *, on: date | None = None) -> bool:
    """Whether a division has been designated itself (not merely lies in a unit); `on` asks for a term that covers the day."""
    units = DemonstrationUnit.objects.filter(region_id=code)
    if on is not None:
        units = units.filter(term_from__lte=on, term_to__gte=on)
    return units.exists()


def lies_inside(inner: str, outer: str) -> bool:
    """Whether a division lies in another one and is not that one."""
    return inner != outer and contains(outer, inner)
