"""The fees of an organisation's own patents."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scopes_disabled

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.accounts.models import User
from zhicheng.base.calendars.queries import calendar, doubt
from zhicheng.base.parties.models import Party
from zhicheng.base.ui.exports import respond
from zhicheng.services.patentinfo.actions import annuities as verbs
from zhicheng.services.patentinfo.fee_calendar import CONTENT_TYPE, ical
from zhicheng.services.patentinfo.keeping_forms import PaidForm
from zhicheng.services.patentinfo.models import AnnuityFeed
from zhicheng.services.patentinfo.queries import annuities as queries
from zhicheng.services.patentinfo.rules.annuities import can_follow
from zhicheng.services.patentinfo.tables.fees import STATES, FeeTable, MonthTable, months_of
from zhicheng.services.patentinfo.views.pages import demonstration_words, path_to

FIRST_YEAR, LAST_YEAR = 1985, 2100
"""The first Chinese patents are of 1985."""
MONTHS = 12
FEED_DAYS = 730


@requires(can_follow)
@require_safe
def annuities(request: PersonRequest, as_format: str) -> HttpResponse:
    """The fees of a year, or of one month of it."""
    party, year, month = own_party(request.user), year_asked(request), month_asked(request)
    fees, late = queries.year_and_late(party, year)
    shown = [fee for fee in fees if not month or fee.pay_by.month == month]
    table = FeeTable(shown, request.GET)
    if as_format != "html":
        return respond(table, as_format, _("专利年费 %(year)d") % {"year": year})
    has_rights = bool(queries.rights_of(party))
    feed = AnnuityFeed.objects.filter(owner=request.user).first()
    facts = {
        "heading": heading(year, month, shown, has_rights=has_rights),
        "year": year,
        "month": month,
        "years": [year - 1, year + 1],
        "table": table,
        "months": MonthTable(months_of(year, fees), request.GET),
        "late": FeeTable(late, {}) if late else None,
        "has_rights": has_rights,
        "candidate": queries.candidate(party),
        "doubt": doubt(calendar(), date(year, 1, 1), date(year, MONTHS, 31)) if fees else "",
        "feed": request.build_absolute_uri(reverse("patentinfo:annuity_feed", args=[feed.token])) if feed else "",
        "crumbs": path_to((_("年费日历"), None)),
        "demonstration": demonstration_words() if any(fee.right.synthetic for fee in fees) else "",
    }
    return render(request, "patentinfo/annuities.html", facts)


def heading(year: int, month: int, fees: list[queries.Fee], *, has_rights: bool) -> str:
    """The finding first: how much is to be paid."""
    if not has_rights:
        return _("年费日历")
    facts = {"year": year, "month": month, "open": sum(fee.is_open for fee in fees), "count": len(fees)}
    if month:
        return _("%(year)d 年 %(month)d 月：%(count)d 笔年费，%(open)d 笔待缴") % facts
    return _("%(year)d 年：%(count)d 笔年费，%(open)d 笔待缴") % facts


@requires(can_follow)
@require_http_methods(["GET", "HEAD", "POST"])
def annuity(request: PersonRequest, publication: str, year: int) -> HttpResponse:
    """One fee: what it is, and whether it was paid."""
    fee = known_fee(request.user, publication, year)
    form = PaidForm(sent_or_kept(request) or None, initial={"paid_on": fee.paid_on or timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        verbs.note(publication=publication, year=year, paid_on=form.cleaned_data["paid_on"], by=request.user)
        messages.success(request, _("已登记：%(number)s 第 %(year)d 年年费") % {"number": publication, "year": year})
        return to_year(fee)
    facts = {
        "fee": fee,
        "state": STATES[fee.state],
        "form": form,
        "moved": fee.pay_by != fee.annuity.due_on,
        "doubt": doubt(calendar(), fee.annuity.due_on, fee.grace_end),
        "crumbs": path_to((_("年费日历"), reverse("patentinfo:annuities")), (f"{publication} {year}", None)),
        "demonstration": demonstration_words() if fee.right.synthetic else "",
    }
    return render(request, "patentinfo/annuity.html", facts)


@requires(can_follow)
@require_POST
def drop(request: PersonRequest, publication: str, year: int) -> HttpResponse:
    """The organisation will not pay this year's fee."""
    fee = known_fee(request.user, publication, year)
    verbs.note(publication=publication, year=year, paid_on=None, by=request.user)
    return to_year(fee)


@requires(can_follow)
@require_POST
def undo(request: PersonRequest, publication: str, year: int) -> HttpResponse:
    """Take back what was said of a fee."""
    fee = known_fee(request.user, publication, year)
    verbs.remove_note(publication=publication, year=year, by=request.user)
    messages.success(request, _("已撤销登记"))
    return to_year(fee)


@requires(can_follow)
@require_safe
def download(request: PersonRequest) -> HttpResponse:
    """The open fees of the next two years for a calendar program."""
    answer = calendar_file(request, own_party(request.user))
    answer["Content-Disposition"] = 'attachment; filename="annuities.ics"'
    return answer


@requires(can_follow)
@require_POST
def renew_feed(request: PersonRequest) -> HttpResponse:
    """An address for calendar programs that cannot sign in."""
    verbs.renew_feed(by=request.user)
    messages.success(request, _("订阅地址已生成，以前的地址不能再用"))
    return redirect("patentinfo:annuities")


@require_safe
def feed(request: HttpRequest, token: UUID) -> HttpResponse:
    """The calendar of the person's organisation of today; ends with the account."""
    found = get_object_or_404(AnnuityFeed.objects.filter(owner__is_active=True).select_related("owner"), token=token)
    if not can_follow(found.owner):
        raise Http404
    return calendar_file(request, own_party(found.owner))


def calendar_file(request: HttpRequest, party: Party) -> HttpResponse:
    today = timezone.localdate()
    first, last = today - timedelta(days=queries.GRACE_DAYS), today + timedelta(days=FEED_DAYS)
    fees = [fee for fee in queries.fees_between(party, first, last) if fee.is_open]
    content = ical(fees, host=request.get_host().split(":")[0], now=timezone.now())
    return HttpResponse(content, content_type=CONTENT_TYPE)


def own_party(user: User) -> Party:
    with scopes_disabled():
        return Party.objects.get(users=user)


def known_fee(user: User, publication: str, year: int) -> queries.Fee:
    """A fee of the person's organisation; any other is not there."""
    fee = queries.fee_of(own_party(user), publication, year)
    if fee is None:
        raise Http404(_("贵单位已确认的专利中没有这笔年费"))
    return fee


def to_year(fee: queries.Fee) -> HttpResponse:
    return redirect(f"{reverse('patentinfo:annuities')}?year={fee.pay_by.year}")


def year_asked(request: HttpRequest) -> int:
    """A year that can be one, else this."""
    year = whole(request.GET.get("year", ""))
    return year if FIRST_YEAR <= year <= LAST_YEAR else timezone.localdate().year


def month_asked(request: HttpRequest) -> int:
    """1 to 12, 0 for the whole year."""
    month = whole(request.GET.get("month", ""))
    return month if 1 <= month <= MONTHS else 0


def whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
