"""Databases for each test process: copied from one that was migrated once, or from one of a new installation."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg import sql

from zhicheng.base.jobs.running import run_waiting
from zhicheng.portal import schema
from zhicheng.portal.setup import call
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.setup import load_demonstration

PREFIX = "zhicheng_template_"
INSTALLED_PREFIX = "zhicheng_installed_"
INSTALLED_ENDING = "_installed"
LOCK_KEY = 20181016


@contextmanager
def test_database(worker: str) -> Iterator[None]:
    """Django's default connection on a fresh copy of the migrated database, dropped at the end."""
    name = f"test_zhicheng_{worker}"
    copy_template(name)
    try:
        with connected_to(name):
            yield
    finally:
        with maintenance() as server:
            _drop(server, name)
            _drop(server, name + INSTALLED_ENDING)


@contextmanager
def installed_database(worker: str) -> Iterator[None]:
    """Django's default connection on a copy of a new installation's database; the process keeps its copy."""
    name = f"test_zhicheng_{worker}{INSTALLED_ENDING}"
    with maintenance() as server:
        is_there = name in _names(server, name)
    if not is_there:
        copy_template(name)
    with connected_to(name):
        yield


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Django's default connection on another database for a while."""
    own_name = connection.settings_dict["NAME"]
    if own_name == name:
        yield
        return
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own_name


def empty_database(name: str) -> None:
    """A database without a table, in place of any that has the name."""
    with maintenance() as server:
        _drop(server, name)
        _create(server, name, "template0")


def drop_database(name: str) -> None:
    """Remove the database with whoever is connected to it."""
    with maintenance() as server:
        _drop(server, name)


def copy_template(name: str) -> None:
    """Make the database `name` anew; whoever is still connected to it is cut off."""
    connection.close()
    with maintenance() as server, _alone(server):
        is_installed = name.endswith(INSTALLED_ENDING)
        template = _installed(server) if is_installed else _migrated(server)
        if is_installed:
            _patents()
        _drop(server, name)
        _create(server, name, template)


@contextmanager
def maintenance() -> Iterator[psycopg.Connection[Any]]:
    """A connection outside Django's, where databases are made and dropped."""
    parameters = connection.get_connection_params()
    chosen = {key: parameters[key] for key in ("host", "port", "user", "password") if parameters.get(key)}
    with psycopg.connect(**chosen, dbname="postgres", autocommit=True) as server:
        yield server


@contextmanager
def _alone(server: psycopg.Connection[Any]) -> Iterator[None]:
    """The first process makes a template while the others wait."""
    server.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
    yield
    server.execute("SELECT pg_advisory_unlock(%s)", [LOCK_KEY])


def _migrated(server: psycopg.Connection[Any]) -> str:
    """Name of the migrated database, made when missing."""
    digest = digest_of("migrations/*.py")
    return _template(server, PREFIX, digest, "template0", schema.migrate)


def _installed(server: psycopg.Connection[Any]) -> str:
    """Name of the database of a new installation, made when missing."""
    digest = digest_of("migrations/*.py", "*.py", "../../definitions/*/*.toml", "../../carried/*/*.csv")
    return _template(server, INSTALLED_PREFIX, digest, _migrated(server), _install)


def _template(
    server: psycopg.Connection[Any], prefix: str, digest: str, source: str, fill: Callable[[], object]
) -> str:
    """Fill under another name first: a template that was interrupted must not be taken for a whole one."""
    template, building = prefix + digest, prefix + "building"
    names = _names(server, prefix)
    if template in names:
        return template
    for outdated in names:
        _drop(server, outdated)
    _create(server, building, source)
    with connected_to(building):
        fill()
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(template)))
    return template


def _patents() -> None:
    """The run's own lake: a template that an earlier run left on a shared server has none behind it."""
    if holdings.lake().is_empty():
        load_demonstration(settings.DEMONSTRATION_PATENTS)


def _install() -> None:
    """What `zhicheng setup` does, and the jobs it leaves."""
    for _label, place in settings.ZHICHENG_SETUP_STEPS:
        call(place)
    run_waiting()


def _names(server: psycopg.Connection[Any], beginning: str) -> list[str]:
    rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [beginning])
    return [row[0] for row in rows]


def _create(server: psycopg.Connection[Any], name: str, template: str) -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    server.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def digest_of(*patterns: str) -> str:
    """Changes when any file of an installed app that answers to a pattern does."""
    digest = hashlib.sha256()
    for config in apps.get_app_configs():
        for path in sorted(path for pattern in patterns for path in Path(config.path).glob(pattern)):
            digest.update(f"{config.label}/{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
