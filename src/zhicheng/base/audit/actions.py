"""Writing the log. Nothing else writes it, and nothing changes it."""

from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.audit.chain import GENESIS, as_stored, digest_of
from zhicheng.base.audit.models import ChainHead, LogEntry

if TYPE_CHECKING:
    from zhicheng.base.accounts.models import User


class ChainLostError(Exception):
    """The row that ends the chain is gone while entries are there: somebody removed it."""


def record(
    verb: str, *, on: models.Model, by: "User | None", why: str = "", region_code: str = "", **facts: Any
) -> LogEntry:
    """Append one act to the log. Call it last in a verb, inside its transaction.

    `verb` is `thing.past_participle`; `facts` are JSON values. Writers queue from here to their commit, so that the chain has
    one order and no gap: keep what follows short.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs inside the verb's transaction")
    head = locked_head()
    entry = LogEntry(
        number=head.number + 1,
        at=timezone.now(),
        user=by,
        user_label=label_of(by),
        verb=verb,
        on_kind=on._meta.label_lower,
        on_id=str(on.pk),
        on_label=str(on)[:200],
        why=str(why),
        facts=as_stored(facts),
        region_code=region_code,
    )
    entry.digest = digest_of(entry, head.digest)
    entry.save(force_insert=True)
    ChainHead.objects.filter(pk=head.pk).update(number=entry.number, digest=entry.digest)
    return entry


def locked_head() -> ChainHead:
    """The end of the chain, locked until commit; made with the first entry."""
    head, made = ChainHead.objects.select_for_update().get_or_create(pk=1, defaults={"digest": GENESIS})
    if made and LogEntry.objects.exists():
        raise ChainLostError("日志链尾缺失而日志仍在，请运行 zhicheng audit verify 查明后再写入")
    return head


def label_of(user: "User | None") -> str:
    """Name and role at the time: both may change later."""
    return f"{user.name}（{user.get_role_display()}）" if user else _("系统")
