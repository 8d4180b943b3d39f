"""Reading the whole chain again, from the first entry to the last: what does not fit was changed outside the platform."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models, transaction

from zhicheng.base.audit.chain import COVERED, GENESIS, digest_of
from zhicheng.base.audit.models import ChainHead, LogEntry

READ_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry that does not fit: its number, what is wrong, and which fields differ from what was written."""

    number: int
    wrong: str
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many entries fit, the digest of the last of them, and the first fault, if any."""

    entries: int
    digest: str
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Noted:
    """A number and its digest that somebody wrote down elsewhere."""

    number: int
    digest: str


def verify(*, noted: Noted | None = None, progress: Callable[[int, int], None] | None = None) -> Outcome:
    """Check every entry against the one before, and the last against the row that ends the chain.

    `noted` must still be in the chain; `progress(done, total)` is called now and then.
    """
    with one_view_of_the_log():
        head = ChainHead.objects.filter(pk=1).first() or ChainHead(number=0, digest=GENESIS)
        last, digest = 0, GENESIS
        for entry in LogEntry.objects.order_by("number").iterator(READ_AT_ONCE):
            fault = fault_of(entry, last, digest) or noted_fault(entry, noted)
            if fault:
                return Outcome(last, digest, fault)
            last, digest = entry.number, entry.digest
            if progress and last % READ_AT_ONCE == 0:
                progress(last, head.number)
        return Outcome(last, digest, fault_at_the_end(last, digest, head, noted))


@contextmanager
def one_view_of_the_log() -> Iterator[None]:
    """One snapshot for entries and end, while others go on writing."""
    # Inside somebody's transaction the level is no longer ours to choose, and nobody else writes there.
    ours = not connection.in_atomic_block
    with transaction.atomic():
        if ours:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def fault_of(entry: LogEntry, last: int, digest: str) -> Fault | None:
    """What is wrong with an entry after the one numbered `last`."""
    if entry.number != last + 1:
        return Fault(last + 1, "缺少这一条", described(written(last + 1)))
    if digest_of(entry, digest) != entry.digest:
        return Fault(entry.number, "内容与摘要不符", differences_of(entry))
    return None


def noted_fault(entry: LogEntry, noted: Noted | None) -> Fault | None:
    """The chain was written anew: it fits, and is not the one that was noted."""
    if noted and noted.number == entry.number and noted.digest != entry.digest:
        return Fault(
            entry.number,
            "摘要与另处记下的不同，此前的日志被整体改写",
            (f"记下的：{noted.digest}", f"现有的：{entry.digest}"),
        )
    return None


def fault_at_the_end(last: int, digest: str, head: ChainHead, noted: Noted | None) -> Fault | None:
    """Entries removed at the end, or added without the platform."""
    if last < head.number:
        return Fault(last + 1, f"缺少从这一条到第 {head.number} 条", described(written(last + 1)))
    if last > head.number:
        return Fault(head.number + 1, "这一条起不是由平台写入的")
    if digest != head.digest:
        return Fault(last, "链尾记录的摘要与最后一条不同", (f"链尾：{head.digest}", f"最后一条：{digest}"))
    if noted and noted.number > last:
        return Fault(last + 1, f"缺少从这一条到另处记下的第 {noted.number} 条", described(written(last + 1)))
    return None


def written(number: int) -> models.Model | None:
    """The copy that the history keeps of an entry as it was first written."""
    copies = apps.get_model("audit.LogEntryEvent").objects.filter(pgh_obj_id=number)
    copy: models.Model | None = copies.order_by("pgh_id").first()
    return copy


def differences_of(entry: LogEntry) -> tuple[str, ...]:
    """Field by field, what is there now and what was written."""
    copy = written(entry.number)
    if copy is None:
        return ("历史表中没有这一条的原样",)
    differing = [name for name in (*COVERED, "digest") if getattr(entry, name) != getattr(copy, name)]
    if not differing:
        return ("与历史表中的原样相同：原样也被改过，或前一条的摘要被改过",)
    return tuple(f"{name}：现为 {getattr(entry, name)!r}，写入时为 {getattr(copy, name)!r}" for name in differing)


def described(copy: models.Model | None) -> tuple[str, ...]:
    """A removed entry in words, from the history."""
    if copy is None:
        return ("历史表中没有这一条的原样",)
    return tuple(f"{name}：写入时为 {getattr(copy, name)!r}" for name in COVERED if name != "number")
