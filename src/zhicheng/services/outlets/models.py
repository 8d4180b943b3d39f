"""Information outlets 服务网点 and what they did."""

from datetime import date

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Kind(models.TextChoices):
    """节点 are agencies of IP administrations, the others social institutions (《知识产权信息公共服务工作指引》, 2020)."""

    NODE = "node", _("服务节点")
    FILED = "filed", _("备案网点")
    TISC = "tisc", _("技术与创新支持中心（TISC）")
    UNIVERSITY_CENTRE = "university_centre", _("高校知识产权信息服务中心")


class Host(models.TextChoices):
    """What kind of institution keeps it; university and institute are what the plan asks for more of."""

    UNIVERSITY_OR_INSTITUTE = "university_or_institute", _("高校、科研院所")
    LIBRARY = "library", _("公共图书馆")
    INTELLIGENCE = "intelligence", _("科技情报机构")
    ASSOCIATION = "association", _("行业组织")
    PARK = "park", _("园区、生产力促进机构")
    AGENCY = "agency", _("服务机构")
    OFFICE = "office", _("知识产权管理部门及直属机构")
    OTHER = "other", _("其他")


class Service(models.TextChoices):
    SEARCH = "search", _("检索查询")
    ANALYSIS = "analysis", _("信息分析")
    ADVICE = "advice", _("咨询")
    TRAINING = "training", _("培训")


@pghistory.track()
class Outlet(models.Model):
    """An outlet from `opened_on` to `closed_on`, its last day; null while it serves. `region` is the county or district it stands in."""

    name = models.CharField(_("网点名称"), max_length=120)
    kind = models.CharField(_("种类"), max_length=20, choices=Kind)
    host = models.CharField(_("依托单位类型"), max_length=24, choices=Host)
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("依托单位")
    )
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("所在县（市、区）"))
    address = models.CharField(_("服务地址"), max_length=200, blank=True)
    phone = models.CharField(_("服务电话"), max_length=40, blank=True)
    services = ArrayField(
        models.CharField(max_length=12, choices=Service), default=list, blank=True, verbose_name=_("提供的服务")
    )
    opened_on = models.DateField(_("开始服务日期"))
    closed_on = models.DateField(_("停止服务日期"), null=True, blank=True)
    why_closed = models.CharField(_("停止原因"), max_length=200, blank=True)
    application_number = models.CharField(_("备案办件编号"), max_length=30, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    registered_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    objects: models.Manager["Outlet"] = ScopedManager(reach="region__code__startswith")

    class Meta:
        verbose_name = _("服务网点")
        ordering = ["region", "name", "pk"]
        indexes = [models.Index(fields=["region", "opened_on"])]
        constraints = [
            models.UniqueConstraint(fields=["name", "region"], condition=Q(closed_on=None), name="outlet_serving_once"),
            models.CheckConstraint(
                condition=Q(closed_on=None, why_closed="") | (Q(closed_on__gte=F("opened_on")) & ~Q(why_closed="")),
                name="outlet_closed_after_opening",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="outlet_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("outlets:outlet", args=[self.pk])

    def serves(self, on: date | None = None) -> bool:
        day = on or timezone.localdate()
        return self.opened_on <= day and (self.closed_on is None or day <= self.closed_on)


@pghistory.track()
class OutletService(models.Model):
    """What an outlet did on a day: a kind of service, for how many, and whether it was free."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="given", verbose_name=_("网点"))
    day = models.DateField(_("日期"))
    service = models.CharField(_("服务"), max_length=12, choices=Service)
    people = models.PositiveIntegerField(_("服务人次"))
    is_free = models.BooleanField(_("免费"), default=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("网点服务记录")
        ordering = ["-day", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(people__gt=0), name="outlet_service_for_somebody")]

    def __str__(self) -> str:
        return f"{self.outlet} {self.day}"
