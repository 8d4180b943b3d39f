"""What the patents offer for counting: documents of the lake by the region of their first applicant; their page is a search."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow.compute as pc
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.records.registry import RecordSet, register
from zhicheng.engine.patents.query.fields import Field
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.asking import Asked

COLUMNS = {"kind": "kind", "state": "state", "office": "country"}
"""What an indicator may ask for → the lake's column."""
DATES = {"patents_filed": ("filed_on", Field.FILED), "patents_published": ("published_on", Field.PUBLISHED)}


def tally(day: str, where: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    """(division, year of the day, number of documents) of the version in force; a document without region or day counts nowhere."""
    snapshot = holdings.snapshot()
    if snapshot is None:
        return
    wanted = (pc.field("region") != "") & pc.field(day).is_valid()
    for name, value in where.items():
        wanted &= pc.field(COLUMNS[name]) == value
    if not settings.DEMONSTRATION:
        wanted &= ~pc.field("synthetic")
    rows = snapshot.dataset("patents").to_table(
        columns={"region": pc.field("region"), "day": pc.field(day)}, filter=wanted
    )
    years = rows.append_column("year", pc.year(rows["day"])).group_by(["region", "year"]).aggregate([([], "count_all")])
    yield from zip(years["region"].to_pylist(), years["year"].to_pylist(), years["count_all"].to_pylist(), strict=True)


def search_of(field: Field, where: Mapping[str, Any], region: str, year: int) -> str:
    """The search that finds what was counted."""
    text = f"{field.value}={year}" + ("" if settings.DEMONSTRATION else " AND SYNTHETIC=no")
    asked = Asked(
        text=text,
        region=region,
        kinds=values(where, "kind"),
        states=values(where, "state"),
        offices=values(where, "office"),
    )
    return f"{reverse('patentinfo:search')}?{asked.address}"


def values(where: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return (str(where[name]),) if name in where else ()


def mark() -> str:
    """The version of the lake in force."""
    snapshot = holdings.snapshot()
    return "" if snapshot is None else str(snapshot.version.number)


def offer(code: str, label: Any) -> RecordSet:
    day, field = DATES[code]
    return register(
        RecordSet(
            code=code,
            label=label,
            rows=None,
            tally=lambda where: tally(day, where),
            opens=lambda where, region, year: search_of(field, where, region, year),
            mark=mark,
            filters=COLUMNS,
            is_public=True,
        )
    )


offer("patents_filed", _("专利库中的文献（按申请日）"))
offer("patents_published", _("专利库中的文献（按公开日）"))
