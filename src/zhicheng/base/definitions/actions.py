"""Writes of definitions: a text is published as a new version, or refused whole while the old one stays."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.definitions import queries
from zhicheng.base.definitions.kinds import Kind, kind_of, kinds
from zhicheng.base.definitions.models import Definition, State
from zhicheng.base.definitions.reading import DefinitionRefused, Fault, Read, check_together, read_folder
from zhicheng.base.definitions.rules import can_publish, can_put_in_force
from zhicheng.base.definitions.signals import definition_published
from zhicheng.base.verdicts import Refused

# Any constant will do; with the kind's name it names one of PostgreSQL's advisory locks.
PUBLISHING_LOCK = 7_400_302
NAMES = verbs.register(
    {"definition.published": gettext_lazy("发布定义"), "definition.drafted": gettext_lazy("保留随系统发布的新文本")}
)


@transaction.atomic
def publish(*, kind: str, code: str, text: str, by: User, why: str, replacing: int | None = None) -> Definition:
    """Put a text in force as the next version; raises `DefinitionRefused`. The same text again changes nothing.

    `replacing` is the version that the author began with, 0 for a new definition: when another one is in force by now, the
    text is refused as `changed_meanwhile`. Without it the last to publish wins.
    """
    the_kind = kind_of(kind)
    if the_kind.may_publish is None:
        can_publish(by).or_refuse()
    wait_for_turn(the_kind)
    found = queries.version_in_force(kind, code)
    if replacing not in {None, found}:
        raise Refused("changed_meanwhile", changed_meanwhile(code, found))
    new = queries.checked(the_kind, code, text)
    can_put_in_force(by, the_kind, new.model, queries.model_in_force(kind, code)).or_refuse()
    # A shipped text that the national office takes over is shipped again: later ones need no decision.
    shipped = queries.last_shipped(kind).get(code) == sha256_of(new.text)
    made = put_in_force(the_kind, new, by=by, why=why, shipped=shipped)
    if made.version != found:
        definition_published.send(sender=Definition, kind=kind, definition=made, by=by)
    return made


def changed_meanwhile(code: str, found: int) -> str:
    return _("%(code)s 刚被他人改过，现行的是第 %(found)d 版。请对照新版再改。") % {"code": code, "found": found}


@transaction.atomic
def load_shipped(*, folder: Path) -> list[Definition]:
    """Load every shipped definition, all or nothing; returns those that changed.

    A definition changed on a page stays in force: when its shipped text changes too, the new one waits as a draft
    (`State.DRAFT`) until the national office decides.
    """
    wait_for_all_turns()
    return [one for kind in kinds() for one in load_kind(kind, read_folder(kind, folder))]


@transaction.atomic
def rehearse(*, folder: Path) -> tuple[int, list[Fault]]:
    """Load a folder as `load_shipped` would, and take it all back: how many definitions it holds, and all their faults."""
    wait_for_all_turns()
    count, faults = 0, list[Fault]()
    for kind in kinds():
        try:
            with transaction.atomic():
                found = read_folder(kind, folder)
                load_kind(kind, found)
            count += len(found)
        except DefinitionRefused as refusal:
            faults += refusal.faults
    transaction.set_rollback(True)
    return count, faults


def load_kind(kind: Kind, reads: Iterable[Read]) -> list[Definition]:
    """Those of a kind's shipped texts that are new, put in force or kept as drafts."""
    by_code = {one.code: one for one in reads}
    in_force = queries.all_current(kind.code)
    kept = {code for code, one in in_force.items() if not one.shipped}
    before = [queries.as_read(one) for one in in_force.values()]
    staying = [one for one in before if one.code in kept or one.code not in by_code]
    coming = [one for code, one in by_code.items() if code not in kept]
    check_together(kind, [*staying, *coming], before=before, stay={one.code for one in staying})
    last_shipped = queries.last_shipped(kind.code)
    known = {code: {last_shipped.get(code), in_force[code].sha256 if code in in_force else ""} for code in by_code}
    new = [one for code, one in by_code.items() if sha256_of(one.text) not in known[code]]
    return [
        draft(kind, one) if one.code in kept else put_in_force(kind, one, by=None, why="", shipped=True) for one in new
    ]


def wait_for_turn(kind: Kind) -> None:
    """One publisher of a kind at a time, until the transaction ends: what is checked together must not change meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [PUBLISHING_LOCK, kind.code])


def wait_for_all_turns() -> None:
    """Before the first write: a publisher holds its kind and waits for the log, never the other way round."""
    for kind in kinds():
        wait_for_turn(kind)


def put_in_force(kind: Kind, new: Read, *, by: User | None, why: str, shipped: bool) -> Definition:
    """Supersede the version in force, if its text differs, and log it. Drafts of the same code are superseded with it."""
    old = Definition.objects.filter(kind=kind.code, code=new.code, state=State.CURRENT).first()
    if old and old.text == new.text:
        return old
    Definition.objects.filter(kind=kind.code, code=new.code).exclude(state=State.SUPERSEDED).update(
        state=State.SUPERSEDED
    )
    made = add_version(kind, new, state=State.CURRENT, by=by, why=why, shipped=shipped)
    record("definition.published", on=made, by=by, why=why, version=made.version, sha256=made.sha256)
    return made


def draft(kind: Kind, new: Read) -> Definition:
    """Keep a shipped text beside the one that was changed on a page, and log it."""
    why = _("随系统发布的文本有变化，而现行版是在页面上修改的")
    made = add_version(kind, new, state=State.DRAFT, by=None, why=why, shipped=True)
    record("definition.drafted", on=made, by=None, why=why, version=made.version, sha256=made.sha256)
    return made


def add_version(kind: Kind, new: Read, *, state: State, by: User | None, why: str, shipped: bool) -> Definition:
    last = (
        Definition.objects.filter(kind=kind.code, code=new.code)
        .order_by("-version")
        .values_list("version", flat=True)
        .first()
    )
    return Definition.objects.create(
        kind=kind.code,
        code=new.code,
        version=(last or 0) + 1,
        title=getattr(new.model, "title", new.code),
        text=new.text,
        sha256=sha256_of(new.text),
        state=state,
        shipped=shipped,
        changed_by=by,
        why=why,
    )


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
