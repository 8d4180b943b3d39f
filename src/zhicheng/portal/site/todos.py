"""What waits for a person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits for a person: `kind` is the sign of the condition list (near, no)."""

    text: str
    note: str
    url: str
    state: str
    kind: str = "near"
