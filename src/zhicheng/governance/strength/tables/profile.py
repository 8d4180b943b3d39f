"""A city's profile and needs as lists."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.strength.naming import Names, figure_url
from zhicheng.governance.strength.needs import NeedRow
from zhicheng.governance.strength.profile_findings import signed
from zhicheng.governance.strength.profiles import LEAF, Change, Part, PeerRow


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """A node of a profile as the page writes it; `url` leads to the city's figure."""

    row: PeerRow
    name: str
    unit: str
    own: str
    peers: str
    gap: str
    url: str


def profile_lines(rows: Sequence[PeerRow], names: Names, code: str, year: int) -> list[ProfileLine]:
    """The tree in words: an indicator by its figures, a group by its scores."""
    return [profile_line(row, names, code, year) for row in rows]


def profile_line(row: PeerRow, names: Names, code: str, year: int) -> ProfileLine:
    is_leaf = row.level == LEAF
    spread = row.raws if is_leaf else row.scores
    middle = None if spread is None else spread.middle
    return ProfileLine(
        row=row,
        name=names.label(row.node),
        unit=names.unit(row.node),
        own=names.figure(row.node, row.values.raw) if is_leaf else "",
        peers=names.figure(row.node, middle) if is_leaf else "",
        gap="" if row.gap is None else signed(row.gap, names.digits),
        url=figure_url(row.node, code, year) if is_leaf and row.values.raw is not None else "",
    )


class ProfileFile(Table):
    """A profile as a file, one node a row."""

    code = "profile"
    caption = gettext_lazy("与同类城市比较")
    per_page = 0

    def __init__(self, rows: Sequence[PeerRow], query: QueryDict, *, names: Names) -> None:
        self.columns = (
            Column("node", _("代码")),
            Column("label", _("名称"), value=lambda row: names.label(row.node)),
            Column("level", _("层级"), numeric=True),
            Column("unit", _("单位"), value=lambda row: names.unit(row.node)),
            Column("raw", _("原值"), numeric=True, value=lambda row: row.values.raw),
            Column("raw_low", _("同类四分之一位原值"), numeric=True, value=lambda row: row.raws and row.raws.low),
            Column("raw_median", _("同类中位原值"), numeric=True, value=lambda row: row.raws and row.raws.middle),
            Column("raw_high", _("同类四分之三位原值"), numeric=True, value=lambda row: row.raws and row.raws.high),
            Column("score", _("换算分"), numeric=True, value=lambda row: row.values.score),
            Column("score_low", _("同类四分之一位换算分"), numeric=True, value=lambda row: row.scores and row.scores.low),
            Column("score_median", _("同类中位换算分"), numeric=True, value=lambda row: row.scores and row.scores.middle),
            Column("score_high", _("同类四分之三位换算分"), numeric=True, value=lambda row: row.scores and row.scores.high),
            Column("place", _("同类中的名次"), numeric=True),
            Column("of", _("同类城市数（含本市）"), numeric=True),
            Column("gap", _("与中位数的差距（总分）"), numeric=True),
        )  # fmt: skip
        super().__init__(rows, query)


@dataclass(frozen=True, slots=True)
class PartLine:
    """One indicator's part of a change as the page writes it, with the figures of both years."""

    part: Part
    name: str
    unit: str
    before: str
    before_url: str
    after: str
    after_url: str
    own: str
    others: str
    points: str


def part_lines(change: Change, names: Names) -> list[PartLine]:
    """The parts of a change, the largest first."""
    ordered = sorted(change.parts, key=lambda part: -abs(part.points))
    return [part_line(change, part, names) for part in ordered]


def part_line(change: Change, part: Part, names: Names) -> PartLine:
    found = []
    for run in (change.before, change.after):
        codes = run.engine.indicator_codes
        value = float(run.data[run.row(change.region), codes.index(part.node)]) if part.node in codes else math.nan
        is_known = not math.isnan(value)
        found += [
            names.figure(part.node, value if is_known else None),
            figure_url(part.node, change.region, run.evaluation.year) if is_known else "",
        ]
    before, before_url, after, after_url = found
    return PartLine(
        part, names.label(part.node), names.unit(part.node), before, before_url, after, after_url,
        signed(part.own, names.digits), signed(part.others, names.digits), signed(part.points, names.digits),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NeedLine:
    """What one indicator would have to be, in words; `note` with its `kind` of chip says whether that is within reach;
    `best_place` is the best that the indicator alone can bring, where that is not enough.
    """

    row: NeedRow
    name: str
    unit: str
    own: str
    url: str
    value: str
    change: str
    best: str
    kind: str
    note: str
    best_place: int | None


def need_lines(
    rows: Sequence[NeedRow], names: Names, best: Mapping[str, float], code: str, year: int
) -> list[NeedLine]:
    """What would be needed; `best` is the best figure that any city has now."""
    return [need_line(row, names, best.get(row.node), figure_url(row.node, code, year)) for row in rows]


def need_line(row: NeedRow, names: Names, best: float | None, url: str) -> NeedLine:
    kind, note = need_note(row, best)
    value = names.enough(row.node, row.value, rises=(row.change or 0) > 0)
    change = None if value is None or row.own is None else value - row.own
    return NeedLine(
        row=row,
        name=names.label(row.node),
        unit=names.unit(row.node),
        own=names.figure(row.node, row.own),
        url="" if row.own is None else url,
        value=names.figure(row.node, value),
        change="" if change is None else ("+" if change > 0 else "") + names.figure(row.node, change),
        best=names.figure(row.node, best),
        kind=kind,
        note=note,
        best_place=row.rank if row.value is None else None,
    )


def need_note(row: NeedRow, best: float | None) -> tuple[str, str]:
    """Whether it is enough, and whether any city has so much: chip and words."""
    if row.need is None:
        return "", _("本市没有这项数据")
    if row.value is None:
        return "bad", _("单独不够")
    if not row.change:
        return "ok", _("已经达到")
    if best is not None and (row.value > best if row.change > 0 else row.value < best):
        return "warn", _("超过现有最好")
    return "ok", _("可以达到")


class NeedsFile(Table):
    """What each indicator alone would have to be for a place, as a file."""

    code = "needs"
    caption = gettext_lazy("单靠一项指标，要到多少")
    per_page = 0

    def __init__(
        self, rows: Sequence[NeedRow], query: QueryDict, *, names: Names, place: int, best: Mapping[str, float]
    ) -> None:
        self.columns = (
            Column("node", _("代码")),
            Column("label", _("指标"), value=lambda row: names.label(row.node)),
            Column("unit", _("单位"), value=lambda row: names.unit(row.node)),
            Column("place", _("要到的名次"), numeric=True, value=lambda _row: place),
            Column("own", _("现在"), numeric=True),
            Column("value", _("需要"), numeric=True),
            Column("change", _("增减"), numeric=True),
            Column("best", _("现有最好"), numeric=True, value=lambda row: best.get(row.node)),
            Column("rank", _("能到的名次"), numeric=True),
            Column("note", _("说明"), value=lambda row: need_note(row, best.get(row.node))[1]),
        )
        super().__init__(rows, query)
