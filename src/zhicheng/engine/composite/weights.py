"""Where weights come from: decided by people, or found in the data.

Functions of people's judgements (:func:`budget_allocation`, :func:`analytic_hierarchy`) give weights by code for
:func:`~zhicheng.engine.composite.tree.reweighted`; those that need the normalised data are methods of the stage
:class:`Weigh`, which stands between normalising and aggregating.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.aggregate import score_nodes
from zhicheng.engine.composite.errors import SchemeError, require_share
from zhicheng.engine.composite.state import State, Step
from zhicheng.engine.composite.tree import Aggregate, Layout, lay_out, reweighted

RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random matrices of size 1, 2, … 15: Saaty 1980, The Analytic Hierarchy Process."""


def budget_allocation(experts: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Each expert deals out points among the same codes; every expert counts the same, whatever their sum.

    OECD/JRC Handbook 2008, section 6.2 (budget allocation). Raises :class:`SchemeError` when an expert leaves out a
    code, names another one, gives less than 0, or nothing at all.
    """
    if not experts:
        raise SchemeError("weights.budget", "没有专家打分")
    codes = list(experts[0])
    for number, points in enumerate(experts, start=1):
        if set(points) != set(codes):
            raise SchemeError("weights.budget", f"第 {number} 位专家打分的指标与第 1 位不同")
        if min(points.values()) < 0 or not sum(points.values()) > 0:
            raise SchemeError("weights.budget", f"第 {number} 位专家的分数应不小于 0，且不能全为 0")
    return {code: float(np.mean([points[code] / sum(points.values()) for points in experts])) for code in codes}


def analytic_hierarchy(codes: Sequence[str], comparisons: FloatArray) -> tuple[dict[str, float], float]:
    """Weights from pairwise comparisons (n, n), entry (i, j) = how many times i matters as much as j; with their
    consistency ratio, which should stay below 0.1.

    The weights are the principal eigenvector, summing to 1. OECD/JRC Handbook 2008, section 6.2 (analytic hierarchy
    process); Saaty 1980. Raises :class:`SchemeError` when the matrix is not positive and reciprocal.
    """
    matrix = np.asarray(comparisons, dtype=np.float64)
    n = len(codes)
    if matrix.shape != (n, n) or not (matrix > 0).all() or not np.allclose(matrix * matrix.T, 1, rtol=1e-6):
        raise SchemeError("weights.ahp", f"应为 {n} × {n} 的正互反矩阵：a(j,i) = 1 / a(i,j)")
    if n > len(RANDOM_INDEX):
        raise SchemeError("weights.ahp", f"一次最多比较 {len(RANDOM_INDEX)} 项指标")
    values, vectors = np.linalg.eig(matrix)
    largest = int(np.argmax(values.real))
    weights = np.abs(vectors[:, largest].real)
    weights /= weights.sum()
    index = (float(values[largest].real) - n) / (n - 1) if n > 2 else 0.0
    ratio = max(index, 0.0) / RANDOM_INDEX[n - 1] if n > 2 else 0.0
    return dict(zip(codes, weights.tolist(), strict=True)), ratio


@dataclass(frozen=True)
class Weigh:
    """Decide the weights inside each group from the normalised data.

    ``given`` keep them; ``equal`` the same for all siblings; ``entropy`` the more, the more an indicator's shares
    differ between units (Shannon; Hwang and Yoon 1981, section 3.2.3); ``pca`` by squared loadings on the first
    principal component (Handbook 2008, section 6.1); ``optimised`` so that the influence of each child on its group,
    its squared correlation with the group's score, has the proportions of the weights stated (Becker, Saisana, Paruolo
    and Vandecasteele 2017, Ecological Indicators 80; squared correlation is their linear measure of importance).

    ``groups`` names the groups concerned; None = all.
    """

    method: str = "given"
    groups: tuple[str, ...] | None = None
    min_availability: float = 0.5

    def __post_init__(self) -> None:
        if self.method not in ("given", "equal", *FROM_DATA, "optimised"):
            known = "、".join(("given", "equal", *FROM_DATA, "optimised"))
            raise SchemeError("weigh.method", f"没有“{self.method}”，可用的有：{known}")
        require_share("weigh.min_availability", self.min_availability)

    def check(self, layout: Layout) -> None:
        """Refuse groups that the tree does not have."""
        known = {node.code for node in layout.nodes if isinstance(node, Aggregate)}
        for code in self.groups or ():
            if code not in known:
                raise SchemeError("weigh.groups", f"方案里没有分组“{code}”")

    def apply(self, state: State) -> State:
        """The state with another tree; the trace keeps the weights decided, each group's summing to 1."""
        layout, decided = state.layout, {}
        if self.method != "given":
            for parent in sorted(layout.children, reverse=True):  # from the leaves up: scores below are final
                group = layout.nodes[parent]
                if self.groups is None or group.code in self.groups:
                    own = self._weights(layout, parent, state.values)
                    layout = with_weights(layout, own)
                    decided.update(own)
        details = {code: (weight,) for code, weight in decided.items()}
        step = Step("weigh", {"method": self.method}, tuple(decided), details)
        return replace(state.after(step), layout=layout)

    def _weights(self, layout: Layout, parent: int, values: FloatArray) -> dict[str, float]:
        columns = list(layout.children[parent])
        codes = [layout.nodes[column].code for column in columns]
        if self.method == "equal" or len(codes) == 1:
            return dict.fromkeys(codes, 1 / len(codes))
        if self.method == "optimised":
            return optimised(layout, parent, values, self.min_availability)
        scores = score_nodes(layout, values, self.min_availability)[0][:, columns]
        return dict(zip(codes, FROM_DATA[self.method](scores, layout.nodes[parent].code).tolist(), strict=True))


def with_weights(layout: Layout, weights: Mapping[str, float]) -> Layout:
    """The same columns with other weights, by code."""
    root = layout.nodes[0]
    if not isinstance(root, Aggregate):
        raise TypeError("the root of a scheme is a group")
    return lay_out(reweighted(root, weights))


def entropy_weights(scores: FloatArray, group: str) -> FloatArray:
    """1 - normalised entropy of each column's shares, scaled to sum to 1; (units, n) → (n,)."""
    known = ~np.isnan(scores)
    if (scores[known] < 0).any():
        raise SchemeError("weigh.method", f"分组“{group}”有小于 0 的得分，不能用熵值法，请调整标准化的范围")
    filled = np.where(known, scores, 0.0)
    shares = filled / np.where(filled.sum(axis=0) > 0, filled.sum(axis=0), 1.0)
    logs = np.log(np.where(shares > 0, shares, 1.0))
    divergence: FloatArray = 1 + (shares * logs).sum(axis=0) / np.log(np.maximum(known.sum(axis=0), 2))
    divergence = np.where((filled > 0).any(axis=0), np.clip(divergence, 0, None), 0.0)
    if not divergence.sum() > 0:
        raise SchemeError("weigh.method", f"分组“{group}”的指标没有差异，不能用熵值法")
    weights: FloatArray = divergence / divergence.sum()
    return weights


def principal_weights(scores: FloatArray, group: str) -> FloatArray:
    """Squared loadings on the first principal component of the correlations; (units, n) → (n,) summing to 1."""
    complete = scores[~np.isnan(scores).any(axis=1)]
    if len(complete) <= 2 or (np.ptp(complete, axis=0) == 0).any():
        raise SchemeError("weigh.method", f"分组“{group}”数据完整的单位太少或指标没有差异，不能用主成分法")
    vectors = np.linalg.eigh(np.corrcoef(complete, rowvar=False))[1]
    loadings: FloatArray = vectors[:, -1] ** 2  # eigenvalues rise; a unit vector's squares sum to 1
    return loadings


FROM_DATA: Mapping[str, Callable[[FloatArray, str], FloatArray]] = MappingProxyType(
    {"entropy": entropy_weights, "pca": principal_weights}
)


def influence(layout: Layout, parent: int, values: FloatArray, min_availability: float) -> FloatArray:
    """The squared correlation of each child of ``parent`` with its score, scaled to sum to 1; (children,)."""
    scores = score_nodes(layout, values, min_availability)[0]
    total, correlations = scores[:, parent], []
    for column in layout.children[parent]:
        both = ~np.isnan(scores[:, column]) & ~np.isnan(total)
        pair = scores[both][:, [column, parent]]
        flat = len(pair) < 3 or (np.ptp(pair, axis=0) == 0).any()
        correlations.append(0.0 if flat else float(np.asarray(np.corrcoef(pair, rowvar=False))[0, 1]))
    squares = np.where(np.array(correlations) > 0, np.square(correlations), 0.0)
    return squares / squares.sum() if squares.sum() > 0 else squares


def optimised(
    layout: Layout, parent: int, values: FloatArray, min_availability: float, rounds: int = 300
) -> dict[str, float]:
    """The weights of one group's children under which influence is nearest to the weights stated.

    Each round moves every weight by the ratio of stated to found influence, with shrinking steps; the best round is
    kept, so the result is never worse than the stated weights. A perfect match need not exist.
    """
    codes = [layout.nodes[column].code for column in layout.children[parent]]
    stated = np.array([layout.nodes[column].weight for column in layout.children[parent]])
    stated = stated / stated.sum()
    weights, best, smallest = stated.copy(), stated.copy(), np.inf
    for number in range(rounds):
        tree = with_weights(layout, dict(zip(codes, weights.tolist(), strict=True)))
        found = influence(tree, parent, values, min_availability)
        distance = float(np.square(found - stated).sum())
        if distance < smallest:
            best, smallest = weights.copy(), distance
        pull = np.where(stated > 0, stated / np.maximum(found, 1e-3), 0.0)
        weights = weights * pull ** (0.5 / (1 + number / 50))
        weights = weights / weights.sum()
    return dict(zip(codes, best.tolist(), strict=True))
