"""What the whole test run shares: one private PostgreSQL and a migrated database for each process."""

import gc
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from tests.databases import copy_template, installed_database, test_database
from tests.permissions import undone
from zhicheng.portal.postgres import THROW_AWAY, Cluster

CLUSTER = pytest.StashKey[Cluster]()

# A machine that has much else to do is slow, not wrong. All else of a profile that hypothesis chose by itself stays.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process keeps the server; workers only connect. ``DATABASE_URL`` needs no server of ours."""
    # Few tests are not little work: ordered by their number, the browser's journeys would come last, one worker waiting for the other.
    config.option.loadscopereorder = False
    own_server = settings.DATABASES["default"]["HOST"].startswith("/tmp/zc-")
    if own_server and not hasattr(config, "workerinput"):
        cluster = Cluster(Path(settings.VAR) / "postgres", options=THROW_AWAY, discard=Path(settings.VAR))
        cluster.start()
        config.stash[CLUSTER] = cluster


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is there before the first test stays to the end: the collector need not look at it again and again, nor while it comes."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_sessionfinish() -> None:
    """Libraries that count what was never given back look at the end of the process."""
    gc.unfreeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server; its guard removes the run's folder, also after a killed run."""
    if cluster := config.stash.get(CLUSTER, None):
        cluster.stop()


@pytest.fixture(scope="session")
def worker_name(request: pytest.FixtureRequest) -> str:
    """``gw0``, ``gw1`` … under xdist, else ``main``."""
    return getattr(request.config, "workerinput", {"workerid": "main"})["workerid"]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: pytest.FixtureDef, worker_name: str
) -> Iterator[None]:
    """Takes the place of pytest-django's own: the tables are migrated once and copied for each process."""
    with django_db_blocker.unblock(), test_database(worker_name):
        yield


@pytest.fixture(scope="class")
def lasting_database(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_name: str
) -> Iterator[None]:
    """What a class writes into the right database with this is there for each of its tests, and undone after the last."""
    with django_db_blocker.unblock(), chosen_database(request.node, worker_name), undone():
        yield


@pytest.fixture(scope="module")
def module_database(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_name: str
) -> Iterator[None]:
    """The same for all tests of a module, none of which may have transactions of its own."""
    with django_db_blocker.unblock(), chosen_database(request.node, worker_name), undone():
        yield


@pytest.fixture
def right_database(request: pytest.FixtureRequest, django_db_setup: None, worker_name: str) -> Iterator[None]:
    """A test marked ``installed`` sees a new installation as `make run` leaves it; all others begin with empty tables."""
    with chosen_database(request.node, worker_name):
        yield


def chosen_database(node: pytest.Item, worker_name: str) -> AbstractContextManager[None]:
    """The connection to the database that the test or class wants."""
    is_installed = node.get_closest_marker("installed") is not None
    return installed_database(worker_name) if is_installed else nullcontext()


@pytest.fixture
def _django_db_helper(right_database: None, _django_db_helper: None) -> None:
    """pytest-django's own opens the transaction: the database has to be chosen before."""


def _copy_again(_test: TransactionTestCase) -> None:
    """After a test with real transactions the process gets a fresh copy, not empty tables (docs/decisions/0004)."""
    copy_template(connection.settings_dict["NAME"])


TransactionTestCase._fixture_teardown = _copy_again
