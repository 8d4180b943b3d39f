"""Reads of heads and their trainings. Nothing of it is public."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Greatest, Least
from django_scopes import scope, scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.services.training.models import Head, HeadTraining


def heads() -> QuerySet[Head]:
    """All heads with their place."""
    with scopes_disabled():
        return Head.objects.select_related("region__parent")


def in_reach(user: User) -> QuerySet[Head]:
    """The heads that an officer keeps, each with its trainings, the newest first."""
    with scope(reach=user.reach):
        newest = Prefetch("trainings", HeadTraining.objects.order_by("-ended_on", "-pk"))
        return Head.objects.select_related("region__parent").prefetch_related(newest)


def in_post(on: date) -> Q:
    """The condition that a head is in post on a day."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))


def trained(on: date) -> Exists:
    """The condition that a head's training counts on a day."""
    return Exists(HeadTraining.objects.filter(head=OuterRef("pk"), ended_on__lte=on, counts_until__gte=on))


def trainings() -> QuerySet[HeadTraining]:
    """Trainings, each with the days on which it counts: within the cycle, and while the head is in post."""
    rows = HeadTraining.objects.select_related("head__region")
    return rows.annotate(zc_from=Greatest("ended_on", "head__since"), zc_until=Least("counts_until", "head__until"))


def named(names: Collection[str]) -> dict[tuple[str, str, str], Head]:
    """(name, unit, division) → the head in post."""
    rows = heads().filter(name__in=names, until=None).prefetch_related("trainings")
    return {(one.name, one.unit, one.region_id): one for one in rows}
