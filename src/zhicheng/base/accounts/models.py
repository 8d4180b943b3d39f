from collections.abc import Callable

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.db.models.lookups import Regex
from django.utils.translation import gettext_lazy as _

from zhicheng.engine.places import prefix


class Role(models.TextChoices):
    """DESIGN §4. The three administrators are separated: none holds another's powers."""

    NATIONAL = "national", _("国家局")
    PROVINCIAL = "provincial", _("省局")
    CITY_HANDLER = "city_handler", _("市局经办人")
    CITY_HEAD = "city_head", _("市局负责人")
    COUNTY = "county", _("区县局")
    ORGANISATION = "organisation", _("创新主体")
    AGENCY = "agency", _("服务机构")
    BANK = "bank", _("金融机构")
    EXPERT = "expert", _("专家")
    MENTOR = "mentor", _("导师")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")


OFFICERS = frozenset({Role.NATIONAL, Role.PROVINCIAL, Role.CITY_HANDLER, Role.CITY_HEAD, Role.COUNTY})
CITY_OFFICERS = frozenset({Role.CITY_HANDLER, Role.CITY_HEAD})
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
COUNTRYWIDE = ADMINISTRATORS | {Role.NATIONAL}
OF_PARTIES = frozenset({Role.ORGANISATION, Role.AGENCY, Role.BANK})
MAY_HAVE_PARTY = OF_PARTIES | {Role.EXPERT, Role.MENTOR}

PROVINCE_CODE = r"^[0-9]{2}0000$"
# The four municipalities have a province's code and do a city's work.
CITY_CODE = r"^([0-9]{2}([0-9][1-9]|[1-9]0)00|(11|12|31|50)0000)$"
COUNTY_CODE = r"^[0-9]{4}([0-9][1-9]|[1-9]0)$"
CODE_OF_ROLE = {
    Role.PROVINCIAL: PROVINCE_CODE,
    Role.CITY_HANDLER: CITY_CODE,
    Role.CITY_HEAD: CITY_CODE,
    Role.COUNTY: COUNTY_CODE,
}


def region_matches(code: str) -> Regex:
    """A condition on the division code of an account."""
    return Regex(F("region_id"), code)


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        """For tests and commands; people's accounts are opened by `accounts.actions`."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A person's account: one role, one reach.

    Reach is the subtree of `region`; the national office and administrators have none set and reach the whole country.
    An organisation's user also belongs to a party. An account without a role is opened, but cannot sign in yet.
    """

    username = models.CharField(_("用户名"), max_length=64, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    role = models.CharField(_("角色"), max_length=16, choices=Role, blank=True)
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, verbose_name=_("管辖区域"))
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("所属单位")
    )
    department = models.CharField(_("处室"), max_length=60, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("须修改密码"), default=False)
    synthetic = models.BooleanField(_("演示账户"), default=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    # Set on the user of each request by django-otp: whether the session has passed the second factor.
    is_verified: Callable[[], bool]

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        verbose_name = _("用户")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_once_in_any_case"),
            models.CheckConstraint(condition=~Q(role="") | Q(is_active=False), name="user_active_has_role"),
            models.CheckConstraint(
                condition=Q(role="", region=None)
                | Q(role__in=sorted(COUNTRYWIDE), region=None)
                | Q(role__in=sorted(set(Role) - COUNTRYWIDE), region__isnull=False),
                name="user_region_fits_role",
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(OF_PARTIES), party__isnull=False)
                | Q(role__in=sorted(MAY_HAVE_PARTY - OF_PARTIES))
                | (~Q(role__in=sorted(MAY_HAVE_PARTY)) & Q(party=None)),
                name="user_party_fits_role",
            ),
            *(
                models.CheckConstraint(
                    condition=~Q(role=role) | region_matches(code) | Q(region=None),
                    name=f"user_{role.value}_region_level",
                )
                for role, code in CODE_OF_ROLE.items()
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reach(self) -> str:
        """Prefix of the division codes this user may see; empty = the whole country."""
        return prefix(self.region_id) if self.region_id else ""

    @property
    def is_officer(self) -> bool:
        return self.role in OFFICERS

    @property
    def is_administrator(self) -> bool:
        return self.role in ADMINISTRATORS

    def reaches(self, region_code: str) -> bool:
        """Whether a division lies in this user's reach."""
        return region_code.startswith(self.reach)


@pghistory.track(exclude=["digest"])
class RecoveryCode(models.Model):
    """One of the ten codes that replace the second factor once; only its keyed digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes", verbose_name=_("用户"))
    digest = models.CharField(_("摘要"), max_length=64)
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("恢复码")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.pk}"


class SentForm(models.Model):
    """A form that was sent and acted, by the digest of what was sent; `led_to` is the address that it led to."""

    digest = models.CharField(_("摘要"), max_length=64, primary_key=True)
    led_to = models.TextField(_("去处"), blank=True)
    sent_at = models.DateTimeField(_("时间"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("已提交的表单")
        ordering = ["sent_at"]

    def __str__(self) -> str:
        return self.digest[:12]
