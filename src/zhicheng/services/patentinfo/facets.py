"""The filters beside the hits: what each offers, and the tags of those that stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from zhicheng.base.regions import queries as regions
from zhicheng.engine.patents.search import FacetName, FacetValue
from zhicheng.engine.places import parent_of
from zhicheng.services.patentinfo import labels
from zhicheng.services.patentinfo.asking import Asked
from zhicheng.services.patentinfo.searching import IPC_LEVELS, Facets

REGION_LEVELS = (FacetName.PROVINCE, FacetName.CITY, FacetName.COUNTY)
BAR_WIDTH, BAR_HEIGHT = 200, 44


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter. `address` narrows to it, where the filter is a tree."""

    value: str
    label: str
    count: int
    checked: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One filter: boxes to tick when it has a `parameter`, else links one level down."""

    label: str
    options: Sequence[Option]
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class YearBar:
    """One year's bar in SVG units."""

    year: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tag:
    """A filter that stands, and the address without it."""

    label: str
    address: str


def panels(asked: Asked, facets: Facets) -> list[Panel]:
    """The filters of the page; one without values is left out."""
    found = [
        ticks(_("专利类型"), "kind", facets.get(FacetName.KIND, ()), asked.kinds, labels.kind),
        ticks(_("法律状态"), "state", facets.get(FacetName.STATE, ()), asked.states, labels.state),
        ticks(_("申请人"), "applicant", facets.get(FacetName.APPLICANT, ()), asked.applicants, str),
        ipc_panel(asked, facets),
        region_panel(asked, facets),
        ticks(_("受理局"), "office", facets.get(FacetName.OFFICE, ()), asked.offices, labels.office),
    ]
    return [panel for panel in found if panel.options]


def ticks(
    label: str, parameter: str, values: Sequence[FacetValue], chosen: Sequence[str], name: Callable[[str], str]
) -> Panel:
    """Values to tick; one that is chosen and found nothing is shown with 0, so that it can be unticked."""
    counts = {one.value: one.documents for one in values} | {
        value: 0 for value in chosen if value not in {one.value for one in values}
    }
    options = [Option(value, name(value), count, value in chosen) for value, count in counts.items()]
    return Panel(label, options, parameter)


def ipc_panel(asked: Asked, facets: Facets) -> Panel:
    values = next((facets[name] for name in IPC_LEVELS if name in facets), ())
    options = [
        Option(one.value, labels.symbol(one.value), one.documents, address=replace(asked, ipc=one.value).address)
        for one in values
    ]
    return Panel(_("IPC 分类"), options)


def region_panel(asked: Asked, facets: Facets) -> Panel:
    values = next((facets[name] for name in REGION_LEVELS if name in facets), ())
    names = regions.names([one.value for one in values]) if values else {}
    options = [
        Option(
            one.value,
            names.get(one.value, one.value),
            one.documents,
            address=replace(asked, region=one.value).address,
        )
        for one in values
    ]
    return Panel(_("所在地"), options)


def years(facets: Facets) -> list[YearBar]:
    """The years of filing as bars, the oldest left; the gaps of years without patents stay."""
    counts = {int(one.value): one.documents for one in facets.get(FacetName.YEAR_FILED, ()) if one.value.isdigit()}
    if not counts:
        return []
    first, last, most = min(counts), max(counts), max(counts.values())
    step = BAR_WIDTH / (last - first + 1)
    return [
        YearBar(
            str(year),
            count,
            round((year - first) * step, 2),
            round(BAR_HEIGHT * (1 - count / most), 2),
            round(max(step * 0.8, 0.5), 2),
            round(BAR_HEIGHT * count / most, 2),
        )
        for year, count in sorted(counts.items())
    ]


def tags(asked: Asked) -> list[Tag]:
    """Every filter that stands, each with the address that drops it; of a tree, the address one level up."""
    found = [Tag(labels.kind(one), replace(asked, kinds=but(asked.kinds, one)).address) for one in asked.kinds]
    found += [Tag(labels.state(one), replace(asked, states=but(asked.states, one)).address) for one in asked.states]
    found += [Tag(labels.office(one), replace(asked, offices=but(asked.offices, one)).address) for one in asked.offices]
    found += [Tag(one, replace(asked, applicants=but(asked.applicants, one)).address) for one in asked.applicants]
    if asked.ipc:
        found.append(Tag(labels.symbol(asked.ipc), replace(asked, ipc=symbol_above(asked.ipc)).address))
    if asked.region:
        name = regions.names([asked.region]).get(asked.region, asked.region)
        found.append(Tag(name, replace(asked, region=parent_of(asked.region) or "").address))
    if asked.first_year or asked.last_year:
        found.append(Tag(years_words(asked), replace(asked, first_year=None, last_year=None).address))
    return found


def years_words(asked: Asked) -> str:
    first, last = asked.first_year, asked.last_year
    if first and last:
        span = str(first) if first == last else f"{first}–{last}"
        return _("%(span)s 年申请") % {"span": span}
    return _("%(year)d 年起申请") % {"year": first} if first else _("%(year)d 年及以前申请") % {"year": last}


def but(values: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(value for value in values if value != one)


def symbol_above(code: str) -> str:
    """H01M10/05 → H01M10 → H01M → H01 → H → nothing."""
    if "/" in code:
        return code.partition("/")[0]
    return next((code[:length] for length in (4, 3, 1) if len(code) > length), "")
