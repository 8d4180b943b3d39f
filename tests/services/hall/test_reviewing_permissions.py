"""Experts see what they judge, an office its own batches and objections, everybody what is public."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.base.documents.test_permissions import Download
from tests.people import person
from tests.permissions import (
    OWN_PARTY,
    OWN_REGION,
    PUBLIC,
    Matrix,
    PermissionMatrix,
    Place,
    Route,
    Whose,
    page_and_twins,
)
from tests.services.hall.reviewing_samples import SCORED_CALL, expert, reviewed_item
from tests.services.hall.samples import PUBLICISED, applicant, call, case, city_of, office, publish_item
from zhicheng.base.accounts.models import OFFICERS, Role
from zhicheng.base.documents.actions import store
from zhicheng.base.regions.models import Region
from zhicheng.services.hall import clock
from zhicheng.services.hall.actions import reviewing
from zhicheng.services.hall.models import Application, Attachment, Review, State

OFFICE = {Role.CITY_HANDLER: OWN_REGION, Role.CITY_HEAD: OWN_REGION}
REVIEWER = {Role.EXPERT: OWN_PARTY}
ANSWER = {"decision": "rejected", "answer": "经核实，材料属实"}
OBJECTION = {"name": "赵某", "contact": "13800000000", "text": "材料与事实不符"}


def under_review(place: Place) -> Application:
    return case(State.ACCEPTED, definition=reviewed_item(), by=applicant(place.party))


def assigned(place: Place) -> Review:
    """A review of the person who asks when it is their own, else of another expert."""
    application = under_review(place)
    own = place.asking(Role.EXPERT) if place.whose is Whose.OWN else None
    reviewer = own or expert()
    by = office(city_of(application)).handler
    return reviewing.assign_reviewers(application=application, reviewers=[reviewer], by=by)[0]


def review(place: Place) -> Mapping[str, Any]:
    return {"pk": assigned(place).pk}


def paper(place: Place) -> Mapping[str, Any]:
    """A paper of a case under review."""
    made = assigned(place)
    by = made.application.filed_by
    assert by is not None
    upload = SimpleUploadedFile("方案.txt", "方案".encode())
    document = store(upload=upload, purpose="hall", by=by, region_code=place.region)
    kept = Attachment.objects.create(application=made.application, code="plan", document=document, added_by=by)
    return {"pk": made.pk, "paper_pk": kept.pk}


def interest(place: Place) -> Mapping[str, Any]:
    """An interest of an expert who lives in the place."""
    expert = person("专", Role.EXPERT, place.region)
    return {"pk": reviewing.declare_interest(reviewer=expert, party=place.party, why="持股", by=expert).pk}


def case_under_review(place: Place) -> Mapping[str, Any]:
    return {"pk": under_review(place).pk}


def batch(place: Place) -> Mapping[str, Any]:
    """A batch of the place's city that is open until tomorrow."""
    city = Region.objects.get(code=place.region[:4] + "00")
    made = call(reviewed_item(call=SCORED_CALL), office=city, closes_on=clock.today() + timedelta(days=1))
    return {"pk": made.pk}


def publicised(place: Place) -> Application:
    return case(State.PUBLICISED, definition=publish_item("publicised", steps=PUBLICISED), by=applicant(place.party))


def publicised_case(place: Place) -> Mapping[str, Any]:
    return {"pk": publicised(place).pk}


def objection(place: Place) -> Mapping[str, Any]:
    made = reviewing.object_to(application=publicised(place), by=person("某人", Role.MENTOR), **OBJECTION)
    return {"pk": made.pk}


def batch_file(place: Place) -> Mapping[str, Any]:
    return {**batch(place), "as_format": "csv"}


MATRIX = Matrix(
    *page_and_twins("hall:reviews", allowed={Role.EXPERT}),
    Route("hall:review", review, allowed=REVIEWER),
    Route("hall:review", review, method="POST", data={"points_plan": "50", "points_team": "30"}, allowed=REVIEWER, answer=302),
    Route("hall:decline", review, allowed=REVIEWER),
    Route("hall:decline", review, method="POST", data={"reason": "出差"}, allowed=REVIEWER, answer=302),
    Download("hall:review_paper", paper, allowed=REVIEWER),
    *page_and_twins("hall:interests", allowed=OFFICERS | {Role.EXPERT}),
    Route("hall:end_interest", interest, allowed=dict.fromkeys(OFFICERS, OWN_REGION)),
    Route("hall:assign", case_under_review, allowed=OFFICE, hidden=403),
    Route("hall:assign", case_under_review, method="POST", data={"seed": "1"}, allowed=OFFICE, hidden=403),
    *page_and_twins("hall:calls", allowed=PUBLIC),
    Route("hall:announce", allowed=OFFICERS),
    Route("hall:call", batch, allowed=PUBLIC),
    Route("hall:call_file", batch_file, allowed=OFFICE, hidden=403),
    Route("hall:rank", batch, allowed=OFFICE, answer=409, hidden=403),
    Route("hall:close_call", batch, method="POST", data={}, allowed=OFFICE, answer=409, hidden=403),
    *page_and_twins("hall:publicised", allowed=PUBLIC),
    Route("hall:object", publicised_case, allowed=PUBLIC),
    *page_and_twins("hall:objections", allowed=OFFICERS),
    Route("hall:answer_objection", objection, method="POST", data=ANSWER, allowed=OFFICE, answer=302, hidden=403),
)  # fmt: skip


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
