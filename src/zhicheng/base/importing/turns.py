"""One import of a kind at a time: whoever comes second reads what the first wrote, and finds nothing new in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# Any constant will do; with the purpose it names the kind of list among PostgreSQL's advisory locks.
LOCKS = 7_400_318


@contextmanager
def in_turn(purpose: str) -> Iterator[None]:
    """A transaction that others who import a list of this purpose wait for. Read the list inside it: a button pressed twice sends it twice."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCKS, purpose])
        yield
