"""Everything of a year in one workbook: what the pages of a run show, sheet by sheet, each readable by a program."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Table
from zhicheng.engine.tables import OutputCell, OutputSheet, Strip, write_book
from zhicheng.governance.strength import queries
from zhicheng.governance.strength.definition_kinds import ROOT
from zhicheng.governance.strength.models import Evaluation
from zhicheng.governance.strength.naming import Names
from zhicheng.governance.strength.queries import Interval, NodeValues, Sheet
from zhicheng.governance.strength.robustness import read
from zhicheng.governance.strength.tables.left_out import LeftOutTable
from zhicheng.governance.strength.tables.method import MethodFile, method_rows
from zhicheng.governance.strength.tables.ranking import RankingFile
from zhicheng.governance.strength.tables.robustness import ChoiceTable, choice_rows

MEASURES = ("raw", "score", "weight", "contribution", "rank", "missing_share")


def year_book(evaluation: Evaluation, evaluations: Sequence[Evaluation], names: Names, standing: str) -> bytes:
    """The workbook of a run; `evaluations` are the published runs of all years, `standing` says what kind of run this is."""
    scores, intervals = queries.sheet(evaluation), queries.intervals(evaluation)
    made = [
        ranking(scores, evaluations, names, intervals),
        node_scores(scores, names),
        figures(scores, names),
        weights(scores, names),
        spread(scores, names, intervals),
        left_out(evaluation, names),
        steps(evaluation, names),
        *robustness(scores, names),
    ]
    return write_book([*made, dictionary(made, names, evaluation, standing)], _("专利实力评价"))


def ranking(
    scores: Sheet, evaluations: Sequence[Evaluation], names: Names, intervals: Mapping[str, Interval]
) -> OutputSheet:
    """The ranking as its own file has it, with a chart of the first twenty."""
    year = scores.evaluation.year
    before = queries.ranks_of({one.year: one.pk for one in evaluations if one.year == year - 1})
    rows = queries.ranking_rows(scores, before.get(year - 1, {}), None, intervals)
    facts: dict[str, Any] = {"year": year, "names": names, "followed": "", "units": scores.evaluation.units}
    table = RankingFile(rows, QueryDict(), grouped=False, **facts)
    keys = [column.key for column in table.columns]
    scored = {"score", *(key for key in keys if key.startswith("aspect_"))}
    shares = {"top_share", "missing_share"}
    looks = [points_look(names) if key in scored else "0.0%" if key in shares else "" for key in keys]
    title = _("%(year)d 年专利实力得分，前 20 名") % {"year": year}
    chart = Strip(title, keys.index("name"), keys.index("score"))
    return of_table(_("排名"), table, looks=looks, fixed=3, chart=chart)


def node_scores(scores: Sheet, names: Names) -> OutputSheet:
    """One row a city and node: figure, score, weight, contribution, place, missing share."""
    nodes = [
        ROOT,
        *(code for aspect in names.scheme.aspects for code in (aspect.code, *(one.code for one in aspect.indicators))),
    ]
    header = [
        _("行政区划代码"), names.unit_noun, _("节点代码"), _("节点"), _("原值"), _("换算分"), _("权重"), _("贡献"), _("名次"), _("缺项比例"),
    ]  # fmt: skip
    rows = [
        [city.code, city.name, node, names.label(node), *measures(scores.of(city.code, node))]
        for city in scores.leaders
        for node in nodes
    ]
    points = points_look(names)
    return OutputSheet(
        _("得分（各节点）"), header, rows, ("", "", "", "", "", points, "0.00%", points, "", "0.0%"), fixed=2
    )


def measures(values: NodeValues) -> list[OutputCell]:
    return [getattr(values, measure) for measure in MEASURES]


def figures(scores: Sheet, names: Names) -> OutputSheet:
    """One row a city, one column an indicator: what went into the scores, headed by the codes so that it can be read back."""
    codes = [one.code for one in names.scheme.measured]
    rows = [[city.code, city.name, *(scores.of(city.code, code).raw for code in codes)] for city in scores.leaders]
    return OutputSheet(_("原始数据"), [_("行政区划代码"), names.unit_noun, *codes], rows, fixed=2)


def weights(scores: Sheet, names: Names) -> OutputSheet:
    """The method's indicators as its own file has them."""
    table = MethodFile(method_rows(scores, names), QueryDict(), names=names)
    looks = ["0.00%" if column.key == "weight" else "" for column in table.columns]
    return of_table(_("权重与方法"), table, looks=looks, fixed=3)


def spread(scores: Sheet, names: Names, intervals: Mapping[str, Interval]) -> OutputSheet:
    """The interval of places of every city; empty for a scheme without doubts."""
    header = [_("行政区划代码"), names.unit_noun, _("名次"), _("名次区间下限"), _("名次区间上限"), _("进入前列的机会")]
    rows: list[list[OutputCell]] = [
        [city.code, city.name, scores.of(city.code).rank, one.rank_low, one.rank_high, one.top_share]
        for city in scores.leaders
        if (one := intervals.get(city.code)) is not None
    ]
    return OutputSheet(_("名次区间"), header, rows, ("", "", "", "", "", "0.0%"), fixed=2)


def left_out(evaluation: Evaluation, names: Names) -> OutputSheet:
    """Who has no place, and why."""
    table = LeftOutTable(queries.left_out(evaluation), QueryDict(), year=evaluation.year, names=names)
    return of_table(_("未入评"), table, fixed=2)


def steps(evaluation: Evaluation, names: Names) -> OutputSheet:
    """The engine's steps in their order with settings and what they found, one number a row."""
    header = [_("序号"), _("步骤"), _("设置"), _("名称"), _("项目"), _("项次"), _("数值")]
    rows: list[list[OutputCell]] = []
    for number, step in enumerate(evaluation.trace, 1):
        settings = json.dumps(step["params"], ensure_ascii=False, sort_keys=True)
        rows.append([number, step["name"], settings, "", "", None, None])
        rows += [
            [number, step["name"], "", names.label(code), code, at, value]
            for code, values in step["details"].items()
            for at, value in enumerate(values, 1)
        ]
    return OutputSheet(_("步骤"), header, rows, fixed=2)


def robustness(scores: Sheet, names: Names) -> list[OutputSheet]:
    """Every choice made otherwise; no sheet for a run without the study."""
    kept = queries.robustness(scores.evaluation)
    if kept is None:
        return []
    table = ChoiceTable(choice_rows(read(kept).choices, scores.cities, names), QueryDict())
    looks = {"mean_shift": "0.0", "spearman": "0.000", "kendall": "0.000"}
    return [of_table(_("稳健性"), table, looks=[looks.get(column.key, "") for column in table.columns], fixed=2)]


def dictionary(made: Sequence[OutputSheet], names: Names, evaluation: Evaluation, standing: str) -> OutputSheet:
    """What each sheet and column is; and which run this is."""
    meanings = column_meanings() | indicator_meanings(names)
    about: list[list[OutputCell]] = [
        [_("本文件"), _("说明"), standing],
        [_("本文件"), _("输入摘要"), evaluation.inputs_sha256],
        [_("本文件"), _("结果摘要"), evaluation.outputs_sha256],
        [_("本文件"), _("读法"), _("各表第一行是列名；数值不取整，显示的位数由单元格格式决定；空格是没有数据。")],
    ]
    columns: list[list[OutputCell]] = [
        [sheet.title, name, meanings.get(name, "")] for sheet in made for name in sheet.header
    ]
    return OutputSheet(_("数据字典"), [_("表"), _("列"), _("含义")], [*about, *columns])


def indicator_meanings(names: Names) -> dict[str, str]:
    """Code or name of an indicator or aspect → what stands under it."""
    found = {one.label: _("这一方面的换算分") for one in names.scheme.aspects}
    for one in names.scheme.measured:
        unit = names.unit(one.code)
        definition = names.indicators[one.code].definition if one.code in names.indicators else ""
        found[one.code] = (
            names.label(one.code) + (_("（%(unit)s）") % {"unit": unit} if unit else "") + "：" + definition
        )
    return found


def column_meanings() -> dict[str, str]:
    """What the columns hold that do not say it themselves."""
    return {
        _("行政区划代码"): _("GB/T 2260 的六位代码"),
        _("代码"): _("GB/T 2260 的六位代码"),
        _("得分"): _("方案规定的满分以内的总分"),
        _("原值"): _("指标当年的数值，单位见“权重与方法”表；占比为 0 至 1"),
        _("换算分"): _("原值换算到方案规定的分数范围后的分"),
        _("权重"): _("在总分中所占的份额，0 至 1"),
        _("贡献"): _("换算分乘以权重，加总即总分"),
        _("缺项比例"): _("缺数据的指标所占的权重，由其他指标分担"),
        _("名次区间下限"): _("重算中九成名次所在范围较好的一端"),
        _("名次区间上限"): _("重算中九成名次所在范围较差的一端"),
        _("比上年"): _("比上年前进的名次，负数为后退"),
        _("节点"): _("总分、方面或指标"),
        _("设置"): _("这一步的参数，JSON"),
        _("数值"): _("这一步求出的数，例如换算用的最小值和最大值"),
        _("变换"): _("换算前先作的变换"),
        _("斯皮尔曼"): _("两份名次的等级相关系数，1 为完全相同"),
        _("肯德尔"): _("两份名次的等级相关系数，1 为完全相同"),
    }


def points_look(names: Names) -> str:
    """How a score is shown."""
    return "0." + "0" * names.digits


def of_table(
    title: str, table: Table, *, looks: Sequence[str] = (), fixed: int = 0, chart: Strip | None = None
) -> OutputSheet:
    """A page's list as a sheet."""
    header = [column.head for column in table.columns]
    rows = [[cell(value) for value in record] for record in table.records()]
    return OutputSheet(title, header, rows, looks, fixed, chart)


def cell(value: object) -> OutputCell:
    """A value as a sheet holds it: numbers as they are, what is missing empty, all else in words."""
    if formats.is_missing(value):
        return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else formats.shown(value)
