"""A scheme as a file: TOML in, frozen dataclasses out.

The tree is a flat list: ``[root]``, ``[[groups]]`` and ``[[indicators]]``, each naming its ``group`` (none = the root).
``[[steps]]`` are run in the order written, each with the ``name`` of a stage and its settings; without any, the default
steps run. ``[data]`` says how to read the table, ``[uncertainty]`` what is uncertain, ``[grades]`` the classes;
``[experts]`` and ``[comparisons]`` derive the weights of one group's children from people's judgements.
docs/developer/composite.md has an example. Every fault is a :class:`SchemeError` that names its setting.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from itertools import cycle
from types import MappingProxyType, UnionType
from typing import Any, Literal, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.aggregate import Aggregation, WeightedMean
from zhicheng.engine.composite.choices import Uncertainty
from zhicheng.engine.composite.denominate import Denominate
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.impute import Impute
from zhicheng.engine.composite.normalise import NORMALISATIONS, Normalisation, Normalise
from zhicheng.engine.composite.rank import Grades
from zhicheng.engine.composite.scheme import DEFAULT_STEPS, Scheme
from zhicheng.engine.composite.screen import Screen
from zhicheng.engine.composite.state import Stage
from zhicheng.engine.composite.transform import Transform
from zhicheng.engine.composite.treat import Treat
from zhicheng.engine.composite.tree import Aggregate, Indicator, Node, lay_out, reweighted
from zhicheng.engine.composite.weights import Weigh, analytic_hierarchy, budget_allocation

Table: TypeAlias = Mapping[str, Any]
Made = TypeVar("Made")


@dataclass(frozen=True)
class DataColumns:
    """How to read the table: the columns of the unit's name, of the year (a panel has one), and of groupings."""

    unit: str = "unit"
    year: str | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchemeFile:
    """What a file says."""

    title: str
    scheme: Scheme
    columns: DataColumns = field(default_factory=DataColumns)
    uncertainty: Uncertainty = field(default_factory=Uncertainty)
    consistency: Mapping[str, float] = field(default_factory=dict)
    """Consistency ratio of each group's pairwise comparisons; above 0.1 they contradict each other."""


def read_scheme(text: str) -> SchemeFile:
    """The scheme in a TOML text. Raises :class:`SchemeError` naming the setting at fault."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise SchemeError("toml", f"不是正确的 TOML 文件：{fault}") from fault
    only(whole, "", KEYS)
    root = tree_of(whole)
    root, consistency = judged(root, whole)
    steps = tuple(step_of(one, f"steps[{number}]") for number, one in enumerate(tables(whole, "steps"), start=1))
    scheme = Scheme(
        text_of(whole, "code", "scheme"),
        root,
        steps or DEFAULT_STEPS,
        whole.get("ties", "min"),
        made(Grades, whole["grades"], "grades") if "grades" in whole else None,
    )
    return SchemeFile(
        text_of(whole, "title", scheme.code),
        scheme,
        made(DataColumns, table_at(whole, "data"), "data"),
        uncertainty_of(table_at(whole, "uncertainty")),
        consistency,
    )


KEYS = (
    *("code", "title", "ties", "root", "groups", "indicators", "steps"),
    *("grades", "data", "uncertainty", "experts", "comparisons"),
)


def tree_of(whole: Table) -> Aggregate:
    """The tree from its flat list."""
    about = {**table_at(whole, "root")}
    if "group" in about:
        raise SchemeError("root.group", "最上级没有上级分组")
    about.setdefault("code", "total")
    children: dict[str, list[tuple[str, Table]]] = {about["code"]: []}
    groups, indicators = tables(whole, "groups"), tables(whole, "indicators")
    for number, one in enumerate(groups, start=1):
        children[text_of(one, "code", f"groups[{number}]", where=f"groups[{number}].code")] = []
    for kind, listed in (("groups", groups), ("indicators", indicators)):
        for number, one in enumerate(listed, start=1):
            parent = one.get("group", about["code"])
            if parent not in children:
                raise SchemeError(f"{kind}[{number}].group", f"没有分组“{parent}”")
            children[parent].append((kind, one))
    used = [one for listed in children.values() for _kind, one in listed]
    root = node_of(about, "groups", children, ())
    if not isinstance(root, Aggregate) or _size(root) != len(used) + 1:
        raise SchemeError("groups", "分组互为上级，或代码重复")
    return root


def _size(node: Node) -> int:
    return 1 + sum(_size(child) for child in node.children) if isinstance(node, Aggregate) else 1


def node_of(about: Table, kind: str, children: Mapping[str, list[tuple[str, Table]]], above: tuple[str, ...]) -> Node:
    """One node with all below it."""
    own = {key: value for key, value in about.items() if key != "group"}
    code = str(own.get("code", ""))
    own.setdefault("label", code)
    if kind == "indicators":
        return made(Indicator, own, code)
    if code in above:
        raise SchemeError(f"{code}.group", "分组互为上级")
    below = tuple(node_of(one, kind, children, (*above, code)) for kind, one in children[code])
    only(own, code, ("code", "label", "weight", "method", "direction", "exponent"))
    return made(Aggregate, {**own, "children": below}, code)


def judged(root: Aggregate, whole: Table) -> tuple[Aggregate, dict[str, float]]:
    """The tree with the weights that experts gave, and the consistency ratios of their comparisons."""
    weights: dict[str, float] = {}
    ratios: dict[str, float] = {}
    for group, experts in table_at(whole, "experts").items():
        own = budget_allocation(tables({"experts": experts}, "experts"))
        weights.update(_of_children(root, group, own, f"experts.{group}"))
    for group, about in table_at(whole, "comparisons").items():
        asked = made(Comparisons, about, f"comparisons.{group}")
        own, ratios[group] = analytic_hierarchy(asked.codes, asked.as_array(f"comparisons.{group}.matrix"))
        weights.update(_of_children(root, group, own, f"comparisons.{group}"))
    return reweighted(root, weights), ratios


@dataclass(frozen=True)
class Comparisons:
    """One group's pairwise comparisons: row and column ``i`` of ``matrix`` belong to ``codes[i]``."""

    codes: tuple[str, ...]
    matrix: tuple[list[float], ...]

    def as_array(self, where: str) -> FloatArray:
        """The matrix as numbers."""
        try:
            return np.array(self.matrix, dtype=np.float64)
        except (ValueError, TypeError) as fault:
            raise SchemeError(where, "应为数字组成的方阵") from fault


def _of_children(root: Aggregate, group: str, weights: dict[str, float], setting: str) -> dict[str, float]:
    """The weights, once it is sure that they are those of all children of the group."""
    node = next((one for one in lay_out(root).nodes if one.code == group and isinstance(one, Aggregate)), None)
    if not isinstance(node, Aggregate) or set(weights) != {child.code for child in node.children}:
        raise SchemeError(setting, "应恰好包括该分组的全部下级")
    return weights


def step_of(about: Any, where: str) -> Stage:
    """One step by its name."""
    if not isinstance(about, dict) or "name" not in about:
        raise SchemeError(f"{where}.name", f"应写明步骤名，可用的有：{'、'.join(STEPS)}")
    settings = {key: value for key, value in about.items() if key != "name"}
    if about["name"] not in STEPS:
        raise SchemeError(f"{where}.name", f"没有“{about['name']}”，可用的有：{'、'.join(STEPS)}")
    return STEPS[about["name"]](settings, where)


def normalisation_of(about: Any, where: str) -> Normalisation:
    """A normalisation by its name."""
    step = step_of(about, where)
    if not isinstance(step, Normalisation):
        raise SchemeError(f"{where}.name", f"不是标准化方法，可用的有：{'、'.join(NORMALISATIONS)}")
    return step


def _normalise(settings: Table, where: str) -> Stage:
    only(settings, where, ("default", "by_indicator"))
    special = table_at(settings, "by_indicator", f"{where}.by_indicator")
    default = normalisation_of(settings.get("default", {"name": "minmax"}), f"{where}.default")
    return Normalise(default, tuple((code, normalisation_of(one, f"{where}.{code}")) for code, one in special.items()))


def _impute(settings: Table, where: str) -> Impute:
    special = table_at(settings, "overrides", f"{where}.overrides")
    return made(Impute, {**settings, "overrides": tuple(special.items())}, where)


def _treat(settings: Table, where: str) -> Treat:
    special = table_at(settings, "overrides", f"{where}.overrides")
    own = tuple((code, made(Treat, one, f"{where}.overrides.{code}")) for code, one in special.items())
    return made(Treat, {**settings, "overrides": own}, where)


def _plain(kind: type[Any]) -> Callable[[Table, str], Stage]:
    def make(settings: Table, where: str) -> Stage:
        stage: Stage = made(kind, settings, where)
        return stage

    return make


STEPS: Mapping[str, Callable[[Table, str], Stage]] = MappingProxyType(
    {
        "screen": _plain(Screen),
        "denominate": _plain(Denominate),
        "impute": _impute,
        "transform": _plain(Transform),
        "treat": _treat,
        "normalise": _normalise,
        **{name: _plain(method) for name, method in NORMALISATIONS.items()},
        "weigh": _plain(Weigh),
        "aggregation": _plain(Aggregation),
        "weighted_mean": _plain(WeightedMean),
    }
)


def uncertainty_of(about: Table) -> Uncertainty:
    """What the file says to be uncertain."""
    listed: dict[str, Callable[[Table, str], Any]] = {
        "normalisations": normalisation_of,
        "imputations": _impute,
        "treatments": _treat,
    }
    made_of = {
        key: tuple(make(one, f"uncertainty.{key}[{n}]") for n, one in enumerate(tables(about, key), start=1))
        for key, make in listed.items()
        if key in about
    }
    return made(Uncertainty, {**about, **made_of}, "uncertainty")


def made(kind: type[Made], settings: Table, where: str) -> Made:
    """A dataclass from settings, every one of them known and of the right type; lists become tuples."""
    hints = get_type_hints(kind)
    names = tuple(one.name for one in fields(cast("Any", kind)) if one.init)
    only(settings, where, names)
    given = {}
    for key, value in settings.items():
        given[key] = tuple(value) if isinstance(value, list) else value
        if not fits(given[key], hints[key]):
            raise SchemeError(f"{where}.{key}", f"类型不对：{value!r}")
    try:
        return kind(**given)
    except TypeError as fault:
        missing = next((name for name in names if name not in given and f"'{name}'" in str(fault)), "")
        raise SchemeError(f"{where}.{missing}", "必须填写") from fault


def fits(value: Any, hint: Any) -> bool:
    """Whether a TOML value can stand where a dataclass asks for ``hint``; whole numbers pass for numbers."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(fits(value, part) for part in parts)
    if origin is Literal:
        return value in parts
    if origin is tuple:
        open_ended = Ellipsis in parts
        right_size = isinstance(value, tuple) and (open_ended or len(value) == len(parts))
        return right_size and all(fits(one, part) for one, part in _beside(value, parts))
    return _fits_plainly(value, origin or hint)


def _fits_plainly(value: Any, kind: Any) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, int | float) if kind is float else isinstance(value, kind)


def _beside(value: tuple[Any, ...], parts: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    return zip(value, cycle(parts[:1]) if Ellipsis in parts else parts, strict=False)


def only(found: Table, where: str, known: tuple[str, ...]) -> None:
    """Refuse settings that nothing would read: a slip of the pen would go unnoticed."""
    if not isinstance(found, Mapping):
        raise SchemeError(where, "应为一组设置")
    for key in found:
        if key not in known:
            raise SchemeError(f"{where}.{key}".lstrip("."), f"没有这项设置，可用的有：{'、'.join(known)}")


def table_at(whole: Table, key: str, where: str | None = None) -> Table:
    """The table under a key, empty if there is none."""
    found = whole.get(key, {})
    if not isinstance(found, dict):
        raise SchemeError(where or key, "应为一组设置")
    return found


def tables(whole: Table, key: str) -> list[Table]:
    """The list of tables under a key, empty if there is none."""
    found = whole.get(key, [])
    if not isinstance(found, list) or any(not isinstance(one, dict) for one in found):
        raise SchemeError(key, "应为若干组设置")
    return found


def text_of(whole: Table, key: str, default: str, where: str | None = None) -> str:
    """The text under a key."""
    found = whole.get(key, default)
    if not isinstance(found, str) or not found:
        raise SchemeError(where or key, "应为文字")
    return found
