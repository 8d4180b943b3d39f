import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.doers import person


@pghistory.track()
class ScoreEntry(models.Model):
    """What an organisation enters for one line of a score sheet in one year, with its evidence. A later entry takes its place.

    `values` holds one number, three for a line of yearly ratios (percent), 1 or 0 for a line that has all points or none.
    """

    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", verbose_name=_("单位"))
    programme = models.CharField(_("项目"), max_length=60)
    year = models.PositiveSmallIntegerField(_("评价年度"))
    line = models.CharField(_("评分项"), max_length=40)
    values = ArrayField(models.FloatField(), verbose_name=_("数值"))
    evidence = models.ForeignKey("documents.Document", models.PROTECT, related_name="+", verbose_name=_("证明材料"))
    entered_by = person(_("填报人"))
    entered_at = models.DateTimeField(_("填报时间"), auto_now=True)

    class Meta:
        verbose_name = _("评分填报")
        ordering = ["party", "line"]
        constraints = [
            models.UniqueConstraint(fields=["party", "programme", "year", "line"], name="score_entered_once"),
            models.CheckConstraint(condition=models.Q(values__len__in=[1, 3]), name="score_has_its_values"),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.line}"
