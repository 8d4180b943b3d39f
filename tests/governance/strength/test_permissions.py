"""Everyone reads the evaluation; the national office asks for it."""

from collections.abc import Mapping
from typing import Any

from tests.governance.strength.samples import SHENZHEN, publish_scheme, set_figures
from tests.permissions import PUBLIC, Matrix, PermissionMatrix, Place, Route, page_and_twins
from zhicheng.base.accounts.models import Role
from zhicheng.governance.strength.actions import evaluate


def the_year(_place: Place) -> Mapping[str, Any]:
    publish_scheme()
    set_figures(2010)
    evaluate(scheme="small")
    return {"year": 2010}


def a_score(place: Place) -> Mapping[str, Any]:
    return {**the_year(place), "region": SHENZHEN}


def the_scheme(place: Place) -> Mapping[str, Any]:
    the_year(place)
    return {}


MATRIX = Matrix(
    Route("strength:latest", allowed=PUBLIC),
    *page_and_twins("strength:ranking", the_year, allowed=PUBLIC),
    *page_and_twins("strength:compare", the_year, allowed=PUBLIC),
    *page_and_twins("strength:method", the_year, allowed=PUBLIC),
    *page_and_twins("strength:left_out", the_year, allowed=PUBLIC),
    *page_and_twins("strength:score", a_score, allowed=PUBLIC),
    Route("strength:evaluate", the_scheme, method="POST", data={}, allowed={Role.NATIONAL}, answer=302),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
