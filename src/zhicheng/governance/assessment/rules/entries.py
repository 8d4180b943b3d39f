"""A city's self-assessment: who writes, signs, checks it, and what it must contain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.engine.places import contains
from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition, Criterion
from zhicheng.governance.assessment.models import Answer, Entry, EntryState, State
from zhicheng.governance.assessment.rules.rounds import is_in

HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Fault:
    """What a self-assessment lacks: the criterion's code and title, and what to do."""

    criterion: str
    title: str
    words: str


def is_city_officer(user: User) -> Verdict:
    """A city's own part is for its officers."""
    if user.role not in CITY_OFFICERS:
        return no("not_a_city_officer", _("自评由市局工作人员填写"))
    return YES


def may_check(user: User) -> Verdict:
    """Who checks self-assessments at all."""
    if user.role not in {Role.NATIONAL, Role.PROVINCIAL}:
        return no("not_above", _("自评材料由省局或国家局审核"))
    return YES


def may_give_opinion(user: User) -> Verdict:
    """Who gives opinions at all."""
    if user.role != Role.PROVINCIAL:
        return no("not_your_province", _("省局意见由城市所在省的省局填写"))
    return YES


def is_of_city(user: User, entry: Entry) -> bool:
    """Whether an officer belongs to the city's office."""
    return user.role in CITY_OFFICERS and user.region_id == entry.region_id


def is_above(user: User, entry: Entry) -> bool:
    """Whether an officer belongs to the city's province."""
    return user.role == Role.PROVINCIAL and contains(user.region_id or "", entry.region_id)


def can_see(user: User, entry: Entry) -> Verdict:
    """The nation all, a province its cities, a city its own."""
    if user.role == Role.NATIONAL or is_above(user, entry) or is_of_city(user, entry):
        return YES
    return no("not_your_city", _("这份自评不属于您的辖区"))


def is_with_city(entry: Entry) -> Verdict:
    """Whether the city can still write."""
    if not entry.is_with_city:
        return no("signed_already", _("自评%(state)s，不能再改") % {"state": entry.get_state_display()})
    return YES


def can_write(user: User, entry: Entry) -> Verdict:
    """Write the self-assessment: officers of the city until it is signed."""
    if not is_of_city(user, entry):
        return no("not_your_city", _("自评由本市市局工作人员填写"))
    return is_in(entry.round, State.OPENED) & is_with_city(entry)


def can_sign(user: User, entry: Entry, *, faults: Sequence[Fault]) -> Verdict:
    """Sign it: the head of the city's office, when nothing is missing."""
    if user.role != Role.CITY_HEAD or not is_of_city(user, entry):
        return no("not_the_head", _("自评由市局负责人签报"))
    allowed = is_in(entry.round, State.OPENED) & is_with_city(entry)
    if allowed and faults:
        return no("incomplete", _("自评还有 %(count)d 处须补充") % {"count": len(faults)})
    return allowed


def can_check(user: User, entry: Entry) -> Verdict:
    """Check a signed self-assessment, to return it or to find it complete: the city's province, or the nation."""
    if user.role != Role.NATIONAL and not is_above(user, entry):
        return no("not_above", _("自评材料由省局或国家局审核"))
    if entry.state != EntryState.SIGNED:
        return no("not_signed", _("自评现在是“%(state)s”，须签报后才能审核") % {"state": entry.get_state_display()})
    return is_in(entry.round, State.OPENED)


def can_give_opinion(user: User, entry: Entry, *, has_opinion: bool) -> Verdict:
    """Give the province's opinion: once, on complete material."""
    if not is_above(user, entry):
        return no("not_your_province", _("省局意见由城市所在省的省局填写"))
    if entry.state != EntryState.COMPLETE:
        return no("not_complete", _("材料通过审核以后才能填写省局意见"))
    if has_opinion:
        return no("opinion_given", _("省局意见已经填写，不能再改"))
    return is_in(entry.round, State.OPENED)


def is_fair_points(criterion: Criterion, points: Decimal | None) -> Verdict:
    """Points within a criterion's, in steps of one half; empty is allowed."""
    facts = {"title": criterion.title, "most": f"{criterion.points:g}"}
    if points is None:
        return YES
    if not Decimal(0) <= points <= criterion.points:
        return no("points_out_of_bounds", _("“%(title)s”应为 0 至 %(most)s 分") % facts)
    if points % HALF:
        return no("points_not_halves", _("“%(title)s”最小打分单位是 0.5 分") % facts)
    return YES


def is_within_words(criterion: Criterion, narrative: str) -> Verdict:
    """Not longer than the scheme allows."""
    if len(narrative) > criterion.words:
        facts = {"title": criterion.title, "most": criterion.words, "length": len(narrative)}
        return no("too_long", _("“%(title)s”的说明最多 %(most)d 字，现有 %(length)d 字") % facts)
    return YES


def faults_of(scheme: AssessmentDefinition, answers: Mapping[str, Answer], evidence: Mapping[str, int]) -> list[Fault]:
    """What is missing, in the scheme's order. `evidence` is criterion → how many pieces were picked."""
    return [
        Fault(one.code, one.title, words)
        for one in scheme.criteria
        if (answer := answers.get(one.code)) is not None and answer.applies
        for words in lacks(one, answer, evidence.get(one.code, 0))
    ]


def lacks(criterion: Criterion, answer: Answer, evidence: int) -> list[str]:
    """What one answer lacks. A bonus is asked only of who claims it."""
    if criterion.kind == "bonus" and not answer.narrative.strip() and not answer.self_points:
        return []
    found = []
    if not answer.narrative.strip():
        found.append(_("没有自评说明"))
    if answer.self_points is None:
        found.append(_("没有自评分"))
    if evidence < criterion.evidence:
        facts = {"needed": criterion.evidence, "have": evidence}
        found.append(_("须选取证明材料 %(needed)d 份，已选 %(have)d 份") % facts)
    return found


def lateness(entry: Entry, today: date) -> str:
    """What to say when the time for the self-assessment is over; empty before."""
    if today <= entry.round.self_assessment_until:
        return ""
    return _("自评已于 %(day)s截止，现在签报记为逾期") % {"day": date_zh(entry.round.self_assessment_until)}
