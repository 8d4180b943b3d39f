"""The guard: starts the server, waits until its last user is gone, stops it.

It runs apart from whoever started it, so that a killed command leaves no server behind.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from zhicheng.portal.postgres import locks, places
from zhicheng.portal.postgres.cluster import Cluster


def main(arguments: list[str]) -> None:
    """Arguments: descriptor of the server lock, path of the use lock, data folder, folder to discard, command."""
    server_lock, use_lock, data_dir, discard, *command = arguments
    cluster = Cluster(Path(data_dir))
    _part_from_the_starter()
    server = _start(cluster, command, int(server_lock))
    locks.take_alone(Path(use_lock))
    cluster.shut_down()
    server.wait()
    if discard:
        shutil.rmtree(cluster.socket_dir, ignore_errors=True)
        shutil.rmtree(discard, ignore_errors=True)


def _part_from_the_starter() -> None:
    """Become nobody's child in a session of its own: Ctrl-C at the terminal is not for the guard."""
    if os.fork() > 0:
        os._exit(0)
    os.setsid()


def _start(cluster: Cluster, command: list[str], server_lock: int) -> subprocess.Popen[bytes]:
    account = places.server_account()
    process = subprocess.Popen(
        [*command, "-D", cluster.data_dir],
        stdin=subprocess.DEVNULL, cwd="/", pass_fds=[server_lock], start_new_session=True,
        env={**os.environ, "LC_ALL": "C"}, **account.as_arguments(),
    )  # fmt: skip
    os.close(server_lock)
    return process


if __name__ == "__main__":
    main(sys.argv[1:])
