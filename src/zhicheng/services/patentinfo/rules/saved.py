"""Who may save searches, and how many."""

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.patentinfo.models import SavedSearch

MOST_SAVED = 50
"""A person's saved searches; each is searched again after every load."""


def can_save(user: User) -> Verdict:
    """Everyone with an account, up to `MOST_SAVED` searches."""
    if SavedSearch.objects.filter(owner=user).count() >= MOST_SAVED:
        words = _("每人最多保存 %(most)d 个检索，请先在“保存的检索”中删去不用的")
        return no("too_many_saved", words % {"most": MOST_SAVED})
    return YES


def can_change(user: User, search: SavedSearch) -> Verdict:
    """Only who saved it."""
    return YES if search.owner_id == user.pk else no("not_own_search", _("只有保存的人可以更改这个检索"))
