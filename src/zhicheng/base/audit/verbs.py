"""What the log's verbs are called on pages. An app names its own beside its actions:

    NAMES = verbs.register({"party.registered": _("登记主体")})

A verb that nobody named is shown as it is written.
"""

from collections.abc import Mapping
from typing import Any

_names: dict[str, Any] = {}


def register(names: Mapping[str, Any]) -> Mapping[str, Any]:
    """Name verbs (verb → lazy Chinese words); a verb is named once."""
    if again := _names.keys() & names.keys():
        raise ValueError(f"verbs named twice: {', '.join(sorted(again))}")
    _names.update(names)
    return names


def name(verb: str) -> str:
    """The words for a verb."""
    return str(_names.get(verb, verb))


def choices() -> list[tuple[str, str]]:
    """(verb, words) of all named verbs, by words."""
    return sorted(((verb, str(words)) for verb, words in _names.items()), key=lambda pair: pair[1])
