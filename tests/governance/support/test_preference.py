"""Cities that were excellent come first in a batch of policy support, with the reason; nobody else does, and no other item."""

from fractions import Fraction

import pytest
from django.utils import timezone

from tests.governance.assessment import samples
from tests.people import SHENZHEN, division
from zhicheng.governance.assessment import actions
from zhicheng.governance.assessment.models import Panelist
from zhicheng.governance.assessment.queries import published_results
from zhicheng.governance.support import queries
from zhicheng.governance.support.models import PolicySupport
from zhicheng.governance.support.outcomes import SUPPORT_ITEMS
from zhicheng.services.hall import leading, preferring
from zhicheng.services.hall.models import Application
from zhicheng.services.hall.queries.calls import in_order

pytestmark = pytest.mark.django_db


def case(pk: int, region: str, item: str = "support_operation") -> Application:
    return Application(pk=pk, region_id=region, item=item, submitted_at=timezone.now())


def generous(sheet: Panelist) -> samples.Points:
    """Shenzhen was excellent."""
    more = {"year_plan": 38.0, "management": 37.0} if sheet.entry.region_id == SHENZHEN else {}
    return {**samples.usual_points(sheet), **more}


def published() -> None:
    samples.publish_scheme()
    by = samples.national()
    round_ = actions.send_results(round_=samples.met(by, generous), by=by)
    samples.time_is_over(round_)
    actions.publish(round_=actions.finalise(round_=round_, by=by), by=by)


def test_the_excellent_city_comes_first_whatever_the_score() -> None:
    published()
    results = {row.region_id: row for row in published_results(2018)}
    best = next(code for code, row in results.items() if row.is_excellent)
    others = sorted(code for code, row in results.items() if not row.is_excellent)
    cases = [case(1, others[0]), case(2, best), case(3, others[1])]
    scores = {1: Fraction(90), 2: Fraction(60), 3: Fraction(95)}
    assert dict(preferring.preferred("support_operation", cases)) == {2: "2018 年度考核优秀"}
    assert [one.pk for one in in_order(cases, scores)] == [2, 3, 1]
    elsewhere = [case(4, best, "outlet_filing"), case(5, others[0], "outlet_filing")]
    assert [one.pk for one in in_order(elsewhere, {4: Fraction(1), 5: Fraction(2)})] == [5, 4]


def test_before_anything_is_published_nobody_comes_first() -> None:
    assert queries.preferred([case(1, "440300")]) == {}


def test_each_kind_of_support_is_an_item_that_gives_it() -> None:
    give = leading.find("support.give")
    assert give is not None
    for number, kind in enumerate(SUPPORT_ITEMS, start=1):
        told = leading.perform(give, case(number, division(SHENZHEN).pk), {"kind": kind.value})
        assert told.text == f"已列入政策支持安排：{kind.label}"
    assert sorted(PolicySupport.objects.values_list("kind", flat=True)) == sorted(SUPPORT_ITEMS)
