"""The hash chain over the business log: each digest covers the entry and the digest before it."""

import hashlib
import json
import math
from datetime import UTC
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhicheng.base.audit.models import LogEntry

GENESIS = "0" * 64
COVERED = (
    "number",
    "at",
    "user_id",
    "user_label",
    "verb",
    "on_kind",
    "on_id",
    "on_label",
    "why",
    "facts",
    "region_code",
)
# From here on PostgreSQL writes a float of JSON without a decimal point, and it comes back as an int.
WHOLE_FROM = 1e15


def content_of(entry: "LogEntry") -> dict[str, Any]:
    """What a digest covers, as JSON values."""
    return {name: getattr(entry, name) for name in COVERED} | {"at": entry.at.astimezone(UTC).isoformat()}


def digest_of(entry: "LogEntry", previous: str) -> str:
    """SHA-256 (hex) over the previous digest and the entry's canonical JSON."""
    text = json.dumps(content_of(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def as_stored(value: Any) -> Any:
    """The JSON value as it comes back from the database, so that a digest made before storing holds after.

    Raises `TypeError` for what is no JSON value and `ValueError` for infinities and what text columns refuse.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, float):
        return as_stored_float(value)
    if isinstance(value, list | tuple):
        return [as_stored(each) for each in value]
    if isinstance(value, dict):
        return {storable(key): as_stored(each) for key, each in value.items()}
    raise TypeError(f"a fact is text, number, list or dict, not {type(value).__name__}")


def storable(text: str) -> str:
    """Plain text, of a subclass of `str` too; PostgreSQL keeps no NUL."""
    if not isinstance(text, str):
        raise TypeError(f"a fact is named by text, not {type(text).__name__}")
    if "\0" in text:
        raise ValueError("a fact cannot hold the character NUL")
    return str(text)


def as_stored_float(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"a fact is a finite number, not {value}")
    if abs(value) >= WHOLE_FROM and value.is_integer():
        return int(value)
    return value + 0.0  # the database has no −0
