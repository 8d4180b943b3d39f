"""What a session keeps beside the account: when it was last used, and whether a second factor is still due."""

import time
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

SEEN_AT = "seen_at"
SECOND_FACTOR_DUE = "second_factor_due"
WRITE_EVERY_SECONDS = 60


def is_over(session: SessionBase) -> bool:
    """Whether nobody has used the session for the allowed minutes."""
    seen_at = session.get(SEEN_AT)
    return seen_at is not None and time.time() - seen_at > settings.IDLE_LOGOUT_MINUTES * 60


def mark_seen(session: SessionBase) -> None:
    """Remember that a person used the session; written at most once a minute, so that pages stay cheap."""
    now = int(time.time())
    if now - session.get(SEEN_AT, 0) >= WRITE_EVERY_SECONDS:
        session[SEEN_AT] = now


def forget_expired() -> None:
    """Delete the sessions that nobody can use again; visitors leave them behind by closing the browser."""
    SessionStore.clear_expired()


def clock(at: datetime) -> str:
    """A time of today as people read it; with seconds, because waits can be short."""
    return timezone.localtime(at).strftime("%H:%M:%S")
