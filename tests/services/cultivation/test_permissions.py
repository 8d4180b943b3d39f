"""Everyone reads the register; the offices named by programme and stage keep it; a score sheet belongs to its organisation."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.people import SHENZHEN, division, firm, person
from tests.permissions import OWN_PARTY, OWN_REGION, PUBLIC, Matrix, PermissionMatrix, Place, Route, page_and_twins
from tests.services.cultivation import samples
from zhicheng.base.accounts.models import CITY_OFFICERS, OF_PARTIES, OFFICERS, Role
from zhicheng.base.documents.actions import store
from zhicheng.base.parties.models import Kind
from zhicheng.services.cultivation.actions import cities
from zhicheng.services.cultivation.actions.titles import Grant, designate
from zhicheng.services.cultivation.listing import IMPORT
from zhicheng.services.cultivation.models import Designation

RECORDING = CITY_OFFICERS | {Role.PROVINCIAL, Role.NATIONAL}
SEERS = dict.fromkeys(OFFICERS, OWN_REGION) | dict.fromkeys(OF_PARTIES, OWN_PARTY)
LIST = "名称,称号,文号,授予日期\n".encode()


def programmes(place: Place) -> dict[str, Any]:
    del place
    return {}


def a_title(place: Place) -> Designation:
    """A title that the office of a city grants, held in the place."""
    holder = firm(region=place.region, kind=Kind.OTHER)
    today = timezone.localdate()
    grant = Grant("incubation_base", "base", document="1号", granted_on=today, ends_on=today + timedelta(days=30))
    return designate(grant=grant, by=None, party=holder)


def title(place: Place) -> dict[str, Any]:
    return {"pk": a_title(place).pk}


def code(place: Place) -> dict[str, Any]:
    return {"code": a_title(place).code}


def act(verb: str) -> Any:
    def arguments(place: Place) -> Mapping[str, Any]:
        made = a_title(place)
        if verb == "resume":
            Designation.objects.filter(pk=made.pk).update(state="suspended")
        return {"pk": made.pk, "verb": verb}

    return arguments


def a_pilot(verb: str) -> Any:
    """A city whose pilot is over: Shenzhen for a place in it, else the city of the place."""

    def arguments(place: Place) -> Mapping[str, Any]:
        city = division(place.region[:4] + "00")
        cities.start_pilot(region=city, by=person("国", Role.NATIONAL), document="1号", starts_on=date(2013, 9, 1))
        return {"code": city.code, "verb": verb}

    return arguments


def a_city(place: Place) -> dict[str, Any]:
    return {"code": a_pilot("accept")(place)["code"]}


def sheet(place: Place) -> dict[str, Any]:
    return {"party": place.party.pk}


def line(place: Place) -> dict[str, Any]:
    return {**sheet(place), "line": "strategy"}


def uploaded(place: Place) -> dict[str, Any]:
    officer = person("市", Role.CITY_HANDLER, SHENZHEN)
    file = SimpleUploadedFile("名单.csv", LIST)
    return {"pk": store(upload=file, purpose=IMPORT.purpose, by=officer, region_code=place.region).pk}


CITY_ACTS = {"allowed": dict.fromkeys(CITY_OFFICERS, OWN_REGION), "hidden": 403}
MATRIX = Matrix(
    *page_and_twins("cultivation:list", allowed=PUBLIC),
    Route("cultivation:programmes", allowed=PUBLIC),
    Route("cultivation:programme", lambda place: programmes(place) | {"code": "ip_town"}, allowed=PUBLIC),
    Route("cultivation:title", title, allowed=PUBLIC),
    Route("cultivation:verify", allowed=PUBLIC),
    Route("cultivation:verified", code, allowed=PUBLIC),
    *page_and_twins("cultivation:cities", programmes, allowed=PUBLIC),
    Route("cultivation:city", a_city, allowed=PUBLIC),
    Route("cultivation:new", allowed=OFFICERS),
    *(
        Route("cultivation:act", act(verb), **CITY_ACTS)
        for verb in ("renew", "review", "suspend", "resume", "withdraw")
    ),
    Route("cultivation:act", act("suspend"), method="POST", data={"reason": "整改"}, answer=302, **CITY_ACTS),
    Route("cultivation:city-start", allowed=[Role.NATIONAL]),
    Route("cultivation:city-enter", allowed=[Role.NATIONAL]),
    Route("cultivation:city-act", a_pilot("accept"), allowed={Role.PROVINCIAL: OWN_REGION}, hidden=403),
    Route("cultivation:city-act", a_pilot("report"), allowed={Role.PROVINCIAL: OWN_REGION}, answer=409, hidden=403),
    Route("cultivation:import", allowed=RECORDING),
    Route("cultivation:import_preview", uploaded, allowed=dict.fromkeys(RECORDING, OWN_REGION), hidden=403),
    Route(
        "cultivation:import_confirm",
        uploaded,
        allowed=dict.fromkeys(RECORDING, OWN_REGION),
        hidden=403,
        method="POST",
        answer=302,
    ),
    *page_and_twins("cultivation:score", sheet, allowed=SEERS, refused=404),
    Route("cultivation:score-line", line, allowed=dict.fromkeys(OF_PARTIES, OWN_PARTY)),
)


@pytest.fixture(scope="class", autouse=True)
def _programmes(lasting_database: None) -> None:
    samples.load_programmes()


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
