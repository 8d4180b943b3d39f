"""The database's structure: a new database is made in one go, every other follows the migrations (docs/decisions/0014).

Django renders every related model again after each operation of a migration, which on an empty database is work for nothing: only the
state that the migrations end in is wanted. So the tables are made from that state, and the migrations are recorded as applied.
"""

from collections.abc import Iterable

from django.core.management import call_command
from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation, ModelOperation

# Triggers are index operations by their library's choice; what they install is part of the model's state.
SHAPING = (ModelOperation, FieldOperation, IndexOperation)


def migrate() -> str:
    """Bring the structure to this version's state; returns in words what was done."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return "没有变化"
    is_new = not connection.introspection.table_names()
    if is_new:
        build_new()
    call_command("migrate", interactive=False, verbosity=0)
    return f"新建，相当于 {len(missing)} 个迁移" if is_new else f"执行 {len(missing)} 个迁移"


def build_new() -> None:
    """Make the tables of an empty database, but for what an ordinary `migrate` has still to do.

    An app whose migrations also run statements of their own goes through them first, with those that it depends on.
    """
    executor = MigrationExecutor(connection)
    shaped = apps_from_state(executor.loader)
    executor.migrate([leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] not in shaped])
    executor = _finished()
    begun = {label for label, _name in executor.loader.applied_migrations}
    _create_tables(executor, shaped - begun)


def _finished() -> MigrationExecutor:
    """Go to the end with every app that was begun: another app's migration, recorded as applied, may rest on its later ones."""
    while True:
        executor = MigrationExecutor(connection)
        begun = {label for label, _name in executor.loader.applied_migrations}
        leaves = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] in begun]
        if not executor.migration_plan(leaves):
            return executor
        executor.migrate(leaves)


def apps_from_state(loader: MigrationLoader) -> set[str]:
    """Labels of the apps whose migrations do nothing but shape tables, in a way that the models' state shows.

    An operation marked `elidable` does not count: its author says that a new database does without it.
    """
    migrations = loader.disk_migrations.values()
    return {one.app_label for one in migrations} - {one.app_label for one in migrations if not _shapes(one)}


def _shapes(migration: Migration) -> bool:
    return all(isinstance(operation, SHAPING) or operation.elidable for operation in migration.operations)


def _create_tables(executor: MigrationExecutor, labels: set[str]) -> None:
    """One transaction for the tables and the record that they are there: both, or neither."""
    executor.recorder.ensure_schema()
    with connection.schema_editor(atomic=True) as editor:
        for model in _models(executor, labels):
            editor.create_model(model)
        for migration in executor.loader.disk_migrations.values():
            if migration.app_label in labels:
                executor.recorder.record_applied(migration.app_label, migration.name)


def _models(executor: MigrationExecutor, labels: set[str]) -> Iterable[type[models.Model]]:
    """Tables for the many-to-many fields come with their models; foreign keys are added when all tables are there."""
    state = executor.loader.project_state()
    for label, name in state.models:
        model = state.apps.get_model(label, name)
        if label in labels and model._meta.can_migrate(connection):
            yield model
