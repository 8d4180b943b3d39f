"""What every page's shell needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from zhicheng.base.ui import navigation
from zhicheng.base.ui.middleware import TEXT_COOKIE


def shell(request: HttpRequest) -> dict[str, Any]:
    """Site facts, navigation, text size and, for people signed in, the number of unread notices.

    All of it is lazy: a page that does not print the shell pays nothing.
    """
    return {
        "site": settings.SITE,
        "is_demonstration": settings.DEMONSTRATION,
        "large_text": request.COOKIES.get(TEXT_COOKIE) == "large",
        "navigation": SimpleLazyObject(lambda: navigation.items(request)),
        "unread_notices": SimpleLazyObject(lambda: _unread(request)),
    }


def _unread(request: HttpRequest) -> int:
    # Notices have pages built with this package: the import waits until a page is shown.
    from zhicheng.base.notices.queries import unread_count

    return unread_count(request.user)
