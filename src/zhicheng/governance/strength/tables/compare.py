"""Several cities, node by node."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.strength.naming import Names, figure_url
from zhicheng.governance.strength.queries import City, Sheet, TreeRow, tree


@dataclass(frozen=True, slots=True)
class CompareCell:
    """One city's values of a node; `figure` and `url` only for an indicator that has a figure."""

    score: float | None
    rank: int | None
    figure: str
    url: str


@dataclass(frozen=True, slots=True)
class CompareLine:
    """One node over the cities compared."""

    node: str
    level: int
    name: str
    unit: str
    cells: list[CompareCell]


def compare_lines(scores: Sheet, codes: Sequence[str], names: Names) -> list[CompareLine]:
    """The nodes with each city's values, parents before children."""
    trees = [tree(scores, code) for code in codes]
    return [
        CompareLine(
            node=rows[0].node,
            level=rows[0].level,
            name=names.short(rows[0].node),
            unit=names.unit(rows[0].node),
            cells=[
                compare_cell(row, code, scores.evaluation.year, names) for code, row in zip(codes, rows, strict=True)
            ],
        )
        for rows in zip(*trees, strict=True)
    ]


def compare_cell(row: TreeRow, code: str, year: int, names: Names) -> CompareCell:
    raw = row.values.raw
    return CompareCell(
        score=row.values.score,
        rank=row.values.rank,
        figure=names.figure(row.node, raw),
        url="" if raw is None else figure_url(row.node, code, year),
    )


class CompareFile(Table):
    """Several cities side by side as a file, one node a row."""

    code = "compare"
    caption = gettext_lazy("城市比较")
    per_page = 0

    def __init__(self, scores: Sheet, codes: Sequence[str], query: QueryDict, *, names: Names) -> None:
        nodes = [{"node": "strength"}, *({"node": node.code} for node in names.scheme.nodes)]
        columns = [Column("node", _("代码")), Column("label", _("名称"), value=lambda row: names.label(row["node"]))]
        for code in codes:
            columns += city_columns(scores, scores.cities[code])
        self.columns = tuple(columns)
        super().__init__(nodes, query)


def city_columns(scores: Sheet, city: City) -> list[Column]:
    """The raw value, score and place of one city."""

    def part_of(part: str) -> Callable[[dict[str, str]], float | None]:
        return lambda row: getattr(scores.of(city.code, row["node"]), part)

    parts = {"raw": _("%(city)s原值"), "score": _("%(city)s换算分"), "rank": _("%(city)s名次")}
    return [
        Column(f"{city.code}_{part}", words % {"city": city.name}, numeric=True, value=part_of(part))
        for part, words in parts.items()
    ]
