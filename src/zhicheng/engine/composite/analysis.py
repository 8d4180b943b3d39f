"""What the data say about the structure: correlations, reliability, principal components, real influence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.pipeline import Result
from zhicheng.engine.composite.tree import Aggregate


def correlations(values: FloatArray, others: FloatArray | None = None) -> FloatArray:
    """Pearson correlations of columns, each pair over the units that have both; NaN where fewer than three do or one
    of the two does not vary.

    (units, n) → (n, n), or with ``others`` (units, m) → (n, m). OECD/JRC Handbook 2008, section 5.
    """
    second = values if others is None else others
    found = np.full((values.shape[1], second.shape[1]), np.nan)
    for i, a in enumerate(values.T):
        for j, b in enumerate(second.T):
            known = ~np.isnan(a) & ~np.isnan(b)
            if known.sum() >= 3 and np.ptp(a[known]) > 0 and np.ptp(b[known]) > 0:
                found[i, j] = np.asarray(np.corrcoef(a[known], b[known]))[0, 1]
    return found


def spearman(values: FloatArray, others: FloatArray | None = None) -> FloatArray:
    """As :func:`correlations`, of ranks (equal values share the mean rank). Spearman 1904."""
    second = values if others is None else others
    found = np.full((values.shape[1], second.shape[1]), np.nan)
    for i, a in enumerate(values.T):
        for j, b in enumerate(second.T):
            known = ~np.isnan(a) & ~np.isnan(b)
            ranked = np.column_stack([mean_ranks(a[known]), mean_ranks(b[known])])
            found[i, j] = correlations(ranked)[0, 1]
    return found


def mean_ranks(values: FloatArray) -> FloatArray:
    """Ranks from 1 up, equal values sharing their mean; (n,) without NaN."""
    _distinct, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: FloatArray = (last - (counts - 1) / 2)[which]
    return ranks


def cronbach_alpha(values: FloatArray) -> float:
    """How far columns measure one thing, at most 1: k/(k-1) · (1 - Σ variances / variance of the sum).

    (units, k) over the units that have all columns; NaN for one column or fewer than two such units. Cronbach 1951,
    Psychometrika 16; Handbook 2008, section 5.1.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    k = values.shape[1]
    if k < 2 or len(complete) < 2 or not complete.sum(axis=1).var(ddof=1) > 0:
        return float("nan")
    return float(k / (k - 1) * (1 - complete.var(axis=0, ddof=1).sum() / complete.sum(axis=1).var(ddof=1)))


@dataclass(frozen=True, eq=False)
class Components:
    """Principal components, the strongest first.

    ``variances`` (n,) eigenvalues of the correlation matrix, summing to n; ``shares`` (n,) of the whole; ``loadings``
    (n, components) correlation of each column with each component, the largest of each component positive; ``units``
    how many had all columns.
    """

    variances: FloatArray
    shares: FloatArray
    loadings: FloatArray
    units: int


def principal_components(values: FloatArray) -> Components:
    """Components of the correlations of (units, n), over the units that have all columns. Handbook 2008, section 5.1.

    Raises :class:`SchemeError` when fewer than three units do, or a column does not vary.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    if len(complete) < 3 or (np.ptp(complete, axis=0) == 0).any():
        raise SchemeError("principal_components", "数据完整的单位少于 3 个，或有指标没有差异")
    found, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(complete, rowvar=False)))
    variances = np.clip(found[::-1], 0, None)
    loadings = vectors[:, ::-1] * np.sqrt(variances)
    largest = np.take_along_axis(loadings, np.abs(loadings).argmax(axis=0)[None, :], axis=0)
    return Components(variances, variances / variances.sum(), loadings * np.where(largest < 0, -1, 1), len(complete))


@dataclass(frozen=True, eq=False)
class GroupAnalysis:
    """One group of the tree.

    ``codes`` its children; ``weights`` (n,) theirs, summing to 1; ``within`` (n, n) their correlations; ``with_group``
    (n,) with the group's score; ``with_total`` (n,) with the index; ``influence`` (n,) squared correlation with the
    group, summing to 1: beside ``weights`` it shows whether a child counts as much as it should; ``alpha`` Cronbach's.
    """

    code: str
    codes: tuple[str, ...]
    weights: FloatArray
    within: FloatArray
    with_group: FloatArray
    with_total: FloatArray
    influence: FloatArray
    alpha: float


def group_analyses(result: Result) -> tuple[GroupAnalysis, ...]:
    """Every group of an evaluation, parents first."""
    return tuple(
        _group(result, column, node.code) for column, node in enumerate(result.nodes) if isinstance(node, Aggregate)
    )


def _group(result: Result, parent: int, code: str) -> GroupAnalysis:
    columns = list(result.layout.children[parent])
    scores = result.scores[:, columns]
    own = np.array([result.nodes[column].weight for column in columns])
    with_group = correlations(scores, result.scores[:, [parent]])[:, 0]
    squares = np.nan_to_num(with_group) ** 2
    return GroupAnalysis(
        code=code,
        codes=tuple(result.nodes[column].code for column in columns),
        weights=own / own.sum(),
        within=correlations(scores),
        with_group=with_group,
        with_total=correlations(scores, result.scores[:, [0]])[:, 0],
        influence=squares / squares.sum() if squares.sum() > 0 else squares,
        alpha=cronbach_alpha(scores),
    )


def correlated_pairs(
    codes: Sequence[str], found: FloatArray, above: float = 0.92
) -> tuple[tuple[str, str, float], ...]:
    """Pairs of columns whose correlation exceeds ``above`` in size: collinear, they count one thing twice."""
    pairs = zip(*np.triu_indices(len(codes), 1), strict=True)
    strong = ((int(i), int(j)) for i, j in pairs if abs(found[i, j]) > above)
    return tuple((codes[i], codes[j], float(found[i, j])) for i, j in strong)
