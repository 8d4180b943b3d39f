"""Pages of reviewers: what waits for them, one score sheet, whom they must not judge; and the page on which the office assigns them."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, officers_only, requires
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.ui.exports import respond
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall.actions import reviewing as actions
from zhicheng.services.hall.forms_of_items import display
from zhicheng.services.hall.models import Application, Review, ReviewState
from zhicheng.services.hall.queries import reviewing as queries
from zhicheng.services.hall.reviewing_forms import (
    AssignForm,
    DeclineForm,
    DrawForm,
    EndInterestForm,
    InterestForm,
    ScoreForm,
)
from zhicheng.services.hall.rules import reviewing as rules
from zhicheng.services.hall.tables.reviewing import (
    InterestTable,
    OfficeInterestTable,
    OfficeReviewTable,
    ReviewTable,
)

Crumbs = list[tuple[str, str | None]]
show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(rules.is_expert)
def reviews(request: PersonRequest, as_format: str = "html") -> HttpResponse:
    """A reviewer's own reviews, those that wait first."""
    table = ReviewTable(queries.reviews_for(request.user), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("我的评审"))
    facts = {"table": table, "waiting": queries.waiting_reviews(request.user).count(), "crumbs": path_to()}
    return render(request, "hall/reviewing/reviews.html", facts)


def path_to(*further: tuple[str, str | None]) -> Crumbs:
    """Home, my reviews, and what follows."""
    own = reverse("hall:reviews") if further else None
    return [(_("首页"), reverse("home")), (_("我的评审"), own), *further]


def known_review(request: PersonRequest, pk: int) -> Review:
    """One's own review; anybody else's does not exist."""
    found = queries.review_of(request.user, pk)
    if found is None:
        raise Http404(_("没有这份评审，或者没有指派给您"))
    return found


@show_or_submit
@requires(rules.is_expert)
def review(request: PersonRequest, pk: int) -> HttpResponse:
    """One case with its papers, and the score sheet."""
    found = known_review(request, pk)
    case = found.application
    may = rules.can_review(request.user, found, queries.ties_of(case))
    step = case.model.steps[found.step]
    form = ScoreForm.made_for(step)(sent_or_kept(request) or None, step=step, review=found)
    if request.method == "POST" and is_submitted(request, found, form):
        messages.success(request, _("已提交。全部专家提交以后，可以看到其他人的评分。"))
        return redirect("hall:reviews")
    return render(request, "hall/reviewing/review.html", facts_of_review(request, found) | {"form": form, "may": may})


def is_submitted(request: PersonRequest, found: Review, form: ScoreForm) -> bool:
    """Whether the sheet went in; a refusal that is about what was typed stands in the form."""
    if not form.is_valid():
        return False
    try:
        actions.submit_review(review=found, scores=form.scores, comment=form.cleaned_data["comment"], by=request.user)
    except Refused as refusal:
        if refusal.code not in {"points_wrong", "comment_missing"}:
            raise
        form.add_error(None, refusal.because)
        return False
    return True


def facts_of_review(request: PersonRequest, found: Review) -> dict[str, Any]:
    """What a page about one review shows of its case. A reviewer who declined sees nothing of it any more."""
    case = found.application
    has_declined = found.state == ReviewState.DECLINED
    sheets = [one for one in queries.sheets_of(case, request.user) if one.review.step == found.step]
    return {
        "review": found,
        "case": case,
        "step": case.model.steps[found.step],
        "answers": [] if has_declined else display(case.model, case.answers),
        "papers": [] if has_declined else queries.papers_of(case),
        "others": [one for one in sheets if one.review.reviewer_id != request.user.pk and one.is_shown],
        "points": points_given(found),
        "crumbs": path_to((str(case), None)),
    }


def points_given(found: Review) -> list[tuple[str, str, str]]:
    """(criterion, points, of how many) of a sheet that was handed in."""
    sheet = found.application.model.steps[found.step].score_sheet
    return [(one.label, found.scores[one.code], f"{one.points:g}") for one in sheet if one.code in found.scores]


@show_or_submit
@requires(rules.is_expert)
def decline(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that one cannot judge a case."""
    found = known_review(request, pk)
    rules.can_decline(request.user, found).or_refuse()
    form = DeclineForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        actions.decline_review(review=found, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("已回避，将由另一位专家评审。"))
        return redirect("hall:reviews")
    page = reverse("hall:review", args=[found.pk])
    facts = {"form": form, "review": found, "case": found.application}
    crumbs = path_to((str(found.application), page), (_("回避"), None))
    return render(request, "hall/reviewing/decline.html", facts | {"crumbs": crumbs})


@require_safe
@requires(rules.is_expert)
def paper(request: PersonRequest, pk: int, paper_pk: int) -> FileResponse:
    """A paper of the case, as an attachment: reviewers have no reach of their own."""
    document = queries.paper_of(request.user, pk, paper_pk)
    if document is None:
        raise Http404(_("没有这份材料，或者没有指派给您评审"))
    response = FileResponse(
        document.open(), as_attachment=True, filename=document.name, content_type=document.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@show_or_submit
@requires(rules.knows_interests)
def interests(request: PersonRequest, as_format: str = "html") -> HttpResponse:
    """Whom reviewers must not judge: an expert's own list, an officer's of the experts of the reach."""
    form = InterestForm(sent_or_kept(request) or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        reviewer = data.get("reviewer", request.user)
        actions.declare_interest(reviewer=reviewer, party=data["party"], why=data["why"], by=request.user)
        messages.success(request, _("已登记，评审时会自动回避。"))
        return redirect("hall:interests")
    table = (OfficeInterestTable if request.user.is_officer else InterestTable)(
        queries.interests_known_to(request.user), request.GET
    )
    if as_format != "html":
        return respond(table, as_format, _("利益关系"))
    crumbs: Crumbs = [(_("首页"), reverse("home")), (_("利益关系"), None)]
    return render(request, "hall/reviewing/interests.html", {"table": table, "form": form, "crumbs": crumbs})


@show_or_submit
@officers_only
def end_interest(request: PersonRequest, pk: int) -> HttpResponse:
    """End an interest, with the reason; one that the officer does not reach does not exist."""
    interest = queries.interests_known_to(request.user).filter(pk=pk).first()
    if interest is None:
        raise Http404(_("没有这项利益关系，或者不在您的辖区"))
    rules.can_end_interest(request.user, interest).or_refuse()
    form = EndInterestForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        actions.end_interest(interest=interest, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, _("已解除，这位专家可以评审该单位的申请。"))
        return redirect("hall:interests")
    crumbs: Crumbs = [(_("利益关系"), reverse("hall:interests")), (_("解除"), None)]
    return render(request, "hall/reviewing/end_interest.html", {"interest": interest, "form": form, "crumbs": crumbs})


@show_or_submit
@officers_only
def assign(request: PersonRequest, pk: int) -> HttpResponse:
    """Who judges a case: chosen by hand, or drawn by lot."""
    case = queries.case(pk)
    if case is None:
        raise Http404(_("没有这件办件"))
    rules.can_manage_reviews(request.user, case).or_refuse()
    offered, refused = queries.offered_and_refused(case)
    is_lot = "seed" in request.POST
    form = AssignForm(
        request.POST if request.method == "POST" and not is_lot else None, offered=offered, application=case
    )
    lot = DrawForm(request.POST if is_lot else None, prefix="")
    if request.method == "POST":
        done = is_drawn(request, case, lot) if is_lot else is_assigned(request, case, form)
        if done:
            messages.success(request, _("已指派，已通知专家。"))
            return redirect("hall:assign", pk=case.pk)
    return render(
        request, "hall/reviewing/assign.html", facts_of_assigning(request, case, form, lot) | {"refused": refused}
    )


def is_assigned(request: PersonRequest, case: Application, form: AssignForm) -> bool:
    """Whether the chosen experts were asked; a refusal stands in the form."""
    if not form.is_valid():
        return False
    try:
        actions.assign_reviewers(application=case, reviewers=list(form.cleaned_data["reviewers"]), by=request.user)
    except Refused as refusal:
        form.add_error("reviewers", refusal.because)
        return False
    return True


def is_drawn(request: PersonRequest, case: Application, form: DrawForm) -> bool:
    """Whether the lot was drawn; a refusal stands in the form."""
    if not form.is_valid():
        return False
    try:
        actions.draw_reviewers(application=case, seed=form.cleaned_data["seed"], by=request.user)
    except Refused as refusal:
        form.add_error("seed", refusal.because)
        return False
    return True


def facts_of_assigning(request: PersonRequest, case: Application, form: AssignForm, lot: DrawForm) -> dict[str, Any]:
    step = rules.reviewed_step(case)
    missing = step.reviewers - len(queries.reviews_of(case)) if step else 0
    return {
        "case": case,
        "step": step,
        "missing": missing,
        "may": rules.can_assign_reviewers(request.user, case),
        "form": form,
        "lot": lot,
        "table": OfficeReviewTable(queries.sheets_of(case, request.user), request.GET, case=case),
        "declined": queries.declined_of(case),
        "crumbs": [(_("首页"), reverse("home")), (str(case), case.get_absolute_url()), (_("评审专家"), None)],
    }
