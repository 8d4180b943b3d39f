"""A city's score as a tree, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.strength.naming import Names
from zhicheng.governance.strength.queries import NodeValues, TreeRow

LEAF = 2
"""Level of an indicator in a score's tree."""


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A node of a score as the page writes it; `figure` and `unit` are empty for groups."""

    node: str
    level: int
    name: str
    figure: str
    unit: str
    values: NodeValues
    median: float | None


def tree_lines(rows: Sequence[TreeRow], names: Names) -> list[TreeLine]:
    """A city's tree in words."""
    return [
        TreeLine(
            node=row.node,
            level=row.level,
            name=names.label(row.node),
            figure=names.figure(row.node, row.values.raw) if row.level == LEAF else "",
            unit=names.unit(row.node),
            values=row.values,
            median=row.median,
        )
        for row in rows
    ]


class TreeFile(Table):
    """A city's score as a file, one node a row."""

    code = "tree"
    caption = gettext_lazy("得分构成")
    per_page = 0

    def __init__(self, rows: Sequence[TreeRow], query: QueryDict, *, names: Names) -> None:
        self.columns = (
            Column("node", _("代码")),
            Column("label", _("名称"), value=lambda row: names.label(row.node)),
            Column("level", _("层级"), numeric=True),
            Column("raw", _("原值"), numeric=True, value=lambda row: row.values.raw),
            Column("unit", _("单位"), value=lambda row: names.unit(row.node)),
            Column("score", _("换算分"), numeric=True, value=lambda row: row.values.score),
            Column("weight", _("权重"), numeric=True, value=lambda row: row.values.weight),
            Column("contribution", _("贡献"), numeric=True, value=lambda row: row.values.contribution),
            Column("rank", _("名次"), numeric=True, value=lambda row: row.values.rank),
            Column("median", _("中位城市换算分"), numeric=True),
            Column("missing_share", _("缺项比例"), numeric=True, value=lambda row: row.values.missing_share),
        )
        super().__init__(rows, query)
