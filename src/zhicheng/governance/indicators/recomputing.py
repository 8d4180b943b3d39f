"""The inside of a recompute: all figures of some indicators, or only those of the provinces in which records changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Max, Q
from django.db.models.functions import Left

from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current
from zhicheng.base.records.marks import mark_of
from zhicheng.base.records.registry import find
from zhicheng.base.records.touched import provinces_touched
from zhicheng.governance.indicators import figuring, queries
from zhicheng.governance.indicators.compute import WHOLE, Computed, Part, compute, needed, provisional_from
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition, LayoutDefinition
from zhicheng.governance.indicators.figuring import Scope, Written
from zhicheng.governance.indicators.models import Figure, RecordMark

MOST_PROVINCES = 8
"""With records changed in more provinces than these, counting all is no more work than counting them."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The definitions in force, as stored and as they say."""

    definitions: Mapping[str, Definition]
    layouts: Mapping[str, Definition]
    models: Mapping[str, IndicatorDefinition]
    layout_models: Mapping[str, LayoutDefinition]

    @property
    def sha256(self) -> str:
        return figuring.inputs_digest(self.definitions, self.layouts)


@dataclass(frozen=True, slots=True)
class Change:
    """Records changed: their set, how it stands now, the indicators that count it, and the provinces (None = perhaps all)."""

    record_set: str
    mark: str
    indicators: frozenset[str]
    provinces: frozenset[str] | None


def inputs() -> Inputs:
    definitions, layouts = all_current("indicator"), all_current("layout")
    return Inputs(
        definitions,
        layouts,
        {code: queries.indicator_of(one) for code, one in definitions.items()},
        {code: queries.layout_of(one) for code, one in layouts.items()},
    )


def changes(models: Mapping[str, IndicatorDefinition]) -> list[Change]:
    """The record sets that changed since their figures were computed."""
    known = dict(RecordMark.objects.values_list("record_set", "mark"))
    found = []
    for code, users in sorted(queries.counting_on(models).items()):
        offered = find(code)
        # The mark first: what changes after it is found again by the next look.
        mark = mark_of(offered) if offered else ""
        if offered and known.get(code) != mark:
            touched = provinces_touched(offered, known[code]) if code in known else None
            found.append(Change(code, mark, frozenset(users), touched))
    return found


def work_of(changed: Iterable[Change]) -> list[tuple[frozenset[str], tuple[str, ...]]]:
    """What is to be computed: indicators everywhere, and indicators in some provinces."""
    known = list(changed)
    provinces = frozenset[str]().union(*(each.provinces for each in known if each.provinces is not None))
    is_wide = len(provinces) > MOST_PROVINCES
    everywhere = frozenset[str]().union(*(each.indicators for each in known if each.provinces is None or is_wide))
    partly = frozenset[str]().union(*(each.indicators for each in known if each.provinces and not is_wide))
    found = [(everywhere, ()), (partly - everywhere, tuple(sorted(provinces)))]
    return [(indicators, where) for indicators, where in found if indicators]


def compute_and_write(
    given: Inputs, wanted: frozenset[str], provinces: tuple[str, ...], orphaned: frozenset[str]
) -> Written:
    """Compute the wanted indicators and write what differs; in the provinces alone when figures elsewhere cannot have changed."""
    computed = computed_in(given, wanted, provinces) if provinces else None
    where = provinces if computed is not None else ()
    if computed is None:
        computed = compute(given.models, given.layout_models, wanted, WHOLE)
    scope = Scope({code: given.definitions[code] for code in wanted}, where, orphaned)
    return figuring.write(computed, scope, provisional_from(given.models, given.layout_models))


def computed_in(given: Inputs, wanted: frozenset[str], provinces: tuple[str, ...]) -> Computed | None:
    """The figures of some provinces; None when the change reaches further: it moved the last year in which a register is kept,
    and with it the years without records that are zero everywhere.
    """
    counted = [code for code in needed(given.models, wanted) if given.models[code].counted]
    ends = register_ends(counted, provinces)
    part = Part(provinces, {code: outside for code, (outside, _all) in ends.items()})
    computed = compute(given.models, given.layout_models, wanted, part)
    for code in counted:
        outside, before = ends.get(code, (0, 0))
        if max(outside, last_year(computed, code)) != before:
            return None
    return computed


def register_ends(codes: Iterable[str], provinces: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Indicator → the last year with records outside the provinces, and anywhere; 0 when there is none."""
    rows = Figure.objects.filter(indicator__in=list(codes), records__gt=0).order_by()
    rows = rows.annotate(province=Left("region_id", 2))
    ends = rows.values_list("indicator").annotate(
        outside=Max("period", filter=~Q(province__in=list(provinces))), anywhere=Max("period")
    )
    return {code: (outside or 0, anywhere or 0) for code, outside, anywhere in ends}


def last_year(computed: Computed, code: str) -> int:
    """The last year with records; 0 when there is none."""
    years = [
        period
        for period, column in zip(computed.periods, computed.records[code].T, strict=True)
        if column.max(initial=0) > 0
    ]
    return max(years, default=0)
