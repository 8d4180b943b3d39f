"""Noting paid fees, and reminding of those to come."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import OF_PARTIES, User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.notices.actions import notify
from zhicheng.base.parties.models import Party
from zhicheng.services.patentinfo.models import AnnuityFeed, AnnuityNote, AnnuityReminder, ApplicantName
from zhicheng.services.patentinfo.queries.annuities import Fee, FeeState, fee_of, fees_between
from zhicheng.services.patentinfo.rules.annuities import can_follow, can_note

NAMES = verbs.register(
    {
        "annuity.noted": gettext_lazy("登记年费"),
        "annuity.note_removed": gettext_lazy("撤销年费登记"),
        "annuity.reminded": gettext_lazy("提醒年费"),
        "annuity_feed.renewed": gettext_lazy("更换年费日历订阅地址"),
    }
)
REMINDED_DAYS = (30, 90)
"""Days before the last day; the smallest that fits is the one that is said."""
MOST_TOLD = 20


@transaction.atomic
def note(*, publication: str, year: int, paid_on: date | None, by: User) -> AnnuityNote:
    """Say that a year's fee was paid on a day, or (None) that it will not be paid; said again it is corrected."""
    party = party_of(by)
    can_note(by, fee_of(party, publication, year) is not None).or_refuse()
    with scopes_disabled():
        said, _made = AnnuityNote.objects.update_or_create(
            party=party, publication=publication, year=year, defaults={"paid_on": paid_on, "by": by}
        )
    record("annuity.noted", on=said, by=by, region_code=party.region_id, paid_on=str(paid_on or ""))
    return said


@transaction.atomic
def remove_note(*, publication: str, year: int, by: User) -> bool:
    """Take back what was said of a year's fee; False when nothing was."""
    party = party_of(by)
    with scopes_disabled():
        said = AnnuityNote.objects.filter(party=party, publication=publication, year=year).first()
    if said is None:
        return False
    record("annuity.note_removed", on=said, by=by, region_code=party.region_id)
    said.delete()
    return True


@transaction.atomic
def renew_feed(*, by: User) -> AnnuityFeed:
    """Give a person an address of the calendar, or another one; the old one is gone."""
    can_follow(by).or_refuse()
    feed, _made = AnnuityFeed.objects.update_or_create(owner=by, defaults={"token": uuid.uuid4()})
    record("annuity_feed.renewed", on=feed, by=by, region_code=by.region_id or "")
    return feed


def remind_all() -> int:
    """Remind every organisation that has confirmed names; returns how many fees were told of."""
    with scopes_disabled():
        parties = list(Party.objects.filter(pk__in=ApplicantName.objects.values("party")))
    return sum(remind(party=party) for party in parties)


@transaction.atomic
def remind(*, party: Party) -> int:
    """Tell an organisation's people once of each fee 90 and once 30 days before; one notice for all fees of the day."""
    with scopes_disabled():
        # Race: two runs at the same moment; the second waits here and then finds the reminders written.
        Party.objects.select_for_update(no_key=True).get(pk=party.pk)
        new = not_told(party)
        if not new:
            return 0
        AnnuityReminder.objects.bulk_create(
            AnnuityReminder(party=party, publication=fee.right.publication, year=fee.year, days=days, due_on=fee.pay_by)
            for fee, days in new
        )
    tell(party, [fee for fee, _days in new])
    record("annuity.reminded", on=party, by=None, region_code=party.region_id, fees=len(new))
    return len(new)


def not_told(party: Party) -> list[tuple[Fee, int]]:
    """Unpaid fees near their last day, with the span that has not been told yet."""
    today = timezone.localdate()
    told = set(AnnuityReminder.objects.filter(party=party).values_list("publication", "year", "days"))
    fees = fees_between(party, today, today + timedelta(days=max(REMINDED_DAYS)), today)
    spans = [(fee, span_of(fee, today)) for fee in fees if fee.state is FeeState.COMING]
    return [(fee, days) for fee, days in spans if (fee.right.publication, fee.year, days) not in told]


def span_of(fee: Fee, today: date) -> int:
    return next(days for days in REMINDED_DAYS if (fee.pay_by - today).days <= days)


def tell(party: Party, fees: Sequence[Fee]) -> None:
    """One notice to each of the organisation's people."""
    facts = {"count": len(fees), "day": fees[0].pay_by.isoformat()}
    lines = [line_of(fee) for fee in fees[:MOST_TOLD]]
    lines += [_("……另有 %(count)d 笔") % {"count": len(fees) - MOST_TOLD}] if len(fees) > MOST_TOLD else []
    for user in User.objects.filter(party=party, role__in=OF_PARTIES, is_active=True):
        notify(
            to=user,
            subject=_("%(count)d 笔专利年费将到期，最早 %(day)s") % facts,
            text="\n".join(lines),
            url=reverse("patentinfo:annuities"),
        )


def line_of(fee: Fee) -> str:
    facts = {"day": fee.pay_by.isoformat(), "number": fee.right.publication, "year": fee.year, "title": fee.right.title}
    return _("%(day)s：%(number)s 第 %(year)d 年年费（%(title)s）") % facts


def party_of(user: User) -> Party:
    """The organisation whose fees a person notes."""
    can_follow(user).or_refuse()
    with scopes_disabled():
        return Party.objects.get(users=user)
