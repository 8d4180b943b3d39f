"""Granting titles, and what happens to them afterwards. Each act leaves an event that stays."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.definitions.models import Definition
from zhicheng.base.parties.models import Party
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import Refused
from zhicheng.engine.calendars.periods import add_months
from zhicheng.services.cultivation import lifecycle
from zhicheng.services.cultivation.definition_kinds import ProgrammeDefinition, TitleLevel
from zhicheng.services.cultivation.models import HELD, Designation, Event, EventKind, State
from zhicheng.services.cultivation.queries import titles
from zhicheng.services.cultivation.rules import titles as rules

NAMES = verbs.register(
    {
        "title.granted": gettext_lazy("授予称号"),
        "title.renewed": gettext_lazy("延续称号"),
        "title.reviewed": gettext_lazy("复核称号"),
        "title.suspended": gettext_lazy("暂停称号"),
        "title.resumed": gettext_lazy("恢复称号"),
        "title.withdrawn": gettext_lazy("撤销称号"),
        "title.expired": gettext_lazy("称号任期届满"),
    }
)
# Without I, O, 0 and 1, which people mistake for each other when they type a code from paper.
CODE_MARKS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Grant:
    """What a title says: which, since when, until when, by which document. Days left out follow from the programme."""

    programme: str
    level: str
    document: str
    granted_on: date
    starts_on: date | None = None
    ends_on: date | None = None
    number: str = ""
    source: str = ""
    note: str = ""
    application: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of a programme, with the version in force that says so."""

    definition: Definition
    model: ProgrammeDefinition
    level: TitleLevel


@transaction.atomic
def designate(
    *, grant: Grant, by: User | None, party: Party | None = None, region: Region | None = None
) -> Designation:
    """Grant a title to an organisation or to a region; a lower one of the same programme that it holds is superseded.

    `by` is None when an approved case grants it: who may approve was asked there.
    """
    rung = known_rung(grant.programme, grant.level)
    place = party.region if party else region
    if place is None:
        raise Refused("no_holder", _("没有指明由谁持有这个称号"))
    if by is not None:
        rules.can_designate(by, rung.level, place.code).or_refuse()
    made = give(grant, rung, party=party, place=place, by=by)
    record("title.granted", on=made, by=by, region_code=place.code, title=made.title, document=made.document)
    return made


def known_rung(programme: str, level: str) -> Rung:
    """The programme in force and its level, or a refusal that names what is missing."""
    definition, model = titles.definition(programme), titles.programme(programme)
    if definition is None or model is None:
        raise Refused("no_programme", _("没有代码为 %(code)s 的培育认定项目") % {"code": programme})
    found = model.level(level)
    if found is None:
        facts = {"programme": model.title, "level": level}
        raise Refused("no_level", _("%(programme)s没有“%(level)s”这一级") % facts)
    return Rung(definition, model, found)


def give(
    grant: Grant, rung: Rung, *, party: Party | None, place: Region, by: User | None, led: bool = False
) -> Designation:
    """Write the title with its first event; the caller has asked its rule.

    A term that is over already is recorded as over, except of a city that is `led` through its stages: there a decision ends it.
    """
    rules.fits(rung.model, party_kind=party.kind if party else "", region_level=place.level).or_refuse()
    made, today = unsaved(grant, rung, party, place), timezone.localdate()
    rules.days_are_right(
        granted_on=made.granted_on, starts_on=made.starts_on, ends_on=made.ends_on, today=today
    ).or_refuse()
    if made.ends_on is not None and made.ends_on < today and not led:
        made.state, made.ended_on = State.EXPIRED, made.ends_on
    else:
        made.follows = supersede(made, rung.model, by)
        made.review_due_on = next_review(rung.model, made.starts_on)
    save_new(made)
    kind = EventKind.UPGRADED if made.follows else EventKind.GRANTED
    note_event(made, kind, by, on=made.granted_on, document=made.document, ends_on=made.ends_on)
    if made.state == State.EXPIRED:
        note_event(made, EventKind.EXPIRED, by, on=made.ends_on)
    return made


def unsaved(grant: Grant, rung: Rung, party: Party | None, place: Region) -> Designation:
    """The title as the grant says; days left out follow from the level's term."""
    starts_on, years = grant.starts_on or grant.granted_on, rung.level.term_years
    return Designation(
        definition=rung.definition, programme=grant.programme, level=rung.level.code, title=rung.level.title, party=party, region=place,
        holder_name=party.name if party else place.name, number=grant.number, document=grant.document, granted_on=grant.granted_on,
        starts_on=starts_on, ends_on=grant.ends_on or (lifecycle.term_end(starts_on, years) if years else None), code=new_code(),
        application=grant.application, source=grant.source, note=grant.note, synthetic=grant.synthetic,
    )  # fmt: skip


def supersede(made: Designation, model: ProgrammeDefinition, by: User | None) -> Designation | None:
    """End the lower title that the holder has; a holder of the same or a higher one gets no second."""
    held = titles.held_by(party=made.party, region=made.region).filter(programme=made.programme)
    old = held.select_for_update().first()
    if old is None:
        return None
    if model.level(old.level) and model.rank(old.level) >= model.rank(made.level):
        facts = {"holder": old.holder_name, "title": old.title}
        raise Refused("held_already", _("%(holder)s已经持有“%(title)s”") % facts)
    end(old, State.SUPERSEDED, made.starts_on)
    note_event(old, EventKind.UPGRADED, by, on=made.starts_on, document=made.document)
    return old


def save_new(made: Designation) -> None:
    """Race: two officers grant the same title at once; the index lets one of them through."""
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        because = _("“%(title)s”已经登记给这一持有者，或证书编号已被使用") % {"title": made.title}
        raise Refused("held_already", because) from error


@transaction.atomic
def renew(*, designation: Designation, by: User, document: str, ends_on: date | None = None) -> Designation:
    """Let a title go on for another term from the day after its end, or until `ends_on`."""
    row = locked(designation)
    today = timezone.localdate()
    rules.can_renew(by, row, today).or_refuse()
    new_end = ends_on or next_end(row)
    if row.ends_on is not None and new_end <= row.ends_on:
        raise Refused("no_longer_term", _("新的结束日期应晚于现在的结束日期"))
    row.ends_on = new_end
    row.review_due_on = next_review(row.model, today)
    row.save(update_fields=["ends_on", "review_due_on"])
    note_event(row, EventKind.RENEWED, by, on=today, document=document, ends_on=new_end)
    record("title.renewed", on=row, by=by, region_code=row.region_id, document=document, ends_on=new_end.isoformat())
    return row


def next_end(row: Designation) -> date:
    """The last day of another term of the same length."""
    years = row.level_model.term_years
    if row.ends_on is None or years is None:
        raise Refused("no_term", _("这一级称号没有规定有效期，请填写新的结束日期"))
    return lifecycle.term_end(row.ends_on + lifecycle.ONE_DAY, years)


@transaction.atomic
def review(*, designation: Designation, by: User, on: date, passed: bool, reason: str) -> Designation:
    """Keep the result of a review and set the day of the next. A failed review alone ends nothing: that is `suspend` or `withdraw`."""
    row = locked(designation)
    rules.can_review(by, row).or_refuse()
    refuse_future(on)
    row.review_due_on = next_review(row.model, on)
    row.save(update_fields=["review_due_on"])
    note_event(row, EventKind.REVIEWED, by, on=on, reason=reason, passed=passed)
    record("title.reviewed", on=row, by=by, why=reason, region_code=row.region_id, passed=passed)
    return row


@transaction.atomic
def suspend(*, designation: Designation, by: User, reason: str) -> Designation:
    row = locked(designation)
    rules.can_suspend(by, row).or_refuse()
    return turn(row, State.SUSPENDED, EventKind.SUSPENDED, "title.suspended", by, reason)


@transaction.atomic
def resume(*, designation: Designation, by: User, reason: str) -> Designation:
    row = locked(designation)
    rules.can_resume(by, row).or_refuse()
    return turn(row, State.IN_FORCE, EventKind.RESUMED, "title.resumed", by, reason)


@transaction.atomic
def withdraw(*, designation: Designation, by: User, reason: str, document: str = "") -> Designation:
    row = locked(designation)
    rules.can_withdraw(by, row).or_refuse()
    return turn(row, State.WITHDRAWN, EventKind.WITHDRAWN, "title.withdrawn", by, reason, document)


def turn(
    row: Designation, state: State, kind: EventKind, verb: str, by: User | None, reason: str, document: str = ""
) -> Designation:
    """Give a title another state, with its event and its entry in the log."""
    today = timezone.localdate()
    if state in HELD:
        row.state = state
        row.save(update_fields=["state"])
    else:
        end(row, state, today)
    note_event(row, kind, by, on=today, reason=reason, document=document)
    record(verb, on=row, by=by, why=reason, region_code=row.region_id)
    return row


def expire_all(*, today: date) -> int:
    """End the titles whose term is over; returns how many. Each in a transaction of its own: one that fails keeps none back.

    The title of a city's stage waits for the acceptance or review that decides what follows.
    """
    due = titles.overdue(today).values_list("pk", flat=True)
    return sum(expire(pk=pk, today=today) for pk in list(due))


@transaction.atomic
def expire(*, pk: int, today: date) -> bool:
    """End one title whose term is over; False when another did, or when it was renewed meanwhile."""
    row = titles.overdue(today).select_for_update(of=["self"]).filter(pk=pk).first()
    if row is None or row.ends_on is None:
        return False
    end(row, State.EXPIRED, row.ends_on)
    note_event(row, EventKind.EXPIRED, None, on=row.ends_on)
    record("title.expired", on=row, by=None, region_code=row.region_id)
    return True


def locked(designation: Designation) -> Designation:
    """The row until our commit: two officers act one after the other."""
    rows = Designation.objects.select_for_update(of=["self"])
    return rows.select_related("definition", "region", "party").get(pk=designation.pk)


def end(row: Designation, state: State, on: date) -> None:
    row.state, row.ended_on, row.review_due_on = state, on, None
    row.save(update_fields=["state", "ended_on", "review_due_on"])


def note_event(row: Designation, kind: EventKind, by: User | None, **facts: Any) -> Event:
    return Event.objects.create(designation=row, kind=kind, by=by, **facts)


def next_review(model: ProgrammeDefinition, after: date) -> date | None:
    return add_months(after, model.review_months) if model.review_months else None


def refuse_future(on: date) -> None:
    if on > timezone.localdate():
        raise Refused("in_future", _("日期不能晚于今天"))


def new_code() -> str:
    """What a stranger verifies a title by: 50 bits, nobody guesses one."""
    return "".join(secrets.choice(CODE_MARKS) for _each in range(CODE_LENGTH))
