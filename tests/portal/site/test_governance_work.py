"""What waits in an assessment for those who take its next step."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.governance.assessment import samples
from tests.governance.plans import samples as plans
from tests.people import signed_in
from zhicheng.base.accounts.models import User
from zhicheng.base.calendars.queries import calendar
from zhicheng.governance.assessment import actions
from zhicheng.governance.plans.models import Adoption
from zhicheng.portal.site import governance_work

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def waiting(user: User) -> list[tuple[str, str]]:
    """The texts and addresses of what waits."""
    return [(one.text, one.url) for one in governance_work.assessments(user, calendar())]


def test_a_city_is_led_to_its_part_and_then_its_province() -> None:
    samples.publish_scheme()
    round_ = samples.opened(samples.national(), [samples.SHENZHEN])
    part = samples.entry(round_, samples.SHENZHEN)
    own = (f"{part} 年度自评", part.get_absolute_url())
    city, province = samples.handler(samples.SHENZHEN), samples.province(samples.SHENZHEN)
    stranger = samples.handler(samples.HEFEI)
    assert [waiting(each) for each in (city, province, stranger)] == [[own], [], []]
    samples.signed(round_, samples.SHENZHEN)
    assert [waiting(each) for each in (city, province, stranger)] == [[], [own], []]


def test_with_all_of_it_open_the_workbench_asks_at_most_fifteen_questions() -> None:
    """A plan of this year that is late, and a call to the assessment; each office sees its part of both."""
    plan, _by = plans.in_force()
    samples.publish_scheme()
    nation, province, city = samples.national(), samples.province(samples.SHENZHEN), samples.handler(samples.SHENZHEN)
    round_ = samples.opened(nation, [samples.SHENZHEN, samples.HEFEI])
    Adoption.objects.filter(pk=plan.pk).update(plan_year=timezone.localdate().year)
    asked = {}
    for user, seen in (
        (nation, str(round_)),
        (province, "管辖范围："),
        (city, "项措施超期"),
        (samples.handler(samples.HEFEI), "年度自评"),
    ):
        client = signed_in(user)
        client.get("/workbench/")
        with CaptureQueriesContext(connection) as captured:
            assert seen in client.get("/workbench/").content.decode()
        asked[user.username] = len(captured)
    assert {who: count for who, count in asked.items() if count > MOST_QUERIES} == {}


def test_a_city_is_led_to_its_results() -> None:
    samples.publish_scheme()
    office = samples.national()
    round_ = actions.send_results(round_=samples.met(office, cities=[samples.SHENZHEN]), by=office)
    whole = (str(round_), round_.get_absolute_url())
    asked = [samples.handler(samples.SHENZHEN), samples.province(samples.SHENZHEN), samples.handler(samples.HEFEI)]
    assert [waiting(each) for each in asked] == [[whole], [], []]
