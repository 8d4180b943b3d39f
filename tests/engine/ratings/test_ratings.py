"""What holds for every table of ratings, and what is said of tables that hold too little."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from tests.engine.ratings.published import KRIPPENDORFF
from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.ratings import (
    STUDENTISED_LIMIT,
    RatingsError,
    alpha_interval,
    connected_groups,
    icc,
    krippendorff_alpha,
    outliers,
    severity,
    spread,
    studentised,
    variances,
)

_ = np.nan


@st.composite
def tables(draw: st.DrawFn) -> FloatArray:
    """Ten or fewer entries, each rated by two or more of up to six raters, points with noise and one decimal."""
    entries, raters, seed = draw(st.integers(3, 10)), draw(st.integers(3, 6)), draw(st.integers(0, 2**32 - 1))
    chance = np.random.default_rng(seed)
    points = (
        80 + chance.normal(0, 6, (entries, 1)) + chance.normal(0, 4, raters) + chance.normal(0, 2, (entries, raters))
    )
    for row in points:
        row[chance.permutation(raters)[chance.integers(2, raters + 1) :]] = _
    return np.asarray(points.round(1), dtype=np.float64)


def differences(values: FloatArray) -> FloatArray:
    """Every value less every other."""
    return np.asarray(values[:, None] - values, dtype=np.float64)


@given(tables(), st.integers(0, 2), st.floats(-20, 20))
def test_a_constant_on_all_points_of_one_rater_moves_no_adjusted_difference(
    table: FloatArray, rater: int, constant: float
) -> None:
    assume(severity(table).is_connected)
    moved = table.copy()
    moved[:, rater] += constant
    before, after = severity(table, shrink=False), severity(moved, shrink=False)
    assert_allclose(differences(after.adjusted), differences(before.adjusted), atol=1e-8)
    assert_allclose(studentised(moved), studentised(table), rtol=1e-5, atol=1e-5)


@given(st.integers(0, 2**32 - 1), st.floats(-20, 20))
def test_where_all_rate_all_shrinking_never_changes_the_order(seed: int, constant: float) -> None:
    table = np.random.default_rng(seed).normal(80, 5, (8, 4))
    table[:, 1] += constant
    found = severity(table)
    assert_allclose(differences(found.adjusted), differences(found.raw), atol=1e-8)


@given(tables(), st.integers(0, 2**32 - 1))
def test_who_the_raters_and_entries_are_changes_nothing(table: FloatArray, seed: int) -> None:
    chance = np.random.default_rng(seed)
    entries, raters = chance.permutation(table.shape[0]), chance.permutation(table.shape[1])
    before, after = severity(table), severity(table[entries][:, raters])
    assert_allclose(after.adjusted, before.adjusted[entries], atol=1e-8)
    assert_allclose(after.effects, before.effects[raters], atol=1e-8)
    assert_allclose(krippendorff_alpha(table[entries][:, raters]), krippendorff_alpha(table), atol=1e-9)
    assert_allclose(icc(table[entries][:, raters]).one_way, icc(table).one_way, atol=1e-9)


@given(tables())
def test_the_adjusted_points_are_the_mean_of_the_points_less_the_effects_and_shrinking_corrects_less(
    table: FloatArray,
) -> None:
    plain, shrunken = severity(table, shrink=False), severity(table)
    assert_allclose(plain.adjusted, np.nanmean(table - plain.effects, axis=1), atol=1e-9)
    assert float(np.nansum(shrunken.effects**2)) <= float(np.nansum(plain.effects**2)) + 1e-9
    assert_allclose(np.nansum(shrunken.effects), 0, atol=1e-8)


@given(tables())
def test_a_studentised_residual_is_the_distance_from_what_all_other_points_predict(table: FloatArray) -> None:
    """Each point is taken out, the model fitted anew by its design matrix, and the point predicted."""
    found = studentised(table)
    assume(not np.isnan(found).all())
    entry, rater = map(int, np.argwhere(~np.isnan(found))[0])
    rated = np.argwhere(~np.isnan(table))
    design = np.zeros((len(rated), sum(table.shape)))
    design[np.arange(len(rated)), rated[:, 0]] = 1
    design[np.arange(len(rated)), table.shape[0] + rated[:, 1]] = 1
    values = table[tuple(rated.T)]
    out = (rated == (entry, rater)).all(axis=1)
    rest, point = design[~out], design[out][0]
    solution, _residual, rank, _singular = np.linalg.lstsq(rest, values[~out], rcond=None)
    variance = float(((values[~out] - rest @ solution) ** 2).sum()) / (len(rest) - rank)
    assume(variance > 1e-6)
    error = np.sqrt(variance * (1 + point @ np.linalg.pinv(rest.T @ rest) @ point))
    assert_allclose(found[entry, rater], (table[entry, rater] - point @ solution) / error, rtol=1e-5, atol=1e-6)


@given(tables())
def test_interval_alpha_is_one_less_observed_over_expected_disagreement(table: FloatArray) -> None:
    """From all pairs of values, without counting coincidences."""
    rows = [row[~np.isnan(row)] for row in table]
    everything = np.concatenate(rows)
    count = len(everything)
    observed = sum(float((differences(row) ** 2).sum()) / (len(row) - 1) for row in rows) / count
    expected = float((differences(everything) ** 2).sum()) / (count * (count - 1))
    assert_allclose(krippendorff_alpha(table), 1 - observed / expected, atol=1e-9)


def test_a_severe_rater_who_saw_only_the_good_entries_is_found_out() -> None:
    """The third rater gives ten less and saw the best two only: raw means turn the order over, adjusted points do not."""
    table = np.array([[90, 92, 80], [88, 90, 78], [87, 89, _], [80, 82, _], [75, 77, _]])
    found = severity(table)
    assert found.raw.tolist() == [pytest.approx(262 / 3), pytest.approx(256 / 3), 88, 81, 76]
    assert_allclose(found.effects, [8 / 3, 14 / 3, -22 / 3], atol=1e-9)
    assert np.argsort(-found.adjusted).tolist() == [0, 1, 2, 3, 4]
    assert found.is_known


def test_few_points_of_a_rater_are_corrected_less_than_many() -> None:
    chance = np.random.default_rng(11)
    table = 80 + chance.normal(0, 5, (40, 1)) + np.array([0, 0, 0, -6, -6.0]) + chance.normal(0, 3, (40, 5))
    table[2:, 4] = _
    shrunken, plain = (
        found.effects - found.effects[:3].mean() for found in (severity(table), severity(table, shrink=False))
    )
    assert 0 < shrunken[4] / plain[4] < 0.95 < shrunken[3] / plain[3] < 1


def test_raters_who_differ_only_by_chance_are_not_corrected() -> None:
    table = np.array([[80, 82, 81], [71, 70, 72], [90, 88, 86], [60, 60, 61.0]])
    found = severity(table)
    assert variances(table).raters < 0
    assert_array_equal(found.effects, np.zeros(3))
    assert_allclose(found.adjusted, found.raw)


def test_groups_without_a_common_rater_are_told_apart() -> None:
    table = np.array([[80, 70, _, _], [82, 71, _, _], [_, _, 90, 60], [_, _, _, _], [_, _, 91, 66]])
    entries, raters = connected_groups(table)
    assert entries.tolist() == [0, 0, 1, -1, 1]
    assert raters.tolist() == [0, 0, 1, 1]
    found = severity(table)
    assert not found.is_connected
    assert np.isnan(found.adjusted).tolist() == [False, False, False, True, False]
    assert_allclose(found.effects[:2].sum(), 0, atol=1e-9)
    assert_allclose(found.effects[2:].sum(), 0, atol=1e-9)


def test_a_rater_without_points_has_no_effect_and_an_empty_table_no_answer() -> None:
    found = severity(np.array([[80, 70, _], [82, 75, _], [60, 55, _]]))
    assert np.isnan(found.effects).tolist() == [False, False, True]
    nothing = severity(np.full((2, 3), _))
    assert np.isnan(nothing.adjusted).all()
    assert nothing.is_connected
    assert not nothing.is_known
    assert np.isnan(icc(np.full((2, 3), _)).one_way)
    assert np.isnan(krippendorff_alpha(np.full((2, 3), _)))


def test_too_few_ratings_correct_nothing_and_say_so() -> None:
    table = np.array([[80, 70, _], [_, 60, 75]])
    found = severity(table)
    assert not found.is_known
    assert_array_equal(found.effects, np.zeros(3))
    assert np.isnan(found.errors).all()
    assert_allclose(found.adjusted, found.raw)
    assert np.isnan(studentised(table)).all()


def test_one_point_that_stands_apart_is_marked_and_no_other() -> None:
    chance = np.random.default_rng(5)
    table = 80 + chance.normal(0, 5, (10, 1)) + chance.normal(0, 3, 5) + chance.normal(0, 1, (10, 5))
    table[6, 2] -= 12
    found = outliers(table)
    assert np.argwhere(~np.isnan(found)).tolist() == [[6, 2]]
    assert found[6, 2] == studentised(table)[6, 2] < -STUDENTISED_LIMIT


def test_an_odd_point_does_not_make_its_neighbours_odd() -> None:
    """Of three points the two fair ones lie far from the mean of their entry as well, until the odd one is set aside."""
    chance = np.random.default_rng(5)
    table = 80 + chance.normal(0, 5, (30, 1)) + np.zeros(5) + chance.normal(0, 0.5, (30, 5))
    for row in table:
        row[chance.permutation(5)[:2]] = _
    rater = int(np.flatnonzero(~np.isnan(table[4]))[0])
    table[4, rater] -= 20
    assert (np.abs(studentised(table)[4]) > STUDENTISED_LIMIT).sum() == 3
    assert np.argwhere(~np.isnan(outliers(table))).tolist() == [[4, rater]]


def test_of_two_points_neither_is_blamed_alone() -> None:
    chance = np.random.default_rng(5)
    table = 80 + chance.normal(0, 5, (20, 1)) + chance.normal(0, 0.5, (20, 3))
    table[3] = [90, _, 60]
    assert np.argwhere(~np.isnan(outliers(table))).tolist() == [[3, 0], [3, 2]]


def test_points_that_fit_without_a_remainder_are_no_outliers() -> None:
    assert np.isnan(outliers(np.add.outer([80.0, 70.0, 60.0, 50.0], [0.0, 3.0, -2.0]))).all()


def test_the_spread_is_the_highest_less_the_lowest() -> None:
    assert_array_equal(spread(np.array([[80, 71, _], [60, 60, 60], [50, _, _]])), [9, 0, _])


def test_the_interval_of_alpha_follows_from_its_seed_and_holds_alpha() -> None:
    first, again = alpha_interval(KRIPPENDORFF, seed=7), alpha_interval(KRIPPENDORFF, seed=7)
    assert first == again
    assert first.low < first.value == krippendorff_alpha(KRIPPENDORFF) < first.high <= 1


def test_perfect_agreement_is_one_everywhere() -> None:
    table = np.repeat(np.array([[1.0], [2.0], [4.0]]), 3, axis=1)
    assert [krippendorff_alpha(table, level) for level in ("nominal", "ordinal", "interval", "ratio")] == [1, 1, 1, 1]
    found = icc(table)
    assert_allclose((found.one_way, found.agreement, found.consistency), 1)


def test_an_incomplete_table_keeps_the_consistency_that_severity_hides() -> None:
    """Raters of very different severity who agree on the order: agreement is low, consistency stays high with gaps."""
    chance = np.random.default_rng(2)
    table = chance.normal(80, 5, (60, 1)) + np.array([12, 0, -12.0]) + chance.normal(0, 1, (60, 3))
    table[::4, 0], table[1::4, 2] = _, _
    found = icc(table)
    assert found.consistency > 0.9
    assert found.agreement < 0.3


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (np.zeros(3), "评分应为“对象 × 评分人”的二维表，现为 1 维"),
        (np.array([[1.0, np.inf]]), "评分中有无穷大的数，请改为分数或留空"),
    ],
)
def test_what_is_no_table_of_ratings_is_refused(points: FloatArray, words: str) -> None:
    with pytest.raises(RatingsError, match=words):
        severity(points)


def test_ratios_need_values_from_zero_up() -> None:
    with pytest.raises(RatingsError, match="等比尺度的评分不能小于 0"):
        krippendorff_alpha(np.array([[1.0, -1.0], [2.0, 2.0]]), "ratio")
