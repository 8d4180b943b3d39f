"""Integrity checks of records: what makes a count wrong or misleading, each with why it matters and what to do.

A check reads what apps offer for counting (`records.py`); one whose records no app offers finds nothing.
"""

from collections.abc import Iterator
from datetime import timedelta
from math import isfinite
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace, Upper
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.parties.models import Kind, Party
from zhicheng.base.records.marks import marks_of
from zhicheng.base.records.registry import find, offered
from zhicheng.base.regions.models import Level
from zhicheng.base.ui.formats import number, percent
from zhicheng.governance.indicators import queries, uses
from zhicheng.governance.indicators.checking import Finding
from zhicheng.governance.indicators.compute import MUNICIPALITIES
from zhicheng.governance.indicators.models import Figure, RecordMark, Report, ReportState

WAITING_DAYS = 30
SILENT_DAYS = 365
QUANTITY_GROWTH, QUALITY_FALL = 0.2, -0.1
PAIRS = (
    ("patents", "citations_per_patent"),
    ("patents_in_force", "inventions_in_force_share"),
    ("patents_granted", "invention_grant_share"),
)
"""A number of patents, and the share or mean that says how good they are."""
SUDDEN = 10
COUNTS_OF_QUARTER = {1: "04-30", 2: "07-31", 3: "10-31", 4: "01-31"}


def rows_of(record_set: str) -> QuerySet[Any] | None:
    """The rows of a record set, everybody's; None when no app offers it."""
    known = find(record_set)
    if known is None or known.rows is None:
        return None
    with scopes_disabled():
        return known.rows().order_by()


def found(record_set: str, condition: Q, name: str, region: str, words: str) -> Iterator[Finding]:
    """A finding for each row that meets the condition; `words` names the lookup paths that it shows."""
    rows = rows_of(record_set)
    if rows is None:
        return
    place = f"{region.removesuffix('_id')}__short_name"
    with scopes_disabled():
        shown = list(rows.filter(condition).order_by("pk").values_list(name, region, place, words))
    for label, code, short_name, fact in shown:
        yield Finding(f"{label}：{fact}", code or "", short_name or "")


def parties_placed_in_a_province() -> Iterator[Finding]:
    with scopes_disabled():
        rows = list(
            Party.objects.filter(region__level=Level.PROVINCE)
            .exclude(region__in=MUNICIPALITIES)
            .select_related("region")
        )
    for party in rows:
        yield Finding(party.name, party.region_id, party.region.short_name)


def enterprises_without_code() -> Iterator[Finding]:
    with scopes_disabled():
        rows = list(Party.objects.filter(kind=Kind.ENTERPRISE, uscc=None).select_related("region").order_by("pk"))
    for party in rows:
        yield Finding(party.name, party.region_id, party.region.short_name)


def parties_of_one_name() -> Iterator[Finding]:
    with scopes_disabled():
        doubles = Party.objects.order_by().values("name", "region_id", "region__short_name").annotate(times=Count("pk"))
        rows = list(doubles.filter(times__gt=1).order_by("region_id", "name"))
    for row in rows:
        words = _("“%(name)s”登记了 %(times)d 次") % {"name": row["name"], "times": row["times"]}
        yield Finding(words, row["region_id"], row["region__short_name"])


def certificates_expired() -> Iterator[Finding]:
    today = timezone.localdate()
    expired = Q(state="valid", expires_on__lt=today, replaced_by=None)
    yield from found("certificates", expired, "number", "holder__region_id", "expires_on")


def certificates_of_the_future() -> Iterator[Finding]:
    yield from found("certificates", Q(issued_on__gt=timezone.localdate()), "number", "holder__region_id", "issued_on")


def certificate_numbers_alike() -> Iterator[Finding]:
    rows = rows_of("certificates")
    if rows is None:
        return
    plain = Upper(Replace(Replace("number", Value(" "), Value("")), Value("-"), Value("")))
    with scopes_disabled():
        alike = list(rows.values(plain=plain).annotate(times=Count("pk")).filter(times__gt=1).order_by("plain"))
    for row in alike:
        yield Finding(
            _("%(number)s 有 %(times)d 张，只差空格、短横或大小写") % {"number": row["plain"], "times": row["times"]}
        )


def titles_past_their_end() -> Iterator[Finding]:
    past = Q(state__in=["in_force", "suspended"], ended_on=None, ends_on__lt=timezone.localdate())
    yield from found("designations", past, "holder_name", "region_id", "ends_on")


def outlets_without_service() -> Iterator[Finding]:
    rows, services = rows_of("outlets"), rows_of("outlet_services")
    if rows is None or services is None:
        return
    since = timezone.localdate() - timedelta(days=SILENT_DAYS)
    with scopes_disabled():
        serving = rows.filter(opened_on__lt=since, closed_on=None)
        silent = serving.filter(~Exists(services.filter(outlet=OuterRef("pk"), day__gte=since)))
        shown = list(silent.order_by("pk").values_list("name", "region_id", "region__short_name"))
    for name, code, place in shown:
        yield Finding(name, code, place)


def services_of_closed_outlets() -> Iterator[Finding]:
    late = Q(outlet__closed_on__lt=F("day"))
    yield from found("outlet_services", late, "outlet__name", "outlet__region_id", "day")


def county_returns_missing() -> Iterator[Finding]:
    """Counties under cultivation without an approved return for the last quarter that is due."""
    counties, returns = rows_of("county_programmes"), rows_of("county_returns")
    if counties is None or returns is None:
        return
    today = timezone.localdate()
    year, quarter = last_due_quarter(today.year, today.strftime("%m-%d"))
    with scopes_disabled():
        running = counties.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lt=today - timedelta(days=120))
        silent = running.filter(~Exists(returns.filter(county=OuterRef("county"), year=year, quarter=quarter)))
        shown = list(silent.order_by("county_id").values_list("county_id", "county__short_name"))
    for code, place in shown:
        yield Finding(
            _("没有审核通过的 %(year)d 年第 %(quarter)d 季度季报") % {"year": year, "quarter": quarter},
            code,
            place,
            year,
        )


def last_due_quarter(year: int, day: str) -> tuple[int, int]:
    """The last quarter whose returns were due before a day: returns are due at the end of the month after the quarter."""
    for quarter in (3, 2, 1):
        if day > COUNTS_OF_QUARTER[quarter]:
            return year, quarter
    return (year - 1, 4) if day > COUNTS_OF_QUARTER[4] else (year - 1, 3)


def cases_without_letter() -> Iterator[Finding]:
    # A question is answered on its page, without a letter.
    without = Q(letter=None) & ~Q(service_kind="question")
    yield from found("hall_cases", without, "number", "region_id", "delivered_on")


def cases_without_decision() -> Iterator[Finding]:
    yield from found("hall_cases", Q(decision=""), "number", "region_id", "delivered_on")


def cases_past_their_limit() -> Iterator[Finding]:
    waiting = Q(due_on__lt=timezone.localdate(), state__in=["submitted", "accepted", "examined"])
    yield from found("hall_applications", waiting, "number", "region_id", "due_on")


def ratings_of_unfinished_cases() -> Iterator[Finding]:
    unfinished = ~Q(application__state="delivered")
    yield from found("hall_ratings", unfinished, "application__number", "application__region_id", "stars")


def custodies_past_their_end() -> Iterator[Finding]:
    past = Q(state="running", ends_on__lt=timezone.localdate())
    yield from found("custodies", past, "party__name", "party__region_id", "ends_on")


def follow_ups_overdue() -> Iterator[Finding]:
    overdue = Q(due_on__lt=timezone.localdate(), done_on=None)
    yield from found("sme_contacts", overdue, "party__name", "party__region_id", "due_on")


def reports_waiting() -> Iterator[Finding]:
    yield from reports_in(ReportState.SUBMITTED, _("提交 %d 天还没有审核"))


def reports_not_handed_in_again() -> Iterator[Finding]:
    yield from reports_in(ReportState.RETURNED, _("退回 %d 天还没有重新提交"))


def reports_in(state: ReportState, words: str) -> Iterator[Finding]:
    """Reports that stay in a state for more than some weeks."""
    since = timezone.now() - timedelta(days=WAITING_DAYS)
    when = "judged_at" if state == ReportState.RETURNED else "submitted_at"
    rows = Report.objects.filter(state=state, **{f"{when}__lt": since}).select_related("region").order_by(when)
    for row in rows:
        days = (timezone.now() - getattr(row, when)).days
        yield Finding(words % days, row.region_id, row.region.short_name, row.period, row.indicator)


def figures_behind_records() -> Iterator[Finding]:
    known = dict(RecordMark.objects.values_list("record_set", "mark"))
    with scopes_disabled():
        now = marks_of(one for code in queries.counting_on(queries.indicator_models()) if (one := find(code)))
    for code, mark in now.items():
        one = find(code)
        if code in known and known[code] != mark and one is not None:
            yield Finding(_("“%s”在上次计算以后有变动") % one.label)


def used_without_figures() -> Iterator[Finding]:
    known = queries.figure_codes()
    for code, one in queries.indicator_models().items():
        if code not in known and (used := uses.of(code)):
            words = _("“%(title)s”没有数值，而%(use)s要用它") % {"title": one.title, "use": used[0].label}
            yield Finding(words, indicator=code)


def quantity_without_quality() -> Iterator[Finding]:
    """Cities whose number of patents grew much in the last year while their quality fell."""
    for quantity, quality in PAIRS:
        panel = queries.panel([quantity, quality])
        if len(panel.periods) < 2:
            continue
        for place, region in enumerate(panel.regions):
            for year in range(1, len(panel.periods)):
                more = growth(panel.values[quantity][place], year)
                better = growth(panel.values[quality][place], year)
                if more > QUANTITY_GROWTH and better < QUALITY_FALL and year == len(panel.periods) - 1:
                    words = _("数量增 %(more)s，质量指标降 %(less)s") % {
                        "more": percent(more),
                        "less": percent(-better),
                    }
                    yield Finding(words, region, "", panel.periods[year], quantity)


def growth(values: Any, year: int) -> float:
    """Relative to the year before; 0 where that cannot be said."""
    before, now = float(values[year - 1]), float(values[year])
    return now / before - 1 if before > 0 and isfinite(now) else 0.0


def counts_fallen_to_nothing() -> Iterator[Finding]:
    """A counted number that was considerable in a year and is zero in the next."""
    before = Figure.objects.filter(
        indicator=OuterRef("indicator"), region=OuterRef("region"), period=OuterRef("period") - 1, value__gte=SUDDEN
    )
    fallen = Figure.objects.filter(records=0, value=0, period__lt=timezone.localdate().year).filter(Exists(before))
    for row in fallen.select_related("region").order_by("indicator", "region_id", "period"):
        yield Finding(
            _("上年有 %s 条以上记录，当年为零") % number(SUDDEN),
            row.region_id,
            row.region.short_name,
            row.period,
            row.indicator,
        )


def invented_records_in_a_real_installation() -> Iterator[Finding]:
    if settings.DEMONSTRATION:
        return
    for one in offered():
        rows = rows_of(one.code)
        if rows is None or not one.synthetic:
            continue
        with scopes_disabled():
            count = rows.filter(**{one.synthetic: True}).count()
        if count:
            yield Finding(_("“%(label)s”有 %(count)s 条演示记录") % {"label": one.label, "count": number(count)})
