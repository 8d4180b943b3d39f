"""What belongs to one installation and is made on its first start."""

import contextlib
import os
import secrets
from pathlib import Path


def installation_key(var_dir: Path) -> str:
    """The installation's secret key, kept in `var_dir` and readable by its owner alone; made when missing.

    Two processes that start at once agree on one key: the file appears complete or not at all.
    """
    path = var_dir / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"secret-key.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii")
