from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.utils import timezone

from zhicheng.base.audit.chain import GENESIS, digest_of
from zhicheng.base.audit.models import LogEntry

if TYPE_CHECKING:
    from zhicheng.base.accounts.models import User

# Any constant will do; it names this chain among PostgreSQL's advisory locks.
CHAIN_LOCK = 7_400_301


def record(verb: str, *, on: models.Model, by: "User | None", why: str = "", region_code: str = "", **facts: Any) -> LogEntry:
    """Append one act to the log. Call it last in a verb, inside its transaction.

    `verb` is `thing.past_participle`; `facts` are JSON values. The lock is held until commit, so that the chain has one order:
    keep what follows it short.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs inside the verb's transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    previous = LogEntry.objects.order_by("-pk").values_list("digest", flat=True).first() or GENESIS
    entry = LogEntry(
        at=timezone.now(),
        user=by,
        user_label=f"{by.name}（{by.get_role_display()}）" if by else "系统",
        verb=verb,
        on_kind=on._meta.label_lower,  # noqa: SLF001 - Django's own name for a model
        on_id=str(on.pk),
        on_label=str(on)[:200],
        why=why,
        facts=facts,
        region_code=region_code,
    )
    entry.digest = digest_of(entry, previous)
    entry.save(force_insert=True)
    return entry
