"""What waits in an assessment for those who take its next step."""

import pytest

from tests.governance.assessment import samples
from zhicheng.base.accounts.models import User
from zhicheng.governance.assessment import actions
from zhicheng.portal.site import governance_work

pytestmark = pytest.mark.django_db


def waiting(user: User) -> list[tuple[str, str]]:
    """The texts and addresses of what waits."""
    return [(one.text, one.url) for one in governance_work.assessments(user)]


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


def test_a_city_is_led_to_its_results() -> None:
    samples.publish_scheme()
    office = samples.national()
    round_ = actions.send_results(round_=samples.met(office, cities=[samples.SHENZHEN]), by=office)
    whole = (str(round_), round_.get_absolute_url())
    asked = [samples.handler(samples.SHENZHEN), samples.province(samples.SHENZHEN), samples.handler(samples.HEFEI)]
    assert [waiting(each) for each in asked] == [[whole], [], []]
