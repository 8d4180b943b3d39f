"""One login for each role, for a demonstration only. The people, their organisations and the password are invented."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import OF_PARTIES, Role, User
from zhicheng.base.audit.actions import record
from zhicheng.base.parties.models import Kind, Party

PASSWORD = "zhicheng-demo"  # noqa: S105 - printed on the sign-in page of every demonstration


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    name: str
    role: Role
    region_code: str | None


LOGINS = (
    Login("guojia", "郑国栋·演示", Role.NATIONAL, None),
    Login("sheng", "苏省之·演示", Role.PROVINCIAL, "440000"),
    Login("jingban", "陈静·演示", Role.CITY_HANDLER, "440300"),
    Login("fuze", "罗明远·演示", Role.CITY_HEAD, "440300"),
    Login("quxian", "何南·演示", Role.COUNTY, "440305"),
    Login("qiye", "吴启衡·演示", Role.ORGANISATION, "440305"),
    Login("jigou", "方知桥·演示", Role.AGENCY, "440305"),
    Login("yinhang", "金丰·演示", Role.BANK, "440305"),
    Login("zhuanjia", "顾问之·演示", Role.EXPERT, "440300"),
    Login("daoshi", "林传道·演示", Role.MENTOR, "440300"),
    Login("xitong", "安建·演示", Role.SYSTEM_ADMIN, None),
    Login("anquan", "安全·演示", Role.SECURITY_ADMIN, None),
    Login("shenji", "安审·演示", Role.AUDIT_ADMIN, None),
)
PARTIES = {
    Role.ORGANISATION: (Kind.ENTERPRISE, "深圳启衡机器人有限公司（演示）"),
    Role.AGENCY: (Kind.AGENCY, "深圳知桥专利代理事务所（演示）"),
    Role.BANK: (Kind.BANK, "深圳科创银行南山支行（演示）"),
}


def demonstration_logins() -> list[tuple[str, str, str]]:
    """(role, username, password) of each login; none on an installation that is no demonstration."""
    if not settings.DEMONSTRATION:
        return []
    return [(str(login.role.label), login.username, PASSWORD) for login in LOGINS]


@transaction.atomic
def load() -> str:
    """Setup step: make the missing logins and give all of them the printed password again; returns what was done."""
    if not settings.DEMONSTRATION:
        return _("不是演示系统，不设演示账户")
    with scopes_disabled():
        known = {user.username: user for user in User.objects.filter(synthetic=True)}
        made = [open_login(login) for login in LOGINS if login.username not in known]
    reset_passwords()
    return _("新增 %(count)s 个") % {"count": len(made)} if made else _("没有变化")


def open_login(login: Login) -> User:
    """An account with its role and, for organisations, its invented party."""
    user = User(
        username=login.username,
        name=login.name,
        role=login.role,
        region_id=login.region_code,
        party=party_of(login) if login.role in OF_PARTIES else None,
        synthetic=True,
    )
    user.set_unusable_password()
    user.save(force_insert=True)
    record("account.opened", on=user, by=None, why=_("演示账户"), region_code=login.region_code or "", role=user.role)
    return user


def party_of(login: Login) -> Party:
    kind, name = PARTIES[login.role]
    region_code = login.region_code or ""
    party = Party.objects.filter(name=name, synthetic=True).first()
    if party is None:
        party = Party(kind=kind, name=name, region_id=region_code, synthetic=True)
        party.save(force_insert=True)
    return party


def reset_passwords() -> None:
    """One hash for all: it is checked once, so that a start stays quick."""
    logins = User.objects.filter(synthetic=True, username__in=[login.username for login in LOGINS])
    kept = logins.values_list("password", flat=True).first() or ""
    encoded = kept if check_password(PASSWORD, kept) else make_password(PASSWORD)
    logins.exclude(password=encoded).update(password=encoded)
