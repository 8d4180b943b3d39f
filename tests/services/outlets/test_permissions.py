"""Anyone may look at outlets; officers of the place keep them, their own people record services."""

from typing import Any

from tests.permissions import OWN_PARTY, OWN_REGION, PUBLIC, Matrix, PermissionMatrix, Place, Route, page_and_twins
from tests.services.outlets import samples
from zhicheng.base.accounts.models import OF_PARTIES, OFFICERS

IN_REGION = dict.fromkeys(OFFICERS, OWN_REGION)
EVERYBODY_ELSE = dict.fromkeys(OF_PARTIES, OWN_PARTY)


def key(place: Place) -> dict[str, Any]:
    return {"pk": samples.opened(place.region, party=place.party).pk}


def city(place: Place) -> dict[str, Any]:
    samples.opened(place.region)
    return {"region": f"{place.region[:4]}00"}


def somebodys_list(place: Place) -> dict[str, Any]:
    del place
    return {"pk": "6f1f8a4e-7d8f-4a2b-9a55-0d6a2d1f0c11"}


MATRIX = Matrix(
    *page_and_twins("outlets:list", allowed=PUBLIC),
    *page_and_twins("outlets:coverage", city, allowed=PUBLIC),
    Route("outlets:outlet", key, allowed=PUBLIC),
    Route("outlets:new", allowed=OFFICERS),
    Route("outlets:import", allowed=OFFICERS),
    Route("outlets:import_preview", somebodys_list, allowed=OFFICERS, answer=404),
    Route("outlets:import_confirm", somebodys_list, method="POST", allowed=OFFICERS, answer=404),
    Route("outlets:correct", key, allowed=IN_REGION),
    Route(
        "outlets:close",
        key,
        method="POST",
        data={"closed_on": "2019-01-01", "why": "合并"},
        allowed=IN_REGION,
        answer=302,
    ),
    Route("outlets:serve", key, allowed={**IN_REGION, **EVERYBODY_ELSE}, refused=404),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
