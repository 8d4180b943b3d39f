import uuid
from pathlib import Path
from typing import BinaryIO

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.documents import storage


@pghistory.track()
class Document(models.Model):
    """A file somebody handed in, kept under its hash; it is never changed, a better one is a new document.

    `name` is the uploader's and only shown, never used as a path. `uploaded_by` is null for a citizen without account.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(_("摘要"), max_length=64)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveBigIntegerField(_("字节数"))
    content_type = models.CharField(_("类型"), max_length=100)
    purpose = models.CharField(_("用途"), max_length=60)
    region_code = models.CharField(_("区域"), max_length=6, blank=True)
    owner = models.ForeignKey(
        "parties.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所属单位")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("上传人")
    )
    at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("文件")
        ordering = ["-at"]
        indexes = [models.Index(fields=["sha256"])]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="document_hash_has_its_form"),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_is_not_empty"),
        ]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("documents:download", args=[self.pk])

    @property
    def path(self) -> Path:
        """Where the content lies."""
        return storage.path_of(self.sha256)

    def open(self) -> BinaryIO:
        """The content, verified against its hash; raises `storage.Damaged` when the disk holds something else."""
        return storage.open_verified(self.sha256)
