"""Who may read the log."""

from collections.abc import Mapping

from tests.permissions import EVERYWHERE, OWN_REGION, Matrix, PermissionMatrix, Place, Route, page_and_twins
from zhicheng.base.accounts.models import OFFICERS, Role
from zhicheng.base.audit.actions import record

READERS = dict.fromkeys(OFFICERS, OWN_REGION) | {Role.AUDIT_ADMIN: EVERYWHERE}


def act_in(place: Place) -> Mapping[str, int]:
    return {"number": record("party.registered", on=place.party, by=None, region_code=place.region).number}


MATRIX = Matrix(
    *page_and_twins("audit:list", allowed=OFFICERS | {Role.AUDIT_ADMIN}),
    Route("audit:entry", act_in, allowed=READERS),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
