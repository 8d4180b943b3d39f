"""What the verbs share: the round locked, its results computed, people told."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from zhicheng.base.accounts.models import User
from zhicheng.base.notices.actions import notify
from zhicheng.governance.assessment import queries
from zhicheng.governance.assessment.computing import CityResult, results_of
from zhicheng.governance.assessment.models import Entry, Result, Round


def held(round_: Round) -> Round:
    """The round, locked until our commit: of two steps at once the second sees what the first did."""
    return Round.objects.select_for_update(of=("self",), no_key=True).select_related("definition").get(pk=round_.pk)


def held_entry(entry: Entry) -> Entry:
    """A city's part and its round, locked until our commit."""
    round_ = held(entry.round)
    locked = Entry.objects.select_for_update(of=("self",)).select_related("region").get(pk=entry.pk)
    locked.round = round_
    return locked


def moment(at: datetime | None) -> datetime:
    """When an act happens: now, unless somebody told another moment."""
    return at or timezone.now()


def day_of(at: datetime | None) -> date:
    """The day of an act, here."""
    return timezone.localdate(moment(at))


def tell(people: Iterable[User], subject: str, text: str = "", url: str = "") -> int:
    """A notice to each; returns how many were told."""
    return len([notify(to=user, subject=subject, text=text, url=url) for user in people])


def keep_results(round_: Round, *, at: datetime | None) -> tuple[CityResult, ...]:
    """Compute the results of a round from its points and keep them, in place of those before."""
    results = results_of(queries.material_of(round_))
    entries = dict(Entry.objects.filter(round=round_).values_list("region_id", "pk"))
    for one in results:
        values = {
            "raw": one.raw, "adjusted": one.adjusted, "bonus": one.bonus, "deduction": one.deduction, "total": one.total,
            "rank": one.rank, "of": one.of, "grade": one.grade, "must_failed": list(one.must_failed),
            "criteria": dict(one.criteria), "computed_at": moment(at),
        }  # fmt: skip
        Result.objects.update_or_create(entry_id=entries[one.region], defaults=values)
    return results
