"""The link with which a person sets the password: made from the account itself, kept nowhere, void once used.

It is signed over the account's password, so that setting one voids it, and over the time (settings.PASSWORD_RESET_TIMEOUT).
"""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from zhicheng.base.accounts.models import User


class Invitations(PasswordResetTokenGenerator):
    key_salt = "zhicheng.base.accounts.invitations"


signer = Invitations()


def path_for(account: User) -> str:
    """The path of the page where the person sets the password."""
    who = urlsafe_base64_encode(str(account.pk).encode())
    return reverse("accounts:join", kwargs={"who": who, "token": signer.make_token(account)})


def account_of(who: str, token: str) -> User | None:
    """The account that a link speaks for; None when it is void, spent or made up."""
    try:
        pk = int(force_str(urlsafe_base64_decode(who)))
    except (ValueError, UnicodeDecodeError):
        return None
    account = User.objects.filter(pk=pk, is_active=True).first()
    return account if account and signer.check_token(account, token) else None
