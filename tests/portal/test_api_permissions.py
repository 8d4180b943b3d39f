"""The API gives everyone what pages give everyone."""

import pytest

from tests.permissions import PUBLIC, Matrix, PermissionMatrix, Route
from tests.services.patentinfo.test_permissions import some_patent

pytestmark = pytest.mark.installed
MATRIX = Matrix(
    Route("api", allowed=PUBLIC),
    Route("api:openapi-json", allowed=PUBLIC),
    Route("api:patents", allowed=PUBLIC),
    Route("api:patent_facets", allowed=PUBLIC),
    Route("api:patent", some_patent, allowed=PUBLIC),
    exempt={
        "api:patent_lookup": "reads JSON; tests/services/patentinfo/test_api.py asks it as a stranger",
        "api:api-root": "no page: the library's name for the API's address",
    },
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
