"""Anyone may look into the register; officers of the place keep it."""

from typing import Any

from tests.people import firm
from tests.permissions import OWN_REGION, PUBLIC, Matrix, PermissionMatrix, Place, Route, page_and_twins
from tests.services.standards import samples
from zhicheng.base.accounts.models import OFFICERS
from zhicheng.services.standards.models import Certificate

IN_REGION = dict.fromkeys(OFFICERS, OWN_REGION)


def certificate(place: Place) -> Certificate:
    samples.define()
    return samples.certified(holder=firm(region=place.region))


def key(place: Place) -> dict[str, Any]:
    return {"pk": certificate(place).pk}


def suspended(place: Place) -> dict[str, Any]:
    made = certificate(place)
    made.state = "suspended"
    made.save()
    return {"pk": made.pk}


def audit(place: Place) -> dict[str, Any]:
    return {"pk": certificate(place).surveillances.all()[0].pk}


def code(place: Place) -> dict[str, Any]:
    return {"code": certificate(place).code}


def standard(place: Place) -> dict[str, Any]:
    del place
    samples.define()
    return {"code": "gbt29490"}


def somebodys_list(place: Place) -> dict[str, Any]:
    del place
    return {"pk": "6f1f8a4e-7d8f-4a2b-9a55-0d6a2d1f0c11"}


MATRIX = Matrix(
    *page_and_twins("standards:list", allowed=PUBLIC),
    Route("standards:certificate", key, allowed=PUBLIC),
    Route("standards:verify", code, allowed=PUBLIC),
    Route("standards:standard", standard, allowed=PUBLIC),
    Route("standards:new", allowed=OFFICERS),
    Route("standards:import", allowed=OFFICERS),
    Route("standards:import_preview", somebodys_list, allowed=OFFICERS, answer=404),
    Route("standards:import_confirm", somebodys_list, method="POST", allowed=OFFICERS, answer=404),
    Route("standards:due", allowed=OFFICERS),
    Route("standards:watch", audit, allowed=IN_REGION),
    Route("standards:correct", key, allowed=IN_REGION),
    Route("standards:renew", key, allowed=IN_REGION),
    Route("standards:suspend", key, method="POST", data={"why": "公告"}, allowed=IN_REGION, answer=302),
    Route("standards:resume", suspended, method="POST", data={"why": "公告"}, allowed=IN_REGION, answer=302),
    Route(
        "standards:withdraw",
        key,
        method="POST",
        data={"why": "公告", "ended_on": "2019-01-01"},
        allowed=IN_REGION,
        answer=302,
    ),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
