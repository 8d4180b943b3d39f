"""Correlations, reliability and components, against the published ones and by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from tests.engine.composite.asem import ABSENT, WORKBOOK, asem, table
from zhicheng.engine.composite import Aggregate, Aggregation, Indicator, MinMax, Scheme, SchemeError, build
from zhicheng.engine.composite.analysis import (
    correlated_pairs,
    correlations,
    cronbach_alpha,
    group_analyses,
    principal_components,
    spearman,
)

NAN = np.nan


@pytest.mark.skipif(not WORKBOOK.exists(), reason=ABSENT)
@pytest.mark.parametrize(("stage", "sheet"), [("raw", "RawCorrelations"), ("denominate", "DenominatedCorrelations")])
def test_correlations_are_the_published_ones(stage: str, sheet: str) -> None:
    index = asem()
    values = index.result.raw if stage == "raw" else index.result.stages[stage]
    rows = {row["IndCode"]: row for row in index.sheets[sheet]}
    codes = [code for code in index.result.indicator_codes if code in rows]
    published = table([rows[code] for code in codes], codes)
    found = correlations(values[:, [index.result.indicator_codes.index(code) for code in codes]])
    known = ~np.isnan(published)
    assert known.sum() > 2000
    assert_allclose(found[known], published[known], rtol=0, atol=1e-9)


def test_correlations_use_the_pairs_that_are_there() -> None:
    values = np.array([[1.0, 2, 5], [2, 4, 5], [3, 6, 5], [NAN, 9, 5], [4, 0, 5]])
    known = np.corrcoef([1, 2, 3, 4], [2, 4, 6, 0])[0, 1]
    assert_allclose(correlations(values), [[1, known, NAN], [known, 1, NAN], [NAN] * 3])
    assert_allclose(spearman(np.array([[1.0, 10], [2, 20], [3, 15], [9, 15]])), [[1, 0.316227766], [0.316227766, 1]])
    assert correlated_pairs(["a", "b", "c"], np.array([[1, -0.95, 0.3], [-0.95, 1, 0], [0.3, 0, 1]])) == (
        ("a", "b", -0.95),
    )


def test_reliability_by_hand() -> None:
    """Columns (1 2 3) and (2 4 6): variances 1 and 4, of the sum 9; alpha = 2 (1 - 5/9)."""
    assert cronbach_alpha(np.array([[1.0, 2], [2, 4], [3, 6], [NAN, 1]])) == pytest.approx(2 * (1 - 5 / 9))
    assert np.isnan(cronbach_alpha(np.array([[1.0], [2]])))


def test_components_rebuild_the_correlations() -> None:
    values = np.random.default_rng(3).normal(size=(60, 4)) @ np.random.default_rng(4).normal(size=(4, 4))
    values[5, 1] = NAN
    found = principal_components(values)
    complete = np.delete(values, 5, axis=0)
    assert_allclose(found.loadings @ found.loadings.T, np.corrcoef(complete, rowvar=False), atol=1e-12)
    assert found.variances.sum() == pytest.approx(4)
    assert (np.diff(found.variances) <= 0).all()
    assert found.units == 59
    with pytest.raises(SchemeError, match="少于 3 个"):
        principal_components(values[:2])


def test_every_group_is_analysed() -> None:
    tree = Aggregate(
        "t", "总", (Aggregate("g", "组", (Indicator("a", "甲", 3), Indicator("b", "乙"))), Indicator("c", "丙"))
    )
    data = np.random.default_rng(1).normal(size=(30, 3))
    result = build([str(i) for i in range(30)], data, Scheme("s", tree, (MinMax(), Aggregation())))
    whole, group = group_analyses(result)
    assert (whole.code, whole.codes, group.code, group.codes) == ("t", ("g", "c"), "g", ("a", "b"))
    assert_array_equal(group.weights, [0.75, 0.25])
    assert_allclose(group.within, np.corrcoef(result.scores[:, 2:4], rowvar=False))
    assert_allclose(group.with_group[0], np.corrcoef(result.scores[:, 1], result.scores[:, 2])[0, 1])
    assert group.influence.sum() == pytest.approx(1)
    assert group.influence[0] > group.influence[1]
