"""Charts that Word draws itself and people can edit: DrawingML, with the numbers kept in the chart and in a workbook within it.

After ECMA-376 part 1, 21.2 (DrawingML charts). A chart holds its numbers twice: as a cache, which every program shows, and in
the embedded workbook, which "edit data" opens.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from zhicheng.engine.tables import write_xlsx

SHEET = "Data"
NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
OWN_COLOUR, OTHER_COLOURS = "B03A2E", ("7F8C8D", "2E5A88", "B7950B")
GRID_COLOUR = "D9D9D9"


@dataclass(frozen=True, slots=True)
class Series:
    """A row of numbers with a name, one for each category; None leaves a gap."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Drawing:
    """What every chart has. `digits` are the decimals of the labels; `says` is what the chart shows, for who cannot see it."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    says: str
    digits: int = 1
    axis: str = ""

    def __post_init__(self) -> None:
        if any(len(one.values) != len(self.categories) for one in self.series):
            message = "each series needs one value for each category"
            raise ValueError(message)

    @property
    def code(self) -> str:
        """How the labels are written, as spreadsheets say it."""
        return "0" if not self.digits else "0." + "0" * self.digits

    def workbook(self) -> bytes:
        """The numbers as an XLSX file: categories in the first column, one series in each of the others."""
        rows = [[name, *(one.values[at] for one in self.series)] for at, name in enumerate(self.categories)]
        return write_xlsx(["", *(one.name for one in self.series)], rows, SHEET)

    def xml(self) -> bytes:
        """The chart part. The workbook is its relation `rId1`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Bars(Drawing):
    """Lying bars, the first category at the top, from 0 to `most`."""

    most: float | None = None

    def xml(self) -> bytes:
        series = "".join(one_series(self, at, bar_look(at)) for at in range(len(self.series)))
        plot = (
            '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
            f'{series}<c:gapWidth val="60"/><c:overlap val="-5"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        )
        # The first category stands at the top when the axis is turned; the numbers then belong at its far end: below.
        names = category_axis("l", turned=True)
        numbers = value_axis("b", self.axis, low=0.0, high=self.most, crosses="max")
        return whole(plot + names + numbers)


@dataclass(frozen=True)
class Lines(Drawing):
    """Lines with a mark at each value. With `turned` small values stand high, as places do."""

    turned: bool = False

    def xml(self) -> bytes:
        series = "".join(one_series(self, at, line_look(at)) for at in range(len(self.series)))
        plot = (
            '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
            f'{series}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
        )
        names = category_axis("b", far=self.turned)
        low, high, step = self._scale()
        return whole(plot + names + value_axis("l", self.axis, low=low, high=high, step=step, turned=self.turned))

    def _scale(self) -> tuple[float | None, float | None, float | None]:
        """Places from the first down to the next round number, in steps of whole places; other numbers as the program likes."""
        if not self.turned:
            return None, None, None
        worst = max((value for one in self.series for value in one.values if value is not None), default=1.0)
        step = max(1, math.ceil(worst / 5))
        # One step more than needed: the label of the worst place stands below its mark.
        return 1.0, 1.0 + step * (1 + math.ceil((worst - 1) / step)), float(step)


def colour(at: int) -> str:
    return OWN_COLOUR if at == 0 else OTHER_COLOURS[(at - 1) % len(OTHER_COLOURS)]


def bar_look(at: int) -> str:
    return f'<c:spPr><a:solidFill><a:srgbClr val="{colour(at)}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>'


def line_look(at: int) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{colour(at)}"/></a:solidFill>'
    return (
        f'<c:spPr><a:ln w="28575">{fill}</a:ln></c:spPr>'
        f'<c:marker><c:symbol val="circle"/><c:size val="7"/><c:spPr>{fill}</c:spPr></c:marker>'
    )


def one_series(chart: Drawing, at: int, look: str) -> str:
    """A series: its name, look, labels, categories, values, each with where it stands in the workbook."""
    one, column = chart.series[at], chr(ord("B") + at)
    last = len(chart.categories) + 1
    place = label_place(chart)
    labels = (
        f'<c:dLbls><c:numFmt formatCode="{chart.code}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{text_look(900)}'
        f'<c:dLblPos val="{place}"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )
    smooth = '<c:smooth val="0"/>' if isinstance(chart, Lines) else ""
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>'
        f"<c:tx><c:strRef><c:f>{SHEET}!${column}$1</c:f>{texts([one.name])}</c:strRef></c:tx>{look}{labels}"
        f"<c:cat><c:strRef><c:f>{SHEET}!$A$2:$A${last}</c:f>{texts(chart.categories)}</c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{SHEET}!${column}$2:${column}${last}</c:f>{numbers_of(one, chart.code)}</c:numRef></c:val>"
        f"{smooth}</c:ser>"
    )


def label_place(chart: Drawing) -> str:
    """Above a mark, but below it where the first place stands at the very top; at the end of a bar."""
    if isinstance(chart, Lines):
        return "b" if chart.turned else "t"
    return "outEnd"


def texts(values: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{escape(value)}</c:v></c:pt>' for at, value in enumerate(values))
    return f'<c:strCache><c:ptCount val="{len(values)}"/>{points}</c:strCache>'


def numbers_of(series: Series, code: str) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>' for at, value in enumerate(series.values) if value is not None
    )
    return (
        f'<c:numCache><c:formatCode>{code}</c:formatCode><c:ptCount val="{len(series.values)}"/>{points}</c:numCache>'
    )


def category_axis(place: str, *, turned: bool = False, far: bool = False) -> str:
    """`far`: the labels stand at the other end of the numbers' axis."""
    order, side = "maxMin" if turned else "minMax", "high" if far else "low"
    return (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{place}"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="{side}"/>'
        f'<c:spPr>{thin_line("7F7F7F")}</c:spPr>{text_look(1000)}<c:crossAx val="2"/><c:crosses val="autoZero"/>'
        '<c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>'
    )


def value_axis(
    place: str,
    title: str,
    *,
    low: float | None,
    high: float | None,
    step: float | None = None,
    turned: bool = False,
    crosses: str = "autoZero",
) -> str:
    """The numbers' axis, from `low` to `high` in steps, None = as the program likes."""
    limits = "".join(f'<c:{end} val="{value:g}"/>' for end, value in (("max", high), ("min", low)) if value is not None)
    order = "maxMin" if turned else "minMax"
    said = axis_title(title) if title else ""
    steps = "" if step is None else f'<c:majorUnit val="{step:g}"/>'
    return (
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="{order}"/>{limits}</c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{place}"/><c:majorGridlines><c:spPr>{thin_line(GRID_COLOUR)}</c:spPr></c:majorGridlines>{said}'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{text_look(900)}<c:crossAx val="1"/>'
        f'<c:crosses val="{crosses}"/><c:crossBetween val="between"/>{steps}</c:valAx>'
    )


def axis_title(words: str) -> str:
    run = f'<a:p><a:pPr><a:defRPr sz="900" b="0"/></a:pPr><a:r><a:rPr lang="zh-CN" sz="900" b="0"/><a:t>{escape(words)}</a:t></a:r></a:p>'
    return f'<c:title><c:tx><c:rich><a:bodyPr/>{run}</c:rich></c:tx><c:overlay val="0"/></c:title>'


def thin_line(hue: str) -> str:
    return f'<a:ln w="9525"><a:solidFill><a:srgbClr val="{hue}"/></a:solidFill></a:ln>'


def text_look(size: int) -> str:
    """Text of so many hundredths of a point."""
    return f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{size}"/></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'


def whole(plot: str) -> bytes:
    """The part around a plot: no title (the caption says it), a legend below, the workbook."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace {NAMESPACES}><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f"<c:plotArea><c:layout/>{plot}</c:plotArea>"
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{text_look(1000)}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>'
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()
