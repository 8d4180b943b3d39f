import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LogEntry(models.Model):
    """One act: who did what on which thing and why. `digest` chains to the entry before it (see `audit.chain`)."""

    at = models.DateTimeField(_("时间"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人"))
    user_label = models.CharField(_("操作人姓名与角色"), max_length=100)
    verb = models.CharField(_("动作"), max_length=60, db_index=True)
    on_kind = models.CharField(_("对象类型"), max_length=60)
    on_id = models.CharField(_("对象编号"), max_length=80)
    on_label = models.CharField(_("对象"), max_length=200)
    why = models.TextField(_("原因"), blank=True)
    facts = models.JSONField(_("事实"), default=dict)
    region_code = models.CharField(_("区域"), max_length=6, blank=True)
    digest = models.CharField(_("摘要"), max_length=64)

    class Meta:
        verbose_name = _("操作日志")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["on_kind", "on_id"])]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Protect(name="no_truncate", level=pgtrigger.Statement, operation=pgtrigger.Truncate),
        ]

    def __str__(self) -> str:
        return f"{self.user_label} {self.verb} {self.on_label}"
