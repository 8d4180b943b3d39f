"""Which column of a file is what. A mapping is {column's head: target}; a column that is not in it is left out.

Targets: `region`, `region_name`, `level`, `period`, `indicator`, `value`, and `=patents` for a column of the layout.
"""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition, LayoutDefinition

REGION, REGION_NAME, LEVEL, PERIOD, INDICATOR, VALUE = "region", "region_name", "level", "period", "indicator", "value"
OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    REGION: ("adcode", "code", "代码", "区划代码", "行政区划代码", "城市代码", "地区代码"),
    REGION_NAME: ("city", "城市", "名称", "地区", "地区名称", "城市名称"),
    PERIOD: ("year", "年份", "年", "年度"),
    INDICATOR: ("indicator", "指标", "指标代码"),
    VALUE: ("value", "数值", "值"),
}
UNIT_IN_BRACKETS = re.compile(r"[(（][^)）]*[)）]$")


def is_column(target: str) -> bool:
    """Whether a target is a column of figures."""
    return target.startswith("=")


def own_columns(layout: LayoutDefinition) -> dict[str, str]:
    """Target → the head that the layout itself uses, for everything but the columns of figures."""
    named = {
        REGION: layout.region.column,
        REGION_NAME: layout.region.name_column,
        LEVEL: layout.region.level_column,
        PERIOD: layout.period.column,
        INDICATOR: layout.indicator_column,
        VALUE: layout.value_column,
    }
    return {target: column for target, column in named.items() if column}


def targets(layout: LayoutDefinition, indicators: Mapping[str, IndicatorDefinition]) -> list[tuple[str, str]]:
    """(target, words) of all that a column may be mapped to."""
    words = {
        REGION: _("地区代码") if layout.region.by == "code" else _("地区名称"),
        REGION_NAME: _("地区名称（核对用）"),
        LEVEL: _("地区级别"),
        PERIOD: _("年份"),
        INDICATOR: _("指标"),
        VALUE: _("数值"),
    }
    offered = [(target, words[target]) for target in own_columns(layout)]
    if layout.shape == "wide":
        offered += [(f"={each.column}", _title(each.indicator, indicators)) for each in layout.columns]
    return offered


def _title(code: str, indicators: Mapping[str, IndicatorDefinition]) -> str:
    one = indicators.get(code)
    return f"{one.title}（{one.unit}）" if one else code


def guess(
    header: Sequence[str], layout: LayoutDefinition, indicators: Mapping[str, IndicatorDefinition]
) -> dict[str, str]:
    """The likeliest mapping: the layout's own heads first, then codes, titles and usual names; each target once."""
    ignored = {each.column for each in layout.ignored}
    found: dict[str, str] = {}
    for names in (exact_names(layout), usual_names(layout, indicators)):
        for head in header:
            target = names.get(plain(head))
            if target and head not in found and head not in ignored and target not in found.values():
                found[head] = target
    return {head: found[head] for head in header if head in found}


def exact_names(layout: LayoutDefinition) -> dict[str, str]:
    """The layout's own heads → target."""
    names = {plain(column): target for target, column in own_columns(layout).items()}
    if layout.shape == "wide":
        names |= {plain(each.column): f"={each.column}" for each in layout.columns}
    return names


def usual_names(layout: LayoutDefinition, indicators: Mapping[str, IndicatorDefinition]) -> dict[str, str]:
    """Codes, titles and short names of the indicators, and usual heads of the other columns → target."""
    offered = own_columns(layout)
    names = {plain(name): target for target, others in OTHER_NAMES.items() if target in offered for name in others}
    if layout.region.by == "name":
        names |= {plain(name): REGION for name in OTHER_NAMES[REGION_NAME]}
    for each in layout.columns if layout.shape == "wide" else ():
        one = indicators.get(each.indicator)
        own = (each.indicator, one.title, one.short) if one else (each.indicator,)
        names |= {plain(name): f"={each.column}" for name in own}
    return names


def plain(head: str) -> str:
    """A head without unit in brackets, spaces and capitals."""
    return UNIT_IN_BRACKETS.sub("", "".join(head.split())).lower()


def faults_of(mapping: Mapping[str, str], layout: LayoutDefinition) -> list[str]:
    """What a mapping lacks or has twice, in words."""
    words = dict(targets(layout, {}))
    chosen = [target for target in mapping.values() if target]
    twice = sorted({target for target in chosen if chosen.count(target) > 1})
    faults = [_("有几列同时对应“%s”，请只留一列") % words.get(target, target) for target in twice]
    required = set(own_columns(layout)) - {REGION_NAME}
    absent = sorted(required - set(chosen))
    faults += [_("没有一列对应“%s”，请选择或在文件中补上") % words[target] for target in absent]
    if layout.shape == "wide" and not any(is_column(target) for target in chosen):
        faults.append(_("没有一列对应指标，请至少选择一列"))
    unknown = sorted(set(chosen) - set(words))
    return faults + [_("没有“%s”这种对应") % target for target in unknown]
