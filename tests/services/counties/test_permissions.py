"""Anyone may see which counties are cultivated; the workbench is for the officers of the place."""

from typing import Any

from tests.people import division
from tests.permissions import OWN_REGION, PUBLIC, Matrix, PermissionMatrix, Place, Route, page_and_twins
from tests.services.counties import samples
from zhicheng.base.accounts.models import OFFICERS, Role

IN_REGION = dict.fromkeys(OFFICERS, OWN_REGION)
DECLARERS = {role: reach for role, reach in IN_REGION.items() if role != Role.COUNTY}


def county(place: Place) -> dict[str, Any]:
    return {"region": division(place.region).code}


def cultivated(place: Place) -> dict[str, Any]:
    samples.declared(place.region)
    return county(place)


def quarter(place: Place) -> dict[str, Any]:
    return {**county(place), "year": 2018, "quarter": 1}


def submitted(place: Place) -> dict[str, Any]:
    return {"pk": samples.submitted(place.region).pk}


def visit(place: Place) -> dict[str, Any]:
    return {"pk": samples.guided(place.region).pk}


GUIDANCE = {"day": "2018-03-01", "visitors": "王", "topics": ["quality"], "agreed": "建立台账"}
MATRIX = Matrix(
    *page_and_twins("counties:list", allowed=PUBLIC),
    *page_and_twins("counties:returns", allowed=OFFICERS),
    Route("counties:declare", allowed=DECLARERS.keys()),
    Route("counties:county", county, allowed=IN_REGION),
    Route("counties:fill", quarter, allowed={Role.COUNTY: OWN_REGION}),
    Route("counties:return", submitted, allowed=IN_REGION),
    Route("counties:approve", submitted, method="POST", allowed=DECLARERS, answer=302),
    Route("counties:send_back", submitted, method="POST", data={"reason": "改"}, allowed=DECLARERS, answer=302),
    Route("counties:end", cultivated, method="POST", data={"ends_on": "2018-12-31", "why": "期满"},
          allowed=DECLARERS, answer=302),
    Route("counties:guide", county, method="POST", data=GUIDANCE, allowed=DECLARERS, answer=302),
    Route("counties:finish", visit, method="POST", data={"done_on": "2018-03-02"}, allowed=IN_REGION, answer=302),
)  # fmt: skip


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
