"""What divisions offer for counting."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhicheng.base.records.registry import RecordSet, register
from zhicheng.base.regions.models import Level, Region

FIRST_YEAR = 2010
"""Earlier figures that need the number of districts are not kept by the platform."""


def districts_by_city(where: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    """(city, year, number of its counties and districts), by the divisions in force: changes of earlier years are not kept."""
    del where
    codes = Region.objects.filter(level=Level.COUNTY).values_list("code", flat=True)
    cities = set(Region.objects.filter(level=Level.CITY).values_list("code", flat=True))
    counted = Counter(city if (city := f"{code[:4]}00") in cities else f"{code[:2]}0000" for code in codes)
    for year in range(FIRST_YEAR, timezone.localdate().year + 1):
        yield from ((city, year, number) for city, number in counted.items())


register(
    RecordSet(
        code="districts",
        label=_("县（市、区）"),
        rows=None,
        tally=districts_by_city,
        opens=lambda _where, region, _year: reverse("region", args=[region]),
        is_public=True,
    )
)
