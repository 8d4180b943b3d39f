"""A small country for tests: cities, a scheme of two aspects, and figures that one can reckon in the head."""

from collections.abc import Mapping

import numpy as np
from django.utils import timezone

from tests.people import division
from zhicheng.base.definitions.kinds import kind_of
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.reading import read
from zhicheng.engine.arrays import FloatArray
from zhicheng.governance.indicators.models import Figure, FigureState
from zhicheng.governance.indicators.queries import Panel
from zhicheng.governance.strength.definition_kinds import STRENGTH, SchemeDefinition
from zhicheng.governance.strength.models import Evaluation

SHENZHEN, BEIJING, HEFEI, XIAN, WUHU = "440300", "110000", "340100", "610100", "340200"
CODE = "small"

SCHEME = """
title = "小方案"
short = "小方案"
main = true
basis = "assumed"
unit_level = "city"
first_year = 2009
last_year = 2010
complete_until = 2010
note = "仅供测试。"
incomplete_note = "数据还没有到齐。"

[screen]
indicator = "patents"
at_least = 5
availability = 0.6
why = "太少的不排。"

[method]
normalise = "min_max"
low = 0
high = 100
aggregate = "arithmetic"
group_availability = 0.5
ties = "min"

[[aspects]]
code = "scale"
label = "数量"
official = "创造"
weight = 60
why = "有多少。"

[[aspects.indicators]]
indicator = "patents"
weight = 100
direction = "+"

[[aspects]]
code = "quality"
label = "质量"
official = "创造"
weight = 40
why = "有多好。"

[[aspects.indicators]]
indicator = "family_size"
weight = 75
direction = "+"

[[aspects.indicators]]
indicator = "citations_per_patent"
weight = 25
direction = "+"

[[unmeasured]]
aspect = "保护"
why = "没有数据。"

[[cautions]]
text = "不是正式评价。"
"""

DOUBTS = """
[uncertainty]
basis = "assumed"
draws = 500
seed = 7
weights_share = 0.25
normalise = ["min_max", "z_score", "percentile_rank"]
top = 2
why = "权重是设定的。"
"""

INDICATOR = """
title = "{title}"
short = "{title}"
unit = "件"
aspect = "创造"
direction = "+"
digits = 0
definition = "测试用。"
why = "测试用。"
source = "测试用。"
owner = "测试"

[statistic]
layout = "city_patents"
column = "{code}"
"""
TITLES = {"patents": "申请量", "family_size": "同族规模", "citations_per_patent": "平均被引"}

Figures = Mapping[str, tuple[float | None, float | None, float | None]]
"""City → patents, family size, citations per patent."""

# Shenzhen 60 + 40×(75×0.5 + 25×1)/100 = 85, Hefei 40×0.75 = 30, Xi'an 60×0.5 + 0 = 30; Wuhu has three, Beijing nothing known.
FIGURES: Figures = {
    SHENZHEN: (105, 3, 9),
    HEFEI: (5, 4, 1),
    XIAN: (55, 2, 1),
    WUHU: (3, 4, 9),
    BEIJING: (None, None, None),
}


def scheme(text: str = SCHEME) -> SchemeDefinition:
    """The model of a scheme's text."""
    model = read(STRENGTH, CODE, text).model
    assert isinstance(model, SchemeDefinition)
    return model


def panel(years: Mapping[int, Figures]) -> Panel:
    """The figures as the engine gets them."""
    codes = sorted({code for figures in years.values() for code in figures})
    values = {
        indicator: np.array([[number(years[year].get(code, (None,) * 3)[i]) for year in years] for code in codes])
        for i, indicator in enumerate(TITLES)
    }
    return Panel(tuple(codes), tuple(years), {name: floats(value) for name, value in values.items()})


def number(value: float | None) -> float:
    return np.nan if value is None else float(value)


def floats(values: FloatArray) -> FloatArray:
    return values.astype(np.float64)


def in_force(kind: str, code: str, text: str) -> Definition:
    """A definition in force, whatever was before."""
    old = Definition.objects.filter(kind=kind, code=code)
    old.update(state="superseded")
    model = read(kind_of(kind), code, text).model
    version = old.count() + 1
    return Definition.objects.create(
        kind=kind, code=code, version=version, title=getattr(model, "title", code), text=text,
        sha256=f"{kind}-{code}-{version}", state="current", shipped=True,
    )  # fmt: skip


def publish_scheme(text: str = SCHEME) -> Definition:
    """The small scheme and its indicators in force."""
    for code, title in TITLES.items():
        in_force("indicator", code, INDICATOR.format(code=code, title=title))
    return in_force("strength", CODE, text)


def set_figures(year: int, figures: Figures = FIGURES) -> None:
    """The cities' figures of a year, written or changed; missing ones are taken away."""
    for code, values in figures.items():
        division(code)
        for indicator, value in zip(TITLES, values, strict=True):
            set_figure(indicator, code, year, value)


def set_figure(indicator: str, region: str, year: int, value: float | None) -> None:
    found = Figure.objects.filter(indicator=indicator, region=region, period=year)
    if value is None:
        found.delete()
        return
    definition = Definition.objects.get(kind="indicator", code=indicator, state="current")
    facts = {"definition": definition, "value": value, "state": FigureState.FINAL, "computed_at": timezone.now()}
    Figure.objects.update_or_create(indicator=indicator, region_id=region, period=year, defaults=facts)


def of_year(year: int) -> Evaluation:
    """The published run of a year."""
    return Evaluation.objects.get(scheme=CODE, year=year, state="published")
