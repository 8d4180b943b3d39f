"""Reads of definitions. Models are parsed once a process and version (the text of a version never changes)."""

from functools import lru_cache

from zhicheng.base.definitions.kinds import DefinitionModel, kind_of
from zhicheng.base.definitions.models import Definition, State
from zhicheng.base.definitions.reading import read


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
    """All models in force of a kind, by code."""
    return {code: model_of(one) for code, one in all_current(kind).items()}


def versions(kind: str, code: str) -> list[Definition]:
    """Every version of a definition, newest first."""
    return list(Definition.objects.filter(kind=kind, code=code).order_by("-version"))
