"""Plans are public."""

from collections.abc import Mapping
from typing import Any

from tests.governance.plans.conftest import publish_plan
from tests.permissions import PUBLIC, Matrix, PermissionMatrix, Place, page_and_twins


def the_plan(_place: Place) -> Mapping[str, Any]:
    publish_plan()
    return {"year": 2018}


def a_task(place: Place) -> Mapping[str, Any]:
    return {**the_plan(place), "number": 5}


MATRIX = Matrix(
    *page_and_twins("plans:list", allowed=PUBLIC),
    *page_and_twins("plans:detail", the_plan, allowed=PUBLIC),
    *page_and_twins("plans:task", a_task, allowed=PUBLIC),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
