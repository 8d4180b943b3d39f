"""A database for each test process, copied from one that was migrated once."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from psycopg import sql

PREFIX = "zhicheng_template_"
LOCK_KEY = 20181016


@contextmanager
def test_database(worker: str) -> Iterator[None]:
    """Django's default connection on a fresh copy of the migrated database, dropped at the end."""
    name, own_name = f"test_zhicheng_{worker}", connection.settings_dict["NAME"]
    copy_template(name)
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own_name
        with maintenance() as server:
            _drop(server, name)


def copy_template(name: str) -> None:
    """Make the database `name` anew as a copy of the migrated one; whoever is still connected to it is cut off."""
    connection.close()
    with maintenance() as server:
        template = ready_template(server)
        _drop(server, name)
        _create(server, name, template)


@contextmanager
def maintenance() -> Iterator[psycopg.Connection[Any]]:
    """A connection outside Django's, where databases are made and dropped."""
    parameters = connection.get_connection_params()
    chosen = {key: parameters[key] for key in ("host", "port", "user", "password") if parameters.get(key)}
    with psycopg.connect(**chosen, dbname="postgres", autocommit=True) as server:
        yield server


def ready_template(server: psycopg.Connection[Any]) -> str:
    """Name of the migrated database; the first process makes it while the others wait."""
    template = PREFIX + migrations_hash()
    server.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
    names = [
        row[0] for row in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'zhicheng\\_template\\_%'")
    ]
    if template not in names:
        for outdated in names:
            _drop(server, outdated)
        _migrate(server, template)
    server.execute("SELECT pg_advisory_unlock(%s)", [LOCK_KEY])
    return template


def _migrate(server: psycopg.Connection[Any], template: str) -> None:
    """Migrate under another name first: a template that was interrupted must not be taken for a whole one."""
    building = "zhicheng_template_building"
    own_name = connection.settings_dict["NAME"]
    _create(server, building, "template0")
    connection.close()
    connection.settings_dict["NAME"] = building
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own_name
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(template)))


def _create(server: psycopg.Connection[Any], name: str, template: str) -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    server.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def migrations_hash() -> str:
    """Changes when any migration of any installed app does."""
    digest = hashlib.sha256()
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(f"{config.label}/{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
