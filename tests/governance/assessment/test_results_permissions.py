"""Who may open results, the experts' agreement, the panel meeting, objections and papers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.governance.assessment import samples
from tests.governance.assessment.samples import HEFEI, SHENZHEN
from tests.permissions import EVERYWHERE, OWN_REGION, PUBLIC, Matrix, PermissionMatrix, Place, Route, page_and_twins
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.models import Definition
from zhicheng.governance.assessment.models import Answer, Entry, Objection, Result, Round

NATION = {Role.NATIONAL: EVERYWHERE}
CITY = {Role.CITY_HANDLER: OWN_REGION, Role.CITY_HEAD: OWN_REGION}
FOLLOWING = {Role.NATIONAL: EVERYWHERE, Role.CITY_HANDLER: EVERYWHERE, Role.CITY_HEAD: EVERYWHERE}
POINTS = {"year_plan": 36.0, "management": 36.0, "service": 18.0}


def entry(place: Place, state: str) -> Entry:
    """A city's part in a round in one of the last states, with its result, made without the steps before."""
    by, at = User.objects.filter(role=Role.NATIONAL).first() or samples.national(), timezone.now()
    dates = {f"{step}_at": at for step in ("completed", "drawn", "met", "sent")}
    people = {f"{step}_by": by for step in ("completed", "drawn", "met", "sent")}
    if state == "published":
        dates |= {"finalised_at": at, "published_at": at}
        people |= {"finalised_by": by, "published_by": by}
    round_ = Round.objects.create(
        definition=Definition.objects.get(kind="assessment", code="2018", state="current"), year=2018, number=1, state=state,
        experts=3, objection_workdays=7, opened_by=by, self_assessment_until=at.date(), seed="种子",
        closes_on=at.date() + timedelta(days=9), **dates, **people,
    )  # fmt: skip
    region = SHENZHEN if place.region.startswith("4403") else HEFEI
    made = Entry.objects.create(
        round=round_, region_id=region, state="complete", signed_at=at, signed_by=by, completed_at=at, completed_by=by
    )
    Answer.objects.create(entry=made, criterion="year_plan")
    Result.objects.create(
        entry=made, raw=90, adjusted=90, bonus=0, deduction=0, total=90, rank=1, of=1, grade="good", criteria=POINTS,
        computed_at=at,
    )  # fmt: skip
    return made


def round_of(place: Place) -> Mapping[str, Any]:
    return {"pk": entry(place, "published").round_id}


def city_of(place: Place) -> Mapping[str, Any]:
    made = entry(place, "published")
    return {"pk": made.round_id, "region": made.region_id}


def criterion_of(place: Place) -> Mapping[str, Any]:
    return {"pk": entry(place, "results").pk, "criterion": "year_plan"}


def objection_of(place: Place) -> Mapping[str, Any]:
    made = entry(place, "results")
    by = User.objects.filter(role=Role.NATIONAL).earliest("pk")
    filed = Objection.objects.create(
        entry=made, criterion="year_plan", stated_points=36, reason="漏计一份文件", filed_at=timezone.now(), filed_by=by
    )
    return {"pk": filed.pk}


def year_of(place: Place) -> Mapping[str, Any]:
    entry(place, "published")
    return {"year": 2018}


MATRIX = Matrix(
    Route("assessment:latest", allowed=PUBLIC),
    *page_and_twins("assessment:year", year_of, allowed=PUBLIC),
    *page_and_twins("assessment:results", round_of, allowed=PUBLIC),
    *page_and_twins("assessment:city", city_of, allowed=PUBLIC),
    *page_and_twins("assessment:agreement", round_of, allowed=PUBLIC),
    Route("assessment:meeting", round_of, allowed=NATION, answer=302),
    *page_and_twins("assessment:objections", round_of, allowed=FOLLOWING),
    Route("assessment:object", criterion_of, allowed=CITY),
    Route("assessment:objection", objection_of, allowed={**NATION, **CITY}),
    Route(
        "assessment:answer", objection_of, method="POST", data={"decision": "reject", "answer": "依据不足"},
        allowed=NATION, answer=302,
    ),
    Route("assessment:withdraw", objection_of, method="POST", data={}, allowed=CITY, answer=302),
    exempt={
        "assessment:meeting_city": "needs points of all experts: test_results.py asks as three people",
        "assessment:overview": "as the results, and slow to write: test_results.py asks as five people",
        "assessment:report": "as a city's result, and slow to write: test_results.py asks as five people",
    },
)  # fmt: skip


@pytest.fixture(autouse=True)
def _scheme(db: None) -> None:
    samples.publish_scheme()
    samples.national()


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
