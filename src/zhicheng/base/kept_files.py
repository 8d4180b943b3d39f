"""Small secrets that an installation makes for itself on first use."""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept_text(path: Path, make: Callable[[], str]) -> str:
    """The text of a file that its owner alone may read; made when missing.

    Two processes that start at once agree on one text: the file appears complete or not at all.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(make())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii")
