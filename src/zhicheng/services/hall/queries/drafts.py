"""Reads of items that are being written."""

from collections.abc import Sequence

from django.db.models import QuerySet

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.kinds import kind_of
from zhicheng.base.definitions.queries import checked
from zhicheng.base.definitions.reading import DefinitionRefused, Fault
from zhicheng.services.hall.models.drafts import ItemDraft

ITEM_KIND = "item"


def drafts_of(user: User) -> QuerySet[ItemDraft]:
    """The drafts of a user's office."""
    return ItemDraft.objects.filter(region=user.region_id).select_related("saved_by")


def draft(user: User, code: str) -> ItemDraft | None:
    return drafts_of(user).filter(code=code).first()


def faults_in(item: ItemDraft) -> Sequence[Fault]:
    """What keeps a draft from being published; none when it could be."""
    try:
        checked(kind_of(ITEM_KIND), item.code, item.text)
    except DefinitionRefused as refusal:
        return refusal.faults
    return ()
