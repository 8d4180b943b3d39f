"""Who may judge which city, and what a score sheet must hold."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.engine.places import contains
from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition, Criterion
from zhicheng.governance.assessment.models import Panelist, SeatState, State
from zhicheng.governance.assessment.rules.entries import is_fair_points
from zhicheng.governance.assessment.rules.rounds import is_in

NOTE_MOST = 400


@dataclass(frozen=True, slots=True)
class Mark:
    """Points for a criterion with the note beside them."""

    points: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Judge:
    """What is known of a person who might judge: his place, his party's place, the cities he is tied to."""

    pk: int
    region: str
    party_region: str = ""
    connected: frozenset[str] = frozenset()


def is_expert(user: User) -> Verdict:
    """Score sheets are for experts."""
    return YES if user.role == Role.EXPERT else no("not_an_expert", _("此页供评审专家使用"))


def can_judge(judge: Judge, region: str) -> Verdict:
    """Whether nothing speaks against a person's judgement of a city."""
    if judge.region[:2] == region[:2]:
        return no("same_province", _("专家与城市在同一省份，须回避"))
    if judge.party_region and judge.party_region[:2] == region[:2]:
        return no("own_party_there", _("专家所在单位在该城市所在省份，须回避"))
    if any(is_tied(place, region) for place in judge.connected):
        return no("connected", _("专家申报了与该城市的利益关系，须回避"))
    return YES


def is_tied(place: str, region: str) -> bool:
    """Whether a tie to a place is a tie to a city: the city itself, a part of it, or what contains it."""
    return contains(place, region) or contains(region, place)


def can_see_sheet(user: User, panelist: Panelist) -> Verdict:
    """A sheet belongs to its expert alone."""
    return YES if panelist.expert_id == user.pk else no("not_your_sheet", _("这份评分表不是您的"))


def can_score(user: User, panelist: Panelist) -> Verdict:
    """Write points: the expert, while scoring goes on and the sheet is not submitted."""
    allowed = can_see_sheet(user, panelist) & is_in(panelist.round, State.SCORING)
    if allowed and panelist.state != SeatState.ASSIGNED:
        return no("sheet_ended", _("这份评分表%(state)s，不能再改") % {"state": panelist.get_state_display()})
    return allowed


def can_submit(user: User, panelist: Panelist, judge: Judge) -> Verdict:
    """Submit a sheet: nothing speaks against the expert's judgement, also not since the draw."""
    return can_score(user, panelist) & can_judge(judge, panelist.entry.region_id)


def is_fair_mark(scheme: AssessmentDefinition, criterion: Criterion, mark: Mark) -> Verdict:
    """Points within bounds, and a note where they are extreme."""
    allowed = is_fair_points(criterion, mark.points)
    if not allowed:
        return allowed
    if len(mark.note) > NOTE_MOST:
        facts = {"title": criterion.title, "most": NOTE_MOST}
        return no("note_too_long", _("“%(title)s”的说明最多 %(most)d 字") % facts)
    if is_extreme(scheme, criterion, mark.points) and not mark.note.strip():
        return no("note_needed", _("“%(title)s”的评分偏高或偏低，须写明理由") % {"title": criterion.title})
    return YES


def is_extreme(scheme: AssessmentDefinition, criterion: Criterion, points: Decimal) -> bool:
    """Whether points lie at or beyond the bounds that need a note; a bonus of nothing needs none."""
    if criterion.kind == "bonus":
        return points == criterion.points
    percent = float(100 * points / criterion.points)
    return percent <= scheme.extreme_low_percent or percent >= scheme.extreme_high_percent


def is_complete_sheet(scheme: AssessmentDefinition, asked: Collection[str], marks: Mapping[str, Mark]) -> Verdict:
    """Every criterion that is asked of the city has fair points."""
    wanted = [one for one in scheme.criteria if one.code in asked]
    if missing := [one.title for one in wanted if one.code not in marks]:
        return no("points_missing", _("还没有打分：%(names)s") % {"names": "、".join(missing)})
    for one in wanted:
        verdict = is_fair_mark(scheme, one, marks[one.code])
        if not verdict:
            return verdict
    return YES


def can_declare(user: User, person: User) -> Verdict:
    """Experts and national officers declare their own ties; the national office also enters those it learns of."""
    if user.role == Role.NATIONAL and person.role in {Role.EXPERT, Role.NATIONAL}:
        return YES
    if user.pk == person.pk and user.role == Role.EXPERT:
        return YES
    return no("not_concerned", _("利益关系由专家本人申报，或者由国家局登记"))


def may_declare(user: User) -> Verdict:
    """Who has a page of ties at all."""
    if user.role in {Role.EXPERT, Role.NATIONAL}:
        return YES
    return no("not_concerned", _("利益关系由专家本人申报，或者由国家局登记"))
