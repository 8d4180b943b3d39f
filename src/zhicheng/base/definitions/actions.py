"""Writes of definitions: a text is published as a new version, or refused whole while the old one stays."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from zhicheng.base.accounts.models import User
from zhicheng.base.audit.actions import record
from zhicheng.base.definitions import queries
from zhicheng.base.definitions.kinds import Kind, kind_of, kinds
from zhicheng.base.definitions.models import Definition, State
from zhicheng.base.definitions.reading import Read, check_together, read, read_folder
from zhicheng.base.definitions.rules import can_publish


@transaction.atomic
def publish(*, kind: str, code: str, text: str, by: User, why: str) -> Definition:
    """Put a text in force as the next version; raises `DefinitionRefused`. The same text again changes nothing."""
    can_publish(by).or_refuse()
    the_kind = kind_of(kind)
    new = read(the_kind, code, text)
    others = [Read(one.code, one.text, queries.model_of(one)) for one in queries.all_current(kind).values() if one.code != code]
    check_together(the_kind, [*others, new])
    return put_in_force(the_kind, new, by=by, why=why, shipped=False)


@transaction.atomic
def load_shipped(*, folder: Path) -> list[Definition]:
    """Load every shipped definition, all or nothing; returns those that changed.

    A definition changed on a page is not overwritten: its shipped text is compared with the last shipped version.
    """
    changed: list[Definition] = []
    for kind in kinds():
        reads = read_folder(kind, folder)
        check_together(kind, reads)
        changed += load_kind(kind, reads)
    return changed


def load_kind(kind: Kind, reads: Iterable[Read]) -> list[Definition]:
    shipped = dict(Definition.objects.filter(kind=kind.code, shipped=True).order_by("version").values_list("code", "sha256"))
    new = [one for one in reads if shipped.get(one.code) != sha256_of(one.text)]
    return [put_in_force(kind, one, by=None, why="", shipped=True) for one in new]


def put_in_force(kind: Kind, new: Read, *, by: User | None, why: str, shipped: bool) -> Definition:
    """Supersede the version in force, if its text differs, and log it."""
    # Race: two publish the same code; the unique constraint on (kind, code, version) refuses the second.
    old = Definition.objects.select_for_update().filter(kind=kind.code, code=new.code, state=State.CURRENT).first()
    if old and old.text == new.text:
        return old
    last = Definition.objects.filter(kind=kind.code, code=new.code).order_by("-version").values_list("version", flat=True).first()
    if old:
        Definition.objects.filter(pk=old.pk).update(state=State.SUPERSEDED)
    made = Definition.objects.create(
        kind=kind.code,
        code=new.code,
        version=(last or 0) + 1,
        title=getattr(new.model, "title", new.code),
        text=new.text,
        sha256=sha256_of(new.text),
        state=State.CURRENT,
        shipped=shipped,
        changed_by=by,
        why=why,
    )
    record("definition.published", on=made, by=by, why=why, version=made.version, sha256=made.sha256)
    return made


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
