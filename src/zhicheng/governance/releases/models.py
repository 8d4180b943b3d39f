from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@pghistory.track(exclude=["content", "manifest"])
class Release(models.Model):
    """One year's published facts, frozen and signed as one ZIP. It never changes; what was wrong is corrected by another one.

    `serial` counts all releases of the installation, `number` those of a year (2018-1). `previous` is the release before, of any
    year: the chain. `corrects` is the release of the same year that this one takes the place of, and `why` the reason. `manifest` is
    what stands in `manifest.json`.
    """

    serial = models.PositiveIntegerField(_("顺序"), unique=True)
    number = models.CharField(_("编号"), max_length=12, unique=True)
    year = models.PositiveSmallIntegerField(_("年份"))
    title = models.CharField(_("名称"), max_length=120)
    name = models.CharField(_("文件名"), max_length=120)
    content = models.BinaryField(_("内容"))
    size = models.PositiveIntegerField(_("字节数"))
    sha256 = models.CharField(_("摘要"), max_length=64, unique=True)
    manifest = models.JSONField(_("清单"))
    signature = models.CharField(_("签名"), max_length=128)
    public_key = models.TextField(_("公钥"))
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("上一个发布")
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("更正")
    )
    why = models.TextField(_("更正原因"), max_length=1000, blank=True)
    demonstration = models.BooleanField(_("演示"))
    made_at = models.DateTimeField(_("发布时间"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发布人"))

    class Meta:
        verbose_name = _("公开发布")
        ordering = ["-serial"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="package_hash_has_its_form"),
            models.CheckConstraint(condition=Q(signature__regex=r"^[0-9a-f]{128}$"), name="signature_has_its_form"),
            models.CheckConstraint(
                condition=Q(serial=1, previous=None) | Q(serial__gt=1, previous__isnull=False),
                name="release_has_previous",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, why="") | (Q(corrects__isnull=False) & ~Q(why="")),
                name="correction_has_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="package_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("releases:release", args=[self.number])

    @property
    def files(self) -> list[dict[str, Any]]:
        """Every file listed in the manifest, as {name, size, sha256}, by name; the many definitions come last."""
        listed: dict[str, Any] = self.manifest["files"]
        order = sorted(listed, key=lambda name: (name.startswith("definitions/"), name))
        return [{"name": name, **listed[name]} for name in order]
