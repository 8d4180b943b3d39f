"""Whose work a case is: taking, handing over, delegating."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.notices.actions import notify
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import clock, rules
from zhicheng.services.hall.actions.moving import hats, held, log, tell
from zhicheng.services.hall.models import Application, Delegation

NAMES = verbs.register(
    {
        "case.taken": gettext_lazy("领办"),
        "case.reassigned": gettext_lazy("移交"),
        "delegation.made": gettext_lazy("委托代办"),
        "delegation.ended": gettext_lazy("结束委托"),
    }
)


@transaction.atomic
def take(*, application: Application, by: User) -> Application:
    """Become the one who is expected to act on a case; colleagues no longer see it in their own list."""
    case = held(application)
    if case.handler_id == by.pk:
        return case
    rules.can_take(by, case, givers=hats(case, by)).or_refuse()
    case.handler = by
    case.save(update_fields=["handler", "saved_at"])
    log("case.taken", case, by)
    return case


@transaction.atomic
def hand_over(*, application: Application, to: User, by: User, why: str) -> Application:
    """Give a case to a colleague of the same office and role, with the reason."""
    case = held(application)
    rules.can_hand_over(by, case, to=to, givers=hats(case, by)).or_refuse()
    if not why.strip():
        raise Refused("reason_missing", _("请写明移交原因"))
    case.handler = to
    case.save(update_fields=["handler", "saved_at"])
    if to.pk != by.pk:
        tell([to], case, _("移交给您：%(case)s") % {"case": case}, why)
    log("case.reassigned", case, by, why=why, to=to.name)
    return case


@transaction.atomic
def delegate(*, to: User, starts_on: date, ends_on: date, why: str, by: User) -> Delegation:
    """Let a colleague of the office do one's work from one day to another, both included."""
    others = Delegation.objects.filter(
        giver=by, taker=to, ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    rules.can_delegate(by, to, starts_on=starts_on, ends_on=ends_on, on=clock.today(), other=others.first()).or_refuse()
    if not why.strip():
        raise Refused("reason_missing", _("请写明委托原因"))
    made = Delegation.objects.create(giver=by, taker=to, starts_on=starts_on, ends_on=ends_on, why=why.strip()[:200])
    facts = {"who": by.name, "first": date_zh(starts_on), "last": date_zh(ends_on)}
    notify(to=to, subject=_("%(who)s委托您代办：%(first)s至 %(last)s") % facts, text=why)
    record("delegation.made", on=made, by=by, why=why, region_code=by.region_id or "", to=to.name)
    return made


@transaction.atomic
def end_delegation(*, delegation: Delegation, by: User) -> Delegation:
    """Take one's work back before the last day; a second time changes nothing."""
    row = Delegation.objects.select_for_update().get(pk=delegation.pk)
    rules.can_end_delegation(by, row, on=clock.today()).or_refuse()
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    record("delegation.ended", on=row, by=by, region_code=by.region_id or "")
    return row
