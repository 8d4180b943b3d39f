"""Ranked batches: announced, applied for, scored by experts, ranked, decided within the quota, closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from zhicheng.base.accounts.models import Role, User
from zhicheng.portal.demonstration.fates import Fate, workday
from zhicheng.portal.demonstration.handling import Story
from zhicheng.portal.demonstration.people import Cast
from zhicheng.services.hall import actions, clock
from zhicheng.services.hall.actions.calls import announce_call, close_call, rank_call
from zhicheng.services.hall.models import Application, Call, Decision, State
from zhicheng.services.hall.queries import calls as queries
from zhicheng.services.hall.queries.items import item

OPEN_DAYS, BEFORE_RANKING = 15, 24
"""How long one can apply, and how many days after the opening all cases are examined."""
BEYOND_QUOTA = "名次在名额之外，可以参加下一批。"


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch to be: of an item by the office of a city, or of the nation, from a day on; `role` is who holds it."""

    item: str
    city: str
    title: str
    opens_on: date
    quota: int
    reserve: int
    days: int = OPEN_DAYS
    role: Role = Role.CITY_HEAD

    @property
    def office(self) -> str | None:
        """The region of the office; the nation has none."""
        return self.city or None


def moment(day: date) -> datetime:
    """Ten in the morning of a day, or of the Friday before a weekend."""
    return timezone.make_aware(datetime.combine(workday(day), time(10)))


def announced(batch: Batch, cast: Cast) -> Call:
    """The batch, made once."""
    found = Call.objects.filter(item=batch.item, office=batch.office, title=batch.title, synthetic=True).first()
    if found:
        return found
    with clock.told(moment(batch.opens_on)):
        return announce_call(
            definition=item(batch.item), title=batch.title, opens_on=batch.opens_on, closes_on=batch.opens_on + timedelta(days=batch.days - 1),
            quota=batch.quota, reserve=batch.reserve, by=cast.officer(batch.role, batch.city), synthetic=True,
        )  # fmt: skip


def told(batch: Batch, stories: Sequence[Story], cast: Cast) -> int:
    """A batch from its announcement to its end; returns the number of cases."""
    call = announced(batch, cast)
    by_case = {story.tell(Fate.EXAMINED).pk: story for story in stories}
    examined_on = max(story.days.day for story in stories)
    ended = max(batch.opens_on + timedelta(days=BEFORE_RANKING), examined_on + timedelta(days=3))
    head = cast.officer(batch.role, batch.city, other=True)
    with clock.told(moment(ended)):
        ordered = rank_call(call=call, by=head, order=order_of_equals(call), why="得分相同的，按提交先后排列。")
    for story in stories:
        story.days.day, story.days.latest = ended, timezone.localdate()
    for case in ordered:
        decided(case, by_case[case.pk], head)
    close_and_deliver(call, by_case, head)
    return len(ordered)


def order_of_equals(call: Call) -> dict[int, int]:
    """Equal ones in the order of their submission."""
    groups = queries.ties_at_edges(call, queries.cases_of(call))
    return {case.pk: number for group in groups for number, case in enumerate(group, 1)}


def decided(case: Application, story: Story, head: User) -> None:
    """Decide as the place says, and publicise what is approved."""
    case.refresh_from_db()
    approved = queries.prepared(case) == Decision.APPROVED
    with clock.told(story.days.later()):
        case = actions.decide(application=case, by=head, approved=approved, reason="" if approved else BEYOND_QUOTA)
    if approved and case.current_step.kind == "publicise":
        case = story.act(actions.publicise, case)
        story.end_publicity(case)


def close_and_deliver(call: Call, by_case: Mapping[int, Story], head: User) -> None:
    """End the batch, then every case."""
    with clock.told(moment(max(story.days.day for story in by_case.values()))):
        close_call(call=call, by=head)
    for case in queries.cases_of(call):
        if case.state in {State.DECIDED, State.PUBLICISED}:
            by_case[case.pk].delivered(case)
