"""How severe or lenient each rater is, and the points that the entries would have if all were rated by the same people.

Model: points = entry + rater + error, entries fixed, raters random. The effects of the raters are their best linear unbiased predictions
under the estimated variances (Henderson 1975, Biometrics 31: 423-447): a rater of few points is drawn toward the others and corrected
less. On a complete table the order of the entries is that of their raw means, whatever the raters are like.
"""

import math
from dataclasses import dataclass

import numpy as np

from zhicheng.engine.arrays import FloatArray, IntArray
from zhicheng.engine.ratings.fitting import Fit, checked, connected_groups, fit, row_means
from zhicheng.engine.ratings.variances import component, error_variance

NOTHING = 1e-12  # of the points' own variance: below it a component is the noise of floating point


@dataclass(frozen=True)
class Severity:
    """What was found; everything in points.

    `effects` (raters,): what a rater gives above (lenient, positive) or below (severe, negative) the others; NaN without a rating.
    `errors` (raters,): their standard errors; NaN where they cannot be known. `raw` and `adjusted` (entries,): the mean of the points, and
    of the points less the effects. `groups` (entries,) and `rater_groups` (raters,): adjusted points of different groups must not be
    compared. `is_known` is False when the ratings are too few to tell severity from chance: then nothing is corrected.
    """

    effects: FloatArray
    errors: FloatArray
    raw: FloatArray
    adjusted: FloatArray
    groups: IntArray
    rater_groups: IntArray
    is_known: bool

    @property
    def is_connected(self) -> bool:
        """Whether all entries that were rated can be compared."""
        return int(self.groups.max(initial=-1)) <= 0


def severity(points: FloatArray, *, shrink: bool = True) -> Severity:
    """The raters' effects and the adjusted points of a table (entries, raters), NaN = not rated.

    Without `shrink` the effects are those of plain least squares: then a constant added to all points of one rater moves that rater's
    effect and no adjusted difference. Raises :class:`RatingsError` for a table of another shape.
    """
    table = checked(points)
    fitted = fit(table)
    entries, raters = connected_groups(table)
    is_known = not shrink or not math.isnan(component(fitted))
    effects, inverse = _predicted(fitted, table) if shrink else (fitted.effects, fitted.inverse)
    errors = np.sqrt(error_variance(fitted) * np.diag(_about_the_mean(inverse, raters)))
    effects, errors = (np.where(raters >= 0, found, np.nan) for found in (effects, errors))
    return Severity(effects, errors, row_means(table), row_means(table - effects), entries, raters, is_known)


def _predicted(fitted: Fit, table: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Shrunken effects and the matrix that gave them; no effect where none is known or the raters vary no more than chance."""
    own, error = component(fitted), error_variance(fitted)
    if math.isnan(own) or own <= NOTHING * max(float(np.nanvar(table)), NOTHING):
        return np.zeros_like(fitted.effects), np.zeros_like(fitted.inverse)
    if error <= NOTHING * own:
        return fitted.effects, fitted.inverse
    shrunken = fitted.crossed + np.eye(len(fitted.effects)) * (error / own)
    inverse = np.asarray(np.linalg.inv(shrunken), dtype=np.float64)
    return inverse @ fitted.leanings, inverse


def _about_the_mean(inverse: FloatArray, raters: IntArray) -> FloatArray:
    """The matrix of effects measured from the mean of their group: how severe all raters are together cannot be known."""
    same = (raters[:, None] == raters).astype(np.float64)
    centring = np.eye(len(raters)) - same / same.sum(axis=1, keepdims=True)
    centred: FloatArray = centring @ inverse @ centring.T
    return centred
