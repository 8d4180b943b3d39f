"""How a client reaches the server: a socket in a short folder, or the address in ``DATABASE_URL``."""

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from zhicheng.portal.postgres.errors import PostgresError

DATABASE = "zhicheng"
ROLE = "zhicheng"
PORT = 5432
ENGINE = "django.db.backends.postgresql"


def socket_dir(data_dir: Path) -> Path:
    """The folder of the server's socket: short, because a socket's whole path may have 103 bytes (macOS).

    It depends on the data folder and on who asks, so neither two checkouts nor two people meet in it.
    """
    key = f"{os.geteuid()}:{data_dir.resolve()}".encode(errors="surrogateescape")
    # Not tempfile's folder: that one is long on macOS and may differ between two commands of one person.
    return Path(os.sep, "tmp", f"zc-{hashlib.sha256(key).hexdigest()[:16]}")


def data_dir_of(var_dir: Path) -> Path:
    """Where the server of this installation keeps its data."""
    return var_dir / "postgres"


def database_settings(var_dir: Path) -> dict[str, Any]:
    """Django's ``DATABASES["default"]``: the server of ``DATABASE_URL``, else the private one of `var_dir`.

    Starts nothing.
    """
    if url := os.environ.get("DATABASE_URL"):
        return settings_from_url(url)
    return {
        "ENGINE": ENGINE,
        "NAME": DATABASE,
        "USER": ROLE,
        "PASSWORD": "",
        "HOST": str(socket_dir(data_dir_of(var_dir))),
        "PORT": str(PORT),
        "OPTIONS": {},
    }


def settings_from_url(url: str) -> dict[str, Any]:
    """Django's ``DATABASES["default"]`` for a ``DATABASE_URL``.

    ``postgresql://user:password@host:port/name?sslmode=require``; the host may also be a socket's
    folder, as ``?host=/folder`` or percent-encoded. Other parameters go to the driver as they are.
    Raises PostgresError naming the fault.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise PostgresError(
            f"DATABASE_URL 的开头是“{parts.scheme}”，应为 postgresql://。平台只使用 PostgreSQL 数据库。"
        )
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise PostgresError("DATABASE_URL 没有写数据库名。请写成 postgresql://用户:密码@主机:端口/数据库名。")
    # urlsplit lowers the case of .hostname, which a socket's folder would not survive.
    authority = parts.netloc.rpartition("@")[2]
    host = authority if authority.startswith("[") else authority.partition(":")[0]
    return {
        "ENGINE": ENGINE,
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(host.partition("]")[0].lstrip("["))),
        "PORT": options.pop("port", str(parts.port or "")),
        "OPTIONS": options,
    }
