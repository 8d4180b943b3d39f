"""Everyone reads the evaluation; the national office asks for it."""

import pytest

from tests.governance.strength.samples import CODE, SHENZHEN, publish_scheme, set_figures
from tests.permissions import PUBLIC, Matrix, PermissionMatrix, Route, page_and_twins
from zhicheng.base.accounts.models import OFFICERS, Role
from zhicheng.governance.strength.actions import evaluate

YEAR = {"year": 2010}
MATRIX = Matrix(
    *page_and_twins("strength:ranking", YEAR, allowed=PUBLIC),
    *page_and_twins("strength:compare", YEAR, allowed=PUBLIC),
    *page_and_twins("strength:method", YEAR, allowed=PUBLIC),
    *page_and_twins("strength:left_out", YEAR, allowed=PUBLIC),
    *page_and_twins("strength:score", {**YEAR, "region": SHENZHEN}, allowed=PUBLIC),
    *page_and_twins("strength:profile", {**YEAR, "region": SHENZHEN}, allowed=PUBLIC),
    *page_and_twins("strength:needs", {**YEAR, "region": SHENZHEN}, allowed=PUBLIC),
    *page_and_twins("strength:robustness", YEAR, allowed=PUBLIC),
    *page_and_twins("strength:simulate", YEAR, allowed=OFFICERS),
    Route("strength:evaluate", method="POST", data={}, allowed={Role.NATIONAL}, answer=302),
    Route("strength:workbook", YEAR, allowed=PUBLIC),
    Route("strength:report", {**YEAR, "region": SHENZHEN}, allowed=PUBLIC),
    *page_and_twins("strength:schemes", {}, allowed=PUBLIC),
    exempt={
        "strength:latest": "only leads to the newest year's ranking, which is public",
        "strength:scheme": "leads to a scheme's newest year, which is public, or says which figures are missing",
    },
)


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    publish_scheme()
    set_figures(2010)
    evaluate(scheme=CODE)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
