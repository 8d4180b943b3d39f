"""Who may open the working part: the nation runs it, a city writes its own, a province speaks of its cities, an expert sees own sheets."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from tests.governance.assessment import samples
from tests.governance.assessment.samples import HEFEI, SHENZHEN
from tests.people import division
from tests.permissions import (
    EVERYWHERE,
    OWN_PARTY,
    OWN_REGION,
    PUBLIC,
    Matrix,
    PermissionMatrix,
    Place,
    Route,
    page_and_twins,
)
from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.definitions.models import Definition
from zhicheng.governance.assessment.models import Answer, Citation, Connection, Entry, Incident, Panelist, Round, Score

NATIONAL = frozenset({Role.NATIONAL})
ABOVE = NATIONAL | {Role.PROVINCIAL}
JUDGES = NATIONAL | {Role.EXPERT}
FOLLOWERS = ABOVE | CITY_OFFICERS


def city_of(place: Place) -> str:
    return SHENZHEN if place.region.startswith("4403") else HEFEI


def boss() -> User:
    return User.objects.get(name="国家局样本")


def opened(place: Place) -> Entry:
    """A city's empty part in an open round, one round for each city, made without the steps before."""
    found = Round.objects.filter(year=2018, state="opened").first()
    round_ = found or Round.objects.create(
        definition=Definition.objects.get(kind="assessment", code="2018", state="current"), year=2018, number=1,
        experts=3, objection_workdays=7, opened_by=boss(), self_assessment_until=timezone.localdate(),
    )  # fmt: skip
    entry = Entry.objects.create(round=round_, region=division(city_of(place)))
    for code in ("year_plan", "management", "service", "innovation"):
        Answer.objects.create(entry=entry, criterion=code, narrative="做法", self_points=10)
    return entry


def signed(place: Place, state: str = "signed") -> Mapping[str, Any]:
    """The same, signed or found complete."""
    entry, at = opened(place), timezone.now()
    entry.state, entry.signed_at, entry.signed_by = state, at, boss()
    if state == "complete":
        entry.completed_at, entry.completed_by = at, boss()
    entry.save()
    return {"pk": entry.pk}


def moved(entry: Entry, state: str) -> Entry:
    """The entry's round at a later state."""
    steps = ("completed", "drawn", "met")[: 2 if state == "scoring" else 3]
    dates = {f"{step}_at": timezone.now() for step in steps} | {f"{step}_by": boss() for step in steps}
    Round.objects.filter(pk=entry.round_id).update(state=state, seed="种子", **dates)
    return entry


def judged(place: Place) -> Mapping[str, Any]:
    """A sheet on the place's city. It is the asker's own where he is an expert and the place is his."""
    entry = moved(opened(place), "scoring")
    own = place.asking(Role.EXPERT) if place.whose.value == "own" else None
    expert = own or User.objects.get(name="专家样本")
    if own:
        # An expert judges no city of the own province.
        User.objects.filter(pk=own.pk).update(region=division("320100"))
    return {"pk": sheet(entry, expert).pk}


def sheet(entry: Entry, expert: User) -> Panelist:
    return Panelist.objects.create(
        round=entry.round, entry=entry, expert=expert, rater=1, seat=1, assigned_at=timezone.now()
    )


def apart(place: Place) -> Mapping[str, Any]:
    """A city on whose first criterion two experts lie far apart."""
    entry = moved(opened(place), "panel")
    for number, points in ((1, 5), (2, 35)):
        made = Panelist.objects.create(
            round=entry.round, entry=entry, expert=User.objects.filter(name="专家样本").first() if number == 1 else boss(),
            rater=number, seat=number, state="submitted", assigned_at=timezone.now(), ended_at=timezone.now(),
        )  # fmt: skip
        Score.objects.create(panelist=made, criterion="year_plan", points=points)
    return {"pk": entry.pk, "criterion": "year_plan"}


def paper(place: Place) -> Mapping[str, Any]:
    entry = opened(place)
    answer = Answer.objects.get(entry=entry, criterion="management")
    cited = Citation.objects.create(answer=answer, evidence=samples.evidence(entry.region_id))
    return {"pk": entry.pk, "citation": cited.pk}


def incident(place: Place) -> Mapping[str, Any]:
    made = Incident.objects.create(
        region=division(city_of(place)), on=date(2018, 5, 1), kind="mass_infringement", text="事件", by=boss(),
        at=timezone.now(),
    )  # fmt: skip
    return {"pk": made.pk}


def round_pk(place: Place) -> Mapping[str, Any]:
    return {"pk": opened(place).round_id}


def entry_pk(place: Place) -> Mapping[str, Any]:
    return {"pk": opened(place).pk}


def two_cities(place: Place) -> Mapping[str, Any]:
    """A city's part in a round with another city."""
    entry = opened(place)
    Entry.objects.create(round=entry.round, region=division("610100"))
    return {"pk": entry.pk}


def within(*roles: Role) -> dict[Role, Any]:
    return dict.fromkeys(roles, OWN_REGION)


READERS = {Role.NATIONAL: EVERYWHERE, **within(Role.PROVINCIAL, *sorted(CITY_OFFICERS))}
CHECKERS = {Role.NATIONAL: EVERYWHERE, **within(Role.PROVINCIAL)}
OWN_CITY = within(*sorted(CITY_OFFICERS))
INCIDENT = {"region": SHENZHEN, "on": "2018-05-01", "kind": "mass_infringement", "text": "事件"}
MATRIX = Matrix(
    *page_and_twins("assessment:list", allowed=FOLLOWERS),
    Route("assessment:new", allowed=NATIONAL),
    Route("assessment:scheme", {"code": "2018"}, allowed=PUBLIC),
    Route("assessment:round", round_pk, allowed=READERS),
    Route("assessment:step", lambda place: {**round_pk(place), "code": "cancel"}, allowed=NATIONAL),
    Route(
        "assessment:step", lambda place: {**round_pk(place), "code": "cancel"}, method="POST", data={"why": "重来"},
        allowed=NATIONAL, answer=302,
    ),
    *page_and_twins("assessment:panels", round_pk, allowed=NATIONAL),
    *page_and_twins("assessment:arbitration", round_pk, allowed=NATIONAL),
    Route("assessment:arbitrate", apart, allowed=NATIONAL),
    Route("assessment:fill", lambda place: {"pk": moved(opened(place), "scoring").round_id}, method="POST", data={}, allowed=NATIONAL, answer=302),
    Route("assessment:entry", entry_pk, allowed=READERS),
    Route("assessment:self", lambda place: {**entry_pk(place), "criterion": "year_plan"}, allowed=OWN_CITY),
    Route(
        "assessment:self", lambda place: {**entry_pk(place), "criterion": "year_plan"}, method="POST",
        data={"narrative": "新的", "self_points": "30"}, allowed=OWN_CITY, answer=302,
    ),
    Route("assessment:check", entry_pk, allowed=OWN_CITY),
    Route("assessment:review", signed, allowed=CHECKERS),
    Route("assessment:opinion", lambda place: signed(place, "complete"), allowed=within(Role.PROVINCIAL)),
    Route("assessment:remove", two_cities, allowed=NATIONAL),
    Route("assessment:paper", paper, allowed=READERS, refused=404),
    *page_and_twins("assessment:sheets", allowed={Role.EXPERT}),
    Route("assessment:score", judged, allowed={Role.EXPERT: OWN_PARTY}),
    Route("assessment:decline", judged, allowed={Role.EXPERT: OWN_PARTY}),
    *page_and_twins("assessment:connections", allowed=JUDGES),
    *page_and_twins("assessment:incidents", allowed=ABOVE),
    Route("assessment:new_incident", allowed=ABOVE),
    Route("assessment:new_incident", method="POST", data=INCIDENT, allowed=ABOVE, answer=302),
    Route("assessment:withdraw_incident", incident, allowed=CHECKERS),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _scheme(db: None) -> None:
    samples.publish_scheme()
    samples.national("国家局样本")
    samples.experts(["320100", "330100", "330100"])
    User.objects.filter(name="专家1").update(name="专家样本")
    assert Connection.objects.count() == 0


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
