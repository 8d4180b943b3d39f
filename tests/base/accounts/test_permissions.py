"""Who may open which page of accounts."""

from collections.abc import Mapping

from tests.people import person
from tests.permissions import SIGNED_IN, Matrix, PermissionMatrix, Place, Route, page_and_twins
from zhicheng.base.accounts.administration import ACTS
from zhicheng.base.accounts.models import Role

SYSTEM, SECURITY = frozenset({Role.SYSTEM_ADMIN}), frozenset({Role.SECURITY_ADMIN})


def somebody(place: Place) -> Mapping[str, int]:
    """An account of the region."""
    return {"pk": person("赵", Role.COUNTY, region=place.region).pk}


def suspended(place: Place) -> Mapping[str, int]:
    account = person("赵", Role.COUNTY, region=place.region)
    account.is_active = False
    account.save()
    return {"pk": account.pk}


def invited(place: Place) -> Mapping[str, int]:
    account = person("赵", Role.COUNTY, region=place.region)
    account.set_unusable_password()
    account.save()
    return {"pk": account.pk}


MATRIX = Matrix(
    Route("accounts:me", allowed=SIGNED_IN),
    Route("accounts:password", allowed=SIGNED_IN),
    Route("accounts:second-factor-set-up", allowed=SIGNED_IN),
    Route("accounts:second-factor", allowed=SIGNED_IN, answer=302),
    Route("accounts:recovery-codes", allowed=SIGNED_IN, method="POST", answer=409),
    *page_and_twins("accounts:list", allowed=SYSTEM | SECURITY),
    Route("accounts:detail", somebody, allowed=SYSTEM | SECURITY),
    Route("accounts:open", allowed=SYSTEM),
    Route("accounts:correct", somebody, allowed=SYSTEM),
    Route("accounts:grant", somebody, allowed=SECURITY),
    Route("accounts:link", invited, allowed=SECURITY),
    *(Route(f"accounts:{name}", suspended, allowed=SECURITY) for name in ACTS),
    *(
        Route(f"accounts:{name}", suspended, method="POST", data={"why": "测试"}, allowed=SECURITY, answer=302)
        for name in ACTS
    ),
    exempt={
        "accounts:login": "anybody opens it; people who are signed in are sent on (test_sign_in)",
        "accounts:logout": "anybody may end their own session (test_sign_in)",
        "accounts:join": "the signed link is the right; void ones get 410 (test_invitations)",
    },
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
