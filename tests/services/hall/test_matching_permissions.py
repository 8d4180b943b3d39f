"""Matching: organisations see their own, officers those of their reach, everybody may check without account."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.permissions import PUBLIC, Matrix, PermissionMatrix, Place, Route, page_and_twins
from tests.services.hall.samples import DIRECT, publish_item
from zhicheng.base.accounts.models import OF_PARTIES, OFFICERS


def an_item(place: Place) -> Mapping[str, Any]:
    del place
    publish_item(
        "automatic", automatic=True, fields=[], letter=None, steps=DIRECT, audience=["enterprise", "agency", "bank"]
    )
    return {"code": "automatic"}


MATRIX = Matrix(
    Route("hall:check", allowed=PUBLIC),
    *page_and_twins("hall:matches", allowed=OF_PARTIES),
    *page_and_twins("hall:match_item", an_item, allowed=OFFICERS),
    Route("hall:confirm", an_item, allowed=OF_PARTIES),
    Route("hall:confirm", an_item, allowed=OF_PARTIES, method="POST", data={"key": str(uuid4())}, answer=302),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
