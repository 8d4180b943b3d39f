"""Reads of accounts."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from zhicheng.base.accounts.models import User
from zhicheng.base.parties.models import Party
from zhicheng.base.regions.models import Region

# Enough to say that a name is not enough.
MOST_NAMESAKES = 10


def accounts() -> QuerySet[User]:
    """All accounts with what the list shows: region, party, whether a second factor is set."""
    device = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    return User.objects.select_related("region", "party").annotate(has_device=Exists(device))


def able_to_sign_in() -> QuerySet[User]:
    """Active accounts with a password; those that only a demonstration acts with have none."""
    return User.objects.filter(is_active=True).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def account(pk: int) -> User | None:
    """One account, with `codes_left` (recovery codes) too."""
    rows = accounts().annotate(codes_left=Count("recovery_codes", filter=Q(recovery_codes__used_at=None)))
    return rows.filter(pk=pk).first()


def divisions_called(text: str) -> list[Region]:
    """Divisions with this code, name or short name; several when a name is borne by several (鼓楼区)."""
    named = Q(code=text) | Q(name=text) | Q(short_name=text)
    return list(Region.objects.filter(named).order_by("code")[:MOST_NAMESAKES])


def parties_called(text: str) -> list[Party]:
    """Parties with this name or 统一社会信用代码."""
    return list(Party.objects.filter(Q(name=text) | Q(uscc=text)).order_by("pk")[:MOST_NAMESAKES])
