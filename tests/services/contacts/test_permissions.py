"""Officers keep their reach, agencies what they wrote, organisations see their own; nothing is public."""

from typing import Any

from tests.people import firm
from tests.permissions import OWN_PARTY, OWN_REGION, Matrix, PermissionMatrix, Place, Route, page_and_twins
from tests.services.contacts import samples
from zhicheng.base.accounts.models import OF_PARTIES, OFFICERS, Role

IN_REGION = dict.fromkeys(OFFICERS, OWN_REGION)
SIDES = dict.fromkeys(OF_PARTIES, OWN_PARTY)
SERVERS = OFFICERS | {Role.AGENCY}


def about(place: Place) -> dict[str, Any]:
    return {"pk": samples.recorded(place.party).pk}


def open_by(place: Place) -> dict[str, Any]:
    """Something to follow; an agency's own when the agency asks."""
    party = firm(region=place.region)
    return {"pk": samples.recorded(party, agency=place.party, follow_up="回访").pk}


def custody(place: Place) -> dict[str, Any]:
    return {"pk": samples.proposed(place.party).pk}


def kept(place: Place) -> dict[str, Any]:
    return {"pk": samples.running(place.party, samples.agency()).pk}


def somebodys_list(place: Place) -> dict[str, Any]:
    del place
    return {"pk": "6f1f8a4e-7d8f-4a2b-9a55-0d6a2d1f0c11"}


MATRIX = Matrix(
    *page_and_twins("contacts:list", allowed=SERVERS),
    *page_and_twins("contacts:open", allowed=SERVERS),
    *page_and_twins("contacts:mine", allowed=OF_PARTIES),
    *page_and_twins("contacts:custodies", allowed=OFFICERS | OF_PARTIES),
    Route("contacts:new", allowed=SERVERS),
    Route("contacts:import", allowed=OFFICERS),
    Route("contacts:import_preview", somebodys_list, allowed=OFFICERS, answer=404),
    Route("contacts:import_confirm", somebodys_list, method="POST", allowed=OFFICERS, answer=404),
    Route("contacts:contact", about, allowed={**IN_REGION, **SIDES}),
    Route("contacts:done", open_by, method="POST", data={"done_on": "2018-03-02"},
          allowed={**IN_REGION, Role.AGENCY: OWN_PARTY}, answer=302),
    Route("contacts:custody", custody, allowed={**IN_REGION, **SIDES}),
    Route("contacts:propose", allowed=[Role.AGENCY]),
    Route("contacts:confirm", custody, method="POST", allowed=SIDES, answer=302),
    Route("contacts:decline", custody, method="POST", data={"reason": "已有机构"}, allowed=SIDES, answer=302),
    Route("contacts:end", kept, method="POST", data={"reason": "期满"}, allowed=SIDES, answer=302),
)  # fmt: skip


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
