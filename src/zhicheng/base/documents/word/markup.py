"""Tables, fields and places of charts as WordprocessingML (ECMA-376 part 1, 17): what the library has no verbs for."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

TEXT_WIDTH_MM = 156
TWIPS_PER_MM = 1440 / 25.4
EMU_PER_MM = 36_000
THICK, THIN = 12, 6
"""Lines of a table in eighths of a point."""
WHOLE_UP_TO = 14
"""Tables of so many rows are kept on one page; longer ones may go on to the next."""
INSET = 160
"""How far one level of a table's first column goes in, in twips."""
CELL_STYLE, HEAD_STYLE, PICTURE_STYLE = "Cell", "CellHead", "Picture"


class Align(Enum):
    """How a column stands."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Grid:
    """A table: heads, rows of words, widths in parts of the whole; rows of `strong` are set in bold, the first is 0.

    `levels` says how far each row's first cell goes in, none for a flat table.

    Without any head the table has none: then the first column says what stands in the others.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    aligns: Sequence[Align] = ()
    strong: frozenset[int] = frozenset()
    levels: Sequence[int] = ()

    def align(self, column: int) -> Align:
        """The first column stands left, numbers right, unless said otherwise."""
        if self.aligns:
            return self.aligns[column]
        return Align.LEFT if column == 0 else Align.RIGHT


def table(grid: Grid) -> BaseOxmlElement:
    """The table's element: a thick line above and below, a thin one under the head. No row is torn apart by a page's end."""
    whole = sum(grid.widths)
    widths = [round(TEXT_WIDTH_MM * TWIPS_PER_MM * part / whole) for part in grid.widths]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = [row(grid, widths, grid.heads, is_head=True)] if any(grid.heads) else []
    levels = grid.levels or [0] * len(grid.rows)
    held = len(grid.rows) - 1 if len(grid.rows) <= WHOLE_UP_TO else 0
    body = [
        row(grid, widths, words, is_strong=at in grid.strong, level=levels[at], is_held=at < held)
        for at, words in enumerate(grid.rows)
    ]
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{line("top", THICK)}{line("bottom", THICK)}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join([*head, *body])}</w:tbl>"
    )


def row(
    grid: Grid,
    widths: Sequence[int],
    words: Sequence[str],
    *,
    is_head: bool = False,
    is_strong: bool = False,
    level: int = 0,
    is_held: bool = False,
) -> str:
    """A row; the head is said again on every page, and a held row stays with the next."""
    again = "<w:tblHeader/>" if is_head else ""
    cells = []
    for at, (width, text) in enumerate(zip(widths, words, strict=True)):
        look = paragraph_look(grid.align(at), is_held=is_head or is_held, is_head=is_head, inset=0 if at else level)
        cells.append(cell(width, text, look, is_head=is_head, is_strong=is_strong))
    return f"<w:tr><w:trPr><w:cantSplit/>{again}</w:trPr>{''.join(cells)}</w:tr>"


def paragraph_look(align: Align, *, is_head: bool, is_held: bool, inset: int) -> str:
    """Style, whether it stays with the next, how far it goes in, and how it stands."""
    held = "<w:keepNext/>" if is_held else ""
    style = HEAD_STYLE if is_head else CELL_STYLE
    inset_twips = f'<w:ind w:left="{inset * INSET}"/>' if inset else ""
    return f'<w:pPr><w:pStyle w:val="{style}"/>{held}{inset_twips}<w:jc w:val="{align.value}"/></w:pPr>'


def cell(width: int, words: str, look: str, *, is_head: bool, is_strong: bool) -> str:
    under = f"<w:tcBorders>{line('bottom', THIN)}</w:tcBorders>" if is_head else ""
    bold = "<w:rPr><w:b/></w:rPr>" if is_strong else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{under}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p>{look}<w:r>{bold}<w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:p></w:tc>'
    )


def line(side: str, eighths: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'


def picture(relation: str, number: int, says: str, height_mm: float) -> BaseOxmlElement:
    """A paragraph that holds a chart; `says` is read to those who cannot see it."""
    width, height = round(TEXT_WIDTH_MM * EMU_PER_MM), round(height_mm * EMU_PER_MM)
    return parse_xml(
        f'<w:p {nsdecls("w", "wp", "a", "r", "c")}><w:pPr><w:pStyle w:val="{PICTURE_STYLE}"/><w:keepNext/></w:pPr><w:r>'
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="chart{number}" descr={quoteattr(says)}/>'
        "<wp:cNvGraphicFramePr/><a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f"<c:chart r:id={quoteattr(relation)}/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def running_head(words: str, page: str, of: str, end: str) -> BaseOxmlElement:
    """The paragraph of a page's head: words at the left, the page's number and the number of pages at the right."""
    stop = round(TEXT_WIDTH_MM * TWIPS_PER_MM)
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="Header"/><w:tabs><w:tab w:val="right" w:pos="{stop}"/></w:tabs>'
        f"</w:pPr>{text(words)}<w:r><w:tab/></w:r>{text(page)}{number_of('PAGE')}{text(of)}{number_of('NUMPAGES')}"
        f"{text(end)}</w:p>"
    )


def text(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def number_of(name: str) -> str:
    """A number that the program fills in: PAGE or NUMPAGES."""
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
