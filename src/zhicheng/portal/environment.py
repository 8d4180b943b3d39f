"""Typed readers of environment variables: a wrong word stops the start and says what to write."""

import os
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
