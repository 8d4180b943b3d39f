"""Who may open the hall's front and write items."""

from tests.permissions import PUBLIC, Matrix, PermissionMatrix, Place, Route, page_and_twins
from tests.services.hall.samples import current


def an_item(_place: Place) -> dict[str, str]:
    return {"code": current().code}


MATRIX = Matrix(
    *page_and_twins("hall:home", allowed=PUBLIC),
    Route("hall:item", an_item, allowed=PUBLIC),
    Route("hall:guide", an_item, allowed=PUBLIC),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
