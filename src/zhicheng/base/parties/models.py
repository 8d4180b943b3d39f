import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Kind(models.TextChoices):
    ENTERPRISE = "enterprise", _("企业")
    UNIVERSITY = "university", _("高等学校")
    INSTITUTE = "institute", _("科研组织")
    MAKER = "maker", _("创客")
    AGENCY = "agency", _("服务机构")
    BANK = "bank", _("金融机构")
    GOVERNMENT = "government", _("机关")
    OTHER = "other", _("其他")


class Size(models.TextChoices):
    """统计上大中小微型企业划分."""

    MICRO = "micro", _("微型")
    SMALL = "small", _("小型")
    MEDIUM = "medium", _("中型")
    LARGE = "large", _("大型")


class CreditGrade(models.TextChoices):
    """The tax credit grade 纳税信用等级, as the organisation or the tax office's list says."""

    A = "A", _("A 级")
    B = "B", _("B 级")
    M = "M", _("M 级")
    C = "C", _("C 级")
    D = "D", _("D 级")


@pghistory.track()
class Party(models.Model):
    """An organisation or maker the platform serves; `uscc` is its 统一社会信用代码 (GB 32100), unique where known.

    `confirmed_on` is the day on which the organisation last said that what is registered of it is right.
    """

    kind = models.CharField(_("类型"), max_length=12, choices=Kind)
    name = models.CharField(_("名称"), max_length=120)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True, unique=True)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("所在地"))
    address = models.CharField(_("地址"), max_length=200, blank=True)
    size = models.CharField(_("规模"), max_length=6, choices=Size, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    credit_grade = models.CharField(_("纳税信用等级"), max_length=1, choices=CreditGrade, blank=True)
    confirmed_on = models.DateField(_("信息确认日期"), null=True, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)
    created_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    objects: models.Manager["Party"] = ScopedManager(reach="region__code__startswith")

    class Meta:
        verbose_name = _("主体")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["region", "kind"]), models.Index(fields=["name"])]
        constraints = [
            # GB 32100: two of category, six of division, nine of organisation, one check character; no I, O, S, V, Z.
            models.CheckConstraint(
                condition=Q(uscc=None) | Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"),
                name="party_uscc_has_its_form",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="party_has_name"),
            models.CheckConstraint(condition=Q(size__in=["", *Size.values]), name="party_size_known"),
            models.CheckConstraint(
                condition=Q(credit_grade__in=["", *CreditGrade.values]), name="party_credit_grade_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("parties:detail", args=[self.pk])
