"""The steps of a round from the call to publication."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.calendars.queries import calendar
from zhicheng.base.definitions.models import Definition
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import Refused
from zhicheng.engine.calendars import add_workdays
from zhicheng.governance.assessment import queries
from zhicheng.governance.assessment.actions.holding import day_of, held, keep_results, moment, tell
from zhicheng.governance.assessment.computing import results_of
from zhicheng.governance.assessment.models import Answer, Entry, Opinion, Round, State
from zhicheng.governance.assessment.rules import rounds as rules

NAMES = verbs.register(
    {
        "assessment.opened": gettext_lazy("布置年度考核"),
        "assessment.city_removed": gettext_lazy("将城市移出年度考核"),
        "assessment.completed": gettext_lazy("结束考核材料受理"),
        "assessment.met": gettext_lazy("转入考核会商"),
        "assessment.sent": gettext_lazy("将考核结果送各市征求意见"),
        "assessment.finalised": gettext_lazy("考核结果定稿"),
        "assessment.published": gettext_lazy("发布年度考核结果"),
        "assessment.cancelled": gettext_lazy("取消年度考核"),
    }
)


@transaction.atomic
def open_round(
    *,
    definition: Definition,
    regions: Sequence[str],
    self_assessment_until: date,
    by: User,
    synthetic: bool = False,
    at: datetime | None = None,
) -> Round:
    """Call cities to the assessment of a scheme's year; each gets its part with the scheme's criteria."""
    # Race: two officers begin the same year; the scheme's row decides who is first.
    definition = Definition.objects.select_for_update(no_key=True).get(pk=definition.pk)
    scheme = queries.scheme_in(definition)
    called = sorted(set(regions))
    rules.can_open(by, year=scheme.year, regions=called, open_round=queries.open_round(scheme.year)).or_refuse()
    if self_assessment_until < day_of(at):
        raise Refused("until_in_the_past", _("自评截止日期不能早于今天"))
    last = Round.objects.filter(year=scheme.year).aggregate(last=Max("number"))["last"] or 0
    made = Round.objects.create(
        definition=definition, year=scheme.year, number=last + 1, opened_at=moment(at), opened_by=by,
        experts=scheme.experts, objection_workdays=scheme.objections.workdays, synthetic=synthetic,
        self_assessment_until=self_assessment_until,
    )  # fmt: skip
    for region in called:
        make_entry(made, region)
    facts = {"year": scheme.year, "day": date_zh(self_assessment_until)}
    told = tell(
        queries.officers_of(called),
        _("请开展 %(year)d 年度工作自评") % facts,
        _("请在 %(day)s以前填写并由负责人签报。指标数字由平台填入，证明材料从年度计划中选取。") % facts,
        made.get_absolute_url(),
    )
    record("assessment.opened", on=made, by=by, year=scheme.year, version=definition.version, cities=called, told=told)
    return made


def make_entry(round_: Round, region: str) -> Entry:
    """A city's part, with an empty answer to each criterion."""
    scheme = queries.scheme_of(round_)
    left = queries.not_asked(region, scheme)
    entry = Entry.objects.create(round=round_, region_id=region)
    for criterion in scheme.criteria:
        Answer.objects.create(entry=entry, criterion=criterion.code, applies=criterion.code not in left)
    return entry


@transaction.atomic
def remove_city(*, entry: Entry, why: str, by: User) -> Round:
    """Take a city out of a round; what it wrote goes, and stays in the history."""
    round_ = held(entry.round)
    cities = Entry.objects.filter(round=round_).count()
    rules.can_remove_city(by, round_, cities=cities).or_refuse()
    if not why.strip():
        raise Refused("no_reason", _("请写明移出的原因"))
    region, name = entry.region_id, entry.region.name
    Opinion.objects.filter(entry=entry).delete()
    Answer.objects.filter(entry=entry).delete()
    Entry.objects.filter(pk=entry.pk).delete()
    subject = _("%(city)s不参加 %(year)d 年度考核") % {"city": name, "year": round_.year}
    tell(queries.officers_of([region]), subject, why.strip(), reverse("assessment:list"))
    record("assessment.city_removed", on=round_, by=by, why=why, region_code=region, city=region)
    return round_


@transaction.atomic
def close_collection(*, round_: Round, by: User, at: datetime | None = None) -> Round:
    """End the collection of material: what the cities said stands."""
    round_ = held(round_)
    entries = list(Entry.objects.filter(round=round_).select_related("region").order_by("region"))
    rules.can_close_collection(by, round_, entries=entries, without_opinion=queries.without_opinion(round_)).or_refuse()
    round_.state, round_.completed_at, round_.completed_by = State.COMPLETE, moment(at), by
    round_.save()
    record("assessment.completed", on=round_, by=by, cities=len(entries))
    return round_


@transaction.atomic
def close_scoring(*, round_: Round, by: User, at: datetime | None = None) -> Round:
    """Go to the panel meeting, with every sheet in."""
    round_ = held(round_)
    cities = Entry.objects.filter(round=round_).count()
    waiting = cities * round_.experts - queries.count_sheets(round_)["submitted"]
    rules.can_close_scoring(by, round_, waiting=waiting).or_refuse()
    round_.state, round_.met_at, round_.met_by = State.PANEL, moment(at), by
    round_.save()
    record("assessment.met", on=round_, by=by, undecided=len(queries.undecided_in(round_)))
    return round_


@transaction.atomic
def send_results(*, round_: Round, by: User, at: datetime | None = None) -> Round:
    """Compute the results and send each city its own; the time for objections begins."""
    round_ = held(round_)
    rules.can_send_results(by, round_, undecided=queries.undecided_in(round_)).or_refuse()
    results = keep_results(round_, at=at)
    closes_on = add_workdays(day_of(at), round_.objection_workdays, calendar())
    round_.state, round_.sent_at, round_.sent_by, round_.closes_on = State.RESULTS, moment(at), by, closes_on
    round_.save()
    facts = {"year": round_.year, "day": date_zh(closes_on)}
    told = tell(
        queries.officers_of(one.region for one in results),
        _("%(year)d 年度考核结果征求意见") % facts,
        _("请核对本市的得分。有异议的，请在 %(day)s以前（含当日）提出。") % facts,
        reverse("assessment:round", args=[round_.pk]),
    )
    record("assessment.sent", on=round_, by=by, closes_on=closes_on.isoformat(), cities=len(results), told=told)
    return round_


@transaction.atomic
def finalise(*, round_: Round, by: User, at: datetime | None = None) -> Round:
    """Make the results final."""
    round_ = held(round_)
    rules.can_finalise(by, round_, waiting=queries.count_waiting(round_), today=day_of(at)).or_refuse()
    round_.state, round_.finalised_at, round_.finalised_by = State.FINAL, moment(at), by
    round_.save()
    record("assessment.finalised", on=round_, by=by, objections=queries.count_objections(round_))
    return round_


@transaction.atomic
def publish(*, round_: Round, by: User, at: datetime | None = None) -> Round:
    """Publish the final results; nothing of them changes any more."""
    round_ = held(round_)
    rules.can_publish(by, round_, has_colleague=queries.has_colleague(by)).or_refuse()
    refuse_unless_same(round_)
    round_.state, round_.published_at, round_.published_by = State.PUBLISHED, moment(at), by
    round_.save()
    subject = _("%(year)d 年度考核结果已发布") % {"year": round_.year}
    tell(queries.officers_of(queries.regions_in(round_)), subject, "", round_.get_absolute_url())
    record("assessment.published", on=round_, by=by)
    return round_


def refuse_unless_same(round_: Round) -> None:
    """Refuse to publish what this program does not compute the same way again."""
    kept = {one.entry.region_id: (float(one.total), one.rank, one.grade) for one in queries.results_in(round_)}
    again = {one.region: (one.total, one.rank, one.grade) for one in results_of(queries.material_of(round_))}
    if kept != again:
        raise Refused("program_changed", _("按现有评分重新计算的结果与定稿不同，不能发布；请取消这一轮，重新考核"))


@transaction.atomic
def cancel(*, round_: Round, why: str, by: User, at: datetime | None = None) -> Round:
    """Give up a round; what was written in it stays, unpublished."""
    round_ = held(round_)
    rules.can_cancel(by, round_).or_refuse()
    round_.state, round_.cancelled_at, round_.cancelled_by, round_.why_cancelled = State.CANCELLED, moment(at), by, why
    round_.save()
    subject = _("%(year)d 年度考核这一轮已取消") % {"year": round_.year}
    tell(queries.officers_of(queries.regions_in(round_)), subject, why, reverse("assessment:list"))
    record("assessment.cancelled", on=round_, by=by, why=why)
    return round_
