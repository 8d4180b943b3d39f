"""Carrying a plan out: notes, milestones, papers, and the warnings of the night."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.audit.actions import record
from zhicheng.base.documents.actions import store
from zhicheng.base.notices.actions import notify
from zhicheng.base.verdicts import Refused
from zhicheng.governance.plans import queries, rules
from zhicheng.governance.plans.actions.planning import held, held_measure, settle
from zhicheng.governance.plans.models import Adoption, Evidence, EvidenceUse, Measure, Milestone, Progress, Risk
from zhicheng.governance.plans.queries import MeasureStanding

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

PURPOSE = "plan_evidence"


def day_of(at: datetime | None) -> date:
    """The day of an act that may be told of the past."""
    return timezone.localdate(at)


@transaction.atomic
def note(
    *,
    measure: Measure,
    text: str,
    by: User,
    risk: str = Risk.NONE,
    spent_fen: int | None = None,
    day: date | None = None,
    at: datetime | None = None,
) -> Progress:
    """Keep how a measure goes on a day; `spent_fen` is all that was spent by then, None leaves it."""
    adoption, measure = held_measure(measure)
    today = day_of(at)
    (rules.can_carry_out(by, adoption) & rules.has_come(day or today, today)).or_refuse()
    made = Progress.objects.create(
        measure=measure, day=day or today, text=text, risk=risk, spent_fen=spent_fen, written_by=by,
        written_at=at or timezone.now(),
    )  # fmt: skip
    newest = Progress.objects.filter(measure=measure, spent_fen__isnull=False).first()
    measure.spent_fen = (newest.spent_fen if newest else None) or 0
    measure.save(update_fields=["spent_fen"])
    record("measure.noted", on=measure, by=by, region_code=adoption.region_id, risk=risk, spent_fen=spent_fen)
    return made


def held_milestone(milestone: Milestone) -> tuple[Adoption, Milestone]:
    """A milestone with its measure and plan, locked until our commit."""
    adoption, measure = held_measure(milestone.measure)
    found = Milestone.objects.filter(pk=milestone.pk).first()
    if found is None:
        raise Refused("dropped_meanwhile", _("这个里程碑刚被他人删去"))
    found.measure = measure
    return adoption, found


@transaction.atomic
def finish(*, milestone: Milestone, by: User, day: date | None = None, at: datetime | None = None) -> Milestone:
    """Say that a milestone was reached on a day; with the last one the measure is done."""
    adoption, milestone = held_milestone(milestone)
    today = day_of(at)
    rules.can_finish(by, milestone, day=day or today, today=today).or_refuse()
    milestone.done_on, milestone.done_by = day or today, by
    milestone.save(update_fields=["done_on", "done_by"])
    settle(milestone.measure)
    record("milestone.finished", on=milestone, by=by, region_code=adoption.region_id, day=str(milestone.done_on))
    return milestone


@transaction.atomic
def reopen(*, milestone: Milestone, why: str, by: User) -> Milestone:
    """Take back that a milestone was reached."""
    adoption, milestone = held_milestone(milestone)
    rules.can_reopen(by, milestone).or_refuse()
    milestone.done_on = milestone.done_by = None
    milestone.save(update_fields=["done_on", "done_by"])
    settle(milestone.measure)
    record("milestone.reopened", on=milestone, by=by, why=why, region_code=adoption.region_id)
    return milestone


@transaction.atomic
def attach(
    *,
    adoption: Adoption,
    upload: "UploadedFile[bytes]",
    caption: str,
    kind: str,
    by: User,
    measure: Measure | None = None,
    milestone: Milestone | None = None,
    at: datetime | None = None,
) -> Evidence:
    """Hand in a paper once; with `measure` or `milestone` it proves that at once, and can be used for more later."""
    adoption = held(adoption)
    rules.can_carry_out(by, adoption).or_refuse()
    document = store(upload=upload, purpose=PURPOSE, by=by, region_code=adoption.region_id)
    made = Evidence.objects.create(
        adoption=adoption, document=document, caption=caption, kind=kind, added_by=by, added_at=at or timezone.now()
    )
    if measure is not None:
        refuse_unless_own(made, measure, milestone)
        EvidenceUse.objects.create(evidence=made, measure=measure, milestone=milestone)
    record("evidence.attached", on=made, by=by, region_code=adoption.region_id, sha256=document.sha256, kind=kind)
    return made


@transaction.atomic
def use(*, evidence: Evidence, measure: Measure, by: User, milestone: Milestone | None = None) -> EvidenceUse:
    """Let a paper that is there prove one thing more."""
    adoption = held(evidence.adoption)
    rules.can_carry_out(by, adoption).or_refuse()
    refuse_unless_own(evidence, measure, milestone)
    try:
        with transaction.atomic():
            made = EvidenceUse.objects.create(evidence=evidence, measure=measure, milestone=milestone)
    except IntegrityError:
        raise Refused("used_already", _("这份材料已用于此处")) from None
    record("evidence.used", on=evidence, by=by, region_code=adoption.region_id, measure=measure.title)
    return made


def refuse_unless_own(evidence: Evidence, measure: Measure, milestone: Milestone | None) -> None:
    """A paper proves only what belongs to the same plan."""
    is_own = measure.adoption_id == evidence.adoption_id
    if not is_own or (milestone is not None and milestone.measure_id != measure.pk):
        raise Refused("other_plan", _("材料只能用于同一份计划的措施和里程碑"))


@transaction.atomic
def end_use(*, use: EvidenceUse, by: User) -> Evidence:
    """Let a paper prove one thing less; the paper stays."""
    adoption = held(use.evidence.adoption)
    rules.can_carry_out(by, adoption).or_refuse()
    evidence, measure = use.evidence, use.measure
    use.delete()
    record("evidence.use_ended", on=evidence, by=by, region_code=adoption.region_id, measure=measure.title)
    return evidence


def warn_all(on: date | None = None) -> int:
    """Tell the officers of each plan of the year what became late or silent since they were told last; returns how many plans."""
    day = on or timezone.localdate()
    running = Adoption.objects.filter(plan_year=day.year, version__gt=0).order_by("pk")
    return sum(warn(adoption=each, on=day) for each in running)


@transaction.atomic
def warn(*, adoption: Adoption, on: date) -> bool:
    """One notice a plan for all its measures that became late or silent; nothing twice for the same reason."""
    adoption = held(adoption)
    found = list(newly_wrong(queries.measure_standings([adoption], on)[adoption.pk]))
    if not found:
        return False
    lines = [_("%(measure)s：%(why)s") % {"measure": each.measure.title, "why": each.light.why} for each, _key in found]
    subject = _("%(plan)s有 %(count)d 项措施超期或久无进展") % {"plan": adoption, "count": len(found)}
    for each, key in found:
        Measure.objects.filter(pk=each.measure.pk).update(warned_for=key)
    for user in queries.officers_of(adoption.region_id):
        notify(to=user, subject=subject, text="\n".join(lines)[:2000], url=adoption.get_absolute_url())
    record("adoption.warned", on=adoption, by=None, region_code=adoption.region_id, measures=len(found))
    return True


def newly_wrong(standings: list[MeasureStanding]) -> Iterator[tuple[MeasureStanding, str]]:
    """Measures that are late or silent for a reason not told yet, with the reason's key."""
    for each in standings:
        key = ""
        if each.late:
            key = f"late:{each.late[0].due_on}"
        elif each.is_stale:
            key = f"silent:{each.quiet_since}"
        if key and key != each.measure.warned_for:
            yield each, key
