"""What a run's robustness study says, in words that need no statistics."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui import formats
from zhicheng.governance.strength.findings import listed
from zhicheng.governance.strength.naming import SCALES, Names
from zhicheng.governance.strength.queries import City, Interval
from zhicheng.governance.strength.robustness import Choice, Factor, Group, Study

NARROW = 3
"""Places that an interval may span and still count as sure."""
STRONG = 0.9
"""Correlation from which two indicators count one thing twice."""
RELIABLE = 0.7
"""Cronbach's alpha from which columns are commonly held to measure one thing: Nunnally 1978, Psychometric Theory."""
EXPLAINED = 0.8
"""Share of the differences that the named components have to explain."""

KINDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "normalise": gettext_lazy("换算"),
        "aggregate": gettext_lazy("汇总"),
        "weigh": gettext_lazy("权重"),
        "treat": gettext_lazy("极端值"),
        "impute": gettext_lazy("缺数据"),
        "drop_indicator": gettext_lazy("少一项指标"),
        "drop_aspect": gettext_lazy("少一个方面"),
    }
)
MADE: Mapping[tuple[str, str], str | Promise] = MappingProxyType(
    {
        ("normalise", "min_max"): gettext_lazy("改按最小值和最大值换算"),
        ("normalise", "z_score"): gettext_lazy("改按平均数和标准差换算"),
        ("normalise", "percentile_rank"): gettext_lazy("改按名次换算"),
        ("aggregate", "geometric"): gettext_lazy("改用几何平均，短板拉低得更多"),
        ("aggregate", "arithmetic"): gettext_lazy("改用加权平均"),
        ("weigh", "equal"): gettext_lazy("各方面、各指标权重一律相等"),
        ("weigh", "entropy"): gettext_lazy("权重按数据的差异大小定（熵值法）"),
        ("weigh", "pca"): gettext_lazy("权重按第一主成分定"),
        ("treat", "none"): gettext_lazy("不取对数和平方根"),
        ("treat", "winsorise"): gettext_lazy("不取对数和平方根，改为压低少数极端值"),
        ("impute", "median"): gettext_lazy("缺的数据用各市中位数补上"),
    }
)
FACTORS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "normalisation": gettext_lazy("换算方法"),
        "aggregation": gettext_lazy("汇总方法"),
        "weights": gettext_lazy("权重上下浮动"),
        "indicators": gettext_lazy("少取一项指标"),
    }
)


def choice_words(choice: Choice, names: Names) -> str:
    """What was done otherwise."""
    if choice.group == "drop_indicator":
        return _("不计%(label)s") % {"label": names.label(choice.code)}
    if choice.group == "drop_aspect":
        return _("不计“%(label)s”方面") % {"label": names.label(choice.code)}
    if choice.group == "normalise" and (choice.group, choice.code) not in MADE:
        return _("换算：%(scale)s") % {"scale": SCALES.get(choice.code, choice.code)}
    return str(MADE.get((choice.group, choice.code), choice.code))


def movers_words(choice: Choice, cities: Mapping[str, City]) -> str:
    """`金华 9→23、潍坊 19→31`."""
    return listed(
        [f"{cities[code].short_name} {before}→{after}" for code, before, after in choice.movers if code in cities]
    )


def heading(study: Study, names: Names) -> str:
    """The choice that moves the places most."""
    known = [one for one in study.choices if not one.fault]
    if not known:
        return _("名次有多稳")
    most = max(known, key=lambda one: one.mean_shift)
    if not most.mean_shift:
        return _("换哪种做法，名次都不变")
    return _("名次最受“%(choice)s”影响：平均变动 %(mean)s 名") % {
        "choice": choice_words(most, names),
        "mean": formats.number(most.mean_shift, 1),
    }


def lead(study: Study, cities: Mapping[str, City], leader: str) -> str:
    """How often the first place would go to somebody else."""
    known = [one for one in study.choices if not one.fault]
    others = [one for one in known if one.first != leader]
    facts = {"count": len(known), "city": cities[leader].short_name if leader in cities else leader}
    if not others:
        return _("每次只换一种做法，共试 %(count)d 种：%(city)s始终居首。") % facts
    taken = listed(sorted({cities[one.first].short_name for one in others if one.first in cities}))
    return _(
        "每次只换一种做法，共试 %(count)d 种：%(same)d 种里%(city)s仍居首，另 %(other)d 种里居首的是%(taken)s。"
    ) % {
        **facts,
        "same": len(known) - len(others),
        "other": len(others),
        "taken": taken,
    }


def choices_words(study: Study, names: Names) -> str:
    """Which choice moves the places least and which most."""
    known = sorted((one for one in study.choices if not one.fault), key=lambda one: one.mean_shift)
    if len(known) < 2:
        return ""
    return _(
        "影响最小的是“%(least)s”（平均变动 %(low)s 名），最大的是“%(most)s”（平均 %(high)s 名，最多 %(far)s 名）。"
    ) % {
        "least": choice_words(known[0], names),
        "low": formats.number(known[0].mean_shift, 1),
        "most": choice_words(known[-1], names),
        "high": formats.number(known[-1].mean_shift, 1),
        "far": formats.number(known[-1].largest_shift, 0),
    }


def factors_words(study: Study) -> str:
    """Which kind of choice the movement of places comes from."""
    if not study.factors:
        return ""
    if not study.mean_shift:
        return _("同时变动所有选择，名次也不变。")
    most = max(study.factors, key=lambda one: one.total)
    least = min(study.factors, key=lambda one: one.total)
    return _(
        "同时变动所有选择，名次平均变动 %(mean)s 名。变动的大小最取决于“%(most)s”（与其相关的占 %(high)s），最不取决于“%(least)s”（占 %(low)s）。"
    ) % {
        "mean": formats.number(study.mean_shift, 1),
        "most": FACTORS.get(most.code, most.code),
        "high": share(most.total),
        "least": FACTORS.get(least.code, least.code),
        "low": share(least.total),
    }


def share(value: float) -> str:
    """A Sobol index as percent; estimates a little below 0 or above 1 are noise."""
    return formats.percent(min(1.0, max(0.0, value)), 0)


def factor_interval(factor: Factor) -> str:
    """The middle 90 % of the estimates of the total share."""
    return f"{share(factor.total_low)}–{share(factor.total_high)}"


def intervals_words(intervals: Iterable[Interval], names: Names) -> str:
    """How many cities hold their place surely."""
    widths = [one.rank_high - one.rank_low for one in intervals]
    if not widths:
        return ""
    sure = sum(width <= NARROW for width in widths)
    return _(
        "%(units)d %(counted)s中，%(sure)d 个的名次区间不超过 %(narrow)d 名，比较可靠；最宽的前后相差 %(widest)d 名。"
    ) % {
        "units": len(widths),
        "counted": names.counted,
        "sure": sure,
        "narrow": NARROW,
        "widest": max(widths),
    }


def weights_words(groups: Sequence[Group], names: Names) -> str:
    """Where the real influence differs most from the stated weight, among the aspects."""
    top = next((one for one in groups if one.code == "strength"), None)
    if top is None:
        return ""
    at = max(range(len(top.codes)), key=lambda i: abs(top.influence[i] - top.weights[i]))
    words = (
        _("“%(label)s”设定 %(stated)s，对总分的实际影响约 %(real)s，比设定的大。")
        if top.influence[at] > top.weights[at]
        else _("“%(label)s”设定 %(stated)s，对总分的实际影响只有约 %(real)s。")
    )
    return _("设定的权重不等于实际的影响：") + words % {
        "label": names.label(top.codes[at]),
        "stated": formats.percent(top.weights[at], 0),
        "real": formats.percent(top.influence[at], 0),
    }


def reliability_words(groups: Sequence[Group], names: Names) -> str:
    """In which aspects the indicators go together."""
    below = [one for one in groups if one.code != "strength" and one.alpha is not None]
    together = [names.label(one.code) for one in below if (one.alpha or 0) >= RELIABLE]
    apart = [names.label(one.code) for one in below if (one.alpha or 0) < RELIABLE]
    parts = []
    if together:
        parts.append(_("%(aspects)s之内的指标同升同降，量的是一件事。") % {"aspects": listed(together)})
    if apart:
        parts.append(_("%(aspects)s之内的指标各说各的，一项高不等于另一项也高。") % {"aspects": listed(apart)})
    return "".join(parts)


def components_words(study: Study) -> str:
    """How many independent things the indicators measure."""
    if not study.shares:
        return ""
    held, count = 0.0, 0
    while count < len(study.shares) and held < EXPLAINED:
        held, count = held + study.shares[count], count + 1
    return _(
        "%(all)d 项指标里，%(count)d 个互不相关的综合因素（主成分）就能说明彼此之间 %(held)s 的差异；第一个说明 %(first)s。"
    ) % {
        "all": len(study.codes),
        "count": count,
        "held": formats.percent(held, 0),
        "first": formats.percent(study.shares[0], 0),
    }


def pairs(study: Study) -> list[tuple[str, str, float]]:
    """All pairs of indicators with their correlation, the strongest first."""
    found = [
        (study.codes[i], study.codes[j], value)
        for i, row in enumerate(study.correlations)
        for j, value in enumerate(row)
        if j > i and value is not None
    ]
    return sorted(found, key=lambda one: -abs(one[2]))


def correlations_words(study: Study, names: Names) -> str:
    """The two indicators that say nearly the same, and how many pairs pull against each other."""
    found = pairs(study)
    if not found:
        return ""
    one, other, value = found[0]
    strong = _("，几乎是把一件事计了两次。") if abs(value) >= STRONG else _("，但还不到把一件事计两次的程度。")
    against = sum(each[2] < 0 for each in found)
    words = _("关系最紧的两项是%(one)s和%(other)s（相关系数 %(value)s）") % {
        "one": names.label(one),
        "other": names.label(other),
        "value": formats.number(value, 2),
    }
    return (
        words
        + strong
        + (_("有 %(count)d 对指标方向相反：一项高，另一项往往低。") % {"count": against} if against else "")
    )
