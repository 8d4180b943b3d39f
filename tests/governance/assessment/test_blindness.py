"""Experts stay numbers: what a city's officers read of the log names none of them."""

import pytest

from tests.governance.assessment import samples
from tests.people import SHENZHEN, person
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.queries import visible_to
from zhicheng.governance.assessment.models import Panelist

pytestmark = pytest.mark.django_db


def test_the_log_of_a_city_and_its_province_names_no_expert() -> None:
    by = samples.national()
    samples.publish_scheme()
    samples.met(by)
    names = {one.expert.name for one in Panelist.objects.select_related("expert")}
    for reader in (samples.head(SHENZHEN), samples.province(SHENZHEN), person("县", Role.COUNTY)):
        seen = {entry.user_label.split("（")[0] for entry in visible_to(reader)}
        assert seen & names == set()
    assert {entry.user_label.split("（")[0] for entry in visible_to(by)} & names == names
