"""The kind `strength`: a scheme by which cities' patent strength is evaluated each year."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, ValidationInfo, field_validator

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


class Measured(DefinitionModel):
    """An indicator in a scheme. `weight` counts within its aspect; `transform` tames a long tail before normalising."""

    indicator: Code
    weight: Points
    direction: Literal["+", "-"]
    transform: Literal["log1p", "sqrt"] | None = None
    why: Text | None = None

    @property
    def code(self) -> str:
        return self.indicator


class Aspect(DefinitionModel):
    """A group of indicators. `official` is the aspect of the national report that it belongs to; none when it fits none."""

    code: Code
    label: Annotated[str, Field(min_length=1, max_length=20)]
    official: Official | None = None
    weight: Points
    why: Text
    indicators: Annotated[tuple[Measured, ...], Field(min_length=1)]

    @field_validator("indicators")
    @classmethod
    def weights_make_a_whole(cls, indicators: tuple[Measured, ...]) -> tuple[Measured, ...]:
        refuse_unless_whole([one.weight for one in indicators])
        return indicators


class Screening(DefinitionModel):
    """Which units get no rank: fewer than `at_least` of `indicator`, or a share of indicators with a value below `availability`."""

    indicator: Code
    at_least: Annotated[float, Field(ge=0)]
    availability: Share
    why: Text


class Method(DefinitionModel):
    """How numbers become scores. Each choice is one of those that the engine knows."""

    normalise: Literal["min_max"]
    low: float
    high: float
    aggregate: Literal["arithmetic"]
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


class Unmeasured(DefinitionModel):
    """An official aspect for which there are no data, and why."""

    aspect: Official
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

    `main` marks the one scheme that the pages show. Years after `complete_until` are computed, but marked as incomplete with
    `incomplete_note`. `basis` says whether a source states the weights. Without `uncertainty` places have no intervals.
    """

    title: Text
    short: Annotated[str, Field(min_length=1, max_length=20)]
    main: bool = False
    basis: Literal["assumed", "source"]
    unit_level: Literal["province", "city"]
    first_year: Year
    last_year: Year
    complete_until: Year
    note: Text
    incomplete_note: Text
    screen: Screening
    method: Method
    uncertainty: Doubts | None = None
    objections: Objections = USUAL_OBJECTIONS
    aspects: Annotated[tuple[Aspect, ...], Field(min_length=1)]
    unmeasured: tuple[Unmeasured, ...] = ()
    cautions: tuple[Caution, ...] = ()

    @field_validator("last_year")
    @classmethod
    def years_run_forward(cls, last_year: int, given: ValidationInfo) -> int:
        if "first_year" in given.data and last_year < given.data["first_year"]:
            raise ValueError(_("不应早于 first_year"))
        return last_year

    @field_validator("aspects")
    @classmethod
    def aspects_make_a_whole(cls, aspects: tuple[Aspect, ...]) -> tuple[Aspect, ...]:
        refuse_unless_whole([one.weight for one in aspects])
        codes = [ROOT, *(aspect.code for aspect in aspects)]
        codes += [one.code for aspect in aspects for one in aspect.indicators]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(_("代码重复：%(codes)s") % {"codes": "、".join(twice)})
        return aspects

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
    def indicator_codes(self) -> frozenset[str]:
        """Every indicator that a score depends on, that of the screening included."""
        return frozenset({self.screen.indicator, *(one.indicator for one in self.measured)})

    def is_complete(self, year: int) -> bool:
        """Whether the data of a year are all in."""
        return year <= self.complete_until


def refuse_unless_whole(weights: Iterable[float]) -> None:
    """ValueError unless the weights add up to 100."""
    total = sum(weights)
    if abs(total - WHOLE) > 1e-6:
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
