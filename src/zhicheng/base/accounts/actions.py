"""Writes of accounts. The verbs are split among the three administrators; see `rules`."""

from axes.utils import reset as reset_attempts
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp import verify_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from zhicheng.base.accounts import rules
from zhicheng.base.accounts.models import RecoveryCode, User
from zhicheng.base.accounts.second_factor import RECOVERY_CODES, device_of, new_recovery_code, recovery_digest
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.parties.models import Party
from zhicheng.base.verdicts import Refused

DEVICE_NAME = "authenticator"
verbs.register(
    {
        "account.opened": gettext_lazy("开通账户"),
        "account.corrected": gettext_lazy("更正账户登记信息"),
        "account.granted": gettext_lazy("授予角色和管辖区域"),
        "account.suspended": gettext_lazy("停用账户"),
        "account.resumed": gettext_lazy("恢复账户"),
        "account.unlocked": gettext_lazy("解除登录限制"),
        "account.password_reset": gettext_lazy("重置密码"),
        "account.password_set": gettext_lazy("设定密码"),
        "account.second_factor_reset": gettext_lazy("重置第二因素"),
        "account.second_factor_set": gettext_lazy("设置手机验证器"),
        "account.recovery_codes_renewed": gettext_lazy("更换恢复码"),
        "account.recovery_code_used": gettext_lazy("使用恢复码"),
        "account.signed_in": gettext_lazy("登录"),
        "account.signed_out": gettext_lazy("退出"),
    }
)

# The system administrator


@transaction.atomic
def open_account(*, username: str, name: str, department: str, email: str, by: User) -> User:
    """Open an account without role: it cannot sign in before the security administrator grants one."""
    rules.can_open(by).or_refuse()
    account = User(username=username, name=name, department=department, email=email, is_active=False)
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("username_taken", _("用户名“%(name)s”已被使用，请换一个") % {"name": username}) from error
    record("account.opened", on=account, by=by, username=username)
    return account


@transaction.atomic
def correct_account(*, account: User, name: str, department: str, email: str, by: User) -> User:
    """Correct who the person is; powers stay as they are."""
    rules.can_correct(by, account).or_refuse()
    account = locked(account)
    before = {"name": account.name, "department": account.department, "email": account.email}
    account.name, account.department, account.email = name, department, email
    account.save(update_fields=["name", "department", "email"])
    record("account.corrected", on=account, by=by, region_code=account.region_id or "", before=before)
    return account


# The security administrator


@transaction.atomic
def grant(*, account: User, role: str, region_code: str, party: Party | None, by: User, why: str) -> User:
    """Give the account its role and reach, and let it sign in."""
    rules.can_grant(by, account).or_refuse()
    party_region_code = party.region_id if party else None
    rules.can_hold(role, region_code=region_code, party_region_code=party_region_code).or_refuse()
    account = locked(account)
    before = {"role": account.role, "region": account.region_id, "party": account.party_id}
    account.role, account.region_id, account.party, account.is_active = role, region_code or None, party, True
    account.save(update_fields=["role", "region", "party", "is_active"])
    after = {"role": role, "region": account.region_id, "party": account.party_id}
    record("account.granted", on=account, by=by, why=why, region_code=region_code, before=before, after=after)
    return account


@transaction.atomic
def suspend(*, account: User, by: User, why: str) -> User:
    """Close the door: the next request of any of the account's sessions is signed out."""
    rules.can_grant(by, account).or_refuse()
    account = locked(account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    record("account.suspended", on=account, by=by, why=why, region_code=account.region_id or "")
    return account


@transaction.atomic
def resume(*, account: User, by: User, why: str) -> User:
    """Let a suspended account sign in again."""
    account = locked(account)
    rules.can_resume(by, account).or_refuse()
    account.is_active = True
    account.save(update_fields=["is_active"])
    record("account.resumed", on=account, by=by, why=why, region_code=account.region_id or "")
    return account


@transaction.atomic
def unlock(*, account: User, by: User, why: str) -> int:
    """Forget wrong passwords and codes, so that the person may try at once; returns how many attempts were forgotten."""
    rules.can_grant(by, account).or_refuse()
    attempts: int = reset_attempts(username=account.username)
    TOTPDevice.objects.filter(user=account).update(throttling_failure_timestamp=None, throttling_failure_count=0)
    record("account.unlocked", on=account, by=by, why=why, region_code=account.region_id or "", attempts=attempts)
    return attempts


@transaction.atomic
def reset_password(*, account: User, by: User, why: str) -> User:
    """Void the password; the person sets a new one by a link. All sessions of the account end."""
    rules.can_grant(by, account).or_refuse()
    account = locked(account)
    account.set_unusable_password()
    account.save(update_fields=["password"])
    record("account.password_reset", on=account, by=by, why=why, region_code=account.region_id or "")
    return account


@transaction.atomic
def reset_second_factor(*, account: User, by: User, why: str) -> User:
    """Take away device and recovery codes, after a lost phone; the next sign-in sets up a new one."""
    rules.can_grant(by, account).or_refuse()
    account = locked(account)
    TOTPDevice.objects.filter(user=account).delete()
    RecoveryCode.objects.filter(user=account).delete()
    record("account.second_factor_reset", on=account, by=by, why=why, region_code=account.region_id or "")
    return account


# The person


@transaction.atomic
def set_password(*, account: User, password: str) -> User:
    """The person's own choice: from the link of the invitation, or from the account page after the old one."""
    account = locked(account)
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    record("account.password_set", on=account, by=account, region_code=account.region_id or "")
    return account


@transaction.atomic
def pending_device(*, account: User) -> TOTPDevice:
    """The device that the person is setting up: made once, so that leaving and coming back shows the same picture."""
    pending = TOTPDevice.objects.filter(user=account, confirmed=False).order_by("pk").first()
    return pending or TOTPDevice.objects.create(user=account, name=DEVICE_NAME, confirmed=False)


@transaction.atomic
def confirm_device(*, account: User, device: TOTPDevice, code: str) -> list[str] | None:
    """Take the device into use with its first code; returns the ten recovery codes, or None when the code is wrong.

    The plain recovery codes exist only in this answer.
    """
    if device.user_id != account.pk or device.confirmed or device_of(account):
        raise Refused("device_not_pending", _("验证器已经设置，请重新打开本页"))
    if not verify_token(account, device.persistent_id, code):
        return None
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    codes = make_recovery_codes(account)
    record("account.second_factor_set", on=account, by=account, region_code=account.region_id or "")
    return codes


@transaction.atomic
def renew_recovery_codes(*, account: User) -> list[str]:
    """Ten new codes; the old ones are void."""
    if not device_of(account):
        raise Refused("no_device", _("请先设置验证器"))
    codes = make_recovery_codes(account)
    record("account.recovery_codes_renewed", on=account, by=account, region_code=account.region_id or "")
    return codes


def make_recovery_codes(account: User) -> list[str]:
    RecoveryCode.objects.filter(user=account).delete()
    codes = [new_recovery_code() for _number in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=account, digest=recovery_digest(account, code)) for code in codes
    )
    return codes


@transaction.atomic
def use_recovery_code(*, account: User, code: str) -> bool:
    """Spend a code; False when there is no such code, or it was spent before."""
    unused = RecoveryCode.objects.filter(user=account, digest=recovery_digest(account, code), used_at=None)
    # Race: two browsers send the same code; one UPDATE finds it unused.
    if not unused.update(used_at=timezone.now()):
        return False
    left = RecoveryCode.objects.filter(user=account, used_at=None).count()
    record("account.recovery_code_used", on=account, by=account, region_code=account.region_id or "", left=left)
    return True


@transaction.atomic
def note_sign_in(*, account: User, ip_address: str) -> None:
    """Sessions are no rows of ours, but who came in and from where belongs into the log."""
    record("account.signed_in", on=account, by=account, region_code=account.region_id or "", ip_address=ip_address)


@transaction.atomic
def note_sign_out(*, account: User) -> None:
    """The counterpart of `note_sign_in`; an idle logout writes nothing."""
    record("account.signed_out", on=account, by=account, region_code=account.region_id or "")


# The operator, from the command line


@transaction.atomic
def create_administrator(*, username: str, name: str, role: str, password: str) -> User:
    """The first administrators, and the way back when all of a kind are lost; whoever has the shell may. Password changes at once."""
    rules.is_administrator_role(role).or_refuse()
    account = User(username=username, name=name, role=role, must_change_password=True)
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("username_taken", _("用户名“%(name)s”已被使用，请换一个") % {"name": username}) from error
    record("account.opened", on=account, by=None, why=_("由命令行开通"), username=username, role=role)
    return account


def locked(account: User) -> User:
    """The account as it is now, kept from other writers until commit."""
    return User.objects.select_for_update(of=("self",)).get(pk=account.pk)
