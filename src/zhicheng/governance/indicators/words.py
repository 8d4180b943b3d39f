"""How figures are written: numbers with their unit, findings as sentences."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui import formats
from zhicheng.engine.formulas import Formula
from zhicheng.governance.indicators.definition_kinds import FEN_IN_10K_YUAN, FEN_IN_YUAN, IndicatorDefinition

OPERATORS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
UNROUNDED_DIGITS = 10
FUNCTIONS = {
    "growth": gettext_lazy("增长率"), "per": gettext_lazy("平均每"), "max": gettext_lazy("最大值"), "min": gettext_lazy("最小值"),
    "sum": gettext_lazy("合计"), "mean": gettext_lazy("平均值"), "log": gettext_lazy("自然对数"), "smooth": gettext_lazy("移动中位数"),
}  # fmt: skip
NAMES = re.compile(r"([a-z][a-z0-9_]*)(?:@-(\d+))?")
KEPT_DIGITS = 15
"""So many digits a number of the machine surely holds: what a change of unit adds behind them is noise."""


def formula_words(formula: Formula, models: Mapping[str, IndicatorDefinition]) -> str:
    """A formula with the titles of its indicators: `按期办结的服务事项 ÷ 办结的服务事项`."""
    text = NAMES.sub(lambda found: name_words(found[1], int(found[2] or 0), models), str(formula))
    for sign, shown in OPERATORS.items():
        text = text.replace(f" {sign} ", f" {shown} ")
    return text


def name_words(code: str, years_before: int, models: Mapping[str, IndicatorDefinition]) -> str:
    """A function or an indicator by its title, with the year that is meant: `专利申请量（上年）`."""
    title = str(FUNCTIONS.get(code, models[code].title if code in models else code))
    if not years_before:
        return title
    return title + (_("（上年）") if years_before == 1 else _("（%d 年前）") % years_before)


class Amount(float):
    """A figure as its unit is read: a share in percent, money kept in fen in 万元. In files it is a plain number; `written` gives its words."""

    indicator: IndicatorDefinition | None

    @classmethod
    def of(cls, value: float | None, indicator: IndicatorDefinition | None) -> "Amount | None":
        """None stays None: what is missing has no unit. Without an indicator the number is taken as it is."""
        if value is None:
            return None
        scale = 1 if indicator is None else indicator.scale
        made = cls(value if scale == 1 else float(f"{value * scale:.{KEPT_DIGITS}g}"))
        made.indicator = indicator
        return made


def written(amount: Amount | None) -> str:
    """`0.3017`, `98.8%`, `1,415`, `—`: with the indicator's digits, without the unit that stands in the head of its column."""
    if amount is None:
        return formats.MISSING
    if (model := amount.indicator) is None or model.is_money:
        return formats.number(float(amount))
    text = formats.number(float(amount), model.digits)
    return f"{text}%" if model.is_share and text != formats.MISSING else text


def number(value: float | None, indicator: IndicatorDefinition | None) -> str:
    """A figure as it is kept, written for a column: see `written`."""
    return written(Amount.of(value, indicator))


def with_unit(value: float | None, indicator: IndicatorDefinition | None) -> str:
    """`0.3017 件/亿元`; a share already carries its sign, and money below one 万元 is told in yuan."""
    if value is None or indicator is None:
        return number(value, indicator)
    if indicator.is_money:
        return money(value)
    text = number(value, indicator)
    return text if indicator.is_share or not indicator.unit else f"{text} {indicator.unit}"


def money(amount_fen: float) -> str:
    """`1,415 万元`, `800 元`."""
    if abs(amount_fen) >= FEN_IN_10K_YUAN:
        return _("%(amount)s 万元") % {"amount": formats.number(amount_fen / FEN_IN_10K_YUAN)}
    return _("%(amount)s 元") % {"amount": formats.number(amount_fen / FEN_IN_YUAN)}


def unrounded(value: float | None) -> str:
    """The value as it is kept, with ten significant digits."""
    if value is None:
        return formats.MISSING
    return f"{value:.{UNROUNDED_DIGITS}g}".replace("-", formats.MINUS)


def plain(value: float | None) -> str:
    """A part of a formula that is no indicator."""
    return formats.number(value)


def finding(place: str, period: int, indicator: IndicatorDefinition, value: float | None) -> str:
    """`2010 年深圳海外专利申请量为 2,891 件`."""
    facts = {"place": place, "year": period, "title": indicator.title, "value": with_unit(value, indicator)}
    if value is None:
        return _("%(year)d 年%(place)s没有“%(title)s”的数据") % facts
    return _("%(year)d 年%(place)s%(title)s为 %(value)s") % facts


def standing(rank: int, of: int, indicator: IndicatorDefinition, level: str) -> str:
    """`在有数据的 337 个城市中居第 2 位`; a neutral indicator only has an order."""
    facts = {"rank": rank, "of": of, "level": level}
    if indicator.direction == "neutral":
        return _("在有数据的 %(of)d 个%(level)s中从高到低列第 %(rank)d 位") % facts
    return _("在有数据的 %(of)d 个%(level)s中居第 %(rank)d 位") % facts
