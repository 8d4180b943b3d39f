import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicheng.engine.places import prefix


class Level(models.TextChoices):
    PROVINCE = "province", _("省级")
    CITY = "city", _("地级")
    COUNTY = "county", _("县级")


@pghistory.track()
class Region(models.Model):
    """A division of GB/T 2260. Its subtree is its code's prefix: `Region.objects.filter(code__startswith=region.prefix)`."""

    code = models.CharField(_("代码"), max_length=6, primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    short_name = models.CharField(_("简称"), max_length=20)
    level = models.CharField(_("级别"), max_length=8, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    longitude = models.FloatField(_("经度"), null=True)
    latitude = models.FloatField(_("纬度"), null=True)

    class Meta:
        verbose_name = _("行政区划")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[1-9][0-9]{5}$"), name="region_code_is_six_digits"),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINCE, parent=None) | (~Q(level=Level.PROVINCE) & Q(parent__isnull=False)),
                name="region_below_province_has_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """The code's significant digits: 110000 → 11, 440300 → 4403, 440305 → 440305."""
        return prefix(self.code)


class Tier(models.TextChoices):
    """What a demonstration unit was when it was designated (2014 rule, art. 3)."""

    SUB_PROVINCIAL = "sub_provincial", _("副省级城市")
    PREFECTURE = "prefecture", _("地级市（州、盟）")
    MUNICIPAL_DISTRICT = "municipal_district", _("直辖市辖区")
    COUNTY_CITY = "county_city", _("县级市")


@pghistory.track()
class DemonstrationUnit(models.Model):
    """A designation as a national IP demonstration city 国家知识产权示范城市, with its first term.

    `name` and `tier` are those of the day of designation: 即墨 and 海门 were county-level cities and are districts now.
    Units nest (苏州 ⊃ 常熟): count with `queries.outermost_units`.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="demonstration_units", verbose_name=_("行政区划"))
    name = models.CharField(_("评定时名称"), max_length=40)
    tier = models.CharField(_("评定时层级"), max_length=20, choices=Tier)
    batch = models.PositiveSmallIntegerField(_("批次"))
    term_from = models.DateField(_("任期开始"))
    term_to = models.DateField(_("任期结束"))
    document = models.CharField(_("依据文件"), max_length=120)
    source = models.TextField(_("来源"))

    class Meta:
        verbose_name = _("示范单位")
        ordering = ["batch", "region_id"]
        constraints = [
            models.UniqueConstraint(fields=["region", "batch"], name="demonstration_unit_once_a_batch"),
            models.CheckConstraint(condition=Q(term_to__gt=F("term_from")), name="demonstration_term_runs_forward"),
        ]

    def __str__(self) -> str:
        return self.name
