"""Items that are being written, before they are published."""

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class ItemDraft(models.Model):
    """The text of an item that an office is writing: one draft of an item for each office, the national one without `region`.

    It may be unfinished; what is published is a version of the definition and never changes. `based_on` is the version it began with, 0 for
    a new item.
    """

    code = models.CharField(_("事项代码"), max_length=40)
    region = models.ForeignKey(
        "regions.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("机关所在区划")
    )
    text = models.TextField(_("正文"))
    based_on = models.PositiveIntegerField(_("起草时的版本"), default=0)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("保存人"))
    saved_at = models.DateTimeField(_("保存时间"), auto_now=True)

    class Meta:
        verbose_name = _("事项草稿")
        ordering = ["code", "pk"]
        constraints = [models.UniqueConstraint(fields=["code", "region"], name="item_draft_once", nulls_distinct=False)]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("hall:editor", args=[self.code])
