"""Batches: the public list, one batch, and what the office does with it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.base.accounts.access import PersonRequest, officers_only, requires, to_sign_in
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.accounts.models import User
from zhicheng.base.accounts.sent_forms import acts_once
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import clock
from zhicheng.services.hall.actions import calls as actions
from zhicheng.services.hall.call_forms import AnnounceForm, RankForm
from zhicheng.services.hall.models import Call, CallState
from zhicheng.services.hall.queries import calls as queries
from zhicheng.services.hall.queries.reviewing import exact_scores
from zhicheng.services.hall.rules import calls as rules
from zhicheng.services.hall.tables.calls import CallTable, RankedTable, call_chip, ranked_rows

Crumbs = list[tuple[str, str | None]]
show_or_submit = require_http_methods(["GET", "HEAD", "POST"])
FIELDS_OF_REFUSALS = {"closes_before_opening": "closes_on", "window_over": "closes_on", "window_overlaps": "opens_on"}


@require_safe
def calls(request: HttpRequest, as_format: str = "html") -> HttpResponse:
    """Every batch that was announced, for everybody."""
    table = CallTable(queries.announced(), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("申请批次"))
    facts = {
        "table": table,
        "open": queries.count_open(clock.today()),
        "may_announce": request.user.is_authenticated and bool(queries.items_to_announce(request.user)),
        "crumbs": path_to(),
    }
    return render(request, "hall/reviewing/calls.html", facts)


def path_to(*further: tuple[str, str | None]) -> Crumbs:
    """Home, batches, and what follows."""
    own = reverse("hall:calls") if further else None
    return [(_("首页"), reverse("home")), (_("申请批次"), own), *further]


def known_call(pk: int) -> Call:
    found = queries.call(pk)
    if found is None:
        raise Http404(_("没有这个批次"))
    return found


@require_safe
def call(request: HttpRequest, pk: int, as_format: str = "html") -> HttpResponse:
    """One batch: its window and places for everybody, the ranking for its office."""
    found = known_call(pk)
    may_see = isinstance(request.user, User) and bool(rules.can_see_ranking(request.user, found))
    if as_format != "html":
        return ranking_file(request, found, as_format)
    facts = {
        "call": found,
        "finding": finding_of(found),
        "rows": rows_of(found),
        "chip": call_chip(found),
        "demonstration": _("本页是演示数据：批次、名额和申请人均为编造。") if found.synthetic else "",
        "crumbs": path_to((found.title, None)),
    }
    if may_see:
        facts |= office_part(request, found)
    return render(request, "hall/reviewing/call.html", facts)


def ranking_file(request: HttpRequest, found: Call, as_format: str) -> HttpResponse:
    """The ranking as a file, for the office only."""
    if not isinstance(request.user, User):
        return to_sign_in(request)
    rules.can_see_ranking(request.user, found).or_refuse()
    cases = queries.cases_of(found)
    table = RankedTable(ranked_rows(found, cases, exact_scores(cases)), request.GET)
    return respond(table, as_format, found.title)


def office_part(request: HttpRequest, found: Call) -> dict[str, object]:
    """The ranking, and what the officer may do now."""
    assert isinstance(request.user, User)  # noqa: S101 - asked before
    cases, today = queries.cases_of(found), clock.today()
    return {
        "table": RankedTable(ranked_rows(found, cases, exact_scores(cases)), request.GET),
        "may_rank": rules.can_rank(request.user, found, cases, today=today),
        "may_close": rules.can_close(request.user, found, cases, today=today),
        "reason": queries.reason_of_order(found),
        "is_office": True,
    }


def finding_of(found: Call) -> str:
    """The state of a batch as a sentence."""
    today = clock.today()
    facts: dict[str, object] = {"title": found.title, "taken": found.taken, "quota": found.quota}
    facts |= {"first": date_zh(found.opens_on), "last": date_zh(found.closes_on)}
    if found.state == CallState.CLOSED:
        return _("%(title)s已结束，%(quota)d 个名额用了 %(taken)d 个") % facts
    if found.state == CallState.RANKED and today <= found.closes_on:
        return _("%(title)s在申请截止（%(last)s）前已排序，不再收件；%(quota)d 个名额已同意 %(taken)d 个") % facts
    if found.state == CallState.RANKED:
        return _("%(title)s已排序，%(quota)d 个名额已同意 %(taken)d 个") % facts
    if today < found.opens_on:
        return _("%(title)s：%(first)s开始申请") % facts
    if today <= found.closes_on:
        return _("%(title)s：%(last)s以前（含当日）可以申请") % facts
    return _("%(title)s已截止，正在审查") % facts


def rows_of(found: Call) -> list[tuple[str, object, str]]:
    """The facts of a batch for everybody."""
    item = reverse("hall:item", args=[found.item])
    return [
        (_("事项"), queries.titles_of_items().get(found.item, found.item), item),
        (_("办理机关所在地"), found.office.name if found.office else _("全国"), ""),
        (_("申请期"), f"{date_zh(found.opens_on)}—{date_zh(found.closes_on)}", ""),
        (_("名额"), found.quota, ""),
        (_("候补名额"), found.reserve, ""),
        (_("排序"), found.get_ranking_display(), ""),
        (_("已同意"), found.taken, ""),
    ]


@show_or_submit
@officers_only
@acts_once
def announce(request: PersonRequest) -> HttpResponse:
    """Announce a batch of one's own office."""
    items = queries.items_to_announce(request.user)
    form = AnnounceForm(sent_or_kept(request) or None, items=items)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.announce_call(definition=items[data.pop("item")], by=request.user, **data)
        except Refused as refusal:
            form.add_error(FIELDS_OF_REFUSALS.get(refusal.code), refusal.because)
        else:
            messages.success(request, _("已公布。"))
            return redirect(made)
    facts = {"form": form, "has_items": bool(items), "crumbs": path_to((_("公布新批次"), None))}
    return render(request, "hall/reviewing/announce.html", facts)


def own_call(request: PersonRequest, pk: int) -> Call:
    """A batch of one's own office; others have nothing to do here."""
    found = known_call(pk)
    rules.can_see_ranking(request.user, found).or_refuse()
    return found


@show_or_submit
@officers_only
def rank(request: PersonRequest, pk: int) -> HttpResponse:
    """Give every case its place; equal ones at a limit are put in order by the officer."""
    found = own_call(request, pk)
    cases = queries.cases_of(found)
    rules.can_rank(request.user, found, cases, today=clock.today()).or_refuse()
    tied = queries.ties_at_edges(found, cases)
    form = RankForm.made_for(tied)(sent_or_kept(request), tied=tied)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data.get("why", "")
        actions.rank_call(call=found, by=request.user, order=form.order, why=why)
        messages.success(request, _("已排序，可以逐件决定。"))
        return redirect(found)
    facts = {"form": form, "tied": tied, "call": found, "count": len(cases)}
    crumbs = path_to((found.title, found.get_absolute_url()), (_("排序"), None))
    return render(request, "hall/reviewing/rank.html", facts | {"crumbs": crumbs})


@require_POST
@requires(rules.announces)
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """End a batch."""
    found = own_call(request, pk)
    actions.close_call(call=found, by=request.user)
    messages.success(request, _("批次已结束。"))
    return redirect(found)
