"""Maps are for everybody."""

from tests.permissions import PUBLIC, Matrix, PermissionMatrix, Route

MATRIX = Matrix(Route("regions:map", {"name": "110000"}, allowed=PUBLIC))


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
