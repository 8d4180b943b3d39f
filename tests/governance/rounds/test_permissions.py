"""The national office runs the evaluation, a city sees its own part, everyone may take the release."""

from collections.abc import Mapping
from typing import Any

import pytest
from django_scopes import scopes_disabled

from tests.governance.rounds import samples
from tests.governance.strength.samples import CODE, FIGURES, HEFEI, SHENZHEN
from tests.people import division
from tests.permissions import OWN_REGION, PUBLIC, Matrix, PermissionMatrix, Place, Route, page_and_twins
from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.documents.models import Document
from zhicheng.governance.rounds.models import Objection, Round

NATIONAL = frozenset({Role.NATIONAL})
FOLLOWERS = NATIONAL | CITY_OFFICERS


def waiting() -> dict[str, Any]:
    """The round that lies with the cities."""
    return {"pk": Round.objects.get(year=2010).pk}


def objection_in(place: Place) -> Mapping[str, Any]:
    """An objection of the place's city, filed by nobody who asks."""
    city = division(f"{place.region[:4]}00")
    filed_by = User.objects.get(name="国家局样本")
    with scopes_disabled():
        evidence = Document.objects.create(
            sha256="0" * 64, name="证明.pdf", size=1, content_type="application/pdf", purpose="objection",
            region_code=city.code, uploaded_by=filed_by,
        )  # fmt: skip
    made = Objection.objects.create(
        round=Round.objects.get(year=2010), region=city, indicator="patents", period=2010, stated_value=5,
        proposed_value=8, reason="不符", evidence=evidence, filed_by=filed_by,
    )  # fmt: skip
    return {"pk": made.pk}


def cities(reach: object) -> dict[Role, Any]:
    return dict.fromkeys(sorted(CITY_OFFICERS), reach)


MATRIX = Matrix(
    *page_and_twins("rounds:list", allowed=FOLLOWERS),
    Route("rounds:new", allowed=NATIONAL),
    Route("rounds:new", method="POST", data={"subject": f"{CODE}|2009"}, allowed=NATIONAL, answer=302),
    Route("rounds:round", lambda _place: waiting(), allowed=NATIONAL),
    Route("rounds:step", lambda _place: {**waiting(), "code": "compute"}, allowed=NATIONAL),
    Route("rounds:step", lambda _place: {**waiting(), "code": "compute"}, method="POST", data={}, allowed=NATIONAL, answer=302),
    *page_and_twins("rounds:group", lambda _place: {**waiting(), "group": "screening"}, allowed=NATIONAL),
    *page_and_twins("rounds:objections", lambda _place: waiting(), allowed=NATIONAL),
    *page_and_twins("rounds:own", lambda _place: waiting(), allowed=CITY_OFFICERS),
    Route(
        "rounds:object", lambda _place: {**waiting(), "indicator": "patents", "period": 2010}, allowed=CITY_OFFICERS
    ),
    Route("rounds:objection", objection_in, allowed={Role.NATIONAL: OWN_REGION, **cities(OWN_REGION)}),
    Route(
        "rounds:answer", objection_in, method="POST", data={"decision": "reject", "answer": "不符"},
        allowed=NATIONAL, answer=302,
    ),
    Route("rounds:withdraw", objection_in, method="POST", data={}, allowed=cities(OWN_REGION), answer=302),
    Route("rounds:release", {"scheme": CODE, "year": 2009, "run": 1}, allowed=PUBLIC),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _rounds(db: None) -> None:
    samples.publish_country({code: FIGURES[code] for code in (SHENZHEN, HEFEI)})
    by = samples.national("国家局样本")
    samples.published(by, 2009)
    samples.sent(by, 2010)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
