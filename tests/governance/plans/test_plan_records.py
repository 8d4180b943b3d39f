"""What plans offer for counting, and what their pages cost."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.governance.plans import samples
from tests.people import HEFEI, SHENZHEN, person, signed_in
from zhicheng.base.accounts.models import Role
from zhicheng.base.records.counting import Question, count
from zhicheng.base.records.registry import find
from zhicheng.governance.plans import actions

pytestmark = pytest.mark.django_db
KNOWN = {SHENZHEN, HEFEI, "440000", "340000"}
MOST_QUERIES = 15


def counted(code: str, kind: str = "count", name: str = "", **where: object) -> dict[tuple[str, int], float]:
    record_set = find(code)
    assert record_set is not None
    found = count(Question(record_set, where, kind, name), KNOWN, today=date(2018, 12, 31))
    return dict(found.values)


def test_approved_plans_are_counted_and_drafts_are_not() -> None:
    adoption, by = samples.in_force()
    samples.submitted(person("合肥", Role.CITY_HANDLER, HEFEI), HEFEI)
    for step in adoption.measures.get(task_ref="五").milestones.all():
        actions.finish(milestone=step, day=date(2018, 6, 1), by=by)
    both = {(SHENZHEN, 2018): 4.0, ("440000", 2018): 4.0}
    assert counted("plan_measures") == both
    assert counted("plan_measures", task="五", is_open=False) == dict.fromkeys(both, 1.0)
    assert counted("plan_measures", "sum", "budget_fen") == dict.fromkeys(both, 40000000.0)
    assert counted("plan_milestones", is_open=True) == dict.fromkeys(both, 6.0)
    assert list(counted("plan_adoptions", level="city").values()) == [1.0, 1.0]


def queries_of(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_a_page_costs_the_same_for_one_measure_and_for_thirty() -> None:
    adoption, by = samples.in_force()
    samples.paper(adoption, by)
    client, pages = signed_in(by), ("", "gantt/", "calendar/", "targets/", "peers/", "evidence/")

    def costs() -> dict[str, int]:
        return {page: queries_of(lambda page=page: client.get(f"/plans/2018/{SHENZHEN}/{page}")) for page in pages}

    few = costs()
    actions.amend(adoption=adoption, why="增加措施", by=by)
    for _number in range(30):
        samples.measure(adoption, by)
    assert {page: cost for page, cost in costs().items() if cost > few[page]} == {}
    assert {page: cost for page, cost in few.items() if cost > MOST_QUERIES} == {}


def test_the_board_costs_the_same_for_one_region_and_for_three() -> None:
    samples.in_force()
    client = signed_in(person("国", Role.NATIONAL))
    one = queries_of(lambda: client.get("/plans/2018/board/"))
    samples.in_force(HEFEI)
    samples.province_in_force()
    three = queries_of(lambda: client.get("/plans/2018/board/"))
    assert three <= one
    assert one <= MOST_QUERIES
