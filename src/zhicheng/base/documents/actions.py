from collections.abc import Mapping
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.documents import checks, storage
from zhicheng.base.documents.models import Document
from zhicheng.base.documents.rules import can_read, can_store
from zhicheng.base.verdicts import Refused

NAMES = verbs.register(
    {
        "document.stored": gettext_lazy("上传文件"),
        "document.found_damaged": gettext_lazy("发现文件损坏"),
    }
)


@transaction.atomic
def store(
    *,
    upload: "UploadedFile[bytes]",
    purpose: str,
    by: User | None,
    region_code: str = "",
    forms: Mapping[str, checks.Form] = checks.FORMS,
) -> Document:
    """Keep an upload; raises `Refused` with the reason when its name or content is not acceptable.

    `region_code` is the division it concerns, the user's own by default. The document belongs to the user's organisation. `by` is None for
    a citizen without account, whom the calling verb has let in.
    `forms` are those accepted: papers, or what is read in bulk (`checks.DATA_FORMS`).
    """
    can_store(by).or_refuse()
    name = inspect(upload, forms)
    sha256, size = storage.keep(upload.chunks())
    document = Document.objects.create(
        sha256=sha256,
        name=name,
        size=size,
        content_type=checks.content_type_of(name, forms),
        purpose=purpose,
        region_code=region_code or (by and by.region_id) or "",
        owner_id=by.party_id if by else None,
        uploaded_by=by,
    )
    record(
        "document.stored",
        on=document,
        by=by,
        region_code=document.region_code,
        sha256=sha256,
        size=size,
        purpose=purpose,
    )
    return document


def inspect(upload: "UploadedFile[bytes]", forms: Mapping[str, checks.Form] = checks.FORMS) -> str:
    """The upload's name, when it is acceptable; else `Refused` with the first reason. Cheap checks come first."""
    name = upload.name or ""
    checks.has_plain_name(name).or_refuse()
    checks.has_fair_size(upload.size or 0, settings.DOCUMENT_MAX_BYTES).or_refuse()
    checks.has_accepted_ending(name, forms).or_refuse()
    checks.has_honest_content(name, cast("BinaryIO", upload), forms).or_refuse()
    return name


def open_for(*, document: Document, by: User) -> BinaryIO:
    """The verified content for somebody who may read it; a damaged one is refused and logged."""
    can_read(by, document).or_refuse()
    try:
        return document.open()
    except storage.Damaged:
        report_damage(document=document, by=by)
        raise Refused(
            "document_damaged", _("文件与上传时不一致或已丢失，已停止下载并记入日志。请联系系统管理员从备份恢复。")
        ) from None


@transaction.atomic
def report_damage(*, document: Document, by: User) -> None:
    """Log that a stored content is not what was handed in."""
    record("document.found_damaged", on=document, by=by, region_code=document.region_code, sha256=document.sha256)
