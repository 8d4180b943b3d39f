"""Many at once, in real threads: numbers without gap and double, one winner of each step, one act a key."""

import threading
from collections import Counter
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection, transaction

from tests.people import person
from tests.services.hall.samples import case, draft, fresh, office, publish_item
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import actions
from zhicheng.services.hall.models import Once, Series, State
from zhicheng.services.hall.numbering import next_number

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, ROUNDS = 24, 20


def race(act: Callable[[int, int], object]) -> list[list[object]]:
    """For each round what `act(round, racer)` gave to each of the threads, which start together; the code of a refusal instead."""
    ready, results = threading.Barrier(THREADS), [[] for _round in range(ROUNDS)]

    def run(racer: int) -> None:
        try:
            for number in range(ROUNDS):
                ready.wait()
                results[number].append(outcome_of(act, number, racer))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[racer]) for racer in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def outcome_of(act: Callable[[int, int], object], number: int, racer: int) -> object:
    try:
        return act(number, racer)
    except Refused as refusal:
        return refusal.code


def test_numbers_have_no_gap_and_no_double_even_when_some_are_rolled_back() -> None:
    def take(number: int, racer: int) -> str:
        with transaction.atomic():
            given = next_number("440300", 2018)
            if (number + racer) % 5 == 0:
                transaction.set_rollback(True)
                return ""
        return given

    given = sorted(number for numbers in race(take) for number in numbers if number)
    assert given == [f"440300-2018-{number:05d}" for number in range(1, len(given) + 1)]
    assert Series.objects.get().last == len(given) == THREADS * ROUNDS * 4 // 5


def test_of_many_officers_one_takes_each_step() -> None:
    people = office()
    officers = [person(str(number), Role.CITY_HANDLER) for number in range(THREADS)]
    cases = [case() for _round in range(ROUNDS)]
    results = race(lambda number, racer: actions.accept(application=cases[number], by=officers[racer]).state)
    assert [Counter(result) for result in results] == [{"accepted": 1, "changed_meanwhile": THREADS - 1}] * ROUNDS
    assert LogEntry.objects.filter(verb="case.accepted").count() == ROUNDS
    assert {fresh(each).handler_id in {one.pk for one in [people.handler, *officers]} for each in cases} == {True}


def test_opposite_decisions_do_not_both_stand() -> None:
    heads = [office().head, person("乙", Role.CITY_HEAD)]
    cases = [case(State.EXAMINED) for _round in range(3)]
    for each in cases:
        codes: list[str] = []
        threads = [threading.Thread(target=decided, args=[each, by, by == heads[0], codes]) for by in heads]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(codes) in (["approved", "changed_meanwhile"], ["changed_meanwhile", "refused"])
        assert fresh(each).decision in codes


def decided(application: object, by: object, approved: bool, codes: list[str]) -> None:
    try:
        codes.append(actions.decide(application=application, by=by, approved=approved, reason="理由").decision)
    except Refused as refusal:
        codes.append(refusal.code)
    finally:
        connection.close()


def test_a_button_pressed_many_times_acts_once() -> None:
    drafts, keys = [draft() for _round in range(ROUNDS)], [uuid4() for _round in range(ROUNDS)]

    def press(number: int, _racer: int) -> str | None:
        return actions.submit(application=drafts[number], by=drafts[number].filed_by, key=keys[number]).number

    results = race(press)
    assert [len(set(result)) for result in results] == [1] * ROUNDS
    assert {code for result in results for code in result} == {fresh(each).number for each in drafts}
    assert (Once.objects.count(), LogEntry.objects.filter(verb="case.submitted").count()) == (ROUNDS, ROUNDS)


def test_of_many_applications_for_a_year_one_comes_in() -> None:
    yearly = publish_item("yearly", once_a_year=True)
    by = draft(definition=yearly).filed_by
    drafts = [draft(by, definition=yearly) for _racer in range(THREADS)]

    def hand_in(number: int, racer: int) -> str:
        return actions.submit(application=drafts[racer], by=drafts[racer].filed_by).state if number == 0 else ""

    assert Counter(race(hand_in)[0]) == {"submitted": 1, "once_a_year": THREADS - 1}


def test_a_form_sent_many_times_makes_one_draft() -> None:
    model = draft()
    by, definition, keys = model.filed_by, model.definition, [uuid4() for _round in range(ROUNDS)]

    def send(number: int, _racer: int) -> int:
        return actions.begin(definition=definition, by=by, party=model.party, filing_key=keys[number]).pk

    assert [len(set(result)) for result in race(send)] == [1] * ROUNDS
    assert LogEntry.objects.filter(verb="case.begun").count() == ROUNDS + 1
