"""How plans are carried out: light, counts, warnings, tasks done."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.definitions.models import Definition
from zhicheng.base.ui.formats import date_iso
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.queries import values_of
from zhicheng.governance.plans import lights
from zhicheng.governance.plans.definition_kinds import Duty, PlanDefinition, Task
from zhicheng.governance.plans.lights import Kind, Light, MeasureFacts
from zhicheng.governance.plans.models import Adoption, Measure, Milestone, Progress, Risk, TaskChoice
from zhicheng.governance.plans.queries.adoptions import adoption_of, plan_for
from zhicheng.governance.plans.queries.definitions import plan
from zhicheng.governance.plans.queries.targets import JudgedTarget, binding, judge, judged

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class MeasureStanding:
    """A measure on a day: its light, milestones done and in all, those late, whether it has been silent too long."""

    measure: Measure
    light: Light
    done: int
    total: int
    late: tuple[Milestone, ...] = ()
    soon: tuple[Milestone, ...] = ()
    noted_on: date | None = None
    quiet_since: date | None = None
    is_stale: bool = False
    is_done: bool = False
    spent_fen: int = 0

    @property
    def steps(self) -> str:
        """`2/3`."""
        return f"{self.done}/{self.total}"


@dataclass(frozen=True, slots=True)
class Standing:
    """A region's year on a day. Money in fen; `overdue` and `stale` count measures."""

    light: Kind
    why: str
    measures_total: int = 0
    measures_done: int = 0
    overdue: int = 0
    stale: int = 0
    budget_fen: int = 0
    spent_fen: int = 0

    @property
    def spent_share(self) -> float | None:
        """Spent of the budget as a share of one, None without budget."""
        return self.spent_fen / self.budget_fen if self.budget_fen else None


@dataclass(frozen=True, slots=True)
class Watch:
    """One thing to look at: `kind` is "bad", "warn" or "info"."""

    kind: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """A task of the plan in a region's year. `done` is None while it cannot be told; `why` says what it rests on."""

    ref: str
    title: str
    taken: bool
    duty: Duty
    targets: list[JudgedTarget]
    done: bool | None
    why: str
    reason: str = ""
    measures: list[MeasureStanding] = field(default_factory=list)


def facts_of(measure: Measure, on: date) -> MeasureFacts:
    """What a measure's light is judged by; milestones and notes are prefetched."""
    notes = [note for note in measure.notes.all() if note.day <= on]
    late = [each.due_on for each in measure.milestones.all() if is_late(each, on)]
    reached = [each.done_on for each in measure.milestones.all() if each.done_on is not None and each.done_on <= on]
    return MeasureFacts(
        starts_on=measure.starts_on,
        ends_on=measure.ends_on,
        done_on=measure.done_on if measure.done_on and measure.done_on <= on else None,
        overdue=tuple(late),
        noted_on=notes[0].day if notes else None,
        reached_on=max(reached, default=None),
        risk=notes[0].risk if notes else Risk.NONE,
        budget_fen=measure.budget_fen,
        spent_fen=next((note.spent_fen for note in notes if note.spent_fen is not None), 0),
    )


def is_late(milestone: Milestone, on: date) -> bool:
    return milestone.due_on < on and not is_reached(milestone, on)


def is_reached(milestone: Milestone, on: date) -> bool:
    return milestone.done_on is not None and milestone.done_on <= on


def standing_of_measure(measure: Measure, on: date) -> MeasureStanding:
    """A measure on a day, from prefetched milestones and notes."""
    facts, stale_days = facts_of(measure, on), settings.PLAN_STALE_DAYS
    steps = list(measure.milestones.all())
    open_steps = [each for each in steps if not is_reached(each, on)]
    return MeasureStanding(
        measure=measure,
        light=lights.light_of(facts, on, stale_days),
        done=len(steps) - len(open_steps),
        total=len(steps),
        late=tuple(each for each in open_steps if each.due_on < on),
        soon=tuple(each for each in open_steps if on <= each.due_on <= on + SOON),
        noted_on=facts.noted_on,
        quiet_since=lights.quiet_since(facts),
        spent_fen=facts.spent_fen,
        is_done=facts.done_on is not None,
        is_stale=facts.done_on is None and lights.silence(facts, on, stale_days) is not None,
    )


def measure_standings(adoptions: Iterable[Adoption], on: date) -> dict[int, list[MeasureStanding]]:
    """Adoption's key → its measures on a day. Three queries for any number of plans."""
    found: dict[int, list[MeasureStanding]] = defaultdict(list)
    rows = Measure.objects.filter(adoption__in=[each.pk for each in adoptions]).order_by("pk")
    for measure in rows.prefetch_related("milestones", Prefetch("notes", Progress.objects.order_by("-day", "-pk"))):
        found[measure.adoption_id].append(standing_of_measure(measure, on))
    return found


def summed(adoption: Adoption, measures: list[MeasureStanding]) -> Standing:
    """A plan's standing from its measures; one that nobody approved yet has no light."""
    light = lights.whole([each.light for each in measures])
    if not adoption.is_in_force:
        light = Light("mute", _("计划还没有批准：%(state)s") % {"state": adoption.get_state_display()})
    return Standing(
        light=light.kind,
        why=light.why,
        measures_total=len(measures),
        measures_done=sum(each.is_done for each in measures),
        overdue=sum(bool(each.late) or is_over(each) for each in measures),
        stale=sum(each.is_stale for each in measures),
        budget_fen=sum(each.measure.budget_fen for each in measures),
        spent_fen=sum(each.spent_fen for each in measures),
    )


def is_over(standing: MeasureStanding) -> bool:
    return standing.light.kind == "bad" and not standing.is_done


def standing(year: int, region_code: str, on: date | None = None) -> Standing:
    """How a region's year stands on a day, today by default; without a plan it says so."""
    found = adoption_of(year, region_code)
    if found is None:
        return Standing("mute", _("还没有编制 %(year)d 年度计划") % {"year": year})
    return summed(found, measure_standings([found], on or timezone.localdate())[found.pk])


@dataclass(frozen=True, slots=True)
class YearOf:
    """All that is known of a region's year on a day, read once."""

    adoption: Adoption
    plan: PlanDefinition
    on: date
    measures: list[MeasureStanding]
    targets: list[JudgedTarget]
    choices: dict[str, TaskChoice]

    @property
    def standing(self) -> Standing:
        return summed(self.adoption, self.measures)

    @property
    def tasks(self) -> list[TaskStanding]:
        """All tasks, in the plan's order."""
        return [
            task_standing(each, self.choices.get(each.ref), self.measures, self.targets) for each in self.plan.tasks
        ]

    @property
    def watched(self) -> list[Watch]:
        """What needs a look, the most urgent first."""
        last_day = date(self.adoption.plan_year, 12, 31)
        found = [*watched_measures(self.measures), *watched_targets(self.targets, is_over=self.on >= last_day)]
        return sorted(found, key=lambda each: ("bad", "warn", "info").index(each.kind))


def year_of(adoption: Adoption, on: date) -> YearOf:
    """A region's year on a day. Seven queries."""
    plan = plan_for(adoption)
    choices = {each.task_ref: each for each in TaskChoice.objects.filter(adoption=adoption)}
    taken = {ref for ref, choice in choices.items() if choice.taken}
    return YearOf(
        adoption=adoption,
        plan=plan,
        on=on,
        measures=measure_standings([adoption], on)[adoption.pk],
        targets=judged(plan, adoption.region_id, binding(plan, taken), on),
        choices=choices,
    )


def watch_list(year: int, region_code: str, on: date | None = None) -> list[Watch]:
    """What needs a look, the most urgent first: late and endangered measures, targets missed, silence, what is due soon."""
    found = adoption_of(year, region_code)
    if found is None:
        return [Watch("warn", _("还没有编制 %(year)d 年度计划") % {"year": year}, reverse("plans:detail", args=[year]))]
    if not found.is_in_force:
        words = _("计划还没有批准：%(state)s") % {"state": found.get_state_display()}
        return [Watch("warn", words, found.get_absolute_url())]
    return year_of(found, on or timezone.localdate()).watched


def watched_measures(measures: Iterable[MeasureStanding]) -> list[Watch]:
    """Measures whose light is not green, and milestones that are due soon."""
    found = []
    for each in measures:
        if each.light.kind in {"bad", "warn"}:
            words = _("%(measure)s：%(why)s") % {"measure": each.measure.title, "why": each.light.why}
            found.append(Watch(each.light.kind, words, each.measure.get_absolute_url()))
        for step in each.soon:
            facts = {"step": step.title, "day": date_iso(step.due_on)}
            found.append(Watch("info", _("%(step)s：应于 %(day)s 完成") % facts, each.measure.get_absolute_url()))
    return found


def watched_targets(targets: Iterable[JudgedTarget], *, is_over: bool) -> list[Watch]:
    """Targets not met: a warning during the year, a fault after it."""
    return [Watch("bad" if is_over else "warn", each.words, each.url) for each in targets if each.is_met is False]


def at_hand(
    year: int, region_code: str, task_ref: str, models: Mapping[str, IndicatorDefinition]
) -> tuple[list[MeasureStanding], list[JudgedTarget]]:
    """A task's measures and targets in a region, as they stand today. Five queries."""
    found = adoption_of(year, region_code)
    try:
        national = plan_for(found) if found else plan(year)
    except Definition.DoesNotExist:
        return [], []
    standings = measure_standings([found], timezone.localdate())[found.pk] if found else []
    targets = [target for target in national.targets if target.task == task_ref]
    values = values_of(region_code, {name for target in targets for name in target.formula.names})
    judged_now = [judge(target, year, region_code, values, models) for target in targets]
    return [each for each in standings if each.measure.task_ref == task_ref], judged_now


def must_tasks(year: int, region_code: str, on: date | None = None) -> list[TaskStanding]:
    """The obligatory tasks of the year's plan as they stand in a region; none when the year has no plan."""
    return [each for each in task_standings(year, region_code, on) if each.duty == "must"]


def task_standings(year: int, region_code: str, on: date | None = None) -> list[TaskStanding]:
    """All tasks of the year's plan in a region, in the plan's order, with their measures and targets."""
    found = adoption_of(year, region_code)
    if found is not None:
        return year_of(found, on or timezone.localdate()).tasks
    try:
        national = plan(year)
    except Definition.DoesNotExist:
        return []
    targets = judged(national, region_code, national.targets, on)
    return [task_standing(each, None, [], targets) for each in national.tasks]


def task_standing(
    task: Task,
    choice: TaskChoice | None,
    measures: list[MeasureStanding],
    targets: list[JudgedTarget],
) -> TaskStanding:
    """One task from all measures and targets of the plan."""
    own = [each for each in measures if each.measure.task_ref == task.ref]
    aims = [each for each in targets if each.target.task == task.ref]
    done, why = outcome(own, aims)
    return TaskStanding(
        ref=task.ref,
        title=task.title,
        taken=task.duty == "must" or bool(choice and choice.taken),
        duty=task.duty,
        targets=aims,
        done=done,
        why=why,
        reason=choice.reason if choice else "",
        measures=own,
    )


def outcome(measures: list[MeasureStanding], targets: list[JudgedTarget]) -> tuple[bool | None, str]:
    """Done: every measure is, and every target is met. A missed target or an open measure says no; what cannot be judged leaves it open."""
    if missed := [each.target.label for each in targets if each.is_met is False]:
        return False, _("未达标：%(targets)s") % {"targets": "、".join(missed)}
    if not measures:
        return False, _("没有措施")
    if waiting := [each for each in measures if not each.is_done]:
        return False, _("%(count)d 项措施未完成，共 %(total)d 项") % {"count": len(waiting), "total": len(measures)}
    if unknown := [each.target.label for each in targets if each.is_met is None]:
        return None, _("措施已完成，目标不能判断：%(targets)s") % {"targets": "、".join(unknown)}
    return True, _("%(total)d 项措施全部完成") % {"total": len(measures)}
