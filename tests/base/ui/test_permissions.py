"""Who may see the gallery of components: everybody."""

from tests.permissions import PUBLIC, Matrix, PermissionMatrix, Route

MATRIX = Matrix(Route("ui:gallery", allowed=PUBLIC))


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
