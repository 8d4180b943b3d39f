"""A case as its applicant sees it: where it stands, what to do next, and what was done."""

from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.base.accounts.access import PersonRequest, signed_in, to_sign_in
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.calendars.queries import calendar, doubt
from zhicheng.base.ui.exports import respond
from zhicheng.services.hall import actions, clock, rules
from zhicheng.services.hall.applicant_forms import MessageForm, RatingForm, WithdrawForm
from zhicheng.services.hall.filling_in import FillingIn
from zhicheng.services.hall.forms_of_items import display
from zhicheng.services.hall.letters import WORD_TYPE, letter_word
from zhicheng.services.hall.limits import limit_of
from zhicheng.services.hall.models import Application, State
from zhicheng.services.hall.queries import own
from zhicheng.services.hall.queries.papers import handover_of, letter_of, messages_of, papers_of, rating_of
from zhicheng.services.hall.queries.timeline import timeline
from zhicheng.services.hall.rules.filing import may_fill_in
from zhicheng.services.hall.standing import finding, next_step
from zhicheng.services.hall.tables.own import OwnTable
from zhicheng.services.hall.views import office_case
from zhicheng.services.hall.views.applying import correction_rows
from zhicheng.services.hall.views.own import (
    demonstration_words,
    for_its_applicant,
    key_from,
    known_case,
    path_to,
    path_to_case,
    person_of,
    speaker,
    verify_address,
)
from zhicheng.services.hall.zipping import case_zip

ZIP_TYPE = "application/zip"


@require_safe
@signed_in
def mine(request: PersonRequest, as_format: str = "html") -> HttpResponse:
    """The cases of one's organisation, or one's own; drafts among them."""
    rows = own.cases_of(request.user)
    table = OwnTable(own.listed(rows), request.GET, on=clock.today())
    if as_format != "html":
        return respond(table, as_format, _("我的办件"))
    counts = own.counts_of(rows)
    table.known_total = sum(counts.values())
    facts = {
        "table": table,
        "counts": counts,
        "crumbs": path_to((_("我的办件"), None)),
        "demonstration": _("有些办件是演示数据：申请人和内容均为编造。")
        if any(row.synthetic for row in table.rows)
        else "",
    }
    return render(request, "hall/applicant/mine.html", facts)


@never_cache
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: the applicant's page, or the office's for officers in whose reach it lies."""
    found, user = known_case(request, pk), person_of(request)
    if found is None and user is None:
        return to_sign_in(request)
    if found is not None and is_for_applicant(speaker(request, found), found):
        return page(request, found)
    if found is None or user is None or not user.is_officer:
        raise Http404(_("没有这件办件，或者它不是您和您的单位提出的"))
    return office_case.page(cast("PersonRequest", request), found)


def is_for_applicant(user: Any, application: Application) -> bool:
    return user is None or bool(rules.is_applicant(user, application))


def page(request: HttpRequest, application: Application) -> HttpResponse:
    """Where it stands, in one sentence; then everything that belongs to it."""
    if application.state == State.DRAFT:
        return draft(request, application)
    user, on, days = speaker(request, application), clock.today(), calendar()
    limit = limit_of(application, on, days)
    rating = rating_of(application)
    filling = FillingIn(application) if application.state == State.RETURNED else None
    said = messages_of(application, with_internal=False)
    facts = {
        "application": application,
        "item": application.model,
        "heading": finding(application),
        "next": next_step(application),
        "limit": limit if application.due_on else None,
        "doubt": doubt(days, on, application.due_on or on) if application.due_on else "",
        "corrections": correction_rows(filling) if filling else [],
        "sections": display(application.model, application.answers),
        "papers": filling.attachments if filling else papers_of(application),
        "letter": letter_of(application),
        "handover": handover_of(application),
        "rating": rating,
        "rating_form": RatingForm() if rules.can_rate(user, application, is_rated=rating is not None) else None,
        "messages_said": said,
        "message_form": MessageForm() if rules.can_write_message(user, application) else None,
        "message_key": uuid4(),
        "timeline": timeline(application, user, said),
        "may_withdraw": bool(rules.can_withdraw(user, application)),
        "is_citizen": user is None,
        "crumbs": path_to_case(application),
        "demonstration": demonstration_words(application),
    }
    return render(request, "hall/applicant/case.html", facts)


def draft(request: HttpRequest, application: Application) -> HttpResponse:
    """A draft: how far it is, and where to go on."""
    filling = FillingIn(application)
    facts = {
        "application": application,
        "item": application.model,
        "tasks": filling.tasks(-1),
        "start": filling.start,
        "crumbs": path_to_case(application),
        "demonstration": demonstration_words(application),
    }
    return render(request, "hall/applicant/draft.html", facts)


@never_cache
@for_its_applicant
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    """Ask once more, then take it back."""
    user, form = speaker(request, application), WithdrawForm(sent_or_kept(request) or None)
    is_draft = application.state == State.DRAFT
    if request.method != "POST":
        rules.can_withdraw(user, application).or_refuse()
    if request.method == "POST" and form.is_valid():
        reason, key = form.cleaned_data["reason"], key_from(request)
        done = actions.withdraw(application=application, by=user, reason=reason, key=key)
        messages.success(request, _("草稿已放弃") if is_draft else _("申请已撤回，办理机关已收到通知"))
        return redirect(done)
    facts = {
        "form": form,
        "application": application,
        "item": application.model,
        "is_draft": is_draft,
        "key": request.POST.get("key") or uuid4(),
        "crumbs": path_to_case(application, _("放弃草稿") if is_draft else _("撤回申请")),
    }
    return render(request, "hall/applicant/withdraw.html", facts)


@for_its_applicant
@require_POST
def message(request: HttpRequest, application: Application) -> HttpResponse:
    """Write to the office."""
    form = MessageForm(request.POST)
    if form.is_valid():
        words, key = form.cleaned_data["text"], key_from(request)
        actions.say(application=application, by=speaker(request, application), text=words, key=key)
        messages.success(request, _("留言已发出"))
        return redirect(f"{application.get_absolute_url()}#words")
    return again(request, application, _("没有发出：请先写留言，不超过 1000 字"))


@for_its_applicant
@require_POST
def rate(request: HttpRequest, application: Application) -> HttpResponse:
    """Judge the service."""
    form = RatingForm(request.POST)
    if form.is_valid():
        actions.rate(application=application, by=speaker(request, application), **form.cleaned_data)
        messages.success(request, _("谢谢，评价已登记"))
        return redirect(application)
    return again(request, application, _("没有保存：请先选择是否满意"))


def again(request: HttpRequest, application: Application, words: str) -> HttpResponse:
    """Back to the case with what has to be mended."""
    messages.error(request, words)
    return redirect(application)


@require_safe
def documents(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All documents of the case as one ZIP, for its applicant and for officers who see it."""
    application = readable(request, pk)
    if isinstance(application, HttpResponse):
        return application
    user = speaker(request, application)
    letter = letter_of(application)
    file = case_zip(application, user, verify_at=verify_address(request, letter.code) if letter else "")
    return FileResponse(file, as_attachment=True, filename=f"{application}.zip", content_type=ZIP_TYPE)


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision letter as a Word file."""
    application = readable(request, pk)
    if isinstance(application, HttpResponse):
        return application
    issued = letter_of(application)
    if issued is None:
        raise Http404(_("这件办件还没有决定书"))
    word = letter_word(issued, verify_at=verify_address(request, issued.code))
    response = HttpResponse(word, content_type=WORD_TYPE)
    response["Content-Disposition"] = f"attachment; filename={application}.docx"
    response["Cache-Control"] = "private, no-store"
    return response


def readable(request: HttpRequest, pk: int) -> Application | HttpResponse:
    """The case for its applicant or an officer who sees it; else the way to the sign-in page."""
    found, user = known_case(request, pk), person_of(request)
    if found is None and user is None:
        return to_sign_in(request)
    may = found is not None and ((user is not None and user.is_officer) or may_fill_in(speaker(request, found), found))
    if found is None or not may:
        raise Http404(_("没有这件办件，或者它不是您和您的单位提出的"))
    return found
