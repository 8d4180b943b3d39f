"""Many at once, in real threads: the quota gives exactly its places, and the last two score sheets see each other."""

import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connection, transaction

from tests.services.hall.reviewing_samples import (
    FIRST_COME,
    assigned,
    decided,
    experts,
    reviewed_item,
    scored,
    under_review,
)
from tests.services.hall.samples import DIRECT, call, case, fresh, office, publish_item
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import actions
from zhicheng.services.hall.actions.calls import take_place
from zhicheng.services.hall.models import Call, Review, State

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, ROUNDS, QUOTA = 24, 20, 7


def at_once(acts: Sequence[Callable[[], object]], rounds: int = 1) -> list[str]:
    """Run the acts in threads that start together, round by round; the codes of those refused, "" for those that went through."""
    ready, codes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            for _round in range(rounds):
                ready.wait()
                codes.append(code_of(act))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes)


def code_of(act: Callable[[], object]) -> str:
    try:
        act()
    except Refused as refusal:
        return refusal.code
    return ""


def test_the_quota_gives_exactly_its_places() -> None:
    definition = publish_item(steps=DIRECT, call=FIRST_COME)
    batches = [call(definition, quota=QUOTA, ranking="first_come") for _round in range(ROUNDS)]

    def racer() -> Callable[[], object]:
        turn = iter(batches)

        def take() -> None:
            with transaction.atomic():
                take_place(call=next(turn))

        return take

    codes = at_once([racer() for _thread in range(THREADS)], ROUNDS)
    assert (codes.count(""), codes.count("quota_spent")) == (QUOTA * ROUNDS, (THREADS - QUOTA) * ROUNDS)
    assert set(Call.objects.values_list("taken", flat=True)) == {QUOTA}


def test_approvals_at_once_stop_at_the_quota() -> None:
    definition = publish_item(steps=DIRECT, call=FIRST_COME)
    call(definition, quota=2, ranking="first_come")
    cases = [case(State.EXAMINED, definition=definition) for _case in range(6)]
    codes = at_once([lambda one=one: decided(one, approved=True) for one in cases])
    assert codes == ["", "", *["quota_spent"] * 4]
    assert Call.objects.get().taken == 2
    assert [fresh(one).decision for one in cases].count("approved") == 2


def test_the_last_two_sheets_complete_the_round() -> None:
    application = under_review(reviewed_item())
    reviews = assigned(application, experts(2))
    assert at_once([lambda one=one: scored(one) for one in reviews]) == ["", ""]
    passed = actions.pass_examination(application=fresh(application), by=office().handler)
    assert (passed.state, str(passed.score)) == ("examined", "80.000")


def test_two_officers_assign_the_reviewers_once() -> None:
    application = under_review(reviewed_item())
    people = experts(4)
    codes = at_once([lambda: assigned(application, people[:2]), lambda: assigned(application, people[2:])])
    assert codes == ["", "too_many_reviewers"]
    assert Review.objects.filter(application=application).count() == 2
