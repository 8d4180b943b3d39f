"""What an organisation can have, who can have an item, checking without an account, and confirming a grant."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.parties.models import Party
from zhicheng.base.parties.queries import visible_to
from zhicheng.base.ui import exports
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import asking, clock, conditions
from zhicheng.services.hall.actions import matching as actions
from zhicheng.services.hall.definition_kinds import ItemDefinition
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.matching import matchable
from zhicheng.services.hall.precheck import form_of, questions_of
from zhicheng.services.hall.queries import matching as queries
from zhicheng.services.hall.queries.calls import windows_for, windows_open
from zhicheng.services.hall.queries.cases import standing_beside
from zhicheng.services.hall.queries.items import items_open, models_open
from zhicheng.services.hall.rules.matching import can_see_candidates, has_organisation
from zhicheng.services.hall.tables.matching import (
    WORDS,
    CandidateTable,
    MatchRow,
    MatchTable,
    PlainMatchTable,
    rows_for,
)
from zhicheng.services.hall.views.items import condition_rows


@require_safe
@requires(has_organisation)
def matches(request: PersonRequest, as_format: str = "html") -> HttpResponse:
    """Every open item against the records of one's own organisation."""
    party = own_party(request)
    on = clock.today()
    models = matchable(models_open(on))
    with asking.reading_together():
        windows = windows_for(models, party.region_id, on)
        others = standing_beside(models, party=party.pk, region=party.region_id, on=on)
        rows = rows_for(models, conditions.records_of(party.pk), windows, others, today=on)
    table = MatchTable(rows, request.GET)
    if as_format != "html":
        return exports.respond(table, as_format, _("政策匹配结果"))
    context = {
        "table": table,
        "party": party,
        "finding": finding_of(rows),
        "today": clock.today(),
        "crumbs": steps((_("本单位可办事项"), None)),
        "demonstration": demonstration_words(party),
    }
    return render(request, "hall/matching/matches.html", context)


@require_safe
@requires(can_see_candidates)
def match_item(request: PersonRequest, code: str, as_format: str = "html") -> HttpResponse:
    """Who in an officer's reach may have an item, nearly, or is left open by the records."""
    definition = items_open(clock.today()).get(code)
    if definition is None:
        raise Http404
    state = request.GET.get("state", "eligible")
    state = state if state in {"eligible", "near", "unknown"} else "eligible"
    table = CandidateTable(queries.who_may_have(request.user, code, state), request.GET)
    if as_format != "html":
        return exports.respond(table, as_format, definition.title)
    context = {
        "table": table,
        "definition": definition,
        "state": state,
        "words": WORDS[state],
        "tabs": [(WORDS[each], f"?state={each}", each == state) for each in ("eligible", "near", "unknown")],
        "standing": queries.item_standing(code),
        "crumbs": steps((definition.title, reverse("hall:item", args=[code])), (_("符合条件的单位"), None)),
        "demonstration": demonstration_words(*table.rows),
    }
    return render(request, "hall/matching/match_item.html", context)


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """A few questions, and what may be applied for; the answers stand in the address and nowhere else."""
    models = matchable(models_open(clock.today()))
    form = form_of(request.GET or None, questions_of(models))
    rows: list[MatchRow] = []
    if form.is_bound and form.is_valid():
        windows = {code: found[0] for code, found in windows_open(clock.today()).items()}
        rows = rows_for(models, form.look, windows, today=clock.today(), asks_person=True)
    context = {
        "form": form,
        "table": PlainMatchTable(rows, {}) if rows else None,
        "finding": finding_of(rows) if rows else "",
        "crumbs": steps((_("免登录预核对"), None)),
    }
    return render(request, "hall/matching/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(has_organisation)
def confirm(request: PersonRequest, code: str) -> HttpResponse:
    """Grant without application: one page to look at and one button."""
    definition = items_open(clock.today()).get(code)
    if definition is None or not model_of_item(definition).automatic:
        raise Http404
    party = own_party(request)
    if request.method == "POST":
        try:
            case = actions.confirm(definition=definition, by=request.user, key=key_of(request))
        except Refused as refused:
            if refused.code != "incomplete":
                raise
            messages.warning(request, _("这个事项还有内容要填写：%s") % refused.because)
            return redirect("hall:item", code=code)
        return redirect("hall:submitted", pk=case.pk)
    model = model_of_item(definition)
    verdicts = conditions.verdict(model, party_id=party.pk, code=code)
    context = {
        "definition": definition,
        "model": model,
        "party": party,
        "verdicts": verdicts,
        "conditions": condition_rows(model, verdicts),
        "other": standing_beside({code: model}, party=party.pk, region=party.region_id, on=clock.today()).get(code),
        "known": known_of(model, actions.answers_known(definition, party)),
        "key": uuid4(),
        "crumbs": steps((_("本单位可办事项"), reverse("hall:matches")), (_("确认领取"), None)),
        "demonstration": demonstration_words(party),
    }
    return render(request, "hall/matching/confirm.html", context)


def own_party(request: PersonRequest) -> Party:
    return get_object_or_404(visible_to(request.user), pk=request.user.party_id)


def key_of(request: PersonRequest) -> UUID:
    """The key that the page gave its form."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError as fault:
        raise Refused("key_missing", _("页面不完整，请重新打开后再确认")) from fault


def known_of(model: ItemDefinition, answers: dict[str, Any]) -> list[tuple[str, Any]]:
    """(label, text) of what is filled in from the records."""
    return [(field.label, answers[field.code]) for field in model.fields if field.code in answers]


def finding_of(rows: Iterable[MatchRow]) -> str:
    """26 个事项：符合 5 项，差一步 3 项，不符合 18 项."""
    counted = Counter(row.state for row in rows)
    parts = [
        _("%(words)s %(count)d 项") % {"words": words, "count": counted[state]}
        for state, words in WORDS.items()
        if counted[state]
    ]
    return _("%(count)d 个事项：%(parts)s") % {"count": counted.total(), "parts": "，".join(parts)}


def steps(*crumbs: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("办事服务"), reverse("hall:home")), *crumbs]


def demonstration_words(*things: Any) -> str:
    """The strip's words where invented organisations are shown."""
    if any(getattr(thing, "synthetic", False) for thing in things):
        return _("本页有演示数据：标有“演示”的单位和记录是虚构的。")
    return ""
