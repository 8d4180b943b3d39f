"""Answers that were printed for printed tables, at the precision in which they were printed."""

from typing import cast

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.engine.ratings.published import KRIPPENDORFF, SHROUT_FLEISS
from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.ratings import Level, Variances, icc, icc_one_way, krippendorff_alpha, severity, variances


def test_shrout_and_fleiss_table_4() -> None:
    found = icc(SHROUT_FLEISS)
    single = [round(value, 2) for value in (found.one_way, found.agreement, found.consistency)]
    means = [round(value, 2) for value in (found.one_way_mean, found.agreement_mean, found.consistency_mean)]
    assert single == [0.17, 0.29, 0.71]
    assert means == [0.44, 0.62, 0.91]
    assert (found.entries, found.raters_per_entry) == (6, 4.0)
    assert icc_one_way(SHROUT_FLEISS) == found.one_way


def test_shrout_and_fleiss_table_3_as_variances() -> None:
    """Mean squares 11.24 between targets, 32.49 between judges, 1.02 left (table 3), less what chance puts into them."""
    found = variances(SHROUT_FLEISS)
    assert round(found.error, 2) == 1.02
    assert round(found.entries * 4 + found.error, 2) == 11.24
    assert round(found.raters * 6 + found.error, 2) == 32.49


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff_section_c_to_f(level: str, published: float) -> None:
    assert round(krippendorff_alpha(KRIPPENDORFF, cast("Level", level)), 3) == published


@pytest.mark.parametrize(
    ("values", "published"),
    [
        # Krippendorff (2011), sections A (two observers, binary) and B (two observers, nominal).
        ([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], 0.095),
        ([[1, 1, 2, 2, 4, 3, 3, 3, 5, 4, 4, 1], [1, 2, 2, 2, 2, 3, 3, 3, 5, 4, 4, 4]], 0.692),
    ],
)
def test_krippendorff_sections_a_and_b(values: list[list[float]], published: float) -> None:
    assert round(krippendorff_alpha(np.array(values, dtype=np.float64).T, "nominal"), 3) == published


def test_a_complete_table_gives_the_variances_of_the_analysis_of_variance() -> None:
    table = np.random.default_rng(3).normal(80, 6, size=(9, 4)) + np.array([3, 0, -2, 1.5])
    entries, raters = table.shape
    row, column, all_ = table.mean(axis=1), table.mean(axis=0), table.mean()
    left = float(((table - row[:, None] - column + all_) ** 2).sum()) / ((entries - 1) * (raters - 1))
    between_rows = float((raters * (row - all_) ** 2).sum()) / (entries - 1)
    between_columns = float((entries * (column - all_) ** 2).sum()) / (raters - 1)
    found = variances(table)
    wanted = Variances((between_rows - left) / raters, (between_columns - left) / entries, left)
    assert_allclose(
        (found.entries, found.raters, found.error), (wanted.entries, wanted.raters, wanted.error), rtol=1e-10
    )


def test_a_complete_table_shrinks_the_means_of_the_raters_by_their_reliability() -> None:
    """The classical result for balanced data: the mean difference times σ²r / (σ²r + σ²e / n)."""
    found = variances(SHROUT_FLEISS)
    reliability = found.raters / (found.raters + found.error / 6)
    differences: FloatArray = SHROUT_FLEISS.mean(axis=0) - SHROUT_FLEISS.mean()
    assert_allclose(severity(SHROUT_FLEISS).effects, differences * reliability, rtol=1e-10)
    # … and their errors, measured from the mean of the four: what chance is left, on three of four degrees of freedom.
    left = found.raters * found.error / 6 / (found.raters + found.error / 6)
    assert_allclose(severity(SHROUT_FLEISS).errors, np.full(4, np.sqrt(left * 3 / 4)), rtol=1e-10)
