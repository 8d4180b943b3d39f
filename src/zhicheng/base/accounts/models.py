import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


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
    An organisation's user also belongs to a party.
    """

    username = models.CharField(_("用户名"), max_length=64, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    role = models.CharField(_("角色"), max_length=16, choices=Role)
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, verbose_name=_("管辖区域"))
    party = models.ForeignKey("parties.Party", models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("所属单位"))
    department = models.CharField(_("处室"), max_length=60, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        verbose_name = _("用户")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    @property
    def reach(self) -> str:
        """Prefix of the division codes this user may see; empty = the whole country."""
        return self.region.prefix if self.region else ""

    @property
    def is_officer(self) -> bool:
        return self.role in OFFICERS

    @property
    def is_administrator(self) -> bool:
        return self.role in ADMINISTRATORS

    def reaches(self, region_code: str) -> bool:
        """Whether a division lies in this user's reach."""
        return region_code.startswith(self.reach)
