"""Arbitration where experts lie apart, objections and their answers; nobody decides where he has an interest."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.governance.assessment import samples
from tests.governance.assessment.samples import CHENGDU, HEFEI, SHENZHEN, XIAN, refusal
from tests.people import division
from zhicheng.base.notices.models import Notice
from zhicheng.governance.assessment import actions, queries
from zhicheng.governance.assessment.models import Objection, Panelist
from zhicheng.governance.assessment.queries.results import undecided_in

pytestmark = pytest.mark.django_db
TWO = (HEFEI, XIAN)


@pytest.fixture(autouse=True)
def _scheme(db: None) -> None:
    samples.publish_scheme()


def apart_on_hefei() -> Callable[[Panelist], samples.Points]:
    """One expert gives Hefei half of what the others give for its management: 16 of 40 apart is 40 %, 18 is more."""

    def points(sheet: Panelist) -> samples.Points:
        usual = samples.usual_points(sheet)
        is_one = sheet.entry.region_id == HEFEI and sheet.seat == 1
        return {**usual, "management": 14.0} if is_one else usual

    return points


def test_experts_far_apart_are_arbitrated_before_results_go_out() -> None:
    by = samples.national()
    round_ = samples.met(by, apart_on_hefei(), TWO)
    [spread] = undecided_in(round_)
    assert (spread.region, spread.criterion, spread.low, spread.high, spread.percent) == (
        HEFEI,
        "management",
        14.0,
        32.0,
        45.0,
    )
    assert refusal(actions.send_results, round_=round_, by=by) == (
        "spreads_undecided",
        "还有 1 项评分差距过大，须先裁定",
    )
    entry = samples.entry(round_, HEFEI)
    verdict = {"entry": entry, "criterion": "management", "points": Decimal(30), "reason": "材料充分"}
    tied = samples.national("有关系的人")
    actions.declare_connection(person=tied, region=division(HEFEI), why="曾任职", by=tied)
    assert refusal(actions.arbitrate, **verdict, by=tied)[0] == "connected"
    assert refusal(actions.arbitrate, **verdict, by=samples.head(HEFEI))[0] == "not_national"
    assert refusal(actions.arbitrate, **{**verdict, "criterion": "service"}, by=by)[0] == "nothing_to_arbitrate"
    assert refusal(actions.arbitrate, **{**verdict, "points": Decimal(41)}, by=by)[0] == "points_out_of_bounds"
    assert refusal(actions.arbitrate, **{**verdict, "reason": " "}, by=by)[0] == "no_reason"
    actions.arbitrate(**verdict, by=by)
    assert refusal(actions.arbitrate, **verdict, by=by)[0] == "nothing_to_arbitrate"
    actions.send_results(round_=round_, by=by)
    result = queries.result_of(entry)
    assert (result.criteria["management"], float(result.raw)) == (30.0, 74.0)


def objected(by_city: str = HEFEI) -> tuple[Objection, object, object]:
    by = samples.national()
    round_ = samples.sent(by)
    officer = samples.handler(by_city)
    entry = samples.entry(round_, by_city)
    return actions.object_to(entry=entry, criterion="service", reason="有两项材料没有计入", by=officer), by, officer


def test_a_city_objects_in_time_to_its_own_points() -> None:
    made, by, officer = objected()
    entry = made.entry
    assert (made.state, made.stated_points, made.filed_by) == ("filed", Decimal("16.0"), officer)
    again = {"entry": entry, "criterion": "service", "reason": "再说一次"}
    assert refusal(actions.object_to, **again, by=officer)[0] == "objected_already"
    assert refusal(actions.object_to, **again, by=samples.handler(XIAN))[0] == "not_your_city"
    assert refusal(actions.object_to, **again, by=by)[0] == "not_your_city"
    assert refusal(actions.object_to, **{**again, "criterion": "unknown"}, by=officer)[0] == "no_such_criterion"
    samples.time_is_over(entry.round)
    assert refusal(actions.object_to, **{**again, "criterion": "management"}, by=officer)[0] == "too_late"
    assert refusal(actions.finalise, round_=entry.round, by=by) == ("objections_waiting", "还有 1 份异议没有答复")


def test_an_accepted_objection_corrects_the_points_and_all_ranks() -> None:
    made, by, officer = objected()
    answer = {"objection": made, "points": Decimal(20), "answer": "补计两项材料"}
    tied = samples.national("有关系的人")
    actions.declare_connection(person=tied, region=division(HEFEI), why="曾任职", by=tied)
    assert refusal(actions.accept_objection, **answer, by=tied)[0] == "connected"
    assert refusal(actions.accept_objection, **answer, by=officer)[0] == "not_national"
    actions.accept_objection(**answer, by=by)
    assert samples.standings(made.entry.round) == [
        (HEFEI, 84.0, 1, "good"),
        (SHENZHEN, 84.0, 1, "good"),
        (CHENGDU, 84.0, 1, "passed"),
        (XIAN, 76.0, 4, "good"),
    ]
    assert Notice.objects.filter(to=officer, text="补计两项材料").count() == 1
    assert refusal(actions.reject_objection, objection=made, answer="不", by=by)[0] == "objection_ended"


def test_a_rejected_or_withdrawn_objection_changes_nothing() -> None:
    made, by, officer = objected()
    before = samples.standings(made.entry.round)
    actions.withdraw_objection(objection=made, by=officer)
    again = actions.object_to(entry=made.entry, criterion="service", reason="还是不同意", by=officer)
    assert refusal(actions.reject_objection, objection=again, answer=" ", by=by)[0] == "no_reason"
    actions.reject_objection(objection=again, answer="材料已经计入", by=by)
    assert samples.standings(made.entry.round) == before
    assert queries.count_objections(made.entry.round) == {"filed": 0, "withdrawn": 1, "accepted": 0, "rejected": 1}
