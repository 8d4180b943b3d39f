"""A city's part: its self-assessment criterion by criterion, the check before signing, the check by those above, the opinion, the papers."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires, signed_in
from zhicheng.base.accounts.models import Role
from zhicheng.governance.assessment import actions, queries
from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition, Criterion
from zhicheng.governance.assessment.forms import AnswerForm, OpinionForm, RemoveForm, ReturnForm
from zhicheng.governance.assessment.models import Answer, Entry, State
from zhicheng.governance.assessment.rules import entries as rules
from zhicheng.governance.assessment.rules import rounds as round_rules
from zhicheng.governance.assessment.tables.work import entry_chip
from zhicheng.governance.assessment.views.pages import caution, kicker, known_entry, path_to_entry

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])
COMPLETE, RETURN = "complete", "return"


@require_safe
@requires(round_rules.can_follow)
def entry(request: PersonRequest, pk: int) -> HttpResponse:
    """A city's part as it stands, with what the visitor may do."""
    found = known_entry(request, pk)
    scheme, user = queries.scheme_of(found.round), request.user
    has_opinion = hasattr(found, "opinion")
    facts: dict[str, Any] = {
        **shown(found, scheme),
        "chip": entry_chip(found),
        "may_write": rules.can_write(user, found),
        "may_check": rules.can_check(user, found),
        "may_opine": rules.can_give_opinion(user, found, has_opinion=has_opinion),
        "opinion": found.opinion if has_opinion else None,
        "may_remove": round_rules.is_national(user) & round_rules.is_in(found.round, State.OPENED),
        "result_url": result_url(found),
        "crumbs": path_to_entry(found),
    }
    return render(request, "assessment/entry.html", facts)


def result_url(found: Entry) -> str:
    """Where the city's result stands; empty while there is none."""
    return reverse("assessment:city", args=[found.round_id, found.region_id]) if found.round.is_before_cities else ""


def shown(found: Entry, scheme: AssessmentDefinition) -> dict[str, Any]:
    """The material: criteria with answers, figures and papers by section, must-items."""
    must = found.must or queries.must_now(found.region_id, scheme)
    return {
        "entry": found,
        "round": found.round,
        "scheme": scheme,
        "kicker": kicker(found.round),
        "sections": sections_of(found, scheme),
        "must": must_items(must),
        "demonstration": caution(found.round),
    }


def sections_of(found: Entry, scheme: AssessmentDefinition) -> list[tuple[Any, list[dict[str, Any]]]]:
    """(section, its criteria with all that the city and the platform say)."""
    answers, cited = queries.answers_of(found), queries.citations_of(found)
    figures = queries.figures_shown(found, answers)
    parts: list[dict[str, Any]] = [
        {
            "criterion": one,
            "answer": answers[one.code],
            "figures": figures.get(one.code, ()),
            "papers": cited.get(one.code, ()),
            "url": reverse("assessment:self", args=[found.pk, one.code]),
        }
        for one in scheme.criteria
        if one.code in answers
    ]
    return [
        (section, [part for part in parts if part["criterion"].section == section.code]) for section in scheme.sections
    ]


def must_items(must: dict[str, Any]) -> list[dict[str, Any]]:
    """The must-items as the component `c-conditions` takes them."""
    kinds = {True: ("ok", _("达到")), False: ("no", _("未达到")), None: ("", _("无法判断"))}
    return [
        {"kind": kinds[one["met"]][0], "text": one["label"], "note": one["words"], "state": kinds[one["met"]][1]}
        for one in must.values()
    ]


@show_or_submit
@requires(rules.is_city_officer)
def self_assess(request: PersonRequest, pk: int, criterion: str) -> HttpResponse:
    """Write one criterion; what the platform knows stands beside the field."""
    found = known_entry(request, pk)
    rules.can_write(request.user, found).or_refuse()
    scheme, answers = queries.scheme_of(found.round), queries.answers_with_papers(found)
    places = queries.asked_among(scheme, [answer for answer, _papers in answers.values()])
    asked = scheme.criterion(criterion)
    if asked is None or criterion not in places:
        raise Http404(_("本市没有这一评分项"))
    figures, hand = queries.beside(found, asked)
    form = answer_form(request, found, asked, *answers[criterion], hand)
    if request.method == "POST" and form.is_valid():
        actions.write_answer(entry=found, criterion=criterion, by=request.user, **form.cleaned_data)
        return redirect(following(found, places, criterion))
    facts = {
        "entry": found,
        "criterion": asked,
        "section": scheme.section(asked.section),
        "form": form,
        "figures": figures,
        "hand": hand,
        "place": places.index(criterion) + 1,
        "of": len(places),
        "kicker": kicker(found.round),
        "faults": [one for one in found.faults if one["criterion"] == criterion],
        "demonstration": caution(found.round),
        "crumbs": path_to_entry(found, (asked.title, None)),
    }
    return render(request, "assessment/self.html", facts)


def answer_form(
    request: PersonRequest,
    found: Entry,
    asked: Criterion,
    answer: Answer,
    cited: list[int],
    hand: queries.Prefilled | None,
) -> AnswerForm:
    """The form of one criterion; before the city has written it begins with what the plan says."""
    draft = queries.draft_of(hand)[: asked.words] if answer.written_at is None else ""
    return AnswerForm(
        request.POST or None, criterion=asked, answer=answer, draft=draft, cited=cited,
        choices=queries.evidence_choices(found),
    )  # fmt: skip


def following(found: Entry, places: list[str], code: str) -> str:
    """The next criterion's page, after the last one the check."""
    at = places.index(code) + 1
    if at < len(places):
        return reverse("assessment:self", args=[found.pk, places[at]])
    return reverse("assessment:check", args=[found.pk])


@show_or_submit
@requires(rules.is_city_officer)
def check(request: PersonRequest, pk: int) -> HttpResponse:
    """All that was written, what is missing; the head signs here."""
    found = known_entry(request, pk)
    rules.can_write(request.user, found).or_refuse()
    if request.method == "POST":
        actions.sign(entry=found, by=request.user)
        messages.success(request, _("已签报，数字已冻结。"))
        return redirect(found)
    faults = queries.faults_in(found)
    facts = {
        **shown(found, queries.scheme_of(found.round)),
        "count": len(faults),
        "faults": [
            (first, [one.words for one in faults if one.criterion == first.criterion]) for first in firsts(faults)
        ],
        "may_sign": rules.can_sign(request.user, found, faults=faults),
        "is_head": request.user.role == Role.CITY_HEAD,
        "late": rules.lateness(found, timezone.localdate()),
        "crumbs": path_to_entry(found, (_("核对与签报"), None)),
    }
    return render(request, "assessment/check.html", facts)


def firsts(faults: Sequence[rules.Fault]) -> list[rules.Fault]:
    """The first fault of each criterion."""
    return list({one.criterion: one for one in reversed(faults)}.values())[::-1]


@show_or_submit
@requires(rules.may_check)
def review(request: PersonRequest, pk: int) -> HttpResponse:
    """Check a signed self-assessment: find it complete, or return it with what is to mend."""
    found = known_entry(request, pk)
    rules.can_check(request.user, found).or_refuse()
    scheme = queries.scheme_of(found.round)
    form = ReturnForm.made_for(scheme)(request.POST if request.POST.get("decision") == RETURN else None, scheme=scheme)
    if request.method == "POST" and request.POST.get("decision") == COMPLETE:
        actions.mark_complete(entry=found, by=request.user)
        messages.success(request, _("已通过审核。"))
        return redirect(found)
    if request.method == "POST" and form.is_valid():
        actions.return_entry(entry=found, faults=form.found, by=request.user)
        messages.success(request, _("已退回，市局会收到须补正之处。"))
        return redirect(found)
    facts = shown(found, scheme) | {
        "form": form,
        "checks": checks_of(found),
        "crumbs": path_to_entry(found, (_("审核材料"), None)),
    }
    return render(request, "assessment/review.html", facts)


def checks_of(found: Entry) -> list[dict[str, Any]]:
    """What the platform has checked itself, as `c-conditions` takes it."""
    faults = queries.faults_in(found)
    late = {"kind": "near" if found.was_late else "ok", "text": _("签报时间"), "note": ""}
    late["state"] = _("逾期") if found.was_late else _("按时")
    complete = {"kind": "no" if faults else "ok", "text": _("说明、自评分和材料"), "note": "", "state": _("齐全")}
    if faults:
        complete["note"] = "；".join(f"{one.title}：{one.words}" for one in faults)
        complete["state"] = _("有缺")
    return [complete, late, {"kind": "ok", "text": _("平台填入的数字"), "note": _("签报时已冻结"), "state": _("一致")}]


@show_or_submit
@requires(rules.may_give_opinion)
def opinion(request: PersonRequest, pk: int) -> HttpResponse:
    """The province's opinion."""
    found = known_entry(request, pk)
    rules.can_give_opinion(request.user, found, has_opinion=hasattr(found, "opinion")).or_refuse()
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.give_opinion(entry=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("已提交省局意见。"))
        return redirect(found)
    facts = shown(found, queries.scheme_of(found.round)) | {
        "form": form,
        "crumbs": path_to_entry(found, (_("省局意见"), None)),
    }
    return render(request, "assessment/opinion.html", facts)


@show_or_submit
@requires(round_rules.is_national)
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a city out of the round."""
    found = known_entry(request, pk)
    round_rules.can_remove_city(request.user, found.round, cities=len(queries.regions_in(found.round))).or_refuse()
    form = RemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        round_ = actions.remove_city(entry=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("已移出，并告知市局。"))
        return redirect(round_)
    facts = {
        "entry": found,
        "form": form,
        "kicker": kicker(found.round),
        "demonstration": caution(found.round),
        "crumbs": path_to_entry(found, (_("移出这一轮"), None)),
    }
    return render(request, "assessment/remove.html", facts)


@require_safe
@signed_in
def paper(request: PersonRequest, pk: int, citation: int) -> FileResponse:
    """A piece of evidence, for those who may read the city's part and for the experts who judge it."""
    found = queries.entry_of(request.user, pk) or queries.judged_entry(request.user, pk)
    cited = queries.citation(found, citation) if found else None
    if cited is None:
        raise Http404(_("没有这份材料"))
    document = cited.evidence.document
    response = FileResponse(
        document.open(), as_attachment=True, filename=document.name, content_type=document.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
