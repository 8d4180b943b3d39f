"""How much a run's places hang on choices that nobody can prove: computed once, when the run is stored, and kept with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite import Aggregate, Impute, Result, Scheme, SchemeError, Transform, Treat, build
from zhicheng.engine.composite.analysis import correlations, group_analyses, principal_components, spearman
from zhicheng.engine.composite.choices import Run, Uncertainty
from zhicheng.engine.composite.removal import Removal, remove_one
from zhicheng.engine.composite.shifting import moved_by
from zhicheng.governance.strength import variants
from zhicheng.governance.strength.definition_kinds import Doubts
from zhicheng.governance.strength.rebuilding import Rebuilt, leaves, with_only

DRAWS = 1024
"""Base draws of the sensitivity analysis; each is ranked (factors + 2) times."""
MOST_MOVERS = 3


@dataclass(frozen=True)
class Choice:
    """One choice made otherwise, all else as in the scheme, and what it does to the places.

    `group` says which kind of choice, `code` which one. `mean_shift` and `largest_shift` are in places; `spearman` and `kendall`
    compare the two orders (1 = the same); `first` is who leads; `movers` are [code, place before, place after], the furthest first.
    `fault` is not empty where it could not be computed, and then nothing else counts.
    """

    group: str
    code: str
    mean_shift: float = 0.0
    largest_shift: float = 0.0
    spearman: float = 1.0
    kendall: float = 1.0
    first: str = ""
    movers: tuple[tuple[str, int, int], ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class Factor:
    """The share (0–1) of the movement of places that one kind of choice explains: alone, and together with the others."""

    code: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True)
class Group:
    """One group of the tree: what was stated and what the data make of it, for each of its children.

    `weights` and `influence` sum to 1; `with_group` and `with_total` are correlations; `alpha` is Cronbach's. None = not defined.
    """

    code: str
    codes: tuple[str, ...]
    weights: tuple[float, ...]
    influence: tuple[float, ...]
    with_group: tuple[float | None, ...]
    with_total: tuple[float | None, ...]
    alpha: float | None


@dataclass(frozen=True)
class Study:
    """All that a run's robustness page shows. `mean_shift` is the mean over all draws, in places; `shares` and `loadings` are those of
    the principal components of the indicators over `complete` units, empty where there are too few.
    """

    units: int
    draws: int
    seed: int
    mean_shift: float
    factors: tuple[Factor, ...]
    choices: tuple[Choice, ...]
    groups: tuple[Group, ...]
    codes: tuple[str, ...]
    correlations: tuple[tuple[float | None, ...], ...]
    shares: tuple[float, ...]
    loadings: tuple[tuple[float, ...], ...]
    complete: int

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


def read(found: Mapping[str, Any]) -> Study:
    """A study from what was kept."""
    return Study(
        **{
            **found,
            "factors": tuple(Factor(**one) for one in found["factors"]),
            "choices": tuple(Choice(**{**one, "movers": tuple(map(tuple, one["movers"]))}) for one in found["choices"]),
            "groups": tuple(Group(**{key: as_tuple(value) for key, value in one.items()}) for one in found["groups"]),
            **{key: as_tuple(found[key]) for key in ("codes", "correlations", "shares", "loadings")},
        }
    )


def as_tuple(value: Any) -> Any:
    return tuple(as_tuple(one) for one in value) if isinstance(value, list) else value


def study(run: Rebuilt, doubts: Doubts | None) -> Study:
    """Try every choice. Deterministic: the seed is that of the scheme's doubts; without doubts nothing is drawn."""
    result = run.result
    moved = movement(run, doubts)
    shares, loadings, complete = components(result)
    return Study(
        units=len(result.units),
        draws=DRAWS if moved else 0,
        seed=doubts.seed if doubts else 0,
        mean_shift=moved[0] if moved else 0.0,
        factors=moved[1] if moved else (),
        choices=tuple(choices(run)),
        groups=tuple(groups(result)),
        codes=result.indicator_codes,
        correlations=tuple(tuple(map(known, row)) for row in correlations(result.normalised)),
        shares=shares,
        loadings=loadings,
        complete=complete,
    )


def movement(run: Rebuilt, doubts: Doubts | None) -> tuple[float, tuple[Factor, ...]] | None:
    """The mean shift of places when all is drawn at once, and what each kind of choice has to do with it."""
    if doubts is None:
        return None
    scales = tuple(variants.SCALES[one] for one in doubts.normalise if one in variants.SCALES)
    dropped = 1 if len(run.engine.indicator_codes) > 2 else 0
    what = Uncertainty(scales, variants.METHODS, weight_noise=doubts.weights_share, dropped=dropped)
    try:
        found = moved_by(run.units, run.data, run.engine, what, Run(DRAWS, doubts.seed))
    except SchemeError:  # a scheme whose steps cannot be drawn without the compiled loop
        return None
    columns = zip(found.factors, found.first, found.first_interval, found.total, found.total_interval, strict=True)
    return found.mean, tuple(
        Factor(code, *map(float, (first, *of_first, total, *of_total)))
        for code, first, of_first, total, of_total in columns
    )


def choices(run: Rebuilt) -> Iterator[Choice]:
    """Every choice tried alone, those that the scheme makes itself left out."""
    engine, result = run.engine, run.result
    for group, code, made in alternatives(engine):
        yield tried(run, result, group, code, made)
    for one in removals(run):
        yield compared(result, "drop_indicator", one.code, one.ranks)
    for aspect in engine.root.children:
        if isinstance(aspect, Aggregate) and len(engine.root.children) > 1:
            yield without_aspect(run, result, aspect)


def removals(run: Rebuilt) -> tuple[Removal, ...]:
    """The places without each indicator; none where the rest could not be ranked."""
    try:
        return remove_one(run.units, run.data, run.engine)
    except SchemeError:
        return ()


def alternatives(engine: Scheme) -> Iterator[tuple[str, str, Callable[[], Scheme]]]:
    """Kind of choice, its code, and what makes the scheme with it."""
    own = {type(step) for step in engine.steps}
    for code, scale in variants.SCALES.items():
        if type(scale) not in own:
            yield "normalise", code, partial(variants.with_scale, engine, scale)
    for method in variants.METHODS:
        if method != engine.root.method:
            yield "aggregate", method, partial(variants.with_method, engine, method)
    for weigh in ("equal", "entropy", "pca"):
        yield "weigh", weigh, partial(variants.with_weights_found, engine, weigh)
    if Transform in own and any(one.transform for one in engine.layout.indicators):
        yield "treat", "none", partial(variants.without_transforms, engine)
        yield "treat", "winsorise", partial(variants.without_transforms, engine, Treat())
    if Impute not in own:
        yield "impute", "median", partial(variants.with_gaps_filled, engine, Impute("median"))


def tried(run: Rebuilt, result: Result, group: str, code: str, made: Callable[[], Scheme]) -> Choice:
    """The places under another scheme of the same indicators."""
    try:
        found = build(run.units, run.data, made())
    except SchemeError as fault:
        return Choice(group, code, fault=str(fault))
    return compared(result, group, code, places_of(found, result.units))


def without_aspect(run: Rebuilt, result: Result, aspect: Aggregate) -> Choice:
    """The places when a whole aspect is left out."""
    rest = with_only(run.engine.root, leaves(run.engine.root) - leaves(aspect))
    engine = replace(run.engine, root=rest)
    columns = [run.engine.indicator_codes.index(code) for code in engine.indicator_codes]
    try:
        found = build(run.units, run.data[:, columns], engine)
    except SchemeError as fault:
        return Choice("drop_aspect", aspect.code, fault=str(fault))
    return compared(result, "drop_aspect", aspect.code, places_of(found, result.units))


def places_of(found: Result, units: Sequence[str]) -> FloatArray:
    """The places of the named units, NaN for those not ranked."""
    place = dict(zip(found.units, found.ranks[:, 0], strict=True))
    return np.array([place.get(unit, np.nan) for unit in units])


def compared(result: Result, group: str, code: str, places: FloatArray) -> Choice:
    """What a choice does to the places, (units,), of the units that both ways rank."""
    before = result.ranks[:, 0]
    both = ~np.isnan(before) & ~np.isnan(places)
    old, new, units = before[both], places[both], [unit for unit, kept in zip(result.units, both, strict=True) if kept]
    if not units:
        return Choice(group, code, fault="-")
    shifts = np.abs(new - old)
    order = sorted(range(len(units)), key=lambda i: (-shifts[i], old[i], units[i]))[:MOST_MOVERS]
    return Choice(
        group=group,
        code=code,
        mean_shift=float(shifts.mean()),
        largest_shift=float(shifts.max()),
        spearman=float(np.nan_to_num(spearman(np.column_stack([old, new]))[0, 1], nan=1.0)),
        kendall=kendall(old, new),
        first=units[int(np.argmin(new))],
        movers=tuple((units[i], int(old[i]), int(new[i])) for i in order if shifts[i]),
    )


def kendall(a: FloatArray, b: FloatArray) -> float:
    """Kendall's tau-b of two orders, (n,) and (n,); 1 where one of them does not vary. Kendall 1945, Biometrika 33."""
    first, second = np.sign(a[:, None] - a), np.sign(b[:, None] - b)
    varying = np.sqrt(np.square(first).sum() * np.square(second).sum())
    return float((first * second).sum() / varying) if varying > 0 else 1.0


def groups(result: Result) -> Iterator[Group]:
    """Stated weights beside real influence in every group that has something to weigh."""
    for one in group_analyses(result):
        if len(one.codes) > 1:
            yield Group(
                code=one.code,
                codes=one.codes,
                weights=tuple(map(float, one.weights)),
                influence=tuple(map(float, one.influence)),
                with_group=tuple(map(known, one.with_group)),
                with_total=tuple(map(known, one.with_total)),
                alpha=known(one.alpha),
            )


def components(result: Result) -> tuple[tuple[float, ...], tuple[tuple[float, ...], ...], int]:
    """Shares and loadings of the principal components of the indicators, and how many units had them all."""
    try:
        found = principal_components(result.normalised)
    except SchemeError:
        return (), (), 0
    return tuple(map(float, found.shares)), tuple(tuple(map(float, row)) for row in found.loadings), found.units


def known(value: Any) -> float | None:
    """A number for JSON: NaN becomes None."""
    return None if np.isnan(value) else float(value)
