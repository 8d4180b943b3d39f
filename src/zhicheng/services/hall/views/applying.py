"""Filling in an application, page by page: nothing typed is lost, and no button acts twice."""

import time
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.accounts.models import Role
from zhicheng.base.ui.forms import Form
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import actions, clock
from zhicheng.services.hall.applicant_forms import ContactForm, PapersForm
from zhicheng.services.hall.conditions import Result
from zhicheng.services.hall.definition_kinds import Field
from zhicheng.services.hall.filling_in import FillingIn
from zhicheng.services.hall.forms_of_items import SectionForm, display, form_for
from zhicheng.services.hall.models import Application, State
from zhicheng.services.hall.offices import office_of
from zhicheng.services.hall.queries.cases import all_cases
from zhicheng.services.hall.queries.items import call_open
from zhicheng.services.hall.rules.filing import OPEN_TO_CHANGE
from zhicheng.services.hall.views.own import (
    demonstration_words,
    for_its_applicant,
    key_from,
    path_to_case,
    speaker,
)

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])
CODES = "hall_codes"
SHOWN_SECONDS = 1800
"""How long the confirmation shows a citizen's lookup code again in the same browser."""
SIGNS = {"met": "ok", "mendable": "near", "unmet": "no", "unknown": ""}


@never_cache
@for_its_applicant
@show_or_submit
def form(request: HttpRequest, application: Application, section: int) -> HttpResponse:
    """One page of the form. What was typed is kept even where it is wrong."""
    if application.state not in OPEN_TO_CHANGE:
        return redirect(application)
    filling = FillingIn(application)
    if section == filling.papers_number and filling.papers:
        return papers(request, filling)
    sections = filling.model.sections
    if not 1 <= section <= len(sections):
        raise Http404(_("申请表没有这一页"))
    if request.method == "POST":
        return send(request, filling, section)
    shown = form_for(filling.model, sections[section - 1], application=application, data=sent_or_kept(request))
    return show(request, filling, section, shown)


def send(request: HttpRequest, filling: FillingIn, section: int) -> HttpResponse:
    """Save the page; go on when it is right, or where the button says."""
    application, title = filling.application, filling.model.sections[section - 1]
    sent = form_for(filling.model, title, application=application, data=request.POST, files=request.FILES)
    is_right = sent.is_valid()
    saved = actions.save(application=application, by=speaker(request, application), answers=sent.answers, section=title)
    is_right = keep_files(request, saved, sent) and is_right
    if request.headers.get("HX-Request"):
        return render(request, "hall/applicant/saved.html", {"saved_at": saved.saved_at})
    if "leave" in request.POST:
        messages.success(request, _("草稿已保存，可以随时接着填"))
        return redirect(saved)
    now = FillingIn(saved)
    if is_right and "stay" not in request.POST:
        return redirect(now.after(section))
    return show(request, now, section, sent)


def keep_files(request: HttpRequest, application: Application, sent: SectionForm) -> bool:
    """Keep the files of the page's file fields; what is wrong with one is said at its field."""
    for code, upload in sent.uploads.items():
        try:
            actions.attach(application=application, by=speaker(request, application), code=code, upload=upload)
        except Refused as refused:
            sent.add_error(code, refused.because)
    return not sent.errors


def show(request: HttpRequest, filling: FillingIn, section: int, shown: Form) -> HttpResponse:
    """The page with its fields, each beside what the office wants mended in it."""
    title = filling.model.sections[section - 1]
    asked = {field.code: field for field in filling.model.fields if field.section == title}
    wanted = filling.corrections_in(list(asked))
    facts = {
        "form": shown,
        "rows": [(bound, wanted.get(bound.name, ""), unit_of(asked[bound.name])) for bound in shown],
        "section": title,
        "is_multipart": shown.is_multipart(),
    }
    return render(request, "hall/applicant/form.html", facts | frame(filling, section))


def unit_of(field: Field) -> str:
    """What stands behind the input."""
    return _("元") if field.kind == "money" else field.unit


def frame(filling: FillingIn, number: int) -> dict[str, Any]:
    """What every page of the form has around it; 0 is the check of all answers."""
    application = filling.application
    numbers = [at for at, _title in filling.pages]
    return {
        "application": application,
        "item": filling.model,
        "kicker": kicker(application),
        "place": numbers.index(number) + 1 if number in numbers else len(numbers) + 1,
        "places": len(numbers) + 1,
        "step_title": dict(filling.pages).get(number, _("核对并提交")),
        "tasks": filling.tasks(number),
        "before": filling.before(number) if number else "",
        "crumbs": path_to_case(application, _("填写申请")),
        "demonstration": demonstration_words(application),
        "is_citizen": application.party_id is None and application.filed_by_id is None,
    }


def kicker(application: Application) -> str:
    """Draft or correction, when it was saved, until when it is kept."""
    facts = {"at": f"{timezone.localtime(application.saved_at):%H:%M}", "until": application.expires_on}
    if application.state == State.RETURNED:
        return _("补正 · 请在 %(until)s 前再次提交") % facts
    return _("草稿 · 保存于 %(at)s · 保留到 %(until)s") % facts


def papers(request: HttpRequest, filling: FillingIn) -> HttpResponse:
    """The papers: upload one for each material, take one out again."""
    asked = [paper.material for paper in filling.papers]
    if request.method != "POST":
        return show_papers(request, filling, PapersForm(materials=asked))
    by = speaker(request, filling.application)
    if "remove" in request.POST:
        taken = [each for each in filling.attachments if str(each.pk) == request.POST["remove"]]
        for attachment in taken:
            actions.detach(attachment=attachment, by=by)
        return redirect(request.path)
    sent = PapersForm(request.POST, request.FILES, materials=asked)
    if sent.is_valid():
        for code, upload in sent.uploads.items():
            try:
                actions.attach(application=filling.application, by=by, code=code, upload=upload)
            except Refused as refused:
                sent.add_error(code, refused.because)
    if sent.errors:
        return show_papers(request, FillingIn(filling.application), sent)
    if "leave" in request.POST:
        return redirect(filling.application)
    return redirect(request.path if "stay" in request.POST else filling.after(filling.papers_number))


def show_papers(request: HttpRequest, filling: FillingIn, shown: PapersForm) -> HttpResponse:
    wanted = filling.corrections_in([paper.material.code for paper in filling.papers])
    rows = [(paper, shown[paper.material.code], wanted.get(paper.material.code, "")) for paper in filling.papers]
    facts = {"form": shown, "rows": rows, "has_account": speaker(request, filling.application) is not None}
    return render(request, "hall/applicant/papers.html", facts | frame(filling, filling.papers_number))


@never_cache
@for_its_applicant
@show_or_submit
def answers(request: HttpRequest, application: Application) -> HttpResponse:
    """All answers to check, and the button that hands them in."""
    if application.state not in OPEN_TO_CHANGE:
        # The second click of two arrives here when the first has done the work.
        return redirect("hall:submitted", application.pk) if application.number else redirect(application)
    initial = {"contact_name": application.contact_name, "contact_phone": application.contact_phone}
    contact = ContactForm(request.POST or None, initial=initial)
    if request.method == "POST" and contact.is_valid():
        try:
            return hand_in(request, application, contact)
        except Refused as refused:
            if is_handed_in(application):
                return redirect("hall:submitted", application.pk)
            if refused.code not in STAY_ON_PAGE:
                raise
            contact.add_error(None, refused.because)
    return render(request, "hall/applicant/answers.html", facts_to_check(request, application, contact))


def is_handed_in(application: Application) -> bool:
    """Whether the other of two clicks has done the work meanwhile."""
    now = all_cases().get(pk=application.pk)
    return now.number is not None and now.state not in OPEN_TO_CHANGE


STAY_ON_PAGE = frozenset(
    {
        "incomplete",
        "conditions_unmet",
        "no_call_open",
        "once_a_year",
        "runs_already",
        "not_open_yet",
        "closed",
        "place_missing",
        "no_office",
    }
)
"""Refusals that say what is missing: the page shows them above the answers."""


def hand_in(request: HttpRequest, application: Application, contact: ContactForm) -> HttpResponse:
    """Keep the contact, submit, and lead to the confirmation."""
    by, key, was_returned = speaker(request, application), key_from(request), application.state == State.RETURNED
    ready = actions.save(application=application, by=by, answers={}, **contact.cleaned_data)
    verb = actions.resubmit if was_returned else actions.submit
    done = verb(application=ready, by=by, key=key)
    code = getattr(done, "lookup_code", "")
    if code:
        request.session[CODES] = {str(done.pk): [code, time.time() + SHOWN_SECONDS]}
    return redirect("hall:submitted", done.pk)


def facts_to_check(request: HttpRequest, application: Application, contact: ContactForm) -> dict[str, Any]:
    filling = FillingIn(application)
    numbers = {title: number for number, title in filling.pages}
    facts = {
        "form": contact,
        "sections": [(title, rows, filling.address(numbers[title])) for title, rows in rows_to_check(filling)],
        "papers": filling.papers,
        "papers_url": filling.address(filling.papers_number) if filling.papers else "",
        "faults": [(fault, address_of_fault(filling, numbers, fault)) for fault in filling.faults],
        "conditions": condition_rows(filling),
        "conditions_heading": conditions_heading(filling),
        "waits_for_batch": is_without_batch(application),
        "corrections": correction_rows(filling),
        "key": request.POST.get("key") or uuid4(),
    }
    return facts | frame(filling, 0)


def rows_to_check(filling: FillingIn) -> list[tuple[str, list[tuple[str, str]]]]:
    """(page, [(question, answer)]) of all that is asked; a file is told by its name."""
    answers = dict(display(filling.model, filling.answers))
    given = {paper.code: paper.document.name for paper in filling.attachments}
    titles = [title for number, title in filling.pages if number != filling.papers_number]
    return [
        (title, [*answers.get(title, []), *((one.label, given.get(one.code, "")) for one in filling.files_of(title))])
        for title in titles
    ]


def address_of_fault(filling: FillingIn, numbers: dict[str, int], fault: Any) -> str:
    """The field on its page."""
    number = numbers.get(fault.section, filling.papers_number if filling.papers else 1)
    return f"{filling.address(number)}#id_{fault.code}"


def condition_rows(filling: FillingIn) -> list[dict[str, str]]:
    """The conditions as the list shows them, with the link that mends a failing one."""
    words = {"met": _("符合"), "mendable": _("差一步"), "unmet": _("不符合"), "unknown": _("待核实")}
    return [
        {
            "kind": SIGNS[one.state],
            "text": one.sentence,
            "note": one.evidence.text if one.evidence else "",
            "state": one.mend.text if one.mend else words[one.state],
            "url": one.mend.url if one.mend else "",
        }
        if is_answered(filling, one)
        else {"kind": "", "text": one.condition.text, "state": _("填写后核对")}
        for one in filling.verdicts.results
    ]


def is_answered(filling: FillingIn, result: Result) -> bool:
    """Whether a condition asks the records, or a question whose page was saved: until then an empty box says nothing."""
    return result.condition.answer is None or result.condition.answer in filling.answers


def conditions_heading(filling: FillingIn) -> str:
    """What the conditions say together, as soon as all that they ask was answered."""
    open_ones = sum(not is_answered(filling, one) for one in filling.verdicts.results)
    return _("另有 %(count)d 项条件填写后核对") % {"count": open_ones} if open_ones else filling.verdicts.title


def is_without_batch(application: Application) -> bool:
    """Whether a draft of an item with batches could not be handed in today, since none is open at its office."""
    model = application.model
    if model.call is None or application.state != State.DRAFT:
        return False
    return call_open(application.item, office_of(model.level, application.region_id), clock.today()) is None


def correction_rows(filling: FillingIn) -> list[tuple[str, str, str]]:
    """What the office wants mended: (label, words, address of the field)."""
    model, numbers = filling.model, {title: number for number, title in filling.pages}
    fields = {field.code: (field.label, numbers.get(field.section, 1)) for field in model.fields}
    fields |= {material.code: (material.label, filling.papers_number) for material in model.materials}
    rows = []
    for each in filling.application.corrections:
        label, number = fields.get(each["field"], (_("整体"), filling.pages[0][0] if filling.pages else 0))
        address = f"{filling.address(number)}#id_{each['field']}" if number else ""
        rows.append((label, each["words"], address))
    return rows


@never_cache
@for_its_applicant
@require_safe
def submitted(request: HttpRequest, application: Application) -> HttpResponse:
    """The number, what happens next and by when; for a citizen the lookup code."""
    if application.number is None:
        return redirect("hall:answers", application.pk)
    code, until = request.session.get(CODES, {}).get(str(application.pk), ("", 0))
    facts = {
        "application": application,
        "item": application.model,
        "lookup_code": code if time.time() < until else "",
        "steps": steps_of(application),
        "due_on": application.due_on,
        "crumbs": path_to_case(application, _("已提交")),
        "demonstration": demonstration_words(application),
    }
    return render(request, "hall/applicant/submitted.html", facts)


def steps_of(application: Application) -> Sequence[dict[str, Any]]:
    """What happens with a case from now on: each step with who does it and in how many working days."""
    steps = enumerate(application.model.steps)
    return [
        {
            "title": step.title,
            "limit": step.limit_workdays,
            "who": str(Role(step.role).label),
            "is_now": at == application.step,
        }
        for at, step in steps
        if at >= application.step
    ]
