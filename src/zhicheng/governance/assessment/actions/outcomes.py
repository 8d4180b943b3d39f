"""Arbitration, objections and their answers, incidents."""

from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.documents.actions import store as store_document
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import Refused, Verdict
from zhicheng.governance.assessment import queries
from zhicheng.governance.assessment.actions.entries import criterion_of
from zhicheng.governance.assessment.actions.holding import day_of, held, held_entry, keep_results, moment, tell
from zhicheng.governance.assessment.models import Arbitration, Entry, Incident, Objection, ObjectionState
from zhicheng.governance.assessment.rules import outcomes as rules

EVIDENCE = "assessment_objection"
NAMES = verbs.register(
    {
        "assessment.arbitrated": gettext_lazy("裁定考核评分"),
        "assessment.objected": gettext_lazy("对考核结果提出异议"),
        "assessment.objection_withdrawn": gettext_lazy("撤回考核异议"),
        "assessment.objection_accepted": gettext_lazy("采纳考核异议"),
        "assessment.objection_rejected": gettext_lazy("不采纳考核异议"),
        "incident.entered": gettext_lazy("登记考核扣分事项"),
        "incident.withdrawn": gettext_lazy("撤销考核扣分事项"),
    }
)


def tie_of(user: User, region: str) -> Verdict:
    """Whether a person has no tie to a city."""
    return rules.has_no_tie(region, connected=queries.connected_regions(user))


@transaction.atomic
def arbitrate(
    *, entry: Entry, criterion: str, points: Decimal, reason: str, by: User, at: datetime | None = None
) -> Arbitration:
    """Set the points of a criterion on which the experts lie too far apart."""
    entry = held_entry(entry)
    undecided = {one.criterion for one in queries.undecided_in(entry.round) if one.region == entry.region_id}
    tie = tie_of(by, entry.region_id)
    rules.can_arbitrate(by, entry, criterion, undecided=undecided, tie=tie).or_refuse()
    made = decide(entry, criterion, points, reason, by=by, at=at)
    record(
        "assessment.arbitrated", on=entry, by=by, why=reason, region_code=entry.region_id, criterion=criterion,
        points=str(points),
    )  # fmt: skip
    return made


def decide(
    entry: Entry, criterion: str, points: Decimal, reason: str, *, by: User, at: datetime | None,
    objection: Objection | None = None,
) -> Arbitration:  # fmt: skip
    """Keep points that the national office sets."""
    rules.is_decidable(criterion_of(entry, criterion), points).or_refuse()
    if not reason.strip():
        raise Refused("no_reason", _("请写明理由"))
    return Arbitration.objects.create(
        entry=entry,
        criterion=criterion,
        points=points,
        reason=reason.strip(),
        by=by,
        at=moment(at),
        objection=objection,
    )


@transaction.atomic
def object_to(
    *,
    entry: Entry,
    criterion: str,
    reason: str,
    by: User,
    evidence: "UploadedFile[bytes] | None" = None,
    at: datetime | None = None,
) -> Objection:
    """A city objects to its points for a criterion."""
    entry = held_entry(entry)
    rules.can_object(by, entry, today=day_of(at)).or_refuse()
    stated = acceptable(entry, criterion, reason)
    paper = evidence and store_document(upload=evidence, purpose=EVIDENCE, by=by, region_code=entry.region_id)
    made = Objection.objects.create(
        entry=entry, criterion=criterion, stated_points=stated, reason=reason.strip(), evidence=paper or None,
        filed_at=moment(at), filed_by=by,
    )  # fmt: skip
    facts = {"city": entry.region.name, "year": entry.round.year}
    subject = _("%(city)s对 %(year)d 年度考核结果提出异议") % facts
    tell(queries.national_officers(), subject, "", made.get_absolute_url())
    record("assessment.objected", on=made, by=by, region_code=entry.region_id, criterion=criterion, points=str(stated))
    return made


def acceptable(entry: Entry, criterion: str, reason: str) -> Decimal:
    """The points objected to; refused when there are none, when no reason is given, or when the same objection waits already."""
    stated = queries.points_now(entry, criterion)
    if stated is None:
        raise Refused("no_such_criterion", _("本市没有这一评分项"))
    if not reason.strip():
        raise Refused("no_reason", _("请写明理由"))
    if Objection.objects.filter(entry=entry, criterion=criterion, state=ObjectionState.FILED).exists():
        raise Refused("objected_already", _("对这一项已提出异议，须先撤回才能重新提出"))
    return stated


def held_objection(objection: Objection) -> Objection:
    """The objection and its round, locked until our commit."""
    round_ = held(objection.entry.round)
    rows = Objection.objects.select_for_update(of=("self",)).select_related("entry__region", "filed_by")
    locked = rows.get(pk=objection.pk)
    locked.entry.round = round_
    return locked


def end(objection: Objection, state: ObjectionState, *, by: User, at: datetime | None, answer: str = "") -> None:
    objection.state, objection.answer = state, answer.strip()
    objection.ended_at, objection.ended_by = moment(at), by
    objection.save()


@transaction.atomic
def withdraw_objection(*, objection: Objection, by: User, at: datetime | None = None) -> Objection:
    """Take an objection back."""
    objection = held_objection(objection)
    rules.can_withdraw(by, objection).or_refuse()
    end(objection, ObjectionState.WITHDRAWN, by=by, at=at)
    record("assessment.objection_withdrawn", on=objection, by=by, region_code=objection.entry.region_id)
    return objection


@transaction.atomic
def accept_objection(
    *, objection: Objection, points: Decimal, answer: str, by: User, at: datetime | None = None
) -> Objection:
    """Set other points for the criterion, with the reason; the results of all cities are computed again."""
    objection = held_objection(objection)
    entry = objection.entry
    rules.can_answer(by, objection, tie=tie_of(by, entry.region_id)).or_refuse()
    decide(entry, objection.criterion, points, answer, by=by, at=at, objection=objection)
    end(objection, ObjectionState.ACCEPTED, by=by, at=at, answer=answer)
    keep_results(entry.round, at=at)
    tell_filers(objection)
    record(
        "assessment.objection_accepted", on=objection, by=by, why=answer, region_code=entry.region_id,
        before=str(objection.stated_points), points=str(points),
    )  # fmt: skip
    return objection


@transaction.atomic
def reject_objection(*, objection: Objection, answer: str, by: User, at: datetime | None = None) -> Objection:
    """Leave the points as they are, with the reason."""
    objection = held_objection(objection)
    rules.can_answer(by, objection, tie=tie_of(by, objection.entry.region_id)).or_refuse()
    if not answer.strip():
        raise Refused("no_reason", _("请写明理由"))
    end(objection, ObjectionState.REJECTED, by=by, at=at, answer=answer)
    tell_filers(objection)
    record("assessment.objection_rejected", on=objection, by=by, why=answer, region_code=objection.entry.region_id)
    return objection


def tell_filers(objection: Objection) -> None:
    """The answer to the city's officers."""
    facts = {"objection": objection, "state": objection.get_state_display()}
    subject = _("%(objection)s：%(state)s") % facts
    tell(queries.officers_of([objection.entry.region_id]), subject, objection.answer, objection.get_absolute_url())


@transaction.atomic
def enter_incident(
    *, region: Region, on: date, kind: str, text: str, by: User, synthetic: bool = False, at: datetime | None = None
) -> Incident:
    """Enter something that costs a city points in the year's assessment."""
    rules.can_enter_incident(by, region.code, today=day_of(at), on=on).or_refuse()
    refuse_when_judged(on.year)
    if kind not in dict(queries.incident_kinds()):
        raise Refused("unknown_kind", _("现行的考核方案没有这类扣分事项"))
    if not text.strip():
        raise Refused("no_words", _("请写明情况"))
    made = Incident.objects.create(
        region=region, on=on, kind=kind, text=text.strip(), by=by, at=moment(at), synthetic=synthetic
    )
    subject = _("本市登记了考核扣分事项")
    tell(queries.officers_of([region.code]), subject, made.text, reverse("assessment:list"))
    record("incident.entered", on=made, by=by, region_code=region.code, kind=kind, day=on.isoformat())
    return made


def refuse_when_judged(year: int) -> None:
    """What happened in a year counts until its results are with the cities."""
    if queries.is_judged(year):
        raise Refused("year_judged", _("%(year)d 年度考核结果已送各市，扣分事项不能再变") % {"year": year})


@transaction.atomic
def withdraw_incident(*, incident: Incident, why: str, by: User) -> Incident:
    """Take back an incident that was entered by mistake."""
    incident = Incident.objects.select_for_update(of=("self",)).select_related("region").get(pk=incident.pk)
    is_withdrawn = bool(incident.why_withdrawn)
    rules.can_withdraw_incident(by, incident.region_id, is_withdrawn=is_withdrawn).or_refuse()
    refuse_when_judged(incident.on.year)
    if not why.strip():
        raise Refused("no_reason", _("请写明撤销原因"))
    incident.why_withdrawn, incident.withdrawn_by = why.strip(), by
    incident.save()
    record("incident.withdrawn", on=incident, by=by, why=why, region_code=incident.region_id)
    return incident
