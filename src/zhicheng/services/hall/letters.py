"""Decision letters as Word files, with a number and a QR code by which a stranger verifies them."""

import re
import unicodedata
from datetime import datetime, time
from io import BytesIO

import segno
from django.utils import timezone
from django.utils.translation import gettext as _
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from zhicheng.base.documents.word import Facts, Paper
from zhicheng.base.regions.models import Region
from zhicheng.base.ui.formats import date_zh
from zhicheng.services.hall.models import Letter

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
QR_WIDTH_MM = 26
SEAL_SPACE_POINTS = 56
GROUP = 4
"""Characters of a verification code that are printed together."""


def letter_word(letter: Letter, *, verify_at: str) -> bytes:
    """The letter: number, title, addressee, text, who signs on which day, and how it is verified.

    `verify_at` is the whole address of the page that verifies it. The same letter gives the same bytes.
    """
    paper = Paper(facts_of(letter))
    if letter.application.synthetic:
        add_note(paper, _("演示：本决定书由系统演示生成，申请人与办件均为编造，不具有效力。"))
    paper.title(letter.title, letter.number)
    salutation = paper.document.add_paragraph(salutation_of(letter), style="Body Text")
    salutation.paragraph_format.first_line_indent = Pt(0)
    for words in paragraphs_of(letter):
        paper.say(words)
    sign(paper, letter)
    add_verification(paper, letter, verify_at)
    return paper.file()


def facts_of(letter: Letter) -> Facts:
    at = datetime.combine(letter.issued_on, time(), timezone.get_current_timezone())
    return Facts(title=letter.title, subject=letter.number, at=at, keywords=letter.code)


def paragraphs_of(letter: Letter) -> list[str]:
    """The text as it was issued, each line a paragraph, without what stands around it anyway: addressee, office and day."""
    lines = [line.strip() for line in letter.text.splitlines() if line.strip()]
    return [line for line in lines if line not in {salutation_of(letter), *signature_of(letter)}]


def salutation_of(letter: Letter) -> str:
    return _("%s：") % letter.application.applicant_name


def signature_of(letter: Letter) -> tuple[str, str]:
    """Who signs, and the day."""
    return office_name(letter.application.office), date_zh(letter.issued_on)


def office_name(region: Region | None) -> str:
    """Who signs: the office of a division, the national one without."""
    return _("%s知识产权局") % region.name if region else _("国家知识产权局")


def sign(paper: Paper, letter: Letter) -> None:
    """The office and the day, at the right, with room above for the seal."""
    for at, words in enumerate(signature_of(letter)):
        paragraph = paper.document.add_paragraph(words, style="Body Text")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Mm(12)
        paragraph.paragraph_format.keep_with_next = True
        if at == 0:
            paragraph.paragraph_format.space_before = Pt(SEAL_SPACE_POINTS)


def add_verification(paper: Paper, letter: Letter, verify_at: str) -> None:
    """The QR code, and the same in text for those who cannot scan it."""
    held = paper.document.add_paragraph(style="Note")
    held.paragraph_format.space_before, held.paragraph_format.keep_with_next = Pt(36), True
    held.add_run().add_picture(BytesIO(qr_png(verify_at)), width=Mm(QR_WIDTH_MM))
    for described in paper.document.element.body.iter(qn("wp:docPr")):
        described.set("descr", _("核验用的二维码，内容是 %s") % verify_at)
        described.set("name", "qr")
    code = add_note(paper, _("核验码：%s") % spaced(letter.code))
    code.paragraph_format.keep_with_next = True
    add_note(
        paper, _("扫描二维码，或者打开 %s，核对文号、申请人和日期。网页内容与本文不一致的，以网页为准。") % verify_at
    )


def add_note(paper: Paper, words: str) -> Paragraph:
    paragraph = paper.document.add_paragraph(words, style="Note")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


def qr_png(content: str) -> bytes:
    """A QR code as PNG that survives a photocopy (a quarter of it may be lost)."""
    image = BytesIO()
    segno.make(content, error="q", micro=False).save(image, kind="png", scale=8, border=2)
    return image.getvalue()


def spaced(code: str) -> str:
    """`ABCDEFGH` → `ABCD EFGH`: to be read and typed without losing the place."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def plain_code(typed: str) -> str:
    """What somebody typed as the stored code: spaces, hyphens, width and case do not count."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()
