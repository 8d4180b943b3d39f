"""A paper as it is written: title, numbered headings, paragraphs, tables with three lines, charts, page numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.xmlchemy import BaseOxmlElement

from zhicheng.base.documents.word import markup
from zhicheng.base.documents.word.charts import Drawing
from zhicheng.base.documents.word.markup import Grid
from zhicheng.base.documents.word.styles import dress

NUMERALS = "一二三四五六七八九十"
OLDEST = (1980, 1, 1, 0, 0, 0)
"""The time stamp of every part: the same paper gives the same bytes."""


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
    document: Document = field(default_factory=docx.Document)
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
        if not words:
            return
        paragraph = self.document.add_paragraph(words, style="Body Text")
        if "://" in words:
            # An address cannot be broken; the line before it would be torn apart to fill the width.
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT

    def points(self, sentences: Sequence[str]) -> None:
        """1. … 2. …, each a paragraph."""
        for number, words in enumerate(sentences, 1):
            self.say(f"{number}. {words}")

    def note(self, words: str) -> None:
        """What has to be known of a table or figure, small."""
        if words:
            self.document.add_paragraph(words, style="Note")

    def table(self, caption: str, grid: Grid) -> None:
        """表 1 … and three lines."""
        self.tables += 1
        self.document.add_paragraph(f"表 {self.tables}　{caption}", style="Caption")
        self._append(markup.table(grid))

    def chart(self, caption: str, drawing: Drawing, height_mm: float = 75) -> None:
        """A chart with 图 1 … under it."""
        self.figures += 1
        self._append(markup.picture(self._chart_part(drawing), self.figures, drawing.says, height_mm))
        below = self.document.add_paragraph(f"图 {self.figures}　{caption}", style="Caption")
        below.paragraph_format.keep_with_next = False

    def running_head(self, words: str, page: str, of: str, end: str) -> None:
        """Words at the left and 第 x 页 共 y 页 at the right of every page's head; the three words are the parts around the numbers."""
        header = self.document.sections[0].header
        header.is_linked_to_previous = False
        found = header.part.element
        for paragraph in list(found):
            found.remove(paragraph)
        found.append(markup.running_head(words, page, of, end))

    def file(self) -> bytes:
        """The document. The same content gives the same bytes."""
        raw = BytesIO()
        self.document.save(raw)
        return settled(raw.getvalue())

    def _append(self, element: BaseOxmlElement) -> None:
        """Put an element after all others, but before the page's own properties, which come last."""
        body = self.document.element.body
        body.insert(len(body) - 1, element)

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


def settled(raw: bytes) -> bytes:
    """A package written again with one time stamp for all parts."""
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as found, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for name in found.namelist():
            info = ZipInfo(name, OLDEST)
            info.compress_type = ZIP_DEFLATED
            kept.writestr(info, found.read(name))
    return out.getvalue()
