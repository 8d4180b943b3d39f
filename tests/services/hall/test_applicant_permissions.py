"""Who may open which of the applicant's pages."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from tests.people import division, person
from tests.permissions import (
    EVERYWHERE,
    OWN_PARTY,
    OWN_REGION,
    PUBLIC,
    SIGNED_IN,
    Matrix,
    PermissionMatrix,
    Place,
    Route,
    page_and_twins,
)
from tests.services.hall.samples import CODE, case, draft, publish_item
from zhicheng.base.accounts.models import OF_PARTIES, OFFICERS, Role, User
from zhicheng.services.hall.models import Letter, State

MEMBERS = dict.fromkeys(OF_PARTIES, OWN_PARTY)
READERS = MEMBERS | dict.fromkeys(OFFICERS, OWN_REGION) | {Role.NATIONAL: EVERYWHERE}
CONTACT = {"contact_name": "李工", "contact_phone": "0755-12345678"}


def member_of(place: Place) -> User:
    """Somebody of the organisation in the place."""
    return person("填报人", Role.ORGANISATION, place.region, party=place.party)


def in_state(state: State, **more: Any) -> Callable[[Place], Mapping[str, Any]]:
    """A case of the place's organisation."""

    def arguments(place: Place) -> Mapping[str, Any]:
        division(place.region)
        publish_item(audience=["enterprise", "agency", "bank"])
        by = member_of(place)
        made = draft(by) if state == State.DRAFT else case(state, by=by)
        return {"pk": made.pk, **more}

    return arguments


def item(_place: Place) -> Mapping[str, Any]:
    publish_item(audience=["citizen"])
    return {"code": CODE}


def letter(place: Place) -> Mapping[str, Any]:
    made = in_state(State.DELIVERED)(place)
    return {"code": Letter.objects.get(application=made["pk"]).code}


MATRIX = Matrix(
    Route("hall:apply", item, allowed=PUBLIC),
    *page_and_twins("hall:mine", allowed=SIGNED_IN),
    Route("hall:form", in_state(State.DRAFT, section=1), allowed=MEMBERS, refused=404),
    Route("hall:answers", in_state(State.DRAFT), allowed=MEMBERS, refused=404),
    Route("hall:answers", in_state(State.DRAFT), method="POST", data=CONTACT, allowed=MEMBERS, answer=302, refused=404),
    Route("hall:submitted", in_state(State.SUBMITTED), allowed=MEMBERS, refused=404),
    Route("hall:withdraw", in_state(State.SUBMITTED), allowed=MEMBERS, refused=404),
    Route("hall:zip", in_state(State.SUBMITTED), allowed=READERS, refused=404),
    Route("hall:letter", in_state(State.DELIVERED), allowed=READERS, refused=404),
    Route("hall:track", allowed=PUBLIC),
    Route("hall:verify_any", allowed=PUBLIC),
    Route("hall:verify", letter, allowed=PUBLIC),
    exempt={f"hall:{name}": "asked in every state of a case by `test_who_may`" for name in ("case", "message", "rate")},
)  # fmt: skip


class TestPermissions(PermissionMatrix):
    matrix: ClassVar[Matrix] = MATRIX
