"""What every organisation can have: the result of matching, derived and disposable."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class PartyStanding(models.Model):
    """For one organisation the codes of the items it is eligible for, and of those it nearly is. Derived, so its history is not kept."""

    party = models.OneToOneField(
        "parties.Party", models.CASCADE, primary_key=True, related_name="standing", verbose_name=_("单位")
    )
    eligible = ArrayField(models.CharField(max_length=60), verbose_name=_("符合"))
    near = ArrayField(models.CharField(max_length=60), verbose_name=_("差一步"))
    matched_at = models.DateTimeField(_("核对时间"))

    class Meta:
        verbose_name = _("单位匹配结果")

    def __str__(self) -> str:
        return str(self.party_id)


@pghistory.track()
class ItemStanding(models.Model):
    """For one item how many organisations are eligible, nearly or not, by the version it was matched with."""

    item = models.CharField(_("事项"), max_length=60, primary_key=True)
    definition = models.ForeignKey(
        "definitions.Definition", models.CASCADE, related_name="+", verbose_name=_("事项版次")
    )
    eligible = models.PositiveIntegerField(_("符合"))
    near = models.PositiveIntegerField(_("差一步"))
    refused = models.PositiveIntegerField(_("不符合"))
    matched_at = models.DateTimeField(_("核对时间"))

    class Meta:
        verbose_name = _("事项匹配结果")

    def __str__(self) -> str:
        return self.item
