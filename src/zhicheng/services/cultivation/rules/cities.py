"""Who leads a city from stage to stage, and when a step is open."""

from datetime import date

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.engine.calendars import Calendar
from zhicheng.services.cultivation import lifecycle
from zhicheng.services.cultivation.definition_kinds import LifeCycle
from zhicheng.services.cultivation.models import CityStage, Decision, Stage
from zhicheng.services.cultivation.rules.titles import is_office, reaches


def can_start_pilot(user: User, region_code: str, open_stage: CityStage | None, on: date) -> Verdict:
    """The national office begins a pilot in a city that is in no stage and under no ban."""
    return is_office(user, "nation") & reaches(user, region_code) & may_begin(open_stage, on)


def may_begin(open_stage: CityStage | None, on: date) -> Verdict:
    if open_stage is None:
        return YES
    if open_stage.stage != Stage.OUT:
        return no("in_a_stage", _("这个城市正处于%(stage)s阶段") % {"stage": open_stage.get_stage_display()})
    if open_stage.ban_until and on <= open_stage.ban_until:
        return no("banned", _("这个城市 %(day)s以前（含当日）不得申报") % {"day": date_zh(open_stage.ban_until)})
    return YES


def can_accept(user: User, stage: CityStage, on: date) -> Verdict:
    """Art. 13: the provincial office accepts a pilot once its term is over, once."""
    return is_office(user, "province") & reaches(user, stage.region_id) & may_be_accepted(stage, on)


def may_be_accepted(stage: CityStage, on: date) -> Verdict:
    if stage.stage != Stage.PILOT or not stage.is_open:
        return no("no_pilot", _("只有试点城市需要验收"))
    if stage.accepted_on is not None:
        return no("accepted_already", _("已于 %(day)s验收") % {"day": date_zh(stage.accepted_on)})
    if stage.ends_on is not None and on <= stage.ends_on:
        return no("term_runs", _("试点期到 %(day)s届满，届满后验收") % {"day": date_zh(stage.ends_on)})
    return YES


def can_report(user: User, stage: CityStage, on: date) -> Verdict:
    """Art. 13: the provincial office reports the result of an acceptance."""
    return is_office(user, "province") & reaches(user, stage.region_id) & may_be_reported(stage, on)


def may_be_reported(stage: CityStage, on: date) -> Verdict:
    if stage.accepted_on is None or stage.reported_on is not None:
        return no("nothing_to_report", _("没有待上报的验收结果"))
    if on < stage.accepted_on:
        return no("before_acceptance", _("上报日期不能早于验收日期"))
    return YES


def can_file_plan(user: User, stage: CityStage, rules: LifeCycle, on: date, calendar: Calendar) -> Verdict:
    """Art. 15 and 16: the city files the plan of what follows an accepted pilot in time; from cultivation it may file another one."""
    return is_own_office(user, stage) & may_file(stage, rules, on, calendar)


def may_file(stage: CityStage, rules: LifeCycle, on: date, calendar: Calendar) -> Verdict:
    if not stage.is_open or stage.ends_on is None or stage.stage == Stage.DEMONSTRATION:
        return no("no_plan_here", _("这个阶段没有要报的计划"))
    if on <= stage.ends_on:
        return no("term_runs", _("本期到 %(day)s届满，届满后印发计划") % {"day": date_zh(stage.ends_on)})
    if stage.stage == Stage.CULTIVATION:
        return YES
    if stage.decision in {"", Decision.CANCELLED}:
        return no("no_acceptance", _("验收合格后才能报送计划"))
    due = lifecycle.plan_due(stage.ends_on, rules, calendar)
    if on > due:
        return no("plan_late", _("计划应在 %(day)s以前印发，已逾期") % {"day": date_zh(due)})
    return YES


def can_apply(user: User, stage: CityStage, rules: LifeCycle, on: date) -> Verdict:
    """Art. 18: the city applies for demonstration after a year of cultivation, once in a stage."""
    return is_own_office(user, stage) & may_apply(stage, rules, on)


def may_apply(stage: CityStage, rules: LifeCycle, on: date) -> Verdict:
    if stage.stage != Stage.CULTIVATION or not stage.is_open:
        return no("no_cultivation", _("进入示范培育的城市才能申报示范城市"))
    if stage.applied_on is not None:
        return no("applied_already", _("已于 %(day)s申报") % {"day": date_zh(stage.applied_on)})
    first = lifecycle.may_apply_from(stage.starts_on, rules)
    if on < first:
        return no("too_early", _("培育满 %(months)d 个月才能申报，最早 %(day)s") % {
            "months": rules.cultivated_months_before_applying, "day": date_zh(first),
        })  # fmt: skip
    return YES


def can_make_demonstration(user: User, stage: CityStage, on: date) -> Verdict:
    """The national office designates a city that has applied."""
    return is_office(user, "nation") & reaches(user, stage.region_id) & may_be_designated(stage, on)


def may_be_designated(stage: CityStage, on: date) -> Verdict:
    if stage.stage != Stage.CULTIVATION or not stage.is_open or stage.applied_on is None:
        return no("no_application", _("城市申报以后才能认定为示范城市"))
    if on < stage.applied_on:
        return no("before_application", _("认定日期不能早于申报日期"))
    return YES


def can_judge_term(user: User, stage: CityStage, on: date) -> Verdict:
    """The national office reviews a demonstration city when its three years are over."""
    return is_office(user, "nation") & reaches(user, stage.region_id) & may_be_judged(stage, on)


def may_be_judged(stage: CityStage, on: date) -> Verdict:
    if stage.stage != Stage.DEMONSTRATION or not stage.is_open:
        return no("no_demonstration", _("只有示范城市需要三年复核"))
    if stage.ends_on is not None and on < stage.ends_on:
        return no("term_runs", _("任期到 %(day)s届满，届满后复核") % {"day": date_zh(stage.ends_on)})
    return YES


def is_own_office(user: User, stage: CityStage) -> Verdict:
    """What a city does itself is entered by its own office."""
    if user.is_officer and user.region_id == stage.region_id:
        return YES
    return no("not_own_office", _("由%(city)s的知识产权管理部门办理") % {"city": stage.region.name})
