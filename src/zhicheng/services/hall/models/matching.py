"""What every organisation can have: the result of matching, derived and disposable; and who was told of what."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class PartyStanding(models.Model):
    """For one organisation the codes of the items it is eligible for, of those it nearly is, and of those that records leave open.

    Derived, so its history is not kept. `matched_at` is when the row last changed.
    """

    party = models.OneToOneField(
        "parties.Party", models.CASCADE, primary_key=True, related_name="standing", verbose_name=_("单位")
    )
    eligible = ArrayField(models.CharField(max_length=60), verbose_name=_("符合"))
    near = ArrayField(models.CharField(max_length=60), verbose_name=_("差一步"))
    unknown = ArrayField(models.CharField(max_length=60), default=list, verbose_name=_("待核实"))
    matched_at = models.DateTimeField(_("核对时间"))

    class Meta:
        verbose_name = _("单位匹配结果")

    def __str__(self) -> str:
        return str(self.party_id)


@pghistory.track()
class ItemStanding(models.Model):
    """For one item how many organisations are eligible, nearly, left open by records, or not, by the version it was matched with."""

    item = models.CharField(_("事项"), max_length=60, primary_key=True)
    definition = models.ForeignKey(
        "definitions.Definition", models.CASCADE, related_name="+", verbose_name=_("事项版次")
    )
    eligible = models.PositiveIntegerField(_("符合"))
    near = models.PositiveIntegerField(_("差一步"))
    unknown = models.PositiveIntegerField(_("待核实"), default=0)
    refused = models.PositiveIntegerField(_("不符合"))
    matched_at = models.DateTimeField(_("核对时间"))

    class Meta:
        verbose_name = _("事项匹配结果")

    def __str__(self) -> str:
        return self.item


@pghistory.track()
class MatchNotice(models.Model):
    """An organisation was told that it may have an item, in one version of it: it is told once."""

    party = models.ForeignKey("parties.Party", models.CASCADE, related_name="+", verbose_name=_("单位"))
    definition = models.ForeignKey(
        "definitions.Definition", models.CASCADE, related_name="+", verbose_name=_("事项版次")
    )
    at = models.DateTimeField(_("通知时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("匹配通知")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["party", "definition"], name="match_notice_once")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.definition_id}"


class MatchMark(models.Model):
    """How far the history of a table has been followed by matching. Derived, so its own history is not kept."""

    history = models.CharField(_("历史表"), max_length=100, primary_key=True)
    last = models.BigIntegerField(_("最后一条"))
    near = models.PositiveIntegerField(_("临近条数"))

    class Meta:
        verbose_name = _("匹配进度")

    def __str__(self) -> str:
        return self.history
