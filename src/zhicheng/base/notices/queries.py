"""Reads of notices: always one person's own."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhicheng.base.accounts.models import User
from zhicheng.base.notices.models import Mail, Notice


def inbox(user: User) -> QuerySet[Notice]:
    """The person's notices, newest first."""
    return Notice.objects.filter(to=user)


def unread_count(user: User | AnonymousUser) -> int:
    """How many the person has not read; one query over a partial index, none for visitors."""
    if not isinstance(user, AnonymousUser) and user.is_authenticated:
        return Notice.objects.filter(to_id=user.pk, read_at=None).count()
    return 0


def newest(user: User, most: int) -> tuple[Sequence[Notice], int]:
    """The person's newest notices, and how many of all are unread; one query."""
    unread = Notice.objects.filter(to=user, read_at=None).order_by().values("to").values(total=Count("*"))
    found = list(inbox(user).annotate(unread=Coalesce(Subquery(unread), 0))[:most])
    return found, found[0].unread if found else 0


def undelivered() -> QuerySet[Notice]:
    """Notices whose mail did not go out, with their people, newest first."""
    return Notice.objects.filter(mail=Mail.FAILED).select_related("to")
