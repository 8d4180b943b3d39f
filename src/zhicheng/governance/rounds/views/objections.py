"""Objections: the list of a round, one objection with its answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.formats import date_iso
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.queries import indicator_models
from zhicheng.governance.objecting import ACCEPT
from zhicheng.governance.rounds import actions, queries, rules
from zhicheng.governance.rounds.forms import AnswerForm
from zhicheng.governance.rounds.models import Objection
from zhicheng.governance.rounds.tables import ObjectionTable, objection_chip
from zhicheng.governance.rounds.views.pages import kicker, known_round, path_to
from zhicheng.governance.strength.naming import figure_url


@require_safe
@requires(rules.is_national)
def objections(request: PersonRequest, pk: int, as_format: str) -> HttpResponse:
    """Every objection of a round."""
    round_ = known_round(request, pk)
    table = ObjectionTable(queries.objections_of(round_, request.user), request.GET, models=indicator_models())
    if as_format != "html":
        return respond(table, as_format, _("异议-%(year)d") % {"year": round_.year})
    facts = {
        "round": round_,
        "table": table,
        "waiting": queries.count_waiting(round_),
        "kicker": kicker(round_),
        "crumbs": path_to(request, round_, _("异议")),
    }
    return render(request, "rounds/objections.html", facts)


@require_safe
@requires(rules.can_follow)
def objection(request: PersonRequest, pk: int) -> HttpResponse:
    """One objection, with the form for the answer where the visitor may give it."""
    found = known_objection(request, pk)
    form = AnswerForm() if rules.can_answer(request.user, found) else None
    return render(request, "rounds/objection.html", facts_of(request, found) | {"form": form})


@require_POST
@requires(rules.is_national)
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Accept or reject."""
    found = known_objection(request, pk)
    rules.can_answer(request.user, found).or_refuse()
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(request, "rounds/objection.html", facts_of(request, found) | {"form": form})
    verb = actions.accept if form.cleaned_data["decision"] == ACCEPT else actions.reject
    verb(objection=found, answer=form.cleaned_data["answer"], by=request.user)
    messages.success(request, _("已答复，已通知提出异议的市局。"))
    return redirect(found.round)


def known_objection(request: PersonRequest, pk: int) -> Objection:
    """The objection, when the person may read it; else it does not exist for him."""
    found = queries.objection(pk)
    if found is None or not rules.can_see_objection(request.user, found):
        raise Http404(_("没有这份异议"))
    return found


def facts_of(request: PersonRequest, found: Objection) -> dict[str, Any]:
    model = indicator_models()[found.indicator]
    figure = figure_url(found.indicator, found.region_id, found.period)
    rows = [
        (_("城市"), found.region.name, ""),
        (_("指标"), _("%(title)s，%(year)d 年") % {"title": model.title, "year": found.period}, figure),
        (_("提出时的数值"), words.with_unit(found.stated_value, model), ""),
        (_("主张的数值"), words.with_unit(found.proposed_value, model), ""),
        (_("理由"), found.reason, ""),
        (_("证明材料"), found.evidence.name, found.evidence.get_absolute_url()),
        (_("提出"), f"{found.filed_by.name} {date_iso(found.filed_at)}", ""),
    ]
    if found.ended_at and found.ended_by:
        rows.append((_("办结"), f"{found.ended_by.name} {date_iso(found.ended_at)}", ""))
    if found.answer:
        rows.append((_("答复"), found.answer, ""))
    if found.correction:
        rows.append((_("更正"), str(found.correction), found.correction.get_absolute_url()))
    return {
        "objection": found,
        "city": found.region.name,
        "rows": rows,
        "accepting": _("采纳后按主张的数值更正，指标在后台重算；随后请重新计算这一轮。"),
        "chip": objection_chip(found),
        "kicker": kicker(found.round),
        "may_withdraw": bool(rules.can_withdraw(request.user, found)),
        "crumbs": path_to(request, found.round, str(found)),
    }


@require_POST
@requires(rules.can_follow)
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one's objection back."""
    found = known_objection(request, pk)
    actions.withdraw(objection=found, by=request.user)
    messages.success(request, _("已撤回。"))
    return redirect(found)
