"""Batches: their window, their places, the ranking with its ties, and the reserve list."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.people import HEFEI, NANSHAN, SHENZHEN, person
from tests.services.hall.reviewing_samples import (
    FIRST_COME,
    SCORED_CALL,
    after,
    code_of,
    decided,
    examined,
    ranked,
    reviewed_item,
)
from tests.services.hall.samples import DIRECT, call, case, current, draft, fresh, office, publish_item
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.ui import formats
from zhicheng.services.hall import actions
from zhicheng.services.hall.actions import calls
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.models import Call, State
from zhicheng.services.hall.queries import calls as queries
from zhicheng.services.hall.tables.calls import call_chip
from zhicheng.services.hall.views.calls import finding_of

pytestmark = pytest.mark.django_db


def day(offset: int) -> date:
    return timezone.localdate() + timedelta(days=offset)


def announced(**changes: Any) -> Call:
    values: dict[str, Any] = {
        "definition": reviewed_item(call=SCORED_CALL), "title": "第一批", "opens_on": day(0), "closes_on": day(10), "quota": 2,
        "reserve": 1, "by": office().head,
    }  # fmt: skip
    return calls.announce_call(**(values | changes))


def code(**changes: Any) -> str:
    return code_of(announced, **changes)


@pytest.mark.parametrize(
    ("state", "first", "last", "chip", "words"),
    [
        ("announced", 1, 9, ("", "未开始"), "批次：{first}开始申请"),
        ("announced", -1, 9, ("ok", "接收申请"), "批次：{last}以前（含当日）可以申请"),
        ("announced", -9, -1, ("info", "已截止"), "批次已截止，正在审查"),
        ("ranked", -9, 1, ("warn", "已排序"), "批次在申请截止（{last}）前已排序，不再收件；5 个名额已同意 2 个"),
        ("ranked", -9, -1, ("warn", "已排序"), "批次已排序，5 个名额已同意 2 个"),
        ("closed", -9, -1, ("line", "已结束"), "批次已结束，5 个名额用了 2 个"),
    ],
)
def test_heading_and_chip_of_a_batch(state: str, first: int, last: int, chip: tuple[str, str], words: str) -> None:
    batch = Call(title="批次", quota=5, taken=2, opens_on=day(first), closes_on=day(last), state=state)
    days = {"first": formats.date_zh(batch.opens_on), "last": formats.date_zh(batch.closes_on)}
    assert (call_chip(batch), finding_of(batch)) == (chip, words.format(**days))


class TestAnnouncing:
    def test_the_office_announces_for_itself(self) -> None:
        made = announced()
        assert (made.item, made.office_id, made.ranking, made.state, made.taken) == (
            "sample",
            SHENZHEN,
            "score",
            "announced",
            0,
        )
        assert LogEntry.objects.get(verb="call.announced").on_id == str(made.pk)

    def test_windows_of_one_office_do_not_overlap(self) -> None:
        announced()
        assert code(opens_on=day(10), closes_on=day(20)) == "window_overlaps"
        assert code(opens_on=day(11), closes_on=day(20)) == ""
        assert code(by=person("合肥", Role.CITY_HEAD, HEFEI)) == ""

    def test_days_that_make_no_window(self) -> None:
        assert code(opens_on=day(5), closes_on=day(4)) == "closes_before_opening"
        assert code(opens_on=day(-5), closes_on=day(-1)) == "window_over"

    def test_items_without_batches_and_offices_of_another_level(self) -> None:
        assert code(definition=publish_item("open_always")) == "no_batches"
        assert code(by=person("区", Role.COUNTY, NANSHAN)) == "not_your_level"
        assert code(by=person("企业", Role.ORGANISATION)) == "not_an_officer"


class TestWindow:
    def test_an_application_comes_into_the_open_batch(self) -> None:
        definition = reviewed_item(call=SCORED_CALL)
        made = call(definition)
        assert case(State.SUBMITTED, definition=definition).call == made

    def test_where_one_applies_the_open_batch_is_named(self) -> None:
        batched = announced().item
        model = model_of_item(current(batched))
        later = announced(opens_on=day(20), closes_on=day(30))
        assert queries.windows_open(day(0)) == {batched: [Call.objects.exclude(pk=later.pk).get()]}
        assert queries.windows_for({batched: model}, NANSHAN, day(20)) == {batched: later}
        assert queries.windows_for({batched: model}, HEFEI, day(20)) == {}
        assert queries.windows_for({batched: model}, NANSHAN, day(15)) == {}

    def test_after_the_last_day_nothing_is_taken(self) -> None:
        definition = reviewed_item(call=SCORED_CALL)
        waiting, made = draft(definition=definition), call(definition)
        with after(made):
            assert code_of(actions.submit, application=waiting, by=waiting.filed_by) == "no_call_open"
        assert fresh(waiting).state == "draft"


class TestFirstCome:
    def test_places_go_until_there_are_none(self) -> None:
        definition = publish_item(steps=DIRECT, call=FIRST_COME)
        made = call(definition, quota=1, ranking="first_come")
        first, second = (case(State.EXAMINED, definition=definition) for _ in range(2))
        decided(first, approved=True)
        assert code_of(decided, application=second, approved=True) == "quota_spent"
        assert (fresh(first).decision, fresh(second).state) == ("approved", "examined")
        made.refresh_from_db()
        assert made.taken == 1

    def test_a_place_given_up_is_free_again(self) -> None:
        definition = publish_item(steps=DIRECT, call=FIRST_COME)
        call(definition, quota=1, ranking="first_come")
        first, second = (case(State.EXAMINED, definition=definition) for _ in range(2))
        granted = decided(first, approved=True)
        actions.withdraw(application=granted, by=granted.filed_by)
        assert decided(second, approved=True).decision == "approved"

    def test_the_database_is_the_witness(self) -> None:
        made = call(publish_item(steps=DIRECT, call=FIRST_COME), quota=1)
        with pytest.raises(IntegrityError, match="call_within_quota"), transaction.atomic():
            Call.objects.filter(pk=made.pk).update(taken=2)

    def test_it_is_not_ranked(self) -> None:
        made = call(publish_item(steps=DIRECT, call=FIRST_COME), ranking="first_come")
        assert code_of(ranked, call=made) == "first_come"


class TestRanking:
    def test_places_by_score_then_by_submission(self) -> None:
        definition = reviewed_item(call=SCORED_CALL)
        made = call(definition, quota=3, reserve=1)
        cases = examined([("70", "70"), ("90", "80"), ("85", "85"), ("60", "61")], definition)
        ordered = ranked(made)
        assert ordered == [cases[1], cases[2], cases[0], cases[3]]
        assert [(fresh(one).place, fresh(one).score) for one in cases] == [
            (3, Decimal("70.000")), (1, Decimal("85.000")), (2, Decimal("85.000")), (4, Decimal("60.500")),
        ]  # fmt: skip
        made.refresh_from_db()
        assert made.state == "ranked"
        prepared = queries.prepared_decisions(made, queries.cases_of(made))
        assert [str(prepared[one.pk]) for one in ordered] == ["approved", "approved", "approved", "reserved"]

    def test_not_before_the_end_nor_before_all_are_examined(self) -> None:
        definition = reviewed_item(call=SCORED_CALL)
        made = call(definition)
        case(State.ACCEPTED, definition=definition)
        assert code_of(calls.rank_call, call=made, by=office().head) == "still_open"
        assert code_of(ranked, call=made) == "not_all_examined"

    def test_a_tie_at_the_edge_is_decided_by_the_officer_with_a_reason(self) -> None:
        definition = reviewed_item(call=SCORED_CALL)
        made = call(definition, quota=2, reserve=0)
        first, second, best = examined([("80", "80"), ("80", "80"), ("95", "95")], definition)
        assert code_of(ranked, call=made) == "tie_at_edge"
        assert code_of(ranked, call=made, order={first.pk: 1, second.pk: 1}, why="同") == "order_doubled"
        assert code_of(ranked, call=made, order={first.pk: 2, second.pk: 1}) == "reason_missing"
        assert [fresh(one).place for one in (first, second, best)] == [None, None, None]
        ranked(made, order={first.pk: 2, second.pk: 1}, why="第二家是首次申请")
        assert [fresh(one).place for one in (best, second, first)] == [1, 2, 3]
        assert queries.reason_of_order(made) == "第二家是首次申请"

    def test_a_tie_away_from_the_edges_needs_nobody(self) -> None:
        definition = reviewed_item(call=SCORED_CALL)
        made = call(definition, quota=2, reserve=1)
        cases = examined([("80", "80"), ("80", "80"), ("70", "70")], definition)
        assert ranked(made) == cases

    def test_who_was_not_accepted_does_not_stand_in_the_way(self) -> None:
        definition = reviewed_item(call=SCORED_CALL)
        made = call(definition)
        turned_away = case(State.SUBMITTED, definition=definition)
        actions.refuse_acceptance(application=turned_away, by=office().handler, reason="不属于受理范围")
        cases = examined([("80", "80")], definition)
        assert ranked(made) == cases
        assert fresh(turned_away).place is None

    def test_another_office_ranks_nothing(self) -> None:
        definition = reviewed_item(call=SCORED_CALL)
        made = call(definition)
        examined([("80", "80")], definition)
        with after(made):
            by = person("合肥", Role.CITY_HEAD, HEFEI)
            assert code_of(calls.rank_call, call=made, by=by) == "not_your_office"


class TestDeciding:
    def batch(self) -> tuple[Call, list[Any]]:
        definition = reviewed_item(call=SCORED_CALL)
        made = call(definition, quota=1, reserve=1)
        return made, examined([("90", "90"), ("80", "80"), ("70", "70")], definition)

    def test_no_decision_before_the_ranking(self) -> None:
        _made, cases = self.batch()
        assert code_of(decided, application=cases[0], approved=True) == "not_ranked"

    def test_the_quota_binds_and_the_reserve_waits(self) -> None:
        made, cases = self.batch()
        first, second, third = ranked(made)
        assert code_of(decided, application=fresh(second), approved=True) == "beyond_quota"
        assert decided(fresh(first), approved=True).decision == "approved"
        assert decided(fresh(second), approved=False).decision == "reserved"
        assert decided(fresh(third), approved=False).decision == "refused"
        by = office().handler
        assert code_of(actions.deliver, application=fresh(second), by=by) == "still_reserved"
        made.refresh_from_db()
        assert (made.taken, [fresh(one).state for one in cases]) == (1, ["decided"] * 3)

    def test_who_gives_up_a_grant_lets_the_first_reserve_move_up(self) -> None:
        made, _cases = self.batch()
        first, second, third = ranked(made)
        granted = decided(fresh(first), approved=True)
        decided(fresh(second), approved=False)
        actions.withdraw(application=granted, by=granted.filed_by)
        assert [fresh(one).decision for one in (second, third)] == ["approved", ""]
        made.refresh_from_db()
        assert made.taken == 1
        assert LogEntry.objects.get(verb="call.moved_up").on_id == str(second.pk)

    def test_before_any_decision_a_withdrawal_shifts_the_places(self) -> None:
        made, _cases = self.batch()
        first, second, third = ranked(made)
        actions.withdraw(application=fresh(first), by=first.filed_by)
        prepared = queries.prepared_decisions(made, queries.cases_of(made))
        assert {pk: str(one) for pk, one in prepared.items()} == {second.pk: "approved", third.pk: "reserved"}

    def test_closing_ends_the_reserve(self) -> None:
        made, _cases = self.batch()
        first, second, third = ranked(made)
        by = office().head
        with after(made):
            assert code_of(calls.close_call, call=made, by=by) == "not_all_decided"
        for one, approved in ((first, True), (second, False), (third, False)):
            decided(fresh(one), approved=approved)
        with after(made):
            calls.close_call(call=made, by=by)
        assert [fresh(one).decision for one in (first, second, third)] == ["approved", "refused", "refused"]
        assert actions.deliver(application=fresh(second), by=office().handler).state == "delivered"

    def test_decided_batches_are_not_ranked_again(self) -> None:
        made, _cases = self.batch()
        first = ranked(made)[0]
        decided(fresh(first), approved=True)
        assert code_of(ranked, call=made) == "decided_already"
