"""The site is public; the workbench is for whoever is signed in."""

from tests.people import NANSHAN, division
from tests.permissions import PUBLIC, SIGNED_IN, Matrix, PermissionMatrix, Place, Route, page_and_twins


def a_division(_place: Place) -> dict[str, str]:
    return {"code": division(NANSHAN).code}


MATRIX = Matrix(
    Route("home", allowed=PUBLIC),
    Route("help", allowed=PUBLIC),
    Route("workbench", allowed=SIGNED_IN),
    *page_and_twins("regions", allowed=PUBLIC),
    *page_and_twins("region", a_division, allowed=PUBLIC),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
