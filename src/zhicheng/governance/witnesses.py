"""What a table of rounds must show of every round: the dates and people of the steps taken, none of those to come, why one was given up."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q


def dates_witness(order: Sequence[str], state: str, fields: tuple[str, ...], name: str) -> models.CheckConstraint:
    """The fields are filled from `state` on and empty before, in the order of states; a cancelled round keeps what it had."""
    reached = Q(state__in=order[order.index(state) :])
    filled, empty = Q(), Q()
    for field in fields:
        filled &= Q(**{f"{field}__isnull": False})
        empty &= Q(**{f"{field}__isnull": True})
    return models.CheckConstraint(condition=Q(state="cancelled") | (reached & filled) | (~reached & empty), name=name)


def cancelled_has_reason(name: str) -> models.CheckConstraint:
    """A cancelled round says when, by whom and why, and was never published; others say nothing of it."""
    cancelled = Q(state="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False, published_at=None)
    others = ~Q(state="cancelled") & Q(cancelled_at=None, cancelled_by=None, why_cancelled="")
    return models.CheckConstraint(condition=cancelled & ~Q(why_cancelled="") | others, name=name)
