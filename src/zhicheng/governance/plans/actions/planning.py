"""Writing a region's plan: tasks, expected figures, measures. Every verb locks the plan, so that of two writers one comes first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.audit.actions import record
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import current
from zhicheng.base.regions.models import Region
from zhicheng.base.ui.formats import date_iso
from zhicheng.base.verdicts import Refused
from zhicheng.governance.plans import queries, rules
from zhicheng.governance.plans.models import Adoption, Expectation, Measure, Milestone, TaskChoice


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a task is taken up, and why."""

    taken: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of a target's leading figure, and how that was reckoned."""

    value: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class MeasurePlan:
    """What a measure is planned to be. Money in fen."""

    task_ref: str
    title: str
    owner: str
    department: str
    starts_on: date
    ends_on: date
    content: str = ""
    partners: str = ""
    budget_fen: int = 0


@dataclass(frozen=True, slots=True)
class MilestonePlan:
    """A dated step; `pk` names the one that it changes, None a new one."""

    title: str
    due_on: date
    pk: int | None = None


def held(adoption: Adoption) -> Adoption:
    """The plan, locked until our commit."""
    rows = Adoption.objects.select_for_update(of=("self",), no_key=True).select_related("definition", "region")
    return rows.get(pk=adoption.pk)


def mark_edited(adoption: Adoption, by: User, at: datetime | None) -> None:
    adoption.edited_by, adoption.edited_at = by, at or timezone.now()
    adoption.save(update_fields=["edited_by", "edited_at"])


@transaction.atomic
def begin(*, year: int, region: Region, by: User, at: datetime | None = None, synthetic: bool = False) -> Adoption:
    """Take up the plan of a year in force: its must tasks are there, the others wait to be chosen."""
    definition, level = plan_in_force(year), queries.level_of(region.code)
    exists = Adoption.objects.filter(plan_year=year, region=region).exists()
    rules.can_begin(by, region.code, level, exists=exists).or_refuse()
    moment = at or timezone.now()
    try:
        with transaction.atomic():
            made = Adoption.objects.create(
                plan_year=year, definition=definition, region=region, level=level, begun_by=by, begun_at=moment,
                edited_by=by, edited_at=moment, synthetic=synthetic,
            )  # fmt: skip
    except IntegrityError:
        # Race: a colleague began between our look and our insert.
        raise Refused("begun_already", _("本年度的计划已在编制，请刷新后再看")) from None
    tasks = queries.plan_for(made).tasks
    TaskChoice.objects.bulk_create(
        TaskChoice(adoption=made, task_ref=task.ref, taken=task.duty == "must") for task in tasks
    )
    record("adoption.begun", on=made, by=by, region_code=region.code, year=year, version=definition.version)
    return made


def plan_in_force(year: int) -> Definition:
    try:
        return current("plan", str(year))
    except Definition.DoesNotExist:
        raise Refused("no_plan", _("没有 %(year)d 年的工作计划") % {"year": year}) from None


@transaction.atomic
def choose_tasks(
    *, adoption: Adoption, choices: Mapping[str, Choice], by: User, at: datetime | None = None
) -> Adoption:
    """Say which tasks are taken up, and why; `choices` goes by the task's ref. Those not named stay as they are."""
    adoption = held(adoption)
    rules.can_write(by, adoption).or_refuse()
    plan = queries.plan_for(adoption)
    for ref, choice in choices.items():
        task = plan.task(ref)
        if task is None:
            raise Refused("no_such_task", _("计划没有任务（%(ref)s）") % {"ref": ref})
        rules.can_choose(task, taken=choice.taken, reason=choice.reason).or_refuse()
        TaskChoice.objects.update_or_create(
            adoption=adoption, task_ref=ref, defaults={"taken": choice.taken, "reason": choice.reason.strip()}
        )
    mark_edited(adoption, by, at)
    taken = [ref for ref, choice in choices.items() if choice.taken]
    record("adoption.tasks_chosen", on=adoption, by=by, region_code=adoption.region_id, taken=taken)
    return adoption


@transaction.atomic
def expect(
    *, adoption: Adoption, expectations: Mapping[str, Expected | None], by: User, at: datetime | None = None
) -> Adoption:
    """Keep the expected figures of targets, by the target's code; None takes one away."""
    adoption = held(adoption)
    rules.can_write(by, adoption).or_refuse()
    known = {target.code for target in queries.plan_for(adoption).targets}
    if strange := sorted(expectations.keys() - known):
        raise Refused("no_such_target", _("计划没有目标 %(code)s") % {"code": strange[0]})
    for code, expected in expectations.items():
        rows = Expectation.objects.filter(adoption=adoption, target_code=code)
        if expected is None:
            rows.delete()
        else:
            rows.update_or_create(adoption=adoption, target_code=code, defaults=asdict(expected))
    mark_edited(adoption, by, at)
    values = {code: one.value if one else None for code, one in expectations.items()}
    record("adoption.expected", on=adoption, by=by, region_code=adoption.region_id, values=values)
    return adoption


@transaction.atomic
def add_measure(
    *, adoption: Adoption, plan: MeasurePlan, milestones: Sequence[MilestonePlan], by: User, at: datetime | None = None
) -> Measure:
    """Add a measure with its milestones."""
    adoption = held(adoption)
    rules.can_write(by, adoption).or_refuse()
    refuse_unless_sound(adoption, plan, milestones)
    made = Measure.objects.create(adoption=adoption, **asdict(plan))
    Milestone.objects.bulk_create(Milestone(measure=made, title=each.title, due_on=each.due_on) for each in milestones)
    mark_edited(adoption, by, at)
    record("measure.added", on=made, by=by, region_code=adoption.region_id, task=plan.task_ref, fen=plan.budget_fen)
    return made


def refuse_unless_sound(adoption: Adoption, plan: MeasurePlan, milestones: Iterable[MilestonePlan]) -> None:
    """A known task that is taken up, days in order, milestones within them."""
    if queries.plan_for(adoption).task(plan.task_ref) is None:
        raise Refused("no_such_task", _("计划没有任务（%(ref)s）") % {"ref": plan.task_ref})
    if not TaskChoice.objects.filter(adoption=adoption, task_ref=plan.task_ref, taken=True).exists():
        raise Refused("task_not_taken", _("任务（%(ref)s）没有选定，先选定再加措施") % {"ref": plan.task_ref})
    if plan.ends_on < plan.starts_on:
        raise Refused("ends_before_start", _("完成期限早于开始日期"))
    for each in milestones:
        if not plan.starts_on <= each.due_on <= plan.ends_on:
            facts = {"title": each.title, "day": date_iso(each.due_on)}
            raise Refused("milestone_outside", _("里程碑“%(title)s”的日期 %(day)s 不在措施的起止日期之内") % facts)


@transaction.atomic
def edit_measure(
    *,
    measure: Measure,
    plan: MeasurePlan,
    milestones: Sequence[MilestonePlan],
    replacing: int,
    by: User,
    at: datetime | None = None,
) -> Measure:
    """Change a measure; `replacing` is the revision that the writer began with. Milestones not named go, unless they were reached."""
    adoption, measure = held_measure(measure)
    rules.can_write(by, adoption).or_refuse()
    if measure.revision != replacing:
        raise Refused("changed_meanwhile", _("这项措施刚被他人改过，请对照新的内容再改"))
    refuse_unless_sound(adoption, plan, milestones)
    for name, value in asdict(plan).items():
        setattr(measure, name, value)
    measure.revision += 1
    measure.save()
    keep_milestones(measure, milestones)
    settle(measure)
    mark_edited(adoption, by, at)
    record("measure.edited", on=measure, by=by, region_code=adoption.region_id, revision=measure.revision)
    return measure


def held_measure(measure: Measure) -> tuple[Adoption, Measure]:
    """A measure and its plan, locked until our commit."""
    adoption = held(measure.adoption)
    found = Measure.objects.filter(pk=measure.pk).first()
    if found is None:
        raise Refused("dropped_meanwhile", _("这项措施刚被他人删去"))
    found.adoption = adoption
    return adoption, found


def keep_milestones(measure: Measure, milestones: Sequence[MilestonePlan]) -> None:
    """Bring the milestones in line with what is planned."""
    existing = {each.pk: each for each in measure.milestones.all()}
    kept = {each.pk for each in milestones if each.pk is not None}
    if gone := [each for pk, each in existing.items() if pk not in kept and each.done_on]:
        raise Refused("milestone_done", _("里程碑“%(title)s”已经完成，不能删去") % {"title": gone[0].title})
    Milestone.objects.filter(measure=measure).exclude(pk__in=kept).delete()
    for each in milestones:
        if each.pk is None or each.pk not in existing:
            Milestone.objects.create(measure=measure, title=each.title, due_on=each.due_on)
        else:
            Milestone.objects.filter(pk=each.pk).update(title=each.title, due_on=each.due_on)


def settle(measure: Measure) -> None:
    """A measure is done on the day of its last milestone, once all are reached."""
    days = list(Milestone.objects.filter(measure=measure).values_list("done_on", flat=True))
    reached = [day for day in days if day is not None]
    measure.done_on = max(reached) if days and len(reached) == len(days) else None
    measure.save(update_fields=["done_on"])


@transaction.atomic
def drop_measure(*, measure: Measure, by: User, at: datetime | None = None) -> Adoption:
    """Take a measure out of the plan; one that was begun stays."""
    adoption, measure = held_measure(measure)
    rules.can_write(by, adoption).or_refuse()
    if measure.notes.exists() or measure.milestones.filter(done_on__isnull=False).exists():
        raise Refused("begun", _("这项措施已有进展，不能删去；不再做的，请在进展记录里写明"))
    mark_edited(adoption, by, at)
    record("measure.dropped", on=measure, by=by, region_code=adoption.region_id, task=measure.task_ref)
    measure.delete()
    return adoption
