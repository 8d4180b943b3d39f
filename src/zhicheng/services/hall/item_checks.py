"""What one item's text alone cannot tell: facts and fields that exist, and conditions that presuppose each other."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhicheng.services.hall.definition_kinds import ItemDefinition


def faults_of(items: "Mapping[str, ItemDefinition]") -> Iterable[tuple[str, str, str]]:
    """(code, field, fault) of every item."""
    del items
    return ()
