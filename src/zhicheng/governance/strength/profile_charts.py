"""The charts of a city's profile."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.charts import Chart
from zhicheng.governance.strength import profile_findings as findings
from zhicheng.governance.strength.charts import source
from zhicheng.governance.strength.naming import Names, figure_url
from zhicheng.governance.strength.profiles import LEAF, Change, PeerRow


def gaps_chart(rows: Sequence[PeerRow], names: Names, code: str, year: int) -> Chart:
    """By how many points of the total each indicator puts the city before or behind its peers' median."""
    known = sorted(
        (row for row in rows if row.level == LEAF and row.gap is not None), key=lambda row: -(row.gap or 0.0)
    )
    ahead = sum((row.gap or 0.0) > 0 for row in known)
    return Chart(
        kind="bars",
        finding=_("%(count)d 项指标里，%(ahead)d 项高于同类的中位数") % {"count": len(known), "ahead": ahead},
        note=_("每项指标与中位数之差，折成总分的分数：换算分之差 × 权重"),
        columns=[("name", _("指标")), ("value", _("差距")), (None, _("原值")), (None, _("同类中位"))],
        rows=[
            [
                (names.label(row.node), names.label(row.node), figure_url(row.node, code, year)),
                (round(row.gap or 0.0, 6), findings.signed(row.gap or 0.0, names.digits)),
                names.figure(row.node, row.values.raw),
                names.figure(row.node, row.raws.middle if row.raws else None),
            ]
            for row in known
        ],
        options={"unit": _("分"), "digits": names.digits},
        source=source(names),
        size="lg" if len(known) > 8 else "",
    )


def change_chart(city: str, change: Change, names: Names) -> Chart:
    """What each indicator did to the score, the gains first, with the running score in the table."""
    ordered = sorted(change.parts, key=lambda part: -part.points)
    running, rows = change.score_before, []
    for part in ordered:
        running += part.points
        rows.append(
            [
                (names.label(part.node), names.label(part.node), figure_url(part.node, change.region, change.after.evaluation.year)),
                (round(part.points, 6), findings.signed(part.points, names.digits)),
                findings.signed(part.own, names.digits),
                findings.signed(part.others, names.digits),
                formats.number(running, names.digits),
            ]
        )  # fmt: skip
    facts = {"from": change.before.evaluation.year, "to": change.after.evaluation.year}
    return Chart(
        kind="bars",
        finding=findings.change_finding(city, change, names),
        note=_("总分从 %(before)s 到 %(after)s，各项指标的增减相加等于两年总分之差")
        % {"before": formats.number(change.score_before, names.digits), "after": formats.number(change.score_after, names.digits)},
        columns=[
            ("name", _("指标")), ("value", _("增减")), (None, _("自己")), (None, _("其他")), (None, _("累计得分")),
        ],
        rows=rows,
        options={"unit": _("分"), "digits": names.digits},
        source=_("按 %(from)d 年和 %(to)d 年发布的结果计算") % facts,
        size="lg" if len(rows) > 8 else "",
    )  # fmt: skip
