"""Who may take a round's steps, and when."""

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.governance.assessment.computing import Spread
from zhicheng.governance.assessment.models import Entry, EntryState, Round, State


def is_national(user: User) -> Verdict:
    """The national office runs the assessment."""
    if user.role != Role.NATIONAL:
        return no("not_national", _("年度考核由国家局办理"))
    return YES


def can_follow(user: User) -> Verdict:
    """The national office, provinces and cities take part; experts have pages of their own."""
    if user.role not in {Role.NATIONAL, Role.PROVINCIAL, *CITY_OFFICERS}:
        return no("not_concerned", _("年度考核由国家局、省局和市局工作人员办理"))
    return YES


def is_in(round_: Round, *states: State) -> Verdict:
    """Whether a round has just this state."""
    if round_.state not in states:
        names = _("”或“").join(str(state.label) for state in states)
        facts = {"now": round_.get_state_display(), "needed": names}
        return no("wrong_state", _("这一轮考核现在是“%(now)s”，须为“%(needed)s”才能办理") % facts)
    return YES


def can_open(user: User, *, year: int, regions: Collection[str], open_round: Round | None) -> Verdict:
    """Call the cities to a year's assessment: when none is open for the year."""
    if open_round is not None:
        return no("round_open", _("%(year)d 年的考核已有一轮在办，请先办结或取消") % {"year": year})
    if not regions:
        return no("no_cities", _("请至少选择一个城市"))
    return is_national(user)


def can_close_collection(
    user: User, round_: Round, *, entries: Sequence[Entry], without_opinion: Sequence[Entry]
) -> Verdict:
    """End the collection of material: every city's is complete, every province that can has given its opinion."""
    allowed = is_national(user) & is_in(round_, State.OPENED)
    if not allowed:
        return allowed
    waiting = [one.region.name for one in entries if one.state != EntryState.COMPLETE]
    if waiting:
        return no("entries_waiting", _("这些城市的材料还没有通过审核：%(names)s") % {"names": "、".join(waiting)})
    if without_opinion:
        names = "、".join(one.region.name for one in without_opinion)
        return no("opinions_waiting", _("这些城市还没有省局意见：%(names)s") % {"names": names})
    return YES


def can_remove_city(user: User, round_: Round, *, cities: int) -> Verdict:
    """Take a city out of a round that collects material, such as one that hands in nothing; one city has to stay."""
    allowed = is_national(user) & is_in(round_, State.OPENED)
    if allowed and cities == 1:
        return no("last_city", _("这一轮只有这一个城市，不办的可以取消这一轮"))
    return allowed


def can_draw(user: User, round_: Round) -> Verdict:
    """Draw the panels."""
    return is_national(user) & is_in(round_, State.COMPLETE)


def can_close_scoring(user: User, round_: Round, *, waiting: int) -> Verdict:
    """Go to the panel meeting: every sheet is in."""
    allowed = is_national(user) & is_in(round_, State.SCORING)
    if allowed and waiting:
        return no("sheets_waiting", _("还有 %(count)d 份评分表没有提交") % {"count": waiting})
    return allowed


def can_send_results(user: User, round_: Round, *, undecided: Sequence[Spread]) -> Verdict:
    """Compute the results and send them to the cities: wherever experts lie far apart it has been decided."""
    allowed = is_national(user) & is_in(round_, State.PANEL)
    if allowed and undecided:
        return no("spreads_undecided", _("还有 %(count)d 项评分差距过大，须先裁定") % {"count": len(undecided)})
    return allowed


def can_finalise(user: User, round_: Round, *, waiting: int, today: date) -> Verdict:
    """Make the results final: the time is over and every objection is answered."""
    allowed = is_national(user) & is_in(round_, State.RESULTS)
    if not allowed:
        return allowed
    if round_.closes_on is not None and today <= round_.closes_on:
        facts = {"day": date_zh(round_.closes_on)}
        return no("time_not_over", _("各市可在 %(day)s以前（含当日）提出异议，期满后才能定稿") % facts)
    if waiting:
        return no("objections_waiting", _("还有 %(count)d 份异议没有答复") % {"count": waiting})
    return YES


def can_publish(user: User, round_: Round, *, has_colleague: bool) -> Verdict:
    """Publish final results. Four eyes: who finalised does not publish, as long as the national office has another officer."""
    allowed = is_national(user) & is_in(round_, State.FINAL)
    if allowed and has_colleague and round_.finalised_by_id == user.pk:
        return no("finalised_by_you", _("这一轮由您定稿，须由国家局的另一位工作人员发布"))
    return allowed


def can_cancel(user: User, round_: Round) -> Verdict:
    """Give up a round that is not published."""
    if not round_.is_open:
        return no("ended", _("这一轮考核%(state)s，不能取消") % {"state": round_.get_state_display()})
    return is_national(user)
