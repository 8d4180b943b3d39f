import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def no_truncate() -> pgtrigger.Trigger:
    """Row triggers do not see TRUNCATE."""
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'the log only grows';",
    )


# The history keeps what each entry said when it was written: when the chain breaks, it shows what was changed.
@pghistory.track(pghistory.InsertEvent())
class LogEntry(models.Model):
    """One act: who did what on which thing and why.

    `number` counts without gaps; `digest` chains to the entry before (see `audit.chain`), and covers every other field.
    """

    number = models.BigIntegerField(_("序号"), primary_key=True)
    at = models.DateTimeField(_("时间"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人")
    )
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
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["on_kind", "on_id"]),
            models.Index(fields=["region_code", "-number"]),
            models.Index(fields=["at"]),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.user_label} {self.verb} {self.on_label}"


class ChainHead(models.Model):
    """The end of the chain, in one row: removing the last entries shows, and writers queue for it."""

    number = models.BigIntegerField(_("最后序号"), default=0)
    digest = models.CharField(_("最后摘要"), max_length=64)

    class Meta:
        verbose_name = _("日志链尾")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="chain_head_is_one_row")]
        triggers = [
            pgtrigger.Protect(
                name="only_forward",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.number <> OLD.number + 1"),
            ),
            pgtrigger.Protect(name="stays", operation=pgtrigger.Delete),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"
