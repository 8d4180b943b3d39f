"""A new database made in one go is the same as one that went through every migration."""

import re
import subprocess
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.databases import connected_to, drop_database, empty_database
from zhicheng.portal import schema
from zhicheng.portal.postgres.places import installed_binaries

BUILT, MIGRATED = "zhicheng_schema_built", "zhicheng_schema_migrated"
ROWS = """
    SELECT 'migration', app, name FROM django_migrations
    UNION ALL SELECT 'kind', app_label, model FROM django_content_type
    UNION ALL SELECT 'permission', model, codename
        FROM auth_permission JOIN django_content_type kind ON kind.id = content_type_id
    ORDER BY 1, 2, 3
"""


@pytest.fixture
def two_databases(django_db_setup: None, django_db_blocker: pytest.FixtureDef, worker_name: str) -> Iterator[list[str]]:
    names = [f"{name}_{worker_name}" for name in (BUILT, MIGRATED)]
    with django_db_blocker.unblock():
        for name in names:
            empty_database(name)
        yield names
        for name in names:
            drop_database(name)


@pytest.fixture
def _neighbours_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only one model changes (`delay`), Django renders its neighbours again too: most of the time of `migrate`, for the same statements."""
    affected = ProjectState._find_reload_model

    def changed(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
        return {(app_label, model_name)} if delay else affected(state, app_label, model_name, delay)

    monkeypatch.setattr(ProjectState, "_find_reload_model", changed)


def migrate_one_by_one() -> None:
    """Each migration as Django runs it, told only of the apps it depends on: half the time of `migrate`, for the same statements."""
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        before = executor.loader.project_state((migration.app_label, migration.name), at_end=False)
        executor.apply_migration(before, migration)
    call_command("migrate", interactive=False, verbosity=0)


def structure(name: str) -> list[str]:
    """Every object that `pg_dump` knows, with its place, kind and statement."""
    known = connection.get_connection_params()
    address = [f"--host={known['host']}", f"--port={known.get('port') or ''}", f"--username={known['user']}"]
    done = subprocess.run(
        [installed_binaries() / "pg_dump", "--schema-only", *address, name], capture_output=True, text=True, check=True
    )
    objects = re.split(r"^--\n-- (?=Name: )", done.stdout, flags=re.MULTILINE)
    return sorted(
        [*objects[1:-1], re.sub(r"^\\unrestrict .*$|^-- PostgreSQL .*$", "", objects[-1], flags=re.MULTILINE)]
    )


def rows() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        return list(cursor.fetchall())


@pytest.mark.usefixtures("_neighbours_left_alone")
def test_a_new_database_is_the_one_that_the_migrations_make(two_databases: list[str]) -> None:
    built, migrated = two_databases
    with connected_to(built):
        said = schema.migrate()
        built_rows = rows()
        assert schema.migrate() == "没有变化"
    with connected_to(migrated):
        migrate_one_by_one()
        migrated_rows = rows()
    assert structure(built) == structure(migrated)
    assert built_rows == migrated_rows
    assert said == f"新建，相当于 {len([row for row in built_rows if row[0] == 'migration'])} 个迁移"


def test_our_own_apps_are_made_in_one_go() -> None:
    """A migration with statements of its own would send its app, and what that depends on, the slow way: mark it `elidable` if it can be."""
    loader = MigrationLoader(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("zhicheng.")}
    with_migrations = {label for label, _name in loader.disk_migrations if label in ours}
    assert schema.apps_from_state(loader).intersection(ours) == with_migrations


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
