"""A paper as it is written: title, numbered headings, paragraphs, tables with three lines, charts, page numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from zhicheng.base.documents.word.charts import Drawing
from zhicheng.base.documents.word.styles import dress

TEXT_WIDTH_MM = 156
NUMERALS = "一二三四五六七八九十"
THICK, THIN = 12, 6
"""Lines of a table in eighths of a point."""
OLDEST = (1980, 1, 1, 0, 0, 0)
"""The time stamp of every part: the same paper gives the same bytes."""


class Align(Enum):
    """How a column stands."""

    LEFT = WD_ALIGN_PARAGRAPH.LEFT
    CENTRE = WD_ALIGN_PARAGRAPH.CENTER
    RIGHT = WD_ALIGN_PARAGRAPH.RIGHT


@dataclass(frozen=True)
class Grid:
    """A table: heads, rows of words, widths in parts of the whole; rows of `strong` are set in bold, the first is 0."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    aligns: Sequence[Align] = ()
    strong: frozenset[int] = frozenset()

    def align(self, column: int) -> Align:
        """The first column stands left, numbers right, unless said otherwise."""
        if self.aligns:
            return self.aligns[column]
        return Align.LEFT if column == 0 else Align.RIGHT


@dataclass(frozen=True)
class Facts:
    """What the file says of itself. `at` is when its content was made, not when the file was."""

    title: str
    subject: str
    at: datetime
    keywords: str = ""


@dataclass
class Paper:
    """A Word document in the making. Headings, tables and figures are numbered as they come."""

    facts: Facts
    document: Any = field(default_factory=Document)
    heads: int = 0
    subheads: int = 0
    tables: int = 0
    figures: int = 0

    def __post_init__(self) -> None:
        dress(self.document)
        self._properties()

    def title(self, words: str, below: str = "") -> None:
        """The title, and what stands under it."""
        self.document.add_paragraph(words, style="Title")
        if below:
            self.document.add_paragraph(below, style="Subtitle")

    def heading(self, words: str) -> None:
        """一、…"""
        self.heads, self.subheads = self.heads + 1, 0
        self.document.add_paragraph(f"{numeral(self.heads)}、{words}", style="Heading 1")

    def subheading(self, words: str) -> None:
        """（一）…"""
        self.subheads += 1
        self.document.add_paragraph(f"（{numeral(self.subheads)}）{words}", style="Heading 2")

    def say(self, words: str) -> None:
        """A paragraph; nothing for no words."""
        if words:
            self.document.add_paragraph(words, style="Body Text")

    def points(self, sentences: Sequence[str]) -> None:
        """1. … 2. …, each a paragraph."""
        for number, words in enumerate(sentences, 1):
            self.say(f"{number}. {words}")

    def note(self, words: str) -> None:
        """What has to be known of a table or figure, small."""
        if words:
            self.document.add_paragraph(words, style="Note")

    def table(self, caption: str, grid: Grid) -> None:
        """表 1 … and three lines. The head is repeated on the next page, and no row is torn apart."""
        self.tables += 1
        self.document.add_paragraph(f"表 {self.tables}　{caption}", style="Caption")
        lined(filled(self.document, grid), bool(any(grid.heads)))

    def chart(self, caption: str, drawing: Drawing, height_mm: float = 75) -> None:
        """A chart with 图 1 … under it."""
        self.figures += 1
        paragraph = self.document.add_paragraph(style="Picture")
        paragraph.paragraph_format.keep_with_next = True
        relation = self._chart_part(drawing)
        paragraph.add_run()._r.append(inline(relation, self.figures, drawing.says, height_mm))
        below = self.document.add_paragraph(f"图 {self.figures}　{caption}", style="Caption")
        below.paragraph_format.keep_with_next = False

    def running_head(self, words: str, page: str, of: str, end: str) -> None:
        """Words at the left and 第 x 页 共 y 页 at the right of every page's head; the three words are the parts around the numbers."""
        paragraph = self.document.sections[0].header.paragraphs[0]
        stops = self.document.styles["Header"].paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(f"{words}\t{page}")
        counter(paragraph, "PAGE")
        paragraph.add_run(of)
        counter(paragraph, "NUMPAGES")
        paragraph.add_run(end)

    def file(self) -> bytes:
        """The document. The same content gives the same bytes."""
        raw = BytesIO()
        self.document.save(raw)
        return settled(raw.getvalue())

    def _properties(self) -> None:
        known, facts = self.document.core_properties, self.facts
        known.title, known.subject, known.keywords = facts.title, facts.subject, facts.keywords
        known.author, known.last_modified_by, known.comments, known.language = "", "", "", "zh-CN"
        known.created = known.modified = facts.at.replace(tzinfo=None, microsecond=0)
        known.revision = 1

    def _chart_part(self, drawing: Drawing) -> str:
        """Put the chart and its workbook into the package; the relation's name."""
        package = self.document.part.package
        at = self.figures
        book = Part(PackURI(f"/word/embeddings/data{at}.xlsx"), CONTENT_TYPE.SML_SHEET, drawing.workbook(), package)
        part = Part(PackURI(f"/word/charts/chart{at}.xml"), CONTENT_TYPE.DML_CHART, drawing.xml(), package)
        part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
        relation: str = self.document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
        return relation


def numeral(number: int) -> str:
    """1 → 一, 11 → 十一; up to 19."""
    return NUMERALS[number - 1] if number <= len(NUMERALS) else "十" + NUMERALS[number - len(NUMERALS) - 1]


def filled(document: Any, grid: Grid) -> Table:
    """The table with its words; without lines as yet."""
    table: Table = document.add_table(rows=0, cols=len(grid.heads))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    heads = [list(grid.heads)] if any(grid.heads) else []
    for line, row in enumerate([*heads, *grid.rows], -len(heads)):
        cells = table.add_row().cells
        for column, words in enumerate(row):
            write(cells[column], words, grid.align(column), is_head=line < 0, is_strong=line in grid.strong)
    set_widths(table, grid.widths)
    for line in table.rows:
        whole_row(line._tr)
    if heads:
        repeated(table.rows[0]._tr)
    return table


def write(cell: _Cell, words: str, align: Align, *, is_head: bool, is_strong: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Cell Head" if is_head else "Cell"
    paragraph.alignment = align.value
    paragraph.add_run(words).bold = is_strong or None


def set_widths(table: Table, widths: Sequence[float]) -> None:
    """The columns share the width of the text."""
    whole = sum(widths)
    for column, part in enumerate(widths):
        width = Mm(TEXT_WIDTH_MM * part / whole)
        table.columns[column].width = Emu(width)
        for cell in table.columns[column].cells:
            cell.width = Emu(width)


def whole_row(row: Any) -> None:
    """Keep a row on one page."""
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def repeated(row: Any) -> None:
    """Say the head again on every page."""
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def lined(table: Table, has_head: bool) -> None:
    """A thick line above and below, a thin one under the head."""
    borders = parse_xml(
        f"<w:tblBorders {nsdecls('w')}>"
        f'<w:top w:val="single" w:sz="{THICK}" w:space="0" w:color="000000"/>'
        f'<w:bottom w:val="single" w:sz="{THICK}" w:space="0" w:color="000000"/></w:tblBorders>'
    )
    table._tbl.tblPr.append(borders)
    if not has_head:
        return
    for cell in table.rows[0].cells:
        under = parse_xml(
            f'<w:tcBorders {nsdecls("w")}><w:bottom w:val="single" w:sz="{THIN}" w:space="0" w:color="000000"/></w:tcBorders>'
        )
        cell._tc.get_or_add_tcPr().append(under)


def inline(relation: str, number: int, says: str, height_mm: float) -> Any:
    """The place of a chart in the text."""
    width, height = int(Mm(TEXT_WIDTH_MM)), int(Mm(height_mm))
    drawing = parse_xml(
        f'<w:drawing {nsdecls("w", "wp", "a", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="chart{number}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="relation"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    drawing.find(f".//{qn('wp:docPr')}").set("descr", says)
    drawing.find(f".//{qn('c:chart')}").set(qn("r:id"), relation)
    return drawing


def counter(paragraph: Paragraph, name: str) -> None:
    """A number that the program fills in: PAGE or NUMPAGES."""
    for kind in ("begin", name, "separate", "1", "end"):
        run = paragraph.add_run()
        if kind == name:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {name} "
            run._r.append(code)
        elif kind == "1":
            run.text = kind
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def settled(raw: bytes) -> bytes:
    """A package written again with one time stamp for all parts."""
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as found, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for name in found.namelist():
            info = ZipInfo(name, OLDEST)
            info.compress_type = ZIP_DEFLATED
            kept.writestr(info, found.read(name))
    return out.getvalue()
