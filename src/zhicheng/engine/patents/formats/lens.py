"""Lens: the table that the site exports, and the same with the field names of its programming interface."""

import dataclasses
from datetime import date

from zhicheng.engine.patents.formats.fields import count_of
from zhicheng.engine.patents.formats.mapping import Mapping, plain
from zhicheng.engine.patents.formats.table import Row, format_of
from zhicheng.engine.patents.record import Patent

_COLUMNS = {
    "publication": ("Display Key", "publication_number"),
    "application": ("application_number",),
    "filed_on": ("Application Date",),
    "published_on": ("Publication Date",),
    "published_year": ("Publication Year",),
    "title": ("Title",),
    "abstract": ("Abstract",),
    "applicants": ("Applicants",),
    "inventors": ("Inventors",),
    "ipc": ("IPCR Classifications",),
    "cpc": ("CPC Classifications",),
    "priorities": ("Priority Numbers",),
    "cites": ("Cited Patents",),
    "cited_by_count": ("Cited by Patent Count", "cited_count"),
    "family_size": ("Simple Family Size",),
    "state": ("Legal Status",),
}
_MAPPING = Mapping(
    code="lens",
    label="Lens 导出表",
    columns={field: tuple(map(plain, names)) for field, names in _COLUMNS.items()},
    requires=(plain("Lens ID"), plain("Publication Year"), plain("Jurisdiction")),
    language="en",
    dates=("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"),
    separators=(";;",),
)


def _in_its_century(patent: Patent, row: Row) -> Patent:
    """Exports with two digits of the year leave the century to the year of publication, and that of filing comes before."""
    year = count_of(row["published_year"])
    published_on = patent.published_on
    if published_on and year and year % 100 == published_on.year % 100:
        published_on = published_on.replace(year=year)
    filed_on = _not_after(patent.filed_on, published_on)
    granted_on = published_on if patent.granted_on else None
    return dataclasses.replace(patent, published_on=published_on, filed_on=filed_on, granted_on=granted_on)


def _not_after(earlier: date | None, later: date | None) -> date | None:
    if earlier and later and earlier > later:
        return earlier.replace(year=earlier.year - 100)
    return earlier


FORMAT = format_of(_MAPPING, _in_its_century)
