"""Many rows into a table at once, through PostgreSQL's COPY."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of field values, in the order of `fields`; constraints hold as for any insert."""
    columns = [field.column for name in fields if isinstance(field := model._meta.get_field(name), models.Field)]
    copy_into(model._meta.db_table, [str(column) for column in columns], rows)


def copy_into(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a table, a temporary one too. Runs in the caller's transaction."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
