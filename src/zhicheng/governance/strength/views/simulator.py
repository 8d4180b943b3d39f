"""The officer's simulator: other weights and methods over the year's figures. Nothing is stored."""

from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhicheng.base.accounts.access import officers_only
from zhicheng.base.ui.exports import respond
from zhicheng.engine.composite import Result, SchemeError
from zhicheng.governance.strength import queries
from zhicheng.governance.strength import simulation_findings as findings
from zhicheng.governance.strength.rebuilding import Rebuilt, rebuilt
from zhicheng.governance.strength.simulation import Setting, leads, simulated
from zhicheng.governance.strength.simulation_findings import SimulatedRow
from zhicheng.governance.strength.simulation_form import SimulationForm, simulation_form
from zhicheng.governance.strength.tables.simulator import SimulationTable
from zhicheng.governance.strength.views.pages import followed_city, published


@officers_only
def simulate(request: HttpRequest, year: int, as_format: str, scheme: str = "") -> HttpResponse:
    """The ranking as it would be with the weights and methods asked for, beside the one that counts."""
    page = published(year, scheme)
    scores = queries.sheet(page.evaluation)
    run = rebuilt(scores)
    form = simulation_form(request.GET.dict(), layout=run.result.layout, names=page.names)
    result = computed(run, form)
    rows = simulated_rows(scores, result)
    followed = followed_city(request)
    facts: dict[str, Any] = {"names": page.names, "address": page.address, "followed": followed}
    if as_format != "html":
        table = SimulationTable(rows, request.GET, as_file=True, **facts)
        extra = page.facts() | {"simulated": True, "setting": said(form.setting)}
        return respond(table, as_format, _("模拟排名-%(year)d") % {"year": year}, extra=extra)
    margins = leads(result)
    context = {
        "crumbs": page.crumbs(_("模拟")),
        "form": form,
        "heading": findings.heading(rows),
        "lead": findings.lead_words(rows, page.names),
        "followed_words": findings.followed_words(next((row for row in rows if row.code == followed), None)),
        "table": SimulationTable(rows, request.GET, **facts),
        "leader_words": findings.leader_words(scores.cities[rows[0].code], margins, page.names) if margins else "",
        "margins": [(one, page.names.label(one.aspect), name_of(scores, one.next_low), name_of(scores, one.next_high)) for one in margins],
    }  # fmt: skip
    return render(request, "strength/simulate.html", page.context | context)


def computed(run: Rebuilt, form: SimulationForm) -> Result:
    """The asked setting; the run itself, with the fault in the form, where that cannot be computed."""
    try:
        return simulated(run, form.setting)
    except SchemeError as fault:
        form.add_error(None, _("这一组设置算不出结果：%(fault)s") % {"fault": fault})
        return run.result


def simulated_rows(scores: queries.Sheet, result: Result) -> list[SimulatedRow]:
    """The cities that both rankings place, from the first place down."""
    rows = []
    for code, place, total in zip(result.units, result.ranks[:, 0], result.total, strict=True):
        official, city = scores.of(code), scores.cities[code]
        if np.isnan(place) or official.rank is None or official.score is None:
            continue
        rows.append(
            SimulatedRow(
                code, city.name, city.short_name, int(place), official.rank, float(total), official.score
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row.rank, row.code))


def name_of(scores: queries.Sheet, code: str) -> str:
    """A city's name; empty for nobody."""
    return scores.cities[code].short_name if code else ""


def said(setting: Setting) -> dict[str, Any]:
    """The setting beside the rows of a JSON file."""
    return {"weights": dict(setting.weights), "scale": setting.scale, "method": setting.method}
