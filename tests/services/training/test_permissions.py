"""Officers of the place keep the list of heads; nobody else sees it."""

from typing import Any

from tests.permissions import OWN_REGION, Matrix, PermissionMatrix, Place, Route, page_and_twins
from tests.services.training import samples
from zhicheng.base.accounts.models import OFFICERS

IN_REGION = dict.fromkeys(OFFICERS, OWN_REGION)


def key(place: Place) -> dict[str, Any]:
    return {"pk": samples.entered(place.region).pk}


def somebodys_list(place: Place) -> dict[str, Any]:
    del place
    return {"pk": "6f1f8a4e-7d8f-4a2b-9a55-0d6a2d1f0c11"}


MATRIX = Matrix(
    *page_and_twins("training:list", allowed=OFFICERS),
    Route("training:head", key, allowed=IN_REGION),
    Route("training:new", allowed=OFFICERS),
    Route("training:import", allowed=OFFICERS),
    Route("training:import_preview", somebodys_list, allowed=OFFICERS, answer=404),
    Route("training:import_confirm", somebodys_list, method="POST", allowed=OFFICERS, answer=404),
    Route("training:correct", key, allowed=IN_REGION),
    Route(
        "training:train",
        key,
        method="POST",
        data={"ended_on": "2018-05-01", "course": "轮训班"},
        allowed=IN_REGION,
        answer=302,
    ),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
