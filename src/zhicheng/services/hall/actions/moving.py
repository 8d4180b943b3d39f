"""How every verb on a case begins and ends: lock, know what was done already, change the state, tell whom it concerns."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.audit.actions import record
from zhicheng.base.notices.actions import notify
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import clock
from zhicheng.services.hall.models import Application, Once, State
from zhicheng.services.hall.queries.cases import acting_as, all_cases, officers_for, people_of
from zhicheng.services.hall.rules.stages import STATE_OF_STEP, has_role_for

CLOCK = ("limit_workdays", "spent_workdays", "clock_from", "due_on", "warned_at", "escalated_at", "was_overdue")


def held(application: Application) -> Application:
    """The case as it is now, locked until our commit. What it keeps for life comes along from the one given, so that nothing is joined."""
    with scopes_disabled():
        case = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if Application.definition.is_cached(application):
        case.definition = application.definition
    if Application.party.is_cached(application):
        case.party = application.party
    return case


def is_done(case: Application, verb: str, key: UUID | None) -> bool:
    """Whether this very act (`key` comes from the button's page) was done before; else note that it is done now.

    Race: of two at once the second waits here for the first's commit, unless the lock on the case has made it wait already.
    """
    if key is None:
        return False
    once, is_new = Once.objects.get_or_create(key=key, defaults={"application": case, "verb": verb})
    if not is_new and (once.application_id, once.verb) != (case.pk, verb):
        raise Refused("key_used", _("这个页面已经用来办理过别的事，请重新打开页面再办"))
    return not is_new


def is_as_seen(case: Application, seen: Application) -> None:
    """Refuse to act on a case that somebody moved while this person looked at it."""
    if (case.state, case.step) != (seen.state, seen.step):
        raise_changed(case)


def raise_changed(case: Application) -> None:
    facts = {"case": case, "state": case.get_state_display()}
    raise Refused("changed_meanwhile", _("%(case)s 刚被他人办理，现在是“%(state)s”。请看过最新情况再办。") % facts)


def move(case: Application, *, to: State, **changes: Any) -> None:
    """Change the state by one guarded UPDATE: whoever comes second changes nothing and is told so. The clock's fields go with it."""
    values = {name: getattr(case, name) for name in CLOCK} | changes | {"state": to, "saved_at": clock.now()}
    changed = all_cases().filter(pk=case.pk, state=case.state, step=case.step).update(**values)
    if not changed:
        raise_changed(all_cases().get(pk=case.pk))
    for name, value in values.items():
        setattr(case, name, value)


def enter(case: Application, step: int, *, since: date | None = None, **changes: Any) -> None:
    """Enter a step of the office: its limit begins (today, or `since`) and its role is awaited. Who handled the step before goes on if the
    role is the same.
    """
    new = case.model.steps[step]
    clock.stand(case, clock.today())
    clock.start(case, new, since or clock.today())
    values = {
        "step": step,
        "awaited_role": new.role,
        "handler": case.handler if new.role == case.awaited_role else None,
    }
    move(case, to=changes.pop("to", STATE_OF_STEP[new.kind]), **(values | changes))


def leave(case: Application, *, to: State, **changes: Any) -> None:
    """Leave the office, for the applicant or for good: the limit stands and nobody's role is awaited."""
    clock.stand(case, clock.today())
    move(case, to=to, **({"awaited_role": ""} | changes))


def hats(case: Application, by: User) -> list[User]:
    """Who delegated their work to this person. In whose place they act on the case is noted on it for the log: ask before it moves."""
    givers = acting_as(by)
    is_own = has_role_for(by, case)
    stood_for = (one for one in givers if one.pk == case.handler_id or (not is_own and has_role_for(one, case)))
    case.acted_for = next((one.name for one in stood_for), "")
    return givers


def log(verb: str, case: Application, by: User | None, *, why: str = "", **facts: Any) -> None:
    """Write the act into the log, last in the verb. Where the time was set (a demonstration), the log's own time stays true beside it."""
    if by is not None and case.acted_for:
        facts["acted_for"] = case.acted_for
    if clock.is_told():
        facts["told_at"] = clock.now().isoformat()
    record(verb, on=case, by=by, why=why, region_code=case.region_id, **facts)


def date_as_told(row: Model, field: str) -> None:
    """Where the time was set, date a new row with it: its own field took the real time."""
    if clock.is_told():
        setattr(row, field, clock.now())
        row.save(update_fields=[field])


def tell_applicant(case: Application, subject: str, text: str = "") -> None:
    """Put a message into the inbox of the applicant's people."""
    tell(people_of(case), case, subject, text)


def tell_office(case: Application, subject: str, text: str = "") -> None:
    """Tell who is expected to act: the handler, or all who can."""
    tell([case.handler] if case.handler else officers_for(case, case.awaited_role), case, subject, text)


def tell(people: Iterable[User], case: Application, subject: str, text: str = "") -> None:
    """Notices of synthetic cases whose time was set would only flood the inboxes of a demonstration."""
    if clock.is_told():
        return
    for one in people:
        notify(to=one, subject=subject[:120], text=text, url=url_of(case))


def url_of(case: Application) -> str:
    try:
        return case.get_absolute_url()
    except NoReverseMatch:
        return ""
