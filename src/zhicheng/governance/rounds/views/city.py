"""A city's own part of a round: its figures, its score, its objections. Nobody else's."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import Refused
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.queries import indicator_models
from zhicheng.governance.rounds import actions, queries, rules, steps
from zhicheng.governance.rounds.forms import ObjectionForm
from zhicheng.governance.rounds.models import Objection, Round
from zhicheng.governance.rounds.tables import InputRow, InputTable, OwnObjectionTable, OwnScore, OwnScoreTable
from zhicheng.governance.rounds.views.pages import kicker, known_round, path_to, warning
from zhicheng.governance.strength import queries as strength
from zhicheng.governance.strength.definition_kinds import ROOT
from zhicheng.governance.strength.models import Evaluation
from zhicheng.governance.strength.naming import Names, figure_url, places_words

Models: TypeAlias = Mapping[str, IndicatorDefinition]
show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(rules.is_city_officer)
def own(request: PersonRequest, pk: int, as_format: str = "html") -> HttpResponse:
    """What the city is asked to look at."""
    round_, region = known_round(request, pk), request.user.region_id or ""
    run = queries.newest_run(round_)
    if run is None:
        raise Http404(_("这一轮还没有计算"))
    models = indicator_models()
    may_object = rules.can_object(request.user, round_, region=region, today=timezone.localdate())
    filed = list(queries.objections_of(round_, request.user))
    rows = input_rows(round_, region, models, filed if may_object else None)
    table = InputTable(rows, request.GET)
    if as_format != "html":
        return respond(table, as_format, _("本市数据-%(year)d") % {"year": round_.year})
    values = strength.values_of(run.evaluation, region)
    interval = strength.interval_of(run.evaluation, region)
    facts: dict[str, Any] = {
        "round": round_,
        "city": request.user.region,
        "kicker": kicker(round_),
        "total": values.get(ROOT),
        "units": run.evaluation.units,
        "interval": places_words(interval) if interval else "",
        "left_out": None if values else strength.left_out_region(run.evaluation, region),
        "scores": OwnScoreTable(own_scores(run.evaluation, region, values, models), request.GET),
        "table": table,
        "objections": OwnObjectionTable(filed, request.GET, models=models),
        "may_object": may_object,
        "days_left": steps.days_left(round_),
        "demonstration": warning(round_),
        "crumbs": path_to(request, round_),
    }
    return render(request, "rounds/own.html", facts)


def input_rows(round_: Round, region: str, models: Models, filed: list[Objection] | None) -> list[InputRow]:
    """The statistics behind the score, each with the way to object; `filed` None = nobody may object (any more)."""
    waiting = {(one.indicator, one.period) for one in filed or () if one.is_waiting}
    return [
        InputRow(
            one,
            models[one.indicator],
            region,
            reverse("rounds:object", args=[round_.pk, one.indicator, one.period])
            if filed is not None and (one.indicator, one.period) not in waiting
            else "",
        )
        for one in queries.inputs_of(round_, region, models)
    ]


def own_scores(
    evaluation: Evaluation, region: str, values: Mapping[str, strength.NodeValues], models: Models
) -> list[OwnScore]:
    """The total, each aspect and each indicator of the city, parents first."""
    scheme = strength.scheme_of(evaluation.definition)
    names = Names(scheme, models)
    rows = []
    for node in (ROOT, *(one.code for one in scheme.nodes)):
        if node in values:
            one, indicator = values[node], names.indicators.get(node)
            figure = words.with_unit(one.raw, indicator) if indicator else ""
            url = figure_url(node, region, evaluation.year) if indicator else ""
            rows.append(OwnScore(names.label(node), figure, one.score, one.contribution, url))
    return rows


@show_or_submit
@requires(rules.is_city_officer)
def object_to(request: PersonRequest, pk: int, indicator: str, period: int) -> HttpResponse:
    """File an objection to one figure."""
    round_, region = known_round(request, pk), request.user.region_id or ""
    rules.can_object(request.user, round_, region=region, today=timezone.localdate()).or_refuse()
    figure = queries.input_of(round_, region, f"{indicator}:{period}")
    if figure is None:
        raise Http404(_("本轮评价没有用到这个数值"))
    form = ObjectionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.object_to(round_=round_, key=figure.key, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(field_of(refusal.code), refusal.because)
        else:
            messages.success(request, _("已提出，国家局会逐件答复。"))
            return redirect(made)
    model = indicator_models()[indicator]
    facts = {
        "form": form,
        "round": round_,
        "indicator": model,
        "period": period,
        "stated": words.with_unit(figure.value, model),
        "figure_url": figure_url(indicator, region, period),
        "closes": date_zh(round_.closes_on),
        "kicker": kicker(round_),
        "crumbs": path_to(request, round_, _("提出异议")),
    }
    return render(request, "rounds/object.html", facts)


def field_of(code: str) -> str | None:
    """Which field a refusal is about; none for the objection as a whole."""
    if code in {"same_value", "value_out_of_bounds"}:
        return "proposed_value"
    about_whole = {"too_late", "wrong_state", "objected_already", "no_such_figure", "not_your_city"}
    return None if code in about_whole else "evidence"
