"""The parsed text of an item."""

from typing import cast

from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import model_of
from zhicheng.services.hall.definition_kinds import ItemDefinition


def model_of_item(definition: Definition) -> ItemDefinition:
    """What a version of an item says; parsed once a process."""
    return cast("ItemDefinition", model_of(definition))
