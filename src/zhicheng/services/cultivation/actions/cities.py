"""Leading a city from stage to stage. Each stage that carries a title grants it in the register as well."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.calendars.queries import calendar
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import Refused
from zhicheng.services.cultivation import lifecycle
from zhicheng.services.cultivation.actions import titles
from zhicheng.services.cultivation.definition_kinds import LifeCycle
from zhicheng.services.cultivation.models import HELD, CityStage, Decision, Designation, EventKind, Stage, State
from zhicheng.services.cultivation.queries import cities
from zhicheng.services.cultivation.rules import cities as rules

NAMES = verbs.register(
    {
        "city.entered": gettext_lazy("登记示范任期"),
        "city.pilot_started": gettext_lazy("列入试点城市"),
        "city.accepted": gettext_lazy("试点验收"),
        "city.result_reported": gettext_lazy("上报验收结果"),
        "city.plan_filed": gettext_lazy("报送城市计划"),
        "city.applied": gettext_lazy("申报示范城市"),
        "city.designated": gettext_lazy("认定示范城市"),
        "city.term_judged": gettext_lazy("示范城市三年复核"),
        "city.dropped": gettext_lazy("逾期未报计划退出"),
    }
)
# Art. 18 (二)–(五), besides the year of cultivation: what the city declares when it applies.
CONDITIONS: Mapping[str, Any] = {
    "in_assessment": gettext_lazy("知识产权工作列入市政府对县（市、区）的考核"),
    "ahead_in_management": gettext_lazy("知识产权管理能力居同类城市前列"),
    "top_in_enforcement": gettext_lazy("上年度专利行政执法和维权援助工作评价居试点城市前 30%"),
    "quality_first": gettext_lazy("专利资助以质量为导向"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of the city government: cultivation, or a new pilot round with its theme; `issued_on` is its date."""

    stage: Stage
    issued_on: date
    document: str
    theme: str = ""


@transaction.atomic
def start_pilot(*, region: Region, by: User, document: str, starts_on: date, synthetic: bool = False) -> CityStage:
    """Begin a pilot: three years from the approval notice (art. 13)."""
    cycle = rules_in_force()
    if region.level not in cities.holder_levels():
        raise Refused("wrong_level", _("这一级区划不能列为试点城市"))
    old = lock_stage(region.code)
    rules.can_start_pilot(by, region.code, old, starts_on).or_refuse()
    titles.refuse_future(starts_on)
    if old is not None:
        close(old, starts_on)
    made = open_stage(
        region, Stage.PILOT, starts_on, lifecycle.term_end(starts_on, cycle.pilot_years), by, document=document, synthetic=synthetic
    )  # fmt: skip
    record("city.pilot_started", on=made, by=by, region_code=region.code, document=document)
    return made


@transaction.atomic
def enter_demonstration(
    *, region: Region, by: User, document: str, starts_on: date, synthetic: bool = False
) -> CityStage:
    """Enter a term as demonstration city that began before the platform kept this city's stages."""
    cycle = rules_in_force()
    if region.level not in cities.holder_levels():
        raise Refused("wrong_level", _("这一级区划不能列为示范城市"))
    old = lock_stage(region.code)
    rules.can_start_pilot(by, region.code, old, starts_on).or_refuse()
    titles.refuse_future(starts_on)
    if old is not None:
        close(old, starts_on)
    ends_on = lifecycle.term_end(starts_on, cycle.demonstration_years)
    made = open_stage(region, Stage.DEMONSTRATION, starts_on, ends_on, by, document=document, synthetic=synthetic)
    record("city.entered", on=made, by=by, region_code=region.code, document=document)
    return made


@transaction.atomic
def accept(*, stage: CityStage, by: User, on: date, score: Decimal, reason: str = "") -> CityStage:
    """Accept a pilot with its score; below the mark the city is out and may not apply for two years (art. 14)."""
    cycle, row = rules_in_force(), locked(stage)
    rules.can_accept(by, row, on).or_refuse()
    titles.refuse_future(on)
    if not 0 <= score <= 100:
        raise Refused("score_out_of_range", _("得分应在 0 到 100 之间"))
    row.accepted_on, row.score, row.reason = on, score, reason
    row.decision = Decision(lifecycle.decide(score, cycle))
    row.save(update_fields=["accepted_on", "score", "decision", "reason"])
    if row.decision == Decision.CANCELLED:
        words = _("验收 %(score)s 分，取消试点") % {"score": score.normalize()}
        leave(row, on, lifecycle.ban_after_cancelling(on, cycle), by, words, State.WITHDRAWN)
    record(
        "city.accepted", on=row, by=by, why=reason, region_code=row.region_id, score=str(score), decision=row.decision
    )
    return row


@transaction.atomic
def report_result(*, stage: CityStage, by: User, on: date) -> CityStage:
    """The provincial office has told the national one (art. 13: within two weeks)."""
    row = locked(stage)
    rules.can_report(by, row, on).or_refuse()
    titles.refuse_future(on)
    row.reported_on = on
    row.save(update_fields=["reported_on"])
    record("city.result_reported", on=row, by=by, region_code=row.region_id, reported_on=on.isoformat())
    return row


@transaction.atomic
def file_plan(*, stage: CityStage, by: User, plan: Plan) -> CityStage:
    """The city goes on: cultivation for three years from the plan's date, or a new pilot round (art. 15, 16)."""
    cycle, row = rules_in_force(), locked(stage)
    rules.can_file_plan(by, row, cycle, plan.issued_on, calendar()).or_refuse()
    titles.refuse_future(plan.issued_on)
    refuse_wrong_stage(row, plan)
    close(row, plan.issued_on)
    years = cycle.pilot_years if plan.stage == Stage.PILOT else cycle.cultivation_years
    made = open_stage(
        row.region, plan.stage, plan.issued_on, lifecycle.term_end(plan.issued_on, years), by,
        document=plan.document, theme=plan.theme, plan_filed_on=plan.issued_on, synthetic=row.synthetic,
    )  # fmt: skip
    record("city.plan_filed", on=made, by=by, region_code=made.region_id, stage=plan.stage, document=plan.document)
    return made


def refuse_wrong_stage(row: CityStage, plan: Plan) -> None:
    """A score between the marks opens a new pilot round only; from the upper mark on, and after cultivation, cultivation."""
    is_round = row.stage == Stage.PILOT and row.decision == Decision.NEW_ROUND
    wanted = Stage.PILOT if is_round else Stage.CULTIVATION
    if plan.stage != wanted:
        raise Refused("wrong_plan", _("按验收结论，应报送“%(stage)s”计划") % {"stage": wanted.label})
    if wanted == Stage.PILOT and not plan.theme:
        raise Refused("no_theme", _("新一轮试点要选定主题"))


@transaction.atomic
def apply_for_demonstration(*, stage: CityStage, by: User, on: date, declared: Mapping[str, str]) -> CityStage:
    """The city applies; `declared` says for each condition of art. 18 (二)–(五) how it is met."""
    row = locked(stage)
    rules.can_apply(by, row, rules_in_force(), on).or_refuse()
    titles.refuse_future(on)
    missing = [str(label) for code, label in CONDITIONS.items() if not declared.get(code, "").strip()]
    if missing:
        raise Refused("undeclared", _("请说明：%(conditions)s") % {"conditions": "、".join(missing)})
    row.applied_on, row.applied_with = on, {code: declared[code].strip() for code in CONDITIONS}
    row.save(update_fields=["applied_on", "applied_with"])
    record("city.applied", on=row, by=by, region_code=row.region_id, applied_on=on.isoformat())
    return row


@transaction.atomic
def make_demonstration(*, stage: CityStage, by: User, document: str, starts_on: date) -> CityStage:
    """The national office designates the city for three years."""
    cycle, row = rules_in_force(), locked(stage)
    rules.can_make_demonstration(by, row, starts_on).or_refuse()
    titles.refuse_future(starts_on)
    close(row, starts_on)
    ends_on = lifecycle.term_end(starts_on, cycle.demonstration_years)
    made = open_stage(
        row.region, Stage.DEMONSTRATION, starts_on, ends_on, by, document=document, synthetic=row.synthetic
    )
    record("city.designated", on=made, by=by, region_code=made.region_id, document=document)
    return made


@transaction.atomic
def judge_term(*, stage: CityStage, by: User, on: date, passed: bool, document: str, reason: str = "") -> CityStage:
    """The review after three years: another term, or out. How long a city that failed may not apply is not known: no ban is set."""
    cycle, row = rules_in_force(), locked(stage)
    rules.can_judge_term(by, row, on).or_refuse()
    titles.refuse_future(on)
    if passed:
        made = prolong(row, cycle, by, document)
    else:
        made = leave(row, on, None, by, reason or _("三年复核不合格"), State.WITHDRAWN)
    record("city.term_judged", on=made, by=by, why=reason, region_code=made.region_id, passed=passed)
    return made


def prolong(row: CityStage, cycle: LifeCycle, by: User, document: str) -> CityStage:
    """Another term, from the day after the last one."""
    first = (row.ends_on or row.starts_on) + lifecycle.ONE_DAY
    close(row, first)
    ends_on = lifecycle.term_end(first, cycle.demonstration_years)
    return open_stage(row.region, Stage.DEMONSTRATION, first, ends_on, by, document=document, synthetic=row.synthetic)


def drop_silent(*, today: date) -> int:
    """Art. 17: cities that filed no plan in time are out; returns how many."""
    cycle = cities.life_cycle()
    if cycle is None:
        return 0
    return sum(drop(pk=row.pk, cycle=cycle, today=today) for row in list(cities.silent(today)))


@transaction.atomic
def drop(*, pk: int, cycle: LifeCycle, today: date) -> bool:
    """Put one silent city out; False when its time is not over, or when it filed meanwhile."""
    row = cities.silent(today).select_for_update(of=["self"]).filter(pk=pk).first()
    if row is None or row.ends_on is None:
        return False
    due = lifecycle.plan_due(row.ends_on, cycle, calendar())
    if today <= due:
        return False
    words = _("%(day)s以前没有报送计划") % {"day": due.isoformat()}
    made = leave(row, due + lifecycle.ONE_DAY, lifecycle.ban_after_silence(due, cycle), None, words, State.EXPIRED)
    record("city.dropped", on=made, by=None, why=words, region_code=made.region_id)
    return True


def rules_in_force() -> LifeCycle:
    cycle = cities.life_cycle()
    if cycle is None:
        raise Refused("no_rules", _("还没有载入试点示范城市的规则，请先在“定义”中载入"))
    return cycle


def lock_stage(region_code: str) -> CityStage | None:
    rows = CityStage.objects.select_for_update(of=["self"]).select_related("region")
    return rows.filter(region=region_code, closed_on=None).first()


def locked(stage: CityStage) -> CityStage:
    """The row until our commit: two officers act one after the other."""
    return CityStage.objects.select_for_update(of=["self"]).select_related("region").get(pk=stage.pk)


def close(row: CityStage, on: date) -> None:
    row.closed_on = on
    row.save(update_fields=["closed_on"])


def open_stage(
    region: Region, stage: Stage, starts_on: date, ends_on: date, by: User | None, *, document: str, **facts: Any
) -> CityStage:
    """Write a stage and the title that goes with it."""
    made = CityStage(
        region=region, stage=stage, starts_on=starts_on, ends_on=ends_on, by=by, document=document, **facts
    )
    made.designation = title_of(made)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        # Race: another officer began a stage of the same city between our look and our insert.
        raise Refused("in_a_stage", _("这个城市刚刚进入了另一阶段，请刷新页面")) from error
    return made


def title_of(made: CityStage) -> Designation:
    """The title of the stage; one of the same level or of a higher one ends, a lower one is superseded."""
    rung = titles.known_rung(cities.PROGRAMME, made.stage)
    rows = Designation.objects.select_for_update().filter(programme=cities.PROGRAMME, region=made.region, party=None)
    for old in rows.filter(state__in=HELD):
        if rung.model.rank(old.level) >= rung.model.rank(made.stage):
            titles.end(old, State.EXPIRED, made.starts_on)
            titles.note_event(old, EventKind.EXPIRED, made.by, on=made.starts_on)
    grant = titles.Grant(
        cities.PROGRAMME, made.stage, document=made.document, granted_on=made.starts_on, starts_on=made.starts_on,
        ends_on=made.ends_on, synthetic=made.synthetic,
    )  # fmt: skip
    return titles.give(grant, rung, party=None, place=made.region, by=made.by, led=True)


def leave(row: CityStage, on: date, ban_until: date | None, by: User | None, words: str, state: State) -> CityStage:
    """Close a stage and put the city out; its title ends with it."""
    close(row, on)
    retire(row, state, on, by)
    return CityStage.objects.create(
        region=row.region,
        stage=Stage.OUT,
        starts_on=on,
        ban_until=ban_until,
        reason=words,
        by=by,
        synthetic=row.synthetic,
    )


def retire(row: CityStage, state: State, on: date, by: User | None) -> None:
    """End the title of a stage when it is still held."""
    if row.designation is None or not row.designation.is_held:
        return
    held = titles.locked(row.designation)
    titles.end(held, state, on)
    kind = EventKind.WITHDRAWN if state == State.WITHDRAWN else EventKind.EXPIRED
    titles.note_event(held, kind, by, on=on, reason=row.reason or _("城市阶段结束"))
