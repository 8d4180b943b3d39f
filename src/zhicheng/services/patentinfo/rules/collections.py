"""Who may see, fill and change a collection of patents."""

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.patentinfo.models import Collection, Kept

MOST_COLLECTIONS = 100
MOST_KEPT = 5000


def can_create(user: User) -> Verdict:
    """Everyone with an account, up to `MOST_COLLECTIONS`."""
    if Collection.objects.filter(owner=user).count() >= MOST_COLLECTIONS:
        words = _("每人最多建 %(most)d 个专利夹，请先删去不用的") % {"most": MOST_COLLECTIONS}
        return no("too_many_collections", words)
    return YES


def can_see(user: User, collection: Collection) -> Verdict:
    """Its owner; when it is shared, everyone of the owner's organisation."""
    is_member = collection.shared and user.party_id is not None and user.party_id == collection.party_id
    if collection.owner_id == user.pk or is_member:
        return YES
    return no("not_your_collection", _("这个专利夹不是您的，也没有在您的单位内共享"))


def can_add(user: User, collection: Collection, count: int) -> Verdict:
    """Who sees it fills it, up to `MOST_KEPT` patents."""
    if Kept.objects.filter(collection=collection).count() + count > MOST_KEPT:
        words = _("一个专利夹最多放 %(most)d 件专利，请另建一个") % {"most": MOST_KEPT}
        return can_see(user, collection) & no("collection_full", words)
    return can_see(user, collection)


def can_change(user: User, collection: Collection) -> Verdict:
    """Only who made it renames, shares and removes it."""
    if collection.owner_id == user.pk:
        return YES
    return no("not_own_collection", _("改名、共享和删除由专利夹的创建人办理"))


def can_share(user: User) -> Verdict:
    """Sharing needs an organisation to share in."""
    return YES if user.party_id else no("no_party", _("您的账户不属于任何单位，专利夹不能共享"))
