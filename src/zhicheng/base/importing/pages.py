"""The three pages of every list that can be imported: choose a file, see what it would do, have it done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.accounts.models import User
from zhicheng.base.documents.actions import inspect, open_for, store
from zhicheng.base.documents.checks import FORMS
from zhicheng.base.documents.models import Document
from zhicheng.base.importing.reading import Report
from zhicheng.base.importing.turns import in_turn
from zhicheng.base.ui.forms import Form
from zhicheng.base.verdicts import Refused, Verdict
from zhicheng.engine.tables import TableRefused, read_table

MOST_FAULTS_SHOWN = 200
TABLES = {ending: FORMS[ending] for ending in (".csv", ".txt", ".xlsx")}
"""The forms of file that a list comes in."""
NOTHING_NEW = gettext_lazy("这份名单已经导入，没有新的内容。")
Words = str | Promise


class FileForm(Form):
    file = forms.FileField(
        label=gettext_lazy("文件"), error_messages={"empty": gettext_lazy("文件是空的，请检查后重新选择")}
    )


@dataclass(frozen=True)
class ListImport:
    """One kind of list. `purpose` marks its documents; routes are `<namespace>:import`, `import_preview` and `import_confirm`.

    `may(user)` lets in; `read(content, name, user)` says what a file would do and writes nothing; `write(report, document, user)` does it, all
    or nothing, and returns what was done in words. `columns` tells people which columns are read.
    """

    namespace: str
    purpose: str
    title: Words
    lead: Words
    columns: Words
    list_route: str
    may: Callable[[User], Verdict]
    read: Callable[[BinaryIO, str, User], Report[Any]]
    write: Callable[[Report[Any], Document, User], str]

    def urls(self, prefix: str = "import/") -> list[URLPattern]:
        """The routes of the three pages."""
        guard = requires(self.may)
        return [
            path(prefix, require_http_methods(["GET", "HEAD", "POST"])(guard(self.upload)), name="import"),
            path(f"{prefix}<uuid:pk>/", require_safe(guard(self.preview)), name="import_preview"),
            path(f"{prefix}<uuid:pk>/confirm/", require_POST(guard(self.confirm)), name="import_confirm"),
        ]

    def upload(self, request: PersonRequest) -> HttpResponse:
        """Take the file in; nothing of it is written yet."""
        form = FileForm(request.POST or None, request.FILES or None)
        form.fields["file"].help_text = str(self.columns)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                refuse_no_table(file)
                document = store(upload=file, purpose=self.purpose, by=request.user, forms=TABLES)
                return redirect(f"{self.namespace}:import_preview", pk=document.pk)
            except Refused as refused:
                form.add_error("file", refused.because)
        return render(request, "ui/importing/upload.html", {**self._shared(), "form": form})

    def preview(self, request: PersonRequest, pk: UUID) -> HttpResponse:
        """What the file would do, row by row where something is wrong."""
        document, report = self._read(request, pk)
        facts = {
            **self._shared(),
            "document": document,
            "report": report,
            "shown_faults": report.faults[:MOST_FAULTS_SHOWN],
        }
        facts["confirm_url"] = reverse(f"{self.namespace}:import_confirm", args=[pk])
        return render(request, "ui/importing/preview.html", facts)

    def confirm(self, request: PersonRequest, pk: UUID) -> HttpResponse:
        """Write it as it was shown; read again, for the database may have changed meanwhile."""
        with in_turn(self.purpose):
            document, report = self._read(request, pk)
            if not report.is_clean:
                return redirect(f"{self.namespace}:import_preview", pk=pk)
            done = self.write(report, document, request.user) if report.has_changes else NOTHING_NEW
        messages.success(request, str(done))
        return redirect(self.list_route)

    def _read(self, request: PersonRequest, pk: UUID) -> tuple[Document, Report[Any]]:
        document = get_object_or_404(Document, pk=pk, purpose=self.purpose)
        with open_for(document=document, by=request.user) as content:
            return document, self.read(content, document.name, request.user)

    def _shared(self) -> dict[str, Any]:
        list_url = reverse(self.list_route)
        return {
            "title": self.title,
            "lead": self.lead,
            "list_url": list_url,
            "upload_url": reverse(f"{self.namespace}:import"),
            "crumbs": [(_("首页"), reverse("home")), (self.title, None)],
        }


def refuse_no_table(upload: "UploadedFile[bytes]") -> None:
    """Raises `Refused` for a file that may not come in, or is no table at all, so that it need not be kept."""
    name, content = inspect(upload, TABLES), cast("BinaryIO", upload)
    content.seek(0)
    try:
        read_table(content, name)
    except TableRefused as refused:
        raise Refused(refused.code, refused.message) from None
