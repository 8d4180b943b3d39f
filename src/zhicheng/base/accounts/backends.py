"""Who may sign in at all: an open account, and a demonstration account only in a demonstration."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from zhicheng.base.accounts.models import User


class AccountBackend(ModelBackend):
    """Passwords of `User`. Every request asks it again, so a suspended account is signed out at once."""

    def user_can_authenticate(self, user: Any) -> bool:
        """The demonstration password is public, so such accounts die with the demonstration."""
        return bool(user.is_active and (settings.DEMONSTRATION or not user.synthetic))

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, with the division and organisation that nearly every page names."""
        found = User.objects.select_related("region", "party").filter(pk=user_id).first()
        return found if found and self.user_can_authenticate(found) else None
