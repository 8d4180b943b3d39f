"""How far a year's places can be trusted: what was tried when the run was stored."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.charts import Chart
from zhicheng.base.ui.exports import respond
from zhicheng.governance.strength import queries
from zhicheng.governance.strength import robustness_findings as findings
from zhicheng.governance.strength.charts import source
from zhicheng.governance.strength.definition_kinds import ROOT
from zhicheng.governance.strength.naming import Names
from zhicheng.governance.strength.robustness import Group, Study, read
from zhicheng.governance.strength.tables.robustness import ChoiceTable, IntervalTable, choice_rows, interval_rows
from zhicheng.governance.strength.views.pages import Published, followed_city, published


def robustness(request: HttpRequest, year: int, as_format: str, scheme: str = "") -> HttpResponse:
    """Every choice that could have been made otherwise, and what it would have changed."""
    page = published(year, scheme)
    kept = queries.robustness(page.evaluation)
    if kept is None:
        return without_study(request, page, as_format)
    study, scores = read(kept), queries.sheet(page.evaluation, ())
    table = ChoiceTable(choice_rows(study.choices, scores.cities, page.names), request.GET)
    if as_format != "html":
        extra = page.facts() | {"robustness": kept}
        return respond(table, as_format, _("专利实力评价稳健性-%(year)d") % {"year": year}, extra=extra)
    intervals = queries.intervals(page.evaluation)
    leader = scores.leaders[0].code if scores.leaders else ""
    context = {
        "crumbs": page.crumbs(_("名次有多稳")),
        "study": study,
        "heading": findings.heading(study, page.names),
        "lead": findings.lead(study, scores.cities, leader),
        "table": table,
        "choices_words": findings.choices_words(study, page.names),
        "factors_words": findings.factors_words(study),
        "factors": [
            (findings.FACTORS.get(one.code, one.code), findings.share(one.first), findings.share(one.total), findings.factor_interval(one))
            for one in study.factors
        ],
        "factors_chart": factors_chart(study, page.names),
        "intervals_words": findings.intervals_words(intervals.values(), page.names),
        "intervals_table": IntervalTable(
            interval_rows(scores, intervals), request.GET,
            units=page.evaluation.units, names=page.names, year=year, followed=followed_city(request),
        ),
        **structure(study, page.names),
        "may_simulate": request.user.is_authenticated and request.user.is_officer,
    }  # fmt: skip
    return render(request, "strength/robustness.html", page.context | context)


def without_study(request: HttpRequest, page: Published, as_format: str) -> HttpResponse:
    """A run from before such studies were kept."""
    if as_format != "html":
        return respond(ChoiceTable((), request.GET), as_format, _("专利实力评价稳健性"), extra=page.facts())
    context = {"crumbs": page.crumbs(_("名次有多稳")), "study": None}
    return render(request, "strength/robustness.html", page.context | context)


def structure(study: Study, names: Names) -> dict[str, Any]:
    """What the data say about the tree: weights and influence, reliability, components, correlations."""
    return {
        "weights_words": findings.weights_words(study.groups, names),
        "weights_rows": [row for group in study.groups for row in weights_rows(group, names)],
        "reliability_words": findings.reliability_words(study.groups, names),
        "alphas": [(names.label(one.code), formats.number(one.alpha, 2), len(one.codes)) for one in study.groups],
        "components_words": findings.components_words(study),
        "components": components(study, names),
        "correlations_words": findings.correlations_words(study, names),
        "heads": [(code, names.short(code)) for code in study.codes],
        "correlations": [
            (code, names.label(code), [(value, cell_class(value)) for value in row])
            for code, row in zip(study.codes, study.correlations, strict=True)
        ],
    }


def weights_rows(group: Group, names: Names) -> list[dict[str, Any]]:
    """The children of a group: stated weight, real influence, correlation with the group and with the total."""
    columns = zip(group.codes, group.weights, group.influence, group.with_group, group.with_total, strict=True)
    return [
        {
            "group": names.label(group.code),
            "label": names.label(code),
            "url_code": "" if group.code == ROOT else code,
            "weight": weight,
            "influence": influence,
            "with_group": with_group,
            "with_total": with_total,
        }
        for code, weight, influence, with_group, with_total in columns
    ]


def components(study: Study, names: Names) -> list[dict[str, Any]]:
    """The strongest components: the share that each explains, and the two indicators that it hangs on most."""
    found = []
    for at, share in enumerate(study.shares[:4]):
        loads = sorted(
            ((abs(row[at]), row[at], code) for code, row in zip(study.codes, study.loadings, strict=True)), reverse=True
        )
        most = "、".join(f"{names.label(code)}（{formats.number(load, 2)}）" for _size, load, code in loads[:3])
        found.append({"number": at + 1, "share": share, "most": most})
    return found


def cell_class(value: float | None) -> str:
    """Strong cells stand out: by weight of type, not by colour alone."""
    if value is None:
        return ""
    return "zc-strong" if abs(value) >= findings.STRONG else "zc-muted" if abs(value) < 0.3 else ""


def factors_chart(study: Study, names: Names) -> Chart | None:
    """How much of the movement each kind of choice has to do with."""
    if not study.factors:
        return None
    ordered = sorted(study.factors, key=lambda one: -one.total)
    most = findings.FACTORS.get(ordered[0].code, ordered[0].code)
    return Chart(
        kind="bars",
        finding=_("名次变动最取决于：%(most)s") % {"most": most},
        note=_("索博尔总指数：名次变动中与这类选择有关的部分（单独的和与其他选择合起来的），各项相加可超过 100%"),
        columns=[("name", _("选择")), ("value", _("合计")), (None, _("九成区间")), (None, _("单独"))],
        rows=[
            [
                str(findings.FACTORS.get(one.code, one.code)),
                (round(100 * min(1.0, max(0.0, one.total)), 1), findings.share(one.total)),
                findings.factor_interval(one),
                findings.share(one.first),
            ]
            for one in ordered
        ],
        options={"unit": "%", "digits": 0, "percent": True, "max": 100},
        source=source(names),
        size="xs",
    )
