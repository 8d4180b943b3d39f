"""Writes of strong counties."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.notices.actions import notify
from zhicheng.base.notices.models import Notice
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import Refused
from zhicheng.services.counties import queries, rules
from zhicheng.services.counties.models import CountyCultivation, CountyReturn, GuidanceVisit, Level, ReturnState
from zhicheng.services.counties.queries import Owed

NAMES = verbs.register(
    {
        "county.declared": gettext_lazy("登记强县工程培育"),
        "county.ended": gettext_lazy("登记强县工程培育结束"),
        "county_return.saved": gettext_lazy("保存强县工程季报"),
        "county_return.submitted": gettext_lazy("提交强县工程季报"),
        "county_return.returned": gettext_lazy("退回强县工程季报"),
        "county_return.approved": gettext_lazy("审核通过强县工程季报"),
        "county.guided": gettext_lazy("登记对县指导"),
        "county.measure_done": gettext_lazy("登记指导措施完成"),
    }
)


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """What a county reports of a quarter, in the six fields of the plan."""

    full_time_staff: int = 0
    part_time_staff: int = 0
    funds_fen: int = 0
    invention_applications: int = 0
    inventions_granted: int = 0
    enforcement_cases: int = 0
    navigation_projects: int = 0
    innovators_served: int = 0
    text: str = ""


@transaction.atomic
def declare(
    *, county: Region, level: str, starts_on: date, by: User | None, document: str = "", synthetic: bool = False
) -> CountyCultivation:
    """Begin to cultivate a county at a level; a running one at another level ends the day before. `by` None: an approved application."""
    if by is not None:
        rules.can_declare(by, county).or_refuse()
    running = lock_running(county)
    if running is not None:
        upgrade(running, level, starts_on)
    try:
        with transaction.atomic(), scopes_disabled():
            made = CountyCultivation.objects.create(
                county=county, level=level, starts_on=starts_on, document=document, declared_by=by, synthetic=synthetic
            )
    except IntegrityError as error:
        raise Refused("declared_meanwhile", _("这个县（市、区）刚被他人登记，请刷新后再看")) from error
    record("county.declared", on=made, by=by, region_code=county.code, level=level, starts_on=str(starts_on))
    return made


def lock_running(county: Region) -> CountyCultivation | None:
    with scopes_disabled():
        return CountyCultivation.objects.select_for_update().filter(county=county, ends_on=None).first()


def upgrade(running: CountyCultivation, level: str, starts_on: date) -> None:
    """The level before ends when the next begins; the same level again is refused."""
    if running.level == level:
        raise Refused("cultivated_already", _("这个县（市、区）已在培育，级别相同"))
    if starts_on <= running.starts_on:
        raise Refused("before_start", _("新级别的开始日期不晚于原级别（%s）") % running.starts_on)
    running.ends_on = starts_on - timedelta(days=1)
    running.why_ended = _("转为%s") % Level(level).label
    running.save(update_fields=["ends_on", "why_ended"])


@transaction.atomic
def end(*, cultivation: CountyCultivation, ends_on: date, why: str, by: User) -> CountyCultivation:
    """Note the last day of a county's cultivation."""
    with scopes_disabled():
        cultivation = (
            CountyCultivation.objects.select_for_update(of=("self",)).select_related("county").get(pk=cultivation.pk)
        )
    rules.can_end(by, cultivation, ends_on).or_refuse()
    cultivation.ends_on, cultivation.why_ended = ends_on, why
    cultivation.save(update_fields=["ends_on", "why_ended"])
    record("county.ended", on=cultivation, by=by, why=why, region_code=cultivation.county_id, ends_on=str(ends_on))
    return cultivation


@transaction.atomic
def save_return(
    *, county: Region, year: int, quarter: int, facts: ReturnFacts, by: User, synthetic: bool = False
) -> CountyReturn:
    """Keep the draft of a quarter's return; there is one a county and quarter."""
    rules.can_report(by, county, year, quarter, today=timezone.localdate()).or_refuse()
    with scopes_disabled():
        filed, made = CountyReturn.objects.select_for_update(of=("self",)).get_or_create(
            county=county,
            year=year,
            quarter=quarter,
            defaults={
                **asdict(facts),
                "period_ends_on": queries.last_day(year, quarter),
                "filed_by": by,
                "synthetic": synthetic,
            },
        )
    if not made:
        rules.can_edit(by, filed).or_refuse()
        for name, value in asdict(facts).items():
            setattr(filed, name, value)
        filed.filed_by = by
        filed.save()
    record("county_return.saved", on=filed, by=by, region_code=county.code)
    return filed


@transaction.atomic
def submit_return(*, filed: CountyReturn, by: User, today: date | None = None) -> CountyReturn:
    """Hand a return to the city."""
    filed = locked(filed)
    rules.can_edit(by, filed).or_refuse()
    filed.state, filed.submitted_at = ReturnState.SUBMITTED, timezone.now()
    filed.was_late = (today or timezone.localdate()) > queries.due_day(filed.year, filed.quarter)
    filed.save(update_fields=["state", "submitted_at", "was_late"])
    record("county_return.submitted", on=filed, by=by, region_code=filed.county_id, late=filed.was_late)
    for officer in User.objects.filter(role__in=CITY_OFFICERS, region=filed.county.parent, is_active=True):
        facts = {"county": filed.county.name, "when": quarter_of(filed)}
        notify(to=officer, subject=_("%(county)s %(when)s季报待审核") % facts, url=filed.get_absolute_url())
    return filed


@transaction.atomic
def return_back(*, filed: CountyReturn, reason: str, by: User) -> CountyReturn:
    """Send a return back with the reason."""
    return judged(filed, ReturnState.RETURNED, "county_return.returned", by, reason)


@transaction.atomic
def approve_return(*, filed: CountyReturn, by: User) -> CountyReturn:
    """Approve a return: from now on it counts and stays as it is."""
    return judged(filed, ReturnState.APPROVED, "county_return.approved", by, "")


def judged(filed: CountyReturn, state: ReturnState, verb: str, by: User, reason: str) -> CountyReturn:
    filed = locked(filed)
    rules.can_judge(by, filed).or_refuse()
    filed.state, filed.reason, filed.judged_by, filed.judged_at = state, reason, by, timezone.now()
    filed.save(update_fields=["state", "reason", "judged_by", "judged_at"])
    record(verb, on=filed, by=by, why=reason, region_code=filed.county_id)
    for officer in User.objects.filter(role=Role.COUNTY, region=filed.county_id, is_active=True):
        words = _("%(when)s季报已审核通过") if state == ReturnState.APPROVED else _("%(when)s季报被退回：%(why)s")
        facts = {"when": quarter_of(filed), "why": reason}
        notify(to=officer, subject=(words % facts)[:100], url=filed.get_absolute_url())
    return filed


def quarter_of(filed: CountyReturn) -> str:
    """`2018 年第 3 季度`."""
    return _("%(year)d 年第 %(quarter)d 季度") % {"year": filed.year, "quarter": filed.quarter}


def locked(filed: CountyReturn) -> CountyReturn:
    with scopes_disabled():
        return CountyReturn.objects.select_for_update(of=("self",)).select_related("county__parent").get(pk=filed.pk)


def remind_all(*, on: date) -> int:
    """Remind the counties of returns that are due soon, and of those overdue them and their city; returns how many messages were written.

    Nobody is told the same twice.
    """
    return sum(remind(one) for one in queries.owed(on))


@transaction.atomic
def remind(one: Owed) -> int:
    """Tell the county's officers, and once it is over the city's, those whom this was not told yet."""
    subject, url = words_of(one), reverse("counties:county", args=[one.county.code])
    told = Notice.objects.filter(subject=subject, url=url).values("to")
    county, city = Q(role=Role.COUNTY, region=one.county), Q(role__in=CITY_OFFICERS, region=one.county.parent)
    people = User.objects.filter(county | city if one.is_over else county, is_active=True).exclude(pk__in=told)
    return len([notify(to=officer, subject=subject, url=url) for officer in people.order_by("pk")])


def words_of(one: Owed) -> str:
    """`常熟市 2018 年第 3 季度的强县工程季报应在 2018-10-31 前提交`, or that this day is over."""
    facts = {"county": one.county.name, "year": one.year, "quarter": one.quarter, "day": one.due_on.isoformat()}
    if one.is_over:
        return _("%(county)s %(year)d 年第 %(quarter)d 季度的强县工程季报已超过期限（%(day)s），还没有提交") % facts
    return _("%(county)s %(year)d 年第 %(quarter)d 季度的强县工程季报应在 %(day)s 前提交") % facts


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What was found and agreed on a visit of guidance."""

    day: date
    visitors: str
    topics: tuple[str, ...]
    agreed: str
    findings: str = ""
    due_on: date | None = None
    synthetic: bool = False


@transaction.atomic
def guide(*, county: Region, facts: VisitFacts, by: User | None) -> GuidanceVisit:
    """Record a visit of guidance."""
    if by is not None:
        rules.can_guide(by, county).or_refuse()
    with scopes_disabled():
        made = GuidanceVisit.objects.create(
            county=county, recorded_by=by, **{**asdict(facts), "topics": list(facts.topics)}
        )
    record("county.guided", on=made, by=by, region_code=county.code, topics=list(facts.topics))
    return made


@transaction.atomic
def finish(*, visit: GuidanceVisit, done_on: date, by: User) -> GuidanceVisit:
    """Note that what a visit agreed is done."""
    with scopes_disabled():
        visit = GuidanceVisit.objects.select_for_update(of=("self",)).select_related("county").get(pk=visit.pk)
    rules.can_finish(by, visit).or_refuse()
    if done_on < visit.day:
        raise Refused("before_visit", _("完成日期早于指导日期"))
    visit.done_on = done_on
    visit.save(update_fields=["done_on"])
    record("county.measure_done", on=visit, by=by, region_code=visit.county_id, done_on=str(done_on))
    return visit
