"""The look of a paper: sizes, margins and typefaces as offices are used to (the layout of GB/T 9704 as commonly described).

A computer that lacks one of the typefaces takes one of its own.
"""

from typing import NamedTuple

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.parfmt import ParagraphFormat

TITLE_FACE, HEAD_FACE, SECOND_FACE, BODY_FACE = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"
LATIN_FACE = "Times New Roman"
BODY_SIZE = 16
"""三号, in points."""
LINE = 28
"""Distance of lines in points."""


class Look(NamedTuple):
    """A paragraph style: typeface, size and space in points, and how many characters the first line goes in."""

    face: str
    size: float
    bold: bool = False
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
    before: float = 0
    after: float = 0
    line: float | None = LINE
    indent: float = 0
    keeps: bool = False


CENTRE, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
LOOKS = {
    "Title": Look(TITLE_FACE, 22, align=CENTRE, before=12, line=36),
    "Subtitle": Look(SECOND_FACE, BODY_SIZE, align=CENTRE, after=14),
    "Heading 1": Look(HEAD_FACE, BODY_SIZE, align=LEFT, before=10, after=2, indent=2, keeps=True),
    "Heading 2": Look(SECOND_FACE, BODY_SIZE, align=LEFT, before=4, indent=2, keeps=True),
    "Heading 3": Look(BODY_FACE, BODY_SIZE, bold=True, align=LEFT, indent=2, keeps=True),
    "Body Text": Look(BODY_FACE, BODY_SIZE, indent=2),
    "Caption": Look(HEAD_FACE, 12, align=CENTRE, before=10, after=4, line=None, keeps=True),
    "Note": Look(BODY_FACE, 10.5, before=4, after=8, line=15),
    "Cell": Look(BODY_FACE, 10, align=LEFT, line=15),
    "Cell Head": Look(HEAD_FACE, 10, align=LEFT, line=15),
    "Picture": Look(BODY_FACE, 10.5, align=CENTRE, line=None),
    "Header": Look(BODY_FACE, 10.5, align=LEFT, line=None),
}
BLACK = RGBColor(0, 0, 0)


def dress(document: Document) -> None:
    """Page size, margins and styles of a new document."""
    language(document)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    page.header_distance, page.footer_distance = Mm(20), Mm(18)
    for name, look in LOOKS.items():
        style_of(document, name, look)
    own_stops = document.styles["Header"]
    if isinstance(own_stops, ParagraphStyle):
        own_stops.paragraph_format.tab_stops.clear_all()


def language(document: Document) -> None:
    """Chinese as written on the mainland: punctuation stands at the foot of the line."""
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:eastAsia"), "zh-CN")


def style_of(document: Document, name: str, look: Look) -> None:
    """Make or change one paragraph style."""
    names = {style.name for style in document.styles}
    style = document.styles[name] if name in names else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not isinstance(style, ParagraphStyle):
        message = f"{name} is no paragraph style"
        raise TypeError(message)
    faces(style, look)
    shape(style.paragraph_format, look)
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def faces(style: ParagraphStyle, look: Look) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = LATIN_FACE, Pt(look.size), look.bold, False
    font.color.rgb = BLACK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, face in (("ascii", LATIN_FACE), ("hAnsi", LATIN_FACE), ("cs", LATIN_FACE), ("eastAsia", look.face)):
        fonts.set(qn(f"w:{name}"), face)
    spacing = style.element.get_or_add_rPr().find(qn("w:spacing"))
    if spacing is not None:
        style.element.get_or_add_rPr().remove(spacing)


def shape(form: ParagraphFormat, look: Look) -> None:
    form.alignment = look.align
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.first_line_indent = Pt(look.indent * look.size)
    form.keep_with_next = look.keeps
    form.widow_control = True
    if look.line is None:
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        # At least so much: a fixed height would cut off what is higher than a line.
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(look.line)
