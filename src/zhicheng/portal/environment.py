"""Typed readers of environment variables: a wrong word stops the start and says what to write."""

import contextlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

FLAG = {"on": True, "off": False}


def text(name: str, default: str) -> str:
    """The variable's text, or the content of the file that `NAME_FILE` points to."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text("utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, *, default: str) -> bool:
    """`on` or `off`."""
    word = os.environ.get(name, default)
    if word not in FLAG:
        raise ImproperlyConfigured(f"{name}={word!r}：请写 on 或 off")
    return FLAG[word]


def number(name: str, *, default: int) -> int:
    """A whole number."""
    word = os.environ.get(name, str(default))
    if not word.isdigit():
        raise ImproperlyConfigured(f"{name}={word!r}：请写整数")
    return int(word)


def words(name: str, default: str) -> list[str]:
    """Words separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def installation_key(var: Path) -> str:
    """The secret of this installation: made once, kept in `var/secret_key`, readable by its owner only."""
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        # Race: two processes start at once; the one that links first wins and both read its key.
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(0o600)
        draft.write_text(secrets.token_urlsafe(50), "utf-8")
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text("utf-8")
