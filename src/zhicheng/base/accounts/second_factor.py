"""The second factor: a time-based code (RFC 6238) from the person's phone, or one of ten recovery codes.

Officers and administrators must have one, except in a demonstration; others may.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings
from django.utils.crypto import salted_hmac
from django_otp import devices_for_user
from django_otp.plugins.otp_totp.models import TOTPDevice

from zhicheng.base.accounts.access import PersonRequest
from zhicheng.base.accounts.models import User
from zhicheng.base.accounts.sessions import SECOND_FACTOR_DUE

RECOVERY_CODES = 10
# 16 letters of 32 make 80 bits: nobody guesses one, so a fast keyed digest is enough to keep it.
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 16


def must_have(user: User) -> bool:
    """Whether the account may not work without a second factor."""
    return (user.is_officer or user.is_administrator) and not settings.DEMONSTRATION


def device_of(user: User) -> TOTPDevice | None:
    """The person's confirmed device."""
    return next(iter(devices_for_user(user)), None)


def page_due(request: PersonRequest) -> str | None:
    """The page that comes before any other, as a URL name; None when nothing is due. Asks the database nothing."""
    user = request.user
    if not user.is_verified():
        if request.session.get(SECOND_FACTOR_DUE):
            return "accounts:second-factor"
        if must_have(user):
            return "accounts:second-factor-set-up"
    return "accounts:password" if user.must_change_password else None


def locked_until(device: TOTPDevice) -> datetime | None:
    """When the device may be asked again after wrong codes; each wrong code doubles the wait."""
    allowed, reason = device.verify_is_allowed()
    return None if allowed else reason["locked_until"]


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a person needs to put a device into their phone: a picture, and the same secret as text."""

    picture: str
    secret: str


def enrolment_of(device: TOTPDevice) -> Enrolment:
    """The QR code as a `data:` image (SVG), and the secret in groups of four for typing."""
    secret = base64.b32encode(device.bin_key).decode()
    picture = segno.make(device.config_url, error="m").svg_data_uri(scale=4, border=4, light="#fff")
    return Enrolment(picture, " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)))


def new_recovery_code() -> str:
    """Four groups of four letters that cannot be mistaken for each other."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def recovery_digest(user: User, code: str) -> str:
    """The keyed digest under which a recovery code is kept; spelling with or without dashes and in any case is equal."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac("zhicheng.recovery", f"{user.pk}:{letters}", algorithm="sha256").hexdigest()
