"""Who may announce a batch, when it can be ranked, and what its quota allows."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.hall.definition_kinds import ItemDefinition
from zhicheng.services.hall.models import Application, Call, CallState, Decision, State
from zhicheng.services.hall.models.applications import ENDED
from zhicheng.services.hall.rules.reviewing import serves

ROLES_OF_LEVEL: Mapping[str, frozenset[Role]] = {
    "county": frozenset({Role.COUNTY}),
    "city": frozenset({Role.CITY_HANDLER, Role.CITY_HEAD}),
    "province": frozenset({Role.PROVINCIAL}),
    "nation": frozenset({Role.NATIONAL}),
}
DECIDED = frozenset({State.DECIDED, State.PUBLICISED, State.DELIVERED})


def announces(user: User) -> Verdict:
    """Batches are announced and ranked by officers."""
    if user.is_officer:
        return YES
    return no("not_an_officer", _("批次由办理机关公布和排序"))


def can_announce_call(user: User, model: ItemDefinition) -> Verdict:
    """Announce a batch of an item for one's own office: the item has batches, and the office is of its level."""
    if not announces(user):
        return announces(user)
    if model.call is None:
        return no("no_batches", _("这个事项随时可以申请，不分批次"))
    if user.role not in ROLES_OF_LEVEL[model.level]:
        return no("not_your_level", _("这个事项由其他层级的机关办理"))
    if model.region and user.region_id != model.region:
        return no("not_your_item", _("这个事项由别的城市设立"))
    return YES


def is_window(*, opens_on: date, closes_on: date, today: date, others: Sequence[Call]) -> Verdict:
    """Whether one can apply between two days, and no other batch of the item and office is open then."""
    if closes_on < opens_on:
        return no("closes_before_opening", _("截止日不能早于开始日"))
    if closes_on < today:
        return no("window_over", _("截止日已经过去，请改到今天以后"))
    for other in others:
        if other.opens_on <= closes_on and opens_on <= other.closes_on:
            facts = {"title": other.title, "first": date_zh(other.opens_on), "last": date_zh(other.closes_on)}
            return no("window_overlaps", _("与“%(title)s”的申请期（%(first)s至%(last)s）重叠，请错开") % facts)
    return YES


def can_see_ranking(user: User, call: Call) -> Verdict:
    """The applications of a batch and their places are the office's own."""
    return serves(user, call.office_id)


def can_rank(user: User, call: Call, cases: Sequence[Application], *, today: date) -> Verdict:
    """Rank a batch: its time is over, every case examined, none decided."""
    if call.ranking != "score":
        return no("first_come", _("这个批次按提交先后办理，不排名次"))
    if call.state == CallState.CLOSED:
        return no("call_closed", _("这个批次已经结束"))
    if today <= call.closes_on:
        return no("still_open", _("%(day)s以前（含当日）还可以申请，期满后才能排序") % {"day": date_zh(call.closes_on)})
    return are_examined(cases) & serves(user, call.office_id)


def are_examined(cases: Sequence[Application]) -> Verdict:
    """Whether all cases of a batch wait to be decided."""
    if any(case.state in DECIDED for case in cases):
        return no("decided_already", _("这个批次已经有办件作出决定，名次不能再改"))
    running = [case for case in cases if case.state not in ENDED]
    waiting = [str(case) for case in running if case.state != State.EXAMINED]
    if waiting:
        facts = {"count": len(waiting), "first": waiting[0]}
        return no("not_all_examined", _("还有 %(count)d 件没有审查完（例如 %(first)s），全部审查后才能排序") % facts)
    unscored = [str(case) for case in running if case.score is None]
    if unscored:
        return no("not_all_scored", _("%(first)s 没有得分，不能排序") % {"first": unscored[0]})
    return YES if running else no("nobody_applied", _("这个批次没有可以排序的办件"))


def ties_are_decided(tied: Sequence[Sequence[Application]], order: Mapping[int, int], why: str) -> Verdict:
    """Whether the officer put equal ones at a limit in order (each its own number) and said why."""
    for group in tied:
        numbers = [order.get(case.pk) for case in group]
        if None in numbers:
            facts = {"names": "、".join(str(case) for case in group)}
            return no("tie_at_edge", _("%(names)s 得分相同，又在名额的边上，请排定先后并写明理由") % facts)
        if len(set(numbers)) != len(group):
            return no("order_doubled", _("得分相同的办件，先后顺序不能重复"))
    if tied and not why.strip():
        return no("reason_missing", _("请写明这样排定先后的理由"))
    return YES


def fits_ranking(application: Application, prepared: Decision | None, *, approved: bool) -> Verdict:
    """Whether a decision keeps to the batch's ranking: `prepared` is what the places say, None before the ranking.

    Only an approval is bound: a case within the quota may still be refused, with a reason.
    """
    call = application.call
    if call is None or call.ranking != "score":
        return YES
    if prepared is None:
        return no("not_ranked", _("这件申请属于“%(call)s”，排序后才能决定") % {"call": call})
    if approved and prepared != Decision.APPROVED:
        facts = {"place": application.place, "quota": call.quota}
        return no("beyond_quota", _("第 %(place)s 名，超出名额 %(quota)d 个，不能同意") % facts)
    return YES


def reserve_is_settled(application: Application) -> Verdict:
    """Whether a case on the reserve list may be ended: only once its batch is closed nobody can move up."""
    call = application.call
    if application.decision == Decision.RESERVED and call is not None and call.state != CallState.CLOSED:
        return no("still_reserved", _("列为候补的办件，须待“%(call)s”结束后才能办结") % {"call": call})
    return YES


def can_close(user: User, call: Call, cases: Sequence[Application], *, today: date) -> Verdict:
    """End a batch: its time is over and every case decided or ended. Who is still on the reserve list is refused then."""
    if call.state == CallState.CLOSED:
        return no("call_closed", _("这个批次已经结束"))
    if today <= call.closes_on:
        return no("still_open", _("%(day)s以前（含当日）还可以申请，期满后才能结束") % {"day": date_zh(call.closes_on)})
    waiting = [str(case) for case in cases if case.state not in DECIDED | ENDED]
    if waiting:
        facts = {"count": len(waiting), "first": waiting[0]}
        return no("not_all_decided", _("还有 %(count)d 件没有决定（例如 %(first)s）") % facts)
    return serves(user, call.office_id)
