"""The schemes side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.strength.definition_kinds import SchemeDefinition
from zhicheng.governance.strength.models import Evaluation
from zhicheng.governance.strength.naming import BASES


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """A scheme in force; `newest` is the newest complete run, None while nothing can be computed."""

    code: str
    scheme: SchemeDefinition
    newest: Evaluation | None
    years: tuple[int, ...]
    covered_share: float
    url: str

    @property
    def span(self) -> str:
        """The years that are published."""
        if not self.years:
            return ""
        first, last = min(self.years), max(self.years)
        return str(first) if first == last else f"{first}–{last}"


class SchemesTable(Table):
    """What each scheme is, what it rests on, and how much of it can be computed."""

    code = "schemes"
    caption = _("评价方案")
    per_page = 0
    default_sort = ""
    columns: tuple[Column, ...] = (
        Column(
            "title",
            _("方案"),
            row_header=True,
            sortable=False,
            value=lambda row: row.scheme.title,
            link=lambda row: row.url,
        ),
        Column("note", _("说明"), sortable=False, optional=True, value=lambda row: row.scheme.note),
        Column("basis", _("权重"), sortable=False, value=lambda row: str(BASES[row.scheme.basis])),
        Column("aspects", _("方面"), sortable=False, optional=True, value=lambda row: aspects_of(row.scheme)),
        Column(
            "covered_share",
            _("算到的部分"),
            numeric=True,
            sortable=False,
            shows=lambda share: formats.percent(share, 1),
        ),
        Column("span", _("年份"), sortable=False, value=lambda row: row.span),
        Column(
            "units",
            _("入评"),
            numeric=True,
            sortable=False,
            optional=True,
            value=lambda row: row.newest and row.newest.units,
        ),
    )

    def __init__(self, rows: Sequence[SchemeRow], query: QueryDict) -> None:
        super().__init__(rows, query)


class SchemesFile(SchemesTable):
    """The schemes as a file: with their codes and where their structure comes from."""

    columns = (
        Column("code", _("代码")),
        *SchemesTable.columns,
        Column("origin", _("出处"), value=lambda row: row.scheme.origin),
    )


def aspects_of(scheme: SchemeDefinition) -> str:
    """All aspects of a scheme, computed or not."""
    return "、".join([*(one.label for one in scheme.aspects), *(one.aspect for one in scheme.unmeasured if one.points)])
