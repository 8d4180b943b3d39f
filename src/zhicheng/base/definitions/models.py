import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    CURRENT = "current", _("现行")
    SUPERSEDED = "superseded", _("已被替代")


@pghistory.track()
class Definition(models.Model):
    """One version of one definition's text (TOML). Published texts never change: a change is a new version."""

    kind = models.CharField(_("类别"), max_length=20)
    code = models.CharField(_("代码"), max_length=60)
    version = models.PositiveIntegerField(_("版本"))
    title = models.CharField(_("名称"), max_length=120)
    text = models.TextField(_("正文"))
    sha256 = models.CharField(_("摘要"), max_length=64)
    state = models.CharField(_("状态"), max_length=10, choices=State)
    shipped = models.BooleanField(_("随系统发布"), default=False)
    changed_at = models.DateTimeField(_("时间"), auto_now_add=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人")
    )
    why = models.CharField(_("修改原因"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("定义")
        ordering = ["kind", "code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "version"], name="definition_version_once"),
            models.UniqueConstraint(
                fields=["kind", "code"], condition=Q(state="current"), name="definition_one_current"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="text_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("kind", "code", "version", "title", "text", "sha256", "shipped"),
            ),
            pgtrigger.Protect(name="versions_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.kind}/{self.code} 第 {self.version} 版）"
