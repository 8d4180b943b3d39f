"""Definitions are public; the national office alone changes them."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.base.definitions.conftest import RULE
from tests.permissions import PUBLIC, Matrix, PermissionMatrix, Place, Route, page_and_twins
from zhicheng.base.accounts.models import Role
from zhicheng.base.definitions import kinds
from zhicheng.base.definitions.actions import put_in_force
from zhicheng.base.definitions.reading import read

NATIONAL = frozenset({Role.NATIONAL})
TEXT = 'title = "新规则"\n'


def a_rule(_place: Place) -> Mapping[str, Any]:
    put_in_force(RULE, read(RULE, "one", 'title = "规则"\n'), by=None, why="", shipped=True)
    return {"kind": "rule", "code": "one"}


def a_version(place: Place) -> Mapping[str, Any]:
    return {**a_rule(place), "number": 1}


def two_versions(place: Place) -> Mapping[str, Any]:
    return {**a_rule(place), "before": 1, "after": 1}


MATRIX = Matrix(
    *page_and_twins("definitions:list", allowed=PUBLIC),
    Route("definitions:detail", a_rule, allowed=PUBLIC),
    Route("definitions:file", a_rule, allowed=PUBLIC),
    Route("definitions:version", a_version, allowed=PUBLIC),
    Route("definitions:version_file", a_version, allowed=PUBLIC),
    Route("definitions:changes", two_versions, allowed=PUBLIC),
    Route("definitions:new", {"kind": "rule"}, allowed=NATIONAL),
    Route("definitions:edit", a_rule, allowed=NATIONAL),
    Route("definitions:edit", a_rule, allowed=NATIONAL, method="POST", data={"text": TEXT, "step": "check"}),
    Route(
        "definitions:edit",
        a_rule,
        allowed=NATIONAL,
        method="POST",
        data={"text": TEXT, "step": "publish", "replacing": 1, "why": "试"},
        answer=302,
    ),
    Route(
        "definitions:new",
        {"kind": "rule"},
        allowed=NATIONAL,
        method="POST",
        data={"code": "two", "text": TEXT, "step": "publish", "replacing": 0, "why": "试"},
        answer=302,
    ),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX

    @pytest.fixture(autouse=True)
    def _rules_exist(self) -> Iterator[None]:
        kinds.register(RULE)
        yield
        del kinds._kinds["rule"]
