"""All documents of a case as one ZIP: what was filled in, the papers, the letter, what was done, and a list with checksums."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.documents import storage
from zhicheng.base.documents.word import Align, Facts, Grid, Paper
from zhicheng.base.ui.formats import date_iso
from zhicheng.engine.tables import write_csv
from zhicheng.services.hall.forms_of_items import display
from zhicheng.services.hall.letters import letter_word
from zhicheng.services.hall.models import Application, Attachment, Letter
from zhicheng.services.hall.queries import timeline
from zhicheng.services.hall.queries.papers import labelled_papers

IN_MEMORY_BYTES = 8 * 2**20
COPY_BYTES = 1 << 20


def case_zip(application: Application, user: User | None, *, verify_at: str) -> SpooledTemporaryFile[bytes]:
    """The archive, at its beginning; whoever gets it closes it. `user` decides which acts the table of acts shows.

    A paper whose content is damaged is left out and named as such in the list; it does not keep the others back.
    """
    with ExitStack() as until_whole:
        file = until_whole.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY_BYTES))
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            fill(archive, application, user, verify_at)
        file.seek(0)
        until_whole.pop_all()
    return file


def fill(archive: ZipFile, application: Application, user: User | None, verify_at: str) -> None:
    """All documents, and last the list of them."""
    papers = labelled_papers(application)
    listed = [
        put(archive, _("申请表.docx"), answers_word(application, papers)),
        *(put_paper(archive, at, paper) for at, (_label, paper) in enumerate(papers, 1)),
        *(put(archive, _("决定书.docx"), word) for word in letters_of(application, verify_at)),
        put(archive, _("办理过程.csv"), acts_csv(application, user)),
    ]
    put(archive, _("清单.csv"), write_csv([_("文件"), _("字节数"), "SHA-256"], [list(row) for row in listed]))


def put(archive: ZipFile, name: str, content: bytes) -> tuple[str, int, str]:
    """Add a content; its line of the list."""
    archive.writestr(entry(name), content)
    return name, len(content), hashlib.sha256(content).hexdigest()


def put_paper(archive: ZipFile, number: int, paper: Attachment) -> tuple[str, int, str]:
    """Add a paper under a number, so that equal names do not meet."""
    document = paper.document
    name = f"{_('材料')}/{number:02d}-{document.name}"
    try:
        content = document.open()
    except storage.Damaged:
        return name, document.size, _("文件损坏，没有收入")
    with content, archive.open(entry(name), "w") as target:
        shutil.copyfileobj(content, target, COPY_BYTES)
    return name, document.size, document.sha256


def entry(name: str) -> ZipInfo:
    info = ZipInfo(name, timezone.localtime().timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    return info


def letters_of(application: Application, verify_at: str) -> Iterator[bytes]:
    """The letter, where one has been issued."""
    letter = Letter.objects.filter(application=application).first()
    if letter is not None:
        yield letter_word(letter, verify_at=verify_at)


def answers_word(application: Application, papers: Sequence[tuple[str, Attachment]]) -> bytes:
    """What was filled in, section by section, and the names of the papers."""
    at = application.submitted_at or application.created_at
    paper = Paper(Facts(title=application.model.title, subject=str(application), at=timezone.localtime(at)))
    paper.title(application.model.title, _("申请表"))
    add_rows(paper, _("办件"), head_rows(application))
    for section, rows in display(application.model, application.answers):
        add_rows(paper, section, rows)
    add_rows(paper, _("材料"), [(label, each.document.name) for label, each in papers])
    return paper.file()


def head_rows(application: Application) -> list[tuple[str, str]]:
    return [
        (_("办件编号"), str(application)),
        (_("申请人"), application.applicant_name),
        (_("联系人"), application.contact_name or "—"),
        (_("所在地"), application.region.name),
        (_("提交时间"), date_iso(application.submitted_at)),
        (_("状态"), str(application.get_state_display())),
    ]


def add_rows(paper: Paper, heading: str, rows: Sequence[tuple[str, str]]) -> None:
    if rows:
        paper.heading(heading)
        lines = [(str(label), str(text)) for label, text in rows]
        paper.table(heading, Grid(("", ""), lines, (1, 3), (Align.LEFT, Align.LEFT)))


def acts_csv(application: Application, user: User | None) -> bytes:
    """What was done, as the person may see it, newest first."""
    rows = [[date_iso(act.date), act.event, act.note] for act in timeline(application, user)]
    return write_csv([_("时间"), _("事项"), _("说明")], rows)
