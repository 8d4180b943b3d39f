"""How the hall works in an officer's reach, and what applicants say of it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, officers_only
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.ui.charts import Chart
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.formats import date_zh, number, percent
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import actions
from zhicheng.services.hall.clock import today
from zhicheng.services.hall.models import Rating
from zhicheng.services.hall.office_forms import ReplyForm
from zhicheng.services.hall.queries import statistics as queries
from zhicheng.services.hall.rules.handling import can_reply_to_rating
from zhicheng.services.hall.tables.statistics import ItemTable, PlaceTable, RatingTable, stars_of
from zhicheng.services.hall.views.desk import demonstration_of

PERIODS = ("year", "last", "months")


@require_safe
@officers_only
def statistics(request: PersonRequest, as_format: str) -> HttpResponse:
    """The numbers of the reach since the beginning of the chosen period."""
    on = today()
    period = request.GET.get("period", "")
    found = queries.statistics(request.user.reach, first_day(period, on), on)
    table = ItemTable(found.by_item, request.GET, total=found.total)
    if as_format != "html":
        return respond(table, as_format, _("办件统计"))
    facts = {
        "heading": heading(found.total),
        "lead": lead(found, request),
        "found": found,
        "table": table,
        "places": PlaceTable(found.by_place, request.GET),
        "chart": chart(found),
        "tabs": tabs(period if period in PERIODS else "months"),
        "demonstration": _("本页的数字包括演示办件，不计入任何正式结果。") if settings.DEMONSTRATION else "",
        "crumbs": [(_("办件"), reverse("hall:desk")), (_("统计"), None)],
    }
    return render(request, "hall/office/statistics.html", facts)


def first_day(period: str, on: date) -> date:
    """The beginning of the period that an address names; the last twelve months when it names none."""
    if period == "year":
        return on.replace(month=1, day=1)
    if period == "last":
        return date(on.year - 1, 1, 1)
    return date(on.year - (on.month < queries.MONTHS), on.month % queries.MONTHS + 1, 1)


def tabs(current: str) -> list[tuple[str, str, bool]]:
    labels = {"months": _("近十二个月"), "year": _("今年以来"), "last": _("去年以来")}
    return [(label, f"?period={code}", code == current) for code, label in labels.items()]


def heading(total: queries.Line) -> str:
    """The finding: how much was ended in time, and whether something is over its limit."""
    if not total.delivered:
        return _("收件 %(received)d 件，还没有办结的") % {"received": total.received}
    facts = {"delivered": total.delivered, "share": percent(total.in_time_share), "overdue": total.overdue}
    if total.overdue:
        return _("办结 %(delivered)d 件，%(share)s按时；另有 %(overdue)d 件在办超期") % facts
    return _("办结 %(delivered)d 件，%(share)s按时，在办没有超期的") % facts


def lead(found: queries.Statistics, request: PersonRequest) -> str:
    where = request.user.region.name if request.user.region else _("全国")
    facts = {"where": where, "day": date_zh(found.since)}
    return _("%(where)s，%(day)s以来。") % facts


def chart(found: queries.Statistics) -> Chart:
    """Received and delivered by month."""
    rows: list[list[Any]] = [[month, received, delivered] for month, received, delivered in found.by_month]
    busiest = max(found.by_month, key=lambda row: row[1], default=("", 0, 0))
    year, _hyphen, month = busiest[0].partition("-")
    facts = {"year": year, "month": month.lstrip("0"), "count": busiest[1]}
    finding = _("%(year)s 年 %(month)s 月收件最多，%(count)d 件") % facts
    return Chart(
        "trend",
        finding if busiest[1] else _("这段时间没有收件"),
        _("各月收件、办结件数"),
        [("x", _("月份")), ("s0", _("收件")), ("s1", _("办结"))],
        rows,
        {"series": [{"key": "s0", "name": _("收件"), "me": True}, {"key": "s1", "name": _("办结")}], "unit": _("件")},
        source=_("本平台办件记录"),
    )


@require_safe
@officers_only
def ratings(request: PersonRequest, as_format: str) -> HttpResponse:
    """Opinions of a period on cases of the reach; the bad ones without an answer, of whatever time, are named in the title."""
    period, on = request.GET.get("period", ""), today()
    since = None if period == "all" else first_day(period, on)
    table = RatingTable(queries.ratings_within(request.user.reach, since), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("好差评"))
    table.known_total = queries.ratings_count(request.user.reach, since)
    waiting = queries.bad_unanswered(request.user.reach)
    facts = {
        "heading": _("%(count)s 条差评等待答复") % {"count": number(waiting)} if waiting else _("没有等待答复的差评"),
        "table": table,
        "tabs": [
            *tabs(period if period in {*PERIODS, "all"} else "months"),
            (_("全部"), "?period=all", period == "all"),
        ],
        "demonstration": demonstration_of([row.application for row in table.rows]),
        "crumbs": [(_("办件"), reverse("hall:desk")), (_("好差评"), None)],
    }
    return render(request, "hall/office/ratings.html", facts)


def rating_for(request: PersonRequest, pk: int) -> Rating:
    """The opinion, if its case lies in the officer's reach."""
    found = queries.ratings_within(request.user.reach).filter(pk=pk).first()
    if found is None:
        raise Http404(_("没有这条评价，或者它不在您的辖区"))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def reply(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer an opinion, once."""
    rating = rating_for(request, pk)
    can_reply_to_rating(request.user, rating).or_refuse()
    form = ReplyForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply_to_rating(rating=rating, by=request.user, text=form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error(None, refusal.because)
        else:
            messages.success(request, _("已答复对 %(case)s 的评价。") % {"case": rating.application})
            return redirect("hall:ratings")
    facts = {
        "form": form,
        "rating": rating,
        "words": stars_of(rating),
        "crumbs": [(_("好差评"), reverse("hall:ratings")), (_("答复"), None)],
    }
    return render(request, "hall/office/reply.html", facts)
