"""The hash chain over the business log: each digest covers the entry and the digest before it."""

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhicheng.base.audit.models import LogEntry

GENESIS = "0" * 64
COVERED = ("user_id", "user_label", "verb", "on_kind", "on_id", "on_label", "why", "facts", "region_code")


def digest_of(entry: "LogEntry", previous: str) -> str:
    """SHA-256 (hex) over the previous digest and the entry's canonical JSON."""
    content = {name: getattr(entry, name) for name in COVERED} | {"at": entry.at.isoformat()}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
