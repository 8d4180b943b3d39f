"""The kind `strength`: a scheme by which cities' patent strength is evaluated each year."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, ValidationInfo, field_validator, model_validator

from zhicheng.base.definitions.kinds import DefinitionModel, Kind, register

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=400)]
Year = Annotated[int, Field(ge=1985, le=2100)]
Share = Annotated[float, Field(ge=0, le=1)]
Points = Annotated[float, Field(gt=0, le=100)]
Scale = Literal["min_max", "z_score", "percentile_rank"]
Official = Literal["创造", "运用", "保护", "管理", "服务"]

ROOT = "strength"
"""Code of the scheme's root node: the total score."""
WHOLE = 100.0
"""What the weights of siblings add up to."""
NOISE = 1e-6
"""Sums of weights that differ by less are equal."""


class Measured(DefinitionModel):
    """An indicator in a scheme. `weight` counts within its aspect; `transform` tames a long tail before normalising.

    `target` is the value worth the full score when `Method.normalise` is "benchmark" (标杆值), `goalposts` the lowest and highest
    value fixed by decision when it is "goalposts"; both in the indicator's unit.
    """

    indicator: Code
    weight: Points
    direction: Literal["+", "-"]
    transform: Literal["log1p", "sqrt"] | None = None
    target: float | None = None
    goalposts: tuple[float, float] | None = None
    why: Text | None = None

    @property
    def code(self) -> str:
        return self.indicator


class UnmeasuredIndicator(DefinitionModel):
    """An indicator that belongs to an aspect, but for which there are no figures: it is left out and its points are not covered.

    `content` is "unknown" where the source names it incompletely. `supplier` is who could supply the figures.
    """

    label: Annotated[str, Field(min_length=1, max_length=60)]
    weight: Points
    direction: Literal["+", "-"] = "+"
    content: Literal["known", "unknown"] = "known"
    supplier: Annotated[str, Field(max_length=60)] = ""
    why: Text


class Aspect(DefinitionModel):
    """A group of indicators. `official` is the aspect of the national report that it belongs to; none when it fits none.

    The weights of `indicators` and `unmeasured` together make 100, or the aspect's own weight where a source gives points of the
    whole.
    """

    code: Code
    label: Annotated[str, Field(min_length=1, max_length=20)]
    official: Official | None = None
    weight: Points
    why: Text
    unmeasured: tuple[UnmeasuredIndicator, ...] = ()
    indicators: Annotated[tuple[Measured, ...], Field(min_length=1)]

    @field_validator("indicators")
    @classmethod
    def weights_make_a_whole(cls, indicators: tuple[Measured, ...], given: ValidationInfo) -> tuple[Measured, ...]:
        unmeasured: tuple[UnmeasuredIndicator, ...] = given.data.get("unmeasured", ())
        weights = [*(one.weight for one in indicators), *(one.weight for one in unmeasured)]
        own = given.data.get("weight", WHOLE)
        if abs(sum(weights) - own) > NOISE:
            refuse_unless_whole(weights)
        return indicators

    @property
    def whole(self) -> float:
        """What all weights within the aspect add up to, those of the unmeasured included."""
        return sum(one.weight for one in self.indicators) + sum(one.weight for one in self.unmeasured)


class Screening(DefinitionModel):
    """Which units get no rank: fewer than `at_least` of `indicator`, or a share of indicators with a value below `availability`.

    Sentences call what is counted `noun` and count it in `unit`.
    """

    indicator: Code
    at_least: Annotated[float, Field(ge=0)]
    availability: Share
    noun: Annotated[str, Field(min_length=1, max_length=20)] = "申请"
    unit: Annotated[str, Field(min_length=1, max_length=10)] = "件"
    why: Text


class Method(DefinitionModel):
    """How numbers become scores. Each choice is one of those that the engine knows (zhicheng.engine.composite).

    `low` and `high` are the ends of the scale. `weigh` decides the weights within every group: as given, all alike, or by the
    entropy of the year's figures.
    """

    normalise: Literal["min_max", "goalposts", "benchmark", "z_score", "percentile_rank"]
    low: float
    high: float
    weigh: Literal["given", "equal", "entropy"] = "given"
    aggregate: Literal["arithmetic", "geometric"]
    group_availability: Share
    ties: Literal["min"]

    @field_validator("high")
    @classmethod
    def scale_rises(cls, high: float, given: ValidationInfo) -> float:
        if "low" in given.data and high <= given.data["low"]:
            raise ValueError(_("应大于 low"))
        return high


class Doubts(DefinitionModel):
    """What is varied to see how far places depend on choices that nobody can prove.

    In each of `draws` (numbered from `seed`) every weight is multiplied by a number drawn evenly from 1 ± `weights_share`,
    and one of the normalisations listed is used, each as likely as the others. `top` is the number of first places of which
    a page says how likely they are. `basis` says whether a source states these settings.
    """

    basis: Literal["assumed", "source"]
    draws: Annotated[int, Field(ge=100, le=100_000)]
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)]
    weights_share: Annotated[float, Field(gt=0, lt=1)]
    normalise: Annotated[tuple[Scale, ...], Field(min_length=1)]
    top: Annotated[int, Field(ge=1, le=1000)]
    why: Text

    @field_validator("normalise")
    @classmethod
    def each_scale_once(cls, normalise: tuple[Scale, ...]) -> tuple[Scale, ...]:
        if len(set(normalise)) < len(normalise):
            raise ValueError(_("每种换算方法只列一次"))
        return normalise


class Grading(DefinitionModel):
    """Classes of the total score: `names[i]` from `cuts[i]` up, the last name below all cuts. `basis` as in the scheme."""

    basis: Literal["assumed", "source"]
    cuts: Annotated[tuple[float, ...], Field(min_length=1)]
    names: tuple[Annotated[str, Field(min_length=1, max_length=20)], ...]
    why: Text

    @field_validator("cuts")
    @classmethod
    def cuts_fall(cls, cuts: tuple[float, ...]) -> tuple[float, ...]:
        if any(higher <= lower for higher, lower in pairwise(cuts)):
            raise ValueError(_("分界应从高到低"))
        return cuts

    @field_validator("names")
    @classmethod
    def one_name_more_than_cuts(cls, names: tuple[str, ...], given: ValidationInfo) -> tuple[str, ...]:
        if "cuts" in given.data and len(names) != len(given.data["cuts"]) + 1:
            raise ValueError(_("等级名应比分界多一个"))
        return names


class Unmeasured(DefinitionModel):
    """An aspect for which nothing can be computed, and why.

    `points` are those that it holds in the scheme's whole; without them it stands outside the whole. `parts` names what it is
    made of as far as a source says so; `content` is "unknown" where no source does. `supplier` could supply the figures.
    """

    aspect: Annotated[str, Field(min_length=1, max_length=20)]
    points: Points | None = None
    content: Literal["known", "unknown"] = "known"
    parts: tuple[str, ...] = ()
    supplier: Annotated[str, Field(max_length=60)] = ""
    why: Text


class Caution(DefinitionModel):
    """One thing that the result cannot say."""

    text: Text


class Objections(DefinitionModel):
    """How many working days cities have to object to their figures before the year is published; `basis`: does a source say so?"""

    basis: Literal["assumed", "source"]
    workdays: Annotated[int, Field(ge=1, le=60)]
    why: Text


USUAL_OBJECTIONS = Objections(basis="assumed", workdays=7, why="没有来源规定提出异议的期限，按 7 个工作日设定。")


class SchemeDefinition(DefinitionModel):
    """A scheme: tree of aspects and indicators with weights, steps, and what the result can and cannot say.

    `main` marks the one scheme that the pages show first. `origin` says where its structure comes from. The units are those of
    `unit_level` whose code begins with `unit_prefix`, but not those of `units_without`. With `leaves_out_empty` an indicator for
    which nobody has a figure in a year is left out of that year; without, it stays and counts as missing. Years after `complete_until` are computed, but marked as incomplete with
    `incomplete_note`. `basis` says whether a source states the weights. Without `uncertainty` places have no intervals.
    """

    title: Text
    short: Annotated[str, Field(min_length=1, max_length=20)]
    origin: Annotated[str, Field(max_length=600)] = ""
    main: bool = False
    basis: Literal["assumed", "source"]
    unit_level: Literal["province", "city"]
    unit_prefix: Annotated[str, Field(pattern=r"^[0-9]{0,6}$")] = ""
    units_without: tuple[Annotated[str, Field(pattern=r"^[1-9][0-9]{5}$")], ...] = ()
    leaves_out_empty: bool = False
    first_year: Year
    last_year: Year
    complete_until: Year
    note: Text
    incomplete_note: Text
    screen: Screening
    method: Method
    uncertainty: Doubts | None = None
    objections: Objections = USUAL_OBJECTIONS
    grades: Grading | None = None
    unmeasured: tuple[Unmeasured, ...] = ()
    aspects: Annotated[tuple[Aspect, ...], Field(min_length=1)]
    cautions: tuple[Caution, ...] = ()

    @field_validator("last_year")
    @classmethod
    def years_run_forward(cls, last_year: int, given: ValidationInfo) -> int:
        if "first_year" in given.data and last_year < given.data["first_year"]:
            raise ValueError(_("不应早于 first_year"))
        return last_year

    @field_validator("aspects")
    @classmethod
    def aspects_make_a_whole(cls, aspects: tuple[Aspect, ...], given: ValidationInfo) -> tuple[Aspect, ...]:
        unmeasured = [one.points for one in given.data.get("unmeasured", ()) if one.points is not None]
        refuse_unless_whole([*(one.weight for one in aspects), *unmeasured])
        codes = [ROOT, *(aspect.code for aspect in aspects)]
        codes += [one.code for aspect in aspects for one in aspect.indicators]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(_("代码重复：%(codes)s") % {"codes": "、".join(twice)})
        return aspects

    @model_validator(mode="after")
    def settings_go_together(self) -> "SchemeDefinition":
        varied = self.method.weigh == "entropy" or self.method.aggregate != "arithmetic"
        if self.uncertainty is not None and varied:
            raise ValueError(_("名次区间（uncertainty）只能用于给定或相等的权重和加权平均"))
        lacks = {"benchmark": "target", "goalposts": "goalposts"}.get(self.method.normalise)
        without = [one.code for one in self.measured if lacks and getattr(one, lacks) is None]
        if without:
            raise ValueError(_("这些指标要写 %(setting)s：%(codes)s") % {"setting": lacks, "codes": "、".join(without)})
        return self

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @property
    def nodes(self) -> tuple[Aspect | Measured, ...]:
        """All nodes below the root, parents before children."""
        nodes: list[Aspect | Measured] = []
        for aspect in self.aspects:
            nodes += [aspect, *aspect.indicators]
        return tuple(nodes)

    @property
    def measured(self) -> tuple[Measured, ...]:
        """The leaves, in order."""
        return tuple(one for aspect in self.aspects for one in aspect.indicators)

    @property
    def key(self) -> str:
        """The indicator that a ranking shows beside the scores: that of the screening, else the first."""
        codes = [one.code for one in self.measured]
        return self.screen.indicator if self.screen.indicator in codes else codes[0]

    @property
    def indicator_codes(self) -> frozenset[str]:
        """Every indicator that a score depends on, that of the screening included."""
        return frozenset({self.screen.indicator, *(one.indicator for one in self.measured)})

    @cached_property
    def shares(self) -> Mapping[str, float]:
        """Aspect or indicator → its share of the whole (0–1) as the scheme states it, the unmeasured counted in."""
        found: dict[str, float] = {}
        for aspect in self.aspects:
            own = found[aspect.code] = aspect.weight / WHOLE
            found.update({one.code: own * one.weight / aspect.whole for one in aspect.indicators})
        return found

    @property
    def covered_share(self) -> float:
        """The share of the whole (0–1) that its indicators hold; the rest is unmeasured."""
        return sum(self.shares[one.code] for one in self.measured)

    @property
    def is_partial(self) -> bool:
        """Whether some of the whole cannot be computed."""
        return self.covered_share < 1 - NOISE

    def with_only(self, indicators: Collection[str]) -> "SchemeDefinition | None":
        """The scheme with the other indicators among the unmeasured; None when none is left. The whole stays the same."""
        if all(one.code in indicators for one in self.measured):
            return self
        aspects = [aspect_with_only(aspect, indicators) for aspect in self.aspects]
        kept = tuple(aspect for aspect in aspects if aspect.indicators)
        lost = tuple(lost_aspect(aspect) for aspect in aspects if not aspect.indicators)
        changes = {"aspects": kept, "unmeasured": (*lost, *self.unmeasured)}
        return self.model_copy(update=changes) if kept else None

    def has_unit(self, region: str) -> bool:
        """Whether a division of its level is one of those evaluated."""
        return region.startswith(self.unit_prefix) and region not in self.units_without

    def is_complete(self, year: int) -> bool:
        """Whether the data of a year are all in."""
        return year <= self.complete_until


def aspect_with_only(aspect: Aspect, indicators: Collection[str]) -> Aspect:
    """An aspect with the other indicators among its unmeasured ones; it may have none left."""
    kept = tuple(one for one in aspect.indicators if one.code in indicators)
    lost = tuple(
        UnmeasuredIndicator(label=one.code, weight=one.weight, direction=one.direction, why=_("本年没有数据。"))
        for one in aspect.indicators
        if one.code not in indicators
    )
    return aspect.model_copy(update={"indicators": kept, "unmeasured": (*lost, *aspect.unmeasured)})


def lost_aspect(aspect: Aspect) -> Unmeasured:
    """An aspect of which no indicator is left."""
    parts = tuple(one.label for one in aspect.unmeasured)
    return Unmeasured(aspect=aspect.label, points=aspect.weight, parts=parts, why=_("本年没有数据。"))


def refuse_unless_whole(weights: Iterable[float]) -> None:
    """ValueError unless the weights add up to 100."""
    total = sum(weights)
    if abs(total - WHOLE) > NOISE:
        raise ValueError(_("权重（weight）合计应为 100，现为 %(total)g") % {"total": total})


def check(schemes: Mapping[str, DefinitionModel]) -> Iterable[tuple[str, str, str]]:
    """What one scheme's text cannot tell: indicators that must exist, and that only one scheme is the main one."""
    indicators = known_indicators()
    found = cast("Mapping[str, SchemeDefinition]", schemes)
    for code, scheme in found.items():
        yield from indicator_faults(code, scheme, indicators)
    mains = [code for code, scheme in found.items() if scheme.main]
    for code in mains[1:]:
        yield code, "main", _("已有主方案 %(other)s，只能有一个") % {"other": mains[0]}


def known_indicators() -> frozenset[str]:
    # The import waits until a scheme is checked: at registration the tables do not exist yet.
    from zhicheng.base.definitions.queries import all_current

    return frozenset(all_current("indicator"))


def indicator_faults(code: str, scheme: SchemeDefinition, known: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    named = [("screen.indicator", scheme.screen.indicator)] + [
        (f"aspects.{i}.indicators.{j}.indicator", one.indicator)
        for i, aspect in enumerate(scheme.aspects)
        for j, one in enumerate(aspect.indicators)
    ]
    for field, name in named:
        if name not in known:
            yield code, field, _("没有指标“%(name)s”") % {"name": name}


STRENGTH = register(
    Kind(
        code="strength",
        label=gettext_lazy("专利实力方案"),
        folder="strength",
        model=SchemeDefinition,
        check=check,
    )
)
