"""The database holds what the rules say, whoever writes."""

import pytest
from django.db import IntegrityError, transaction

from tests.people import GUANGDONG, NANSHAN, SHENZHEN, division, firm, person
from zhicheng.base.accounts.models import Role, User

pytestmark = pytest.mark.django_db


def refused_by(**changes: object) -> str:
    """Name of the constraint that refuses a change to a city handler's row, or nothing."""
    user = person("王")
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(**changes)
    except IntegrityError as error:
        return str(error.__cause__.diag.constraint_name)
    return ""


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"region": None}, "user_region_fits_role"),
        ({"role": Role.NATIONAL}, "user_region_fits_role"),
        ({"role": Role.NATIONAL, "region": None}, ""),
        ({"role": Role.SYSTEM_ADMIN}, "user_region_fits_role"),
        ({"role": Role.SYSTEM_ADMIN, "region": None}, ""),
        ({"role": "emperor"}, "user_region_fits_role"),
        ({"role": "emperor", "region": None}, "user_region_fits_role"),
        ({"role": "", "region": None}, "user_active_has_role"),
        ({"role": "", "region": None, "is_active": False}, ""),
        ({"region": GUANGDONG}, "user_city_handler_region_level"),
        ({"region": NANSHAN}, "user_city_handler_region_level"),
        ({"role": Role.CITY_HEAD, "region": NANSHAN}, "user_city_head_region_level"),
        ({"role": Role.PROVINCIAL}, "user_provincial_region_level"),
        ({"role": Role.PROVINCIAL, "region": GUANGDONG}, ""),
        ({"role": Role.COUNTY}, "user_county_region_level"),
        ({"role": Role.COUNTY, "region": NANSHAN}, ""),
        ({"role": Role.ORGANISATION}, "user_party_fits_role"),
        ({"role": Role.EXPERT}, ""),
    ],
)
def test_role_and_reach(changes: dict[str, object], constraint: str) -> None:
    if changes.get("region"):
        changes = {**changes, "region": division(str(changes["region"]))}
    assert refused_by(**changes) == constraint


def test_officers_belong_to_no_party() -> None:
    assert refused_by(party=firm()) == "user_party_fits_role"


def test_a_municipality_counts_as_a_city() -> None:
    assert refused_by(region=division("110000")) == ""


def test_usernames_differ_by_more_than_case() -> None:
    first = person("王")
    assert refused_by(username=first.username.upper()) == "user_username_once_in_any_case"
    assert refused_by(region=division(SHENZHEN)) == ""
