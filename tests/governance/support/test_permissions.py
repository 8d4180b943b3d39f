"""Everybody reads decisions, officers what is theirs, the national office acts."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.utils import timezone

from tests.governance.support import samples
from tests.people import division
from tests.permissions import OWN_REGION, PUBLIC, Matrix, PermissionMatrix, Place, Route, page_and_twins
from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.governance.support import actions
from zhicheng.governance.support.models import Topic

NATIONAL = frozenset({Role.NATIONAL})
FOLLOWING = NATIONAL | CITY_OFFICERS | {Role.PROVINCIAL}
REACHING = {Role.NATIONAL: OWN_REGION, Role.PROVINCIAL: OWN_REGION, **dict.fromkeys(sorted(CITY_OFFICERS), OWN_REGION)}


def review_in(place: Place) -> Mapping[str, Any]:
    """An open review of the place's city."""
    code = f"{place.region[:4]}00"
    samples.demonstration_city(code)
    by = User.objects.filter(role=Role.NATIONAL).order_by("pk").first()
    assert by is not None
    return {"pk": actions.propose_review(region=division(code), by=by).pk}


def act_in(place: Place) -> Mapping[str, Any]:
    return {**review_in(place), "code": "again"}


def guidance_in(place: Place) -> Mapping[str, Any]:
    code = f"{place.region[:4]}00"
    made = actions.arrange_guidance(
        region=division(code),
        topic=Topic.POLICY,
        question="",
        arranged_on=timezone.localdate(),
        application=f"{code}-1",
    )
    return {"pk": made.pk}


def term_in(place: Place) -> Mapping[str, Any]:
    code = f"{place.region[:4]}00"
    samples.demonstration_city(code)
    return {"code": code}


MATRIX = Matrix(
    *page_and_twins("support:list", allowed=PUBLIC),
    *page_and_twins("support:recommended", allowed=FOLLOWING),
    *page_and_twins("support:guidance-list", allowed=FOLLOWING),
    *page_and_twins("support:reviews", allowed=PUBLIC),
    Route("support:rule", lambda _place: {"code": "demonstration_city"}, allowed=PUBLIC),
    Route("support:city", lambda place: {"code": f"{place.region[:4]}00"}, allowed=PUBLIC),
    Route("support:guidance", guidance_in, allowed=REACHING),
    Route("support:propose", term_in, method="POST", data={}, allowed=NATIONAL, answer=302),
    Route("support:act", act_in, allowed=NATIONAL),
    Route("support:act", act_in, method="POST", data={}, allowed=NATIONAL, answer=302),
    exempt={"support:review": "open ones are hidden from strangers by 404, decided ones public: test_reviews.py"},
)


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    samples.load()
    samples.national("国家局样本")


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
