"""Reads of definitions. Models are parsed once a process and version (the text of a version never changes)."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_

from django.db.models import Q, QuerySet

from zhicheng.base.definitions.kinds import DefinitionModel, Kind, kind_of
from zhicheng.base.definitions.models import Definition, State
from zhicheng.base.definitions.reading import Read, check_together, read


@lru_cache(maxsize=2000)
def parsed(kind: str, code: str, sha256: str, text: str) -> DefinitionModel:
    """The model of a stored text; stored texts have been checked."""
    del sha256  # part of the cache key: quick to compare before the text is
    return read(kind_of(kind), code, text).model


def model_of(definition: Definition) -> DefinitionModel:
    """The parsed model of one stored version."""
    return parsed(definition.kind, definition.code, definition.sha256, definition.text)


def current(kind: str, code: str) -> Definition:
    """The version in force; `Definition.DoesNotExist` when there is none."""
    return Definition.objects.get(kind=kind, code=code, state=State.CURRENT)


def all_current(kind: str) -> dict[str, Definition]:
    """All versions in force of a kind, by code."""
    return {one.code: one for one in Definition.objects.filter(kind=kind, state=State.CURRENT).order_by("code")}


def current_models(kind: str) -> dict[str, DefinitionModel]:
    """All models in force of a kind, by code. Their long texts travel only when the set of versions in force changed."""
    return current_models_of(kind)[0]


def current_models_of(*kinds: str) -> list[dict[str, DefinitionModel]]:
    """The models in force of several kinds, each by code, for a page that needs them all: one query."""
    return _models_of(kinds, Definition.objects.filter(kind__in=kinds, state=State.CURRENT))[0]


@dataclass(frozen=True, slots=True)
class Draft:
    """A shipped text that waits because the version in force was changed on a page: which, and its title."""

    kind: str
    code: str
    title: str


def models_and_drafts(*kinds: str) -> tuple[list[dict[str, DefinitionModel]], list[Draft]]:
    """The same with the drafts of all kinds, in the order of their codes: one query."""
    in_force = Q(kind__in=kinds, state=State.CURRENT)
    return _models_of(kinds, Definition.objects.filter(in_force | Q(state=State.DRAFT)))


def _models_of(
    kinds: Sequence[str], rows: QuerySet[Definition]
) -> tuple[list[dict[str, DefinitionModel]], list[Draft]]:
    versions: dict[str, list[tuple[str, int, str]]] = {kind: [] for kind in kinds}
    drafts = []
    found = rows.order_by("code", "version").values_list("kind", "code", "version", "sha256", "state", "title")
    for kind, code, number, digest, state, title in found:
        if state == State.CURRENT:
            versions[kind].append((code, number, digest))
        else:
            drafts.append(Draft(kind, code, title))
    return [_models(kind, tuple(versions[kind])).copy() for kind in kinds], drafts


@lru_cache(maxsize=50)
def _models(kind: str, versions: tuple[tuple[str, int, str], ...]) -> dict[str, DefinitionModel]:
    """The models of exactly these versions."""
    wanted = reduce(or_, (Q(code=code, version=number) for code, number, _digest in versions), Q(pk=None))
    found = {(one.code, one.version): one for one in Definition.objects.filter(wanted, kind=kind)}
    return {code: model_of(found[code, number]) for code, number, _digest in versions}


def titles(kind: str) -> dict[str, str]:
    """Code → title of all in force of a kind, without their texts."""
    found = Definition.objects.filter(kind=kind, state=State.CURRENT).order_by("code")
    return dict(found.values_list("code", "title"))


def as_read(definition: Definition) -> Read:
    """A stored version as it was read."""
    return Read(definition.code, definition.text, model_of(definition))


def checked(kind: Kind, code: str, text: str) -> Read:
    """A text checked alone and together with all others in force of its kind; raises `DefinitionRefused`."""
    new = read(kind, code, text)
    before = [as_read(one) for one in all_current(kind.code).values()]
    others = [one for one in before if one.code != code]
    check_together(kind, [*others, new], before=before, stay={one.code for one in others})
    return new


def version_in_force(kind: str, code: str) -> int:
    """The number of the version in force, 0 when there is none."""
    found = Definition.objects.filter(kind=kind, code=code, state=State.CURRENT).values_list("version", flat=True)
    return found.first() or 0


def model_in_force(kind: str, code: str) -> DefinitionModel | None:
    """What is in force under a code, None when nothing is."""
    found = Definition.objects.filter(kind=kind, code=code, state=State.CURRENT).first()
    return model_of(found) if found else None


def catalogue() -> QuerySet[Definition]:
    """Every version in force, without its text."""
    return Definition.objects.filter(state=State.CURRENT).defer("text").order_by("kind", "code")


def versions(kind: str, code: str) -> list[Definition]:
    """Every version of a definition, newest first."""
    return list(Definition.objects.filter(kind=kind, code=code).select_related("changed_by").order_by("-version"))


def version(kind: str, code: str, number: int) -> Definition:
    """One version; `Definition.DoesNotExist` when there is none."""
    return Definition.objects.select_related("changed_by").get(kind=kind, code=code, version=number)


def last_shipped(kind: str) -> dict[str, str]:
    """The SHA-256 of the newest shipped text of each definition of a kind, by code."""
    shipped = Definition.objects.filter(kind=kind, shipped=True).order_by("version")
    return dict(shipped.values_list("code", "sha256"))


def waiting_drafts() -> list[Definition]:
    """Shipped texts that wait because the version in force was changed on a page."""
    return list(Definition.objects.filter(state=State.DRAFT).order_by("kind", "code", "version"))


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a comparison: `sign` is "+", "-", " " or "@" (a jump), with the line numbers before and after."""

    sign: str
    text: str
    old: int | None
    new: int | None


def difference(before: str, after: str) -> list[DiffLine]:
    """What changed between two texts, with three lines around each change; empty when they are equal."""
    lines: list[DiffLine] = []
    old = new = 0
    for line in list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3))[2:]:
        sign, text = line[:1], line[1:]
        if sign == "@":
            old, new = (int(number) for number in re.findall(r"[-+](\d+)", line)[:2])
            lines.append(DiffLine("@", "", None, None))
            continue
        lines.append(DiffLine(sign, text, old if sign != "+" else None, new if sign != "-" else None))
        old += sign != "+"
        new += sign != "-"
    return lines
