"""Releases are for everybody; only the national office makes them."""

import pytest

from tests.governance.releases import samples
from tests.permissions import PUBLIC, Matrix, PermissionMatrix, Route, page_and_twins
from zhicheng.base.accounts.models import Role

NATIONAL = frozenset({Role.NATIONAL})
ONE = {"number": "2010-2"}
FIGURES = {**ONE, "part": "figures"}

MATRIX = Matrix(
    *page_and_twins("releases:list", allowed=PUBLIC),
    Route("releases:new", allowed=NATIONAL),
    Route("releases:new", method="POST", data={"year": "2010"}, allowed=NATIONAL),
    Route("releases:key", allowed=PUBLIC),
    Route("releases:key_file", allowed=PUBLIC),
    Route("releases:file", ONE, allowed=PUBLIC),
    *page_and_twins("releases:release", ONE, allowed=PUBLIC),
    *page_and_twins("releases:differences", ONE, allowed=PUBLIC),
    Route("releases:content", {**ONE, "name": "manifest.json"}, allowed=PUBLIC),
    *page_and_twins("releases:part", FIGURES, allowed=PUBLIC),
    *page_and_twins("releases:walk", {**FIGURES, "rest": "patents"}, allowed=PUBLIC),
)


@pytest.fixture(autouse=True)
def _releases(db: None) -> None:
    samples.stored()


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
