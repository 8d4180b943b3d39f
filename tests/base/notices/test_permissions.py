"""Whose notices one may read: one's own."""

from collections.abc import Mapping

from tests.people import person
from tests.permissions import OWN_PARTY, SIGNED_IN, Matrix, PermissionMatrix, Place, Route, Whose
from zhicheng.base.accounts.models import Role
from zhicheng.base.notices.actions import notify
from zhicheng.base.notices.models import Mail, Notice

SYSTEM = frozenset({Role.SYSTEM_ADMIN})


def notice_to_oneself_or_another(place: Place) -> Mapping[str, int]:
    """Own = to the person who asks; else to somebody else in the place."""
    is_own = place.whose is Whose.OWN and place.person
    to = place.person if is_own else person("赵", Role.COUNTY, region=place.region)
    return {"pk": notify(to=to, subject="证书即将到期").pk}


def undelivered(place: Place) -> Mapping[str, int]:
    notice = notify(to=person("赵", Role.COUNTY, region=place.region), subject="证书即将到期")
    Notice.objects.filter(pk=notice.pk).update(mail=Mail.FAILED)
    return {"pk": notice.pk}


MATRIX = Matrix(
    Route("notices:list", allowed=SIGNED_IN),
    Route("notices:read-all", allowed=SIGNED_IN, method="POST", answer=302),
    Route(
        "notices:read",
        notice_to_oneself_or_another,
        allowed=dict.fromkeys(Role, OWN_PARTY),
        method="POST",
        answer=302,
    ),
    Route("notices:mail", allowed=SYSTEM),
    Route("notices:send-again", undelivered, allowed=SYSTEM),
    Route("notices:send-again", undelivered, allowed=SYSTEM, method="POST", answer=302),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
