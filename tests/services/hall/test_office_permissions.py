"""Who handles cases, looks at the office's numbers, and hands work over."""

from collections.abc import Callable, Mapping
from uuid import UUID

from tests.people import person
from tests.permissions import OWN_REGION, Matrix, PermissionMatrix, Place, Reach, Route, page_and_twins
from tests.services.hall.samples import applicant, brought, case, current
from zhicheng.base.accounts.models import OFFICERS, Role
from zhicheng.services.hall import actions, clock
from zhicheng.services.hall.models import State
from zhicheng.services.hall.office_acts import BY_CODE

HANDLER, HEAD = {Role.CITY_HANDLER: OWN_REGION}, {Role.CITY_HEAD: OWN_REGION}


def rated(place: Place) -> Mapping[str, int]:
    by = applicant(place.party)
    ended = brought(case(State.DRAFT, by=by), State.DELIVERED)
    return {"pk": actions.rate(application=ended, by=by, stars=2, text="太慢").pk}


def given(place: Place) -> Mapping[str, int]:
    """A delegation between two people of the city."""
    del place
    giver, taker = person("甲", Role.CITY_HANDLER), person("乙", Role.CITY_HANDLER)
    made = actions.delegate(to=taker, starts_on=clock.today(), ends_on=clock.today(), why="休假", by=giver)
    return {"pk": made.pk}


def an_item(place: Place) -> Mapping[str, str]:
    """The sample item, which the city's handlers accept."""
    del place
    return {"code": current().code}


def of_case(name: str, arguments: Callable[[Place], Mapping[str, int]], *, allowed: Mapping[Role, Reach]) -> Route:
    """An act on a case: officers in whose reach it lies are told why not, to others the case does not exist."""
    return Route(name, arguments, allowed=allowed, seen_by=OFFICERS)


NOWHERE = {"pk": UUID(int=0)}
MATRIX = Matrix(
    *page_and_twins("hall:desk", allowed=OFFICERS),
    Route("hall:hand_over_many", allowed=OFFICERS, answer=302),
    Route("hall:delegations", allowed=OFFICERS),
    Route("hall:end_delegation", given, allowed=OFFICERS, answer=404),
    *page_and_twins("hall:statistics", allowed=OFFICERS),
    *page_and_twins("hall:ratings", allowed=OFFICERS),
    of_case("hall:reply", rated, allowed=HANDLER | HEAD),
    Route("hall:paper", allowed=OFFICERS),
    # Without an organisation in the address there is nothing to fill in.
    Route("hall:paper_form", an_item, allowed={Role.CITY_HANDLER}, answer=404),
    Route("hall:paper_empty", an_item, allowed={Role.CITY_HANDLER}),
    Route("hall:import", allowed=OFFICERS),
    Route("hall:import_preview", NOWHERE, allowed=OFFICERS, answer=404),
    Route("hall:import_confirm", NOWHERE, method="POST", data={}, allowed=OFFICERS, answer=404),
    exempt={f"hall:{code}": "asked in every state of a case by `test_who_may`" for code in BY_CODE},
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
