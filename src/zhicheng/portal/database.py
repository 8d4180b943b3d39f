"""The database server that this installation uses, kept running while a command needs it."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from zhicheng.portal.postgres import DURABLE, Cluster
from zhicheng.portal.postgres.address import data_dir_of


def own_cluster(var_dir: Path) -> Cluster | None:
    """The private server of `var_dir`; None when ``DATABASE_URL`` names a server of the operator's."""
    if os.environ.get("DATABASE_URL"):
        return None
    return Cluster(data_dir_of(var_dir), options=DURABLE)


@contextlib.contextmanager
def in_use(var_dir: Path) -> Iterator[Cluster | None]:
    """The private server, running for the length of the block. Raises PostgresError when it cannot run."""
    cluster = own_cluster(var_dir)
    if cluster is None:
        yield None
        return
    with cluster.running():
        yield cluster
