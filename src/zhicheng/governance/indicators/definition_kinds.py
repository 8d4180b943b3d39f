"""The kinds `indicator` (what a figure means) and `layout` (how a table of statistics is read)."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Literal, TypeAlias, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ConfigDict, Field, field_validator, model_validator

from zhicheng.base.definitions.kinds import DefinitionModel, Kind, register
from zhicheng.base.records import registry
from zhicheng.engine.formulas import Formula, FormulaError, dependencies, parse

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Label = Annotated[str, Field(min_length=1, max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=600)]
ColumnName = Annotated[str, Field(min_length=1, max_length=100)]
Aspect = Literal["创造", "运用", "保护", "管理", "服务", "投入", "背景"]
ASPECTS: tuple[Aspect, ...] = ("创造", "运用", "保护", "管理", "服务", "投入", "背景")
Level = Literal["province", "city", "county"]
SHARE, FEN = "%", "分"
FEN_IN_YUAN, FEN_IN_10K_YUAN = 100, 1_000_000
Fault: TypeAlias = tuple[str, str, str]
"""(code of the definition, field, what is wrong)"""


class Statistic(DefinitionModel):
    """The figure is a cell of an imported table: the layout that reads the table, and the column."""

    layout: Code
    column: ColumnName


class Counted(DefinitionModel):
    """The figure is counted from records: a record set, which of its rows, and what of them.

    `where` compares filters that the record set offers with a plain value, or with several of which any may hold. `measure` is `count`, `sum <name>` or `distinct <name>`
    over a measure that the record set offers. `awaits` says in words which registers are still to come.
    """

    records: Code
    where: dict[str, str | int | float | bool | tuple[str | int, ...]] = {}
    measure: Annotated[str, Field(pattern=r"^(count|sum [a-z][a-z0-9_]*|distinct [a-z][a-z0-9_]*)$")] = "count"
    awaits: str = ""


class Reported(DefinitionModel):
    """The figure is typed in with evidence and approved level by level.

    `form` asks for the number, `evidence` says what proves it. `levels` are those whose offices report; each is approved by the office above,
    and with `totals` only the lowest types a number while those above it report the sum of the approved numbers below. `above` says what
    the divisions above all `levels` get: the sum of what is approved, or nothing where numbers cannot be added up. `due` is the day of
    the following year until which a report is on time.
    """

    form: Text
    evidence: Text
    levels: Annotated[tuple[Level, ...], Field(min_length=1)] = ("city",)
    totals: bool = False
    above: Literal["sum", "none"] = "sum"
    due: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")] = "02-15"
    minimum: float | None = None
    maximum: float | None = None

    def due_on(self, period: int) -> date:
        """The last day on which a year's report is on time; a day that its month does not have is the month's last."""
        month, day = int(self.due[:2]), int(self.due[3:])
        return date(period + 1, month, min(day, monthrange(period + 1, month)[1]))


class IndicatorDefinition(DefinitionModel):
    """What a figure means. It has exactly one of `statistic`, `formula`, `from` and `reported`.

    `unit` of a share is `%`: its values are kept as parts of one and shown as percent. Money kept in `分` is shown in 万元. `digits` are those shown, never those kept.
    `basis = "assumed"` marks a definition that no source states.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)

    title: Label
    short: Annotated[str, Field(min_length=1, max_length=20)]
    unit: Annotated[str, Field(max_length=20)]
    aspect: Aspect
    direction: Literal["+", "-", "neutral"]
    digits: Annotated[int, Field(ge=0, le=6)]
    definition: Text
    why: Text
    source: Text
    owner: Label
    quality: Annotated[str, Field(max_length=800)] = ""
    caution: Annotated[str, Field(max_length=200)] = ""
    basis: Literal["found", "assumed"] = "found"
    statistic: Statistic | None = None
    formula: Annotated[str, Field(max_length=2000)] | None = None
    counted: Annotated[Counted | None, Field(alias="from")] = None
    reported: Reported | None = None

    @field_validator("formula")
    @classmethod
    def is_a_value(cls, text: str | None) -> str | None:
        if text is None:
            return None
        try:
            formula = parse(text)
        except FormulaError as error:
            raise ValueError(str(error)) from None
        if formula.is_condition:
            raise ValueError(_("指标的公式应得出数值，不能是条件"))
        return text

    @model_validator(mode="after")
    def has_one_origin(self) -> "IndicatorDefinition":
        given = [one for one in (self.statistic, self.formula, self.counted, self.reported) if one is not None]
        if len(given) != 1:
            raise ValueError(_("statistic、formula、from、reported 四项应当恰好写一项，现有 %d 项") % len(given))
        if self.reported and self.is_share and self.reported.above != "none":
            raise ValueError(_("比例不能相加：reported.above 应写 none"))
        return self

    @property
    def parsed(self) -> Formula | None:
        """The formula as a tree; None when the figure has another origin."""
        return parse(self.formula) if self.formula is not None else None

    @property
    def is_share(self) -> bool:
        return self.unit == SHARE

    @property
    def is_summed(self) -> bool:
        """Whether it is reported, and the reports of divisions add up."""
        return self.reported is not None and self.reported.above == "sum"

    @property
    def is_money(self) -> bool:
        """Whether it is kept in fen, as the platform's own amounts are."""
        return self.unit == FEN

    @property
    def shown_unit(self) -> str:
        """The unit in which people read it."""
        return _("万元") if self.is_money else self.unit

    @property
    def scale(self) -> float:
        """What a kept value is multiplied by to be read in `shown_unit`."""
        if self.is_share:
            return 100
        return 1 / FEN_IN_10K_YUAN if self.is_money else 1


class RegionColumn(DefinitionModel):
    """Where a row's region stands: in `column` by division code or by name.

    `name_column` beside a code must agree with it. `level_column` tells the level of each row; `levels` maps its words to ours,
    and rows with another word (national totals) are left out.
    """

    column: ColumnName
    by: Literal["code", "name"]
    name_column: ColumnName | None = None
    level_column: ColumnName | None = None
    levels: dict[str, Level] = {}


class Period(DefinitionModel):
    """The year of a row: in `column`, or the same for the whole table."""

    column: ColumnName | None = None
    fixed: Annotated[int, Field(ge=1949, le=2100)] | None = None

    @model_validator(mode="after")
    def is_one_of_two(self) -> "Period":
        if (self.column is None) == (self.fixed is None):
            raise ValueError(_("column 与 fixed 应当恰好写一项"))
        return self


class LayoutColumn(DefinitionModel):
    """One column of figures. `column` is its head; in a long table it is the word in the indicator column."""

    column: ColumnName
    indicator: Code
    zero_is_missing: bool = False
    minimum: float | None = None
    maximum: float | None = None


class IgnoredColumn(DefinitionModel):
    """A column that is left out on purpose, and why."""

    column: ColumnName
    why: Text


class AbsentRows(DefinitionModel):
    """A table in which a city-year without a row stands for zero, except where it does not."""

    why: Text
    unknown_regions: tuple[str, ...] = ()
    unknown_why: Annotated[str, Field(max_length=400)] = ""


class Provisional(DefinitionModel):
    """From which year on the figures are incomplete, and why."""

    year: int
    why: Text


class LayoutDefinition(DefinitionModel):
    """How a table of statistics is read. Its code names the dataset: each import of the layout is a version of it."""

    title: Label
    note: Annotated[str, Field(max_length=800)] = ""
    source: Text
    levels: tuple[Level, ...]
    shape: Literal["wide", "long"] = "wide"
    region: RegionColumn
    period: Period
    indicator_column: ColumnName | None = None
    value_column: ColumnName | None = None
    columns: tuple[LayoutColumn, ...]
    ignored: tuple[IgnoredColumn, ...] = ()
    absent_row_is_zero: AbsentRows | None = None
    provisional_from: Provisional | None = None
    carried: str = ""

    @model_validator(mode="after")
    def long_names_its_columns(self) -> "LayoutDefinition":
        given = (self.indicator_column is not None, self.value_column is not None)
        if given != (self.shape == "long",) * 2:
            raise ValueError(_("shape 为 long 时要写 indicator_column 和 value_column，为 wide 时都不写"))
        return self

    @property
    def indicators(self) -> tuple[str, ...]:
        return tuple(each.indicator for each in self.columns)

    def column_of(self, indicator: str) -> LayoutColumn | None:
        return next((each for each in self.columns if each.indicator == indicator), None)


def check_indicators(models: Mapping[str, DefinitionModel]) -> Iterable[Fault]:
    """Formulas name indicators that exist and go round in no circle; counts use what their record set offers."""
    indicators = cast("Mapping[str, IndicatorDefinition]", models)
    formulas = {code: formula for code, one in indicators.items() if (formula := one.parsed)}
    for code, formula in formulas.items():
        if absent := sorted(formula.names - indicators.keys()):
            yield code, "formula", _("没有这些指标：%(names)s") % {"names": "、".join(absent)}
    for code, one in indicators.items():
        if one.counted is not None:
            yield from counting_faults(code, one.counted)
    try:
        dependencies(formulas)
    except FormulaError as error:
        yield next(iter(sorted(formulas))), "formula", str(error)


def counting_faults(code: str, counted: Counted) -> Iterator[Fault]:
    """What a record set that is there does not offer; one that is still to come is not judged."""
    offered = registry.find(counted.records)
    if offered is None:
        return
    for name in counted.where:
        if name not in offered.filters:
            yield code, f"from.where.{name}", _("记录集“%(label)s”没有这个条件") % {"label": offered.label}
    measured = counted.measure.partition(" ")[2]
    if measured and measured not in offered.measures:
        yield code, "from.measure", _("记录集“%(label)s”没有这个量") % {"label": offered.label}


def check_layouts(models: Mapping[str, DefinitionModel]) -> Iterable[Fault]:
    """Every column leads to an indicator that says the same; no indicator is read twice."""
    # The import waits until a layout is checked: at registration the tables do not exist yet.
    from zhicheng.base.definitions.queries import current_models

    indicators = cast("Mapping[str, IndicatorDefinition]", current_models("indicator"))
    for code, layout in cast("Mapping[str, LayoutDefinition]", models).items():
        for i, each in enumerate(layout.columns):
            field = f"columns.{i}.indicator"
            statistic = indicators[each.indicator].statistic if each.indicator in indicators else None
            if each.indicator not in indicators:
                yield code, field, _("没有指标“%(code)s”") % {"code": each.indicator}
            elif statistic != Statistic(layout=code, column=each.column):
                yield code, field, _("指标“%(code)s”没有写明取自这一列") % {"code": each.indicator}


INDICATOR = register(
    Kind(
        code="indicator",
        label=gettext_lazy("指标"),
        folder="indicators",
        model=IndicatorDefinition,
        check=check_indicators,
        page="indicators:indicator",
    ),
)
LAYOUT = register(
    Kind(
        code="layout",
        label=gettext_lazy("数据表格式"),
        folder="layouts",
        model=LayoutDefinition,
        check=check_layouts,
        page="indicators:dataset",
    ),
)
