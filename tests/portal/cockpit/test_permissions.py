"""Officers look at the cities of their reach; nobody else has a cockpit."""

import pytest

from tests.governance.plans.conftest import publish_plan
from tests.permissions import OWN_REGION, Matrix, PermissionMatrix, Place, page_and_twins
from zhicheng.base.accounts.models import OFFICERS

REACHING = dict.fromkeys(sorted(OFFICERS), OWN_REGION)


def city_of(place: Place) -> dict[str, object]:
    return {"region": f"{place.region[:4]}00", "year": 2018}


MATRIX = Matrix(
    *page_and_twins("cockpit:city", city_of, allowed=REACHING),
    exempt={"cockpit:home": "a list for those who reach several cities, a redirect for the others: test_pages.py"},
)


@pytest.fixture(autouse=True)
def _plan(db: None) -> None:
    publish_plan()


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
