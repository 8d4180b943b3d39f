"""Equal to COINr on its own example, step by step."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.engine.composite.asem import ABSENT, STAGES, WORKBOOK, asem
from zhicheng.engine.composite.treat import shape_of

pytestmark = pytest.mark.skipif(not WORKBOOK.exists(), reason=ABSENT)


@pytest.mark.parametrize("stage", STAGES)
def test_each_step_agrees_with_the_reference_package(stage: str) -> None:
    index = asem()
    assert_allclose(index.found(stage), index.expected(stage), rtol=0, atol=1e-9)


def test_the_published_example_has_the_gaps_and_the_index_that_it_should() -> None:
    index = asem()
    assert int(np.isnan(index.expected("denominate")).sum()) == 65
    assert int(index.result.imputed.sum()) == 65
    assert index.result.total[index.result.units.index("AUT")] == pytest.approx(61.467766, abs=1e-6)


def test_as_many_points_are_winsorised_as_published() -> None:
    index = asem()
    trace = {step.name: step for step in index.result.trace}
    rounds = {code: int(numbers[0]) for code, numbers in trace["treat"].details.items()}
    published = {
        row["IndCode"]: int(row["Treatment"].split()[1]) if row["Treatment"].startswith("Winsorised") else 0
        for row in index.sheets["TreatedTreatSummary"]
    }
    assert rounds == published


def test_skewness_and_kurtosis_are_the_published_ones() -> None:
    index = asem()
    for row in index.sheets["DenominatedStatTable"]:
        column = index.result.indicator_codes.index(row["Indicator"])
        found = shape_of(index.result.stages["denominate"][:, column])
        assert_allclose(found, (row["Skew"], row["Kurtosis"]), rtol=0, atol=1e-9)
