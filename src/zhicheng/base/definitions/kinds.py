"""Which kinds of definitions there are: each app registers its own, with the pydantic model that checks a text.

An app does so in `definition_kinds.py`, which `DefinitionsConfig.ready` imports.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.functional import Promise
from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from zhicheng.base.accounts.models import User
    from zhicheng.base.verdicts import Verdict


class DefinitionModel(BaseModel):
    """Base of all definition models: frozen, and an unknown field is an error, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Check = Callable[[Mapping[str, "DefinitionModel"]], Iterable[tuple[str, str, str]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of definition. Files stand in `definitions/<folder>/<code>.toml`; the file's name is the definition's code.

    `check` sees all definitions of the kind (code → model) and yields (code, field, fault) for what one text alone cannot tell,
    such as a name that does not exist or a circle; the definitions of kinds of earlier apps are current by then.
    `page` names the route that shows what a definition says, called with its code; empty when there is none.
    `may_publish(user, model, replaced)` says who beside the national office puts a text in force; `replaced` is the model in force, if any.
    """

    code: str
    label: str | Promise
    folder: str
    model: type[DefinitionModel]
    check: Check | None = None
    page: str = ""
    may_publish: "Callable[[User, DefinitionModel, DefinitionModel | None], Verdict] | None" = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Announce a kind."""
    _kinds[kind.code] = kind
    return kind


def kinds() -> tuple[Kind, ...]:
    """All kinds, in order of loading: that of the installed apps, whichever of their modules was imported first."""
    return tuple(sorted(_kinds.values(), key=place_of))


def place_of(kind: Kind) -> int:
    """The place of the kind's app among the installed ones; a kind without app comes last."""
    owner = apps.get_containing_app_config(kind.model.__module__)
    order = list(apps.get_app_configs())
    return order.index(owner) if owner else len(order)


def kind_of(code: str) -> Kind:
    """The kind of a code; KeyError when there is none."""
    return _kinds[code]
