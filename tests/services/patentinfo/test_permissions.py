"""Everyone searches and reads patents."""

import pytest

from tests.permissions import PUBLIC, Matrix, PermissionMatrix, Route, page_and_twins
from zhicheng.services.patentinfo import holdings

pytestmark = pytest.mark.installed


def some_patent(_place: object) -> dict[str, str]:
    """Any patent of the demonstration's."""
    return {"publication": holdings.lake().newest().dataset("patents").head(1)["publication"][0].as_py()}


MATRIX = Matrix(
    *page_and_twins("patentinfo:search", allowed=PUBLIC),
    *page_and_twins("patentinfo:patent", some_patent, allowed=PUBLIC),
    Route("patentinfo:advanced", allowed=PUBLIC),
    Route("patentinfo:syntax", allowed=PUBLIC),
    Route("patentinfo:lookup", allowed=PUBLIC),
    Route("patentinfo:lookup", method="POST", data={"pasted": "CN1"}, allowed=PUBLIC),
    Route("patentinfo:chosen_file", {"as_format": "csv"}, allowed=PUBLIC),
    exempt={"patentinfo:chosen": "the page of the file's rows; without any chosen it leads back to the search"},
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
