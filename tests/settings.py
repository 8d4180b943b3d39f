"""The platform's own settings, on a data folder that one test run makes and removes.

The folder is handed on to xdist's workers by the environment: all of them share one server.
"""

import importlib
import os
import shutil
import tempfile
from pathlib import Path

import psutil

GIBIBYTE = 2**30


def lent_memory() -> Path | None:
    """A folder in memory, where the machine has plenty: a database is 2,000 files, and a run copies it fifty times. A run takes about 1 GB."""
    folder = Path(os.sep, "dev", "shm")
    if not os.access(folder, os.W_OK | os.X_OK):
        return None
    left = min(shutil.disk_usage(folder).free, psutil.virtual_memory().available)
    return folder if left > 6 * GIBIBYTE else None


if "ZHICHENG_TEST_RUN" not in os.environ:
    run = Path(tempfile.mkdtemp(prefix="zhicheng-test-", dir=lent_memory()))
    # Root's PostgreSQL runs as nobody, who must be able to pass.
    run.chmod(0o755)
    os.environ["ZHICHENG_TEST_RUN"] = os.environ["ZHICHENG_VAR"] = str(run)

# Only now: the platform's settings read the environment when they are imported.
platform = importlib.import_module("zhicheng.portal.settings")
globals().update({name: value for name, value in vars(platform).items() if name.isupper()})

# Pages name static files by their plain names, so that no test needs `collectstatic` first.
STORAGES = {**platform.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

# WhiteNoise warns of a folder that is not there.
platform.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# The same engine, by the same name, whose pages a permission matrix draws once.
TEMPLATES = [{**platform.TEMPLATES[0], "NAME": "django", "BACKEND": "tests.drawing.Pages"}]
DEMONSTRATION_PATENTS = 600
DEMONSTRATION_APPLICATIONS = 20
DEMONSTRATION_CITIES = 3
PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]
# Each process has a database of its own, and so numbers of its own.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Tests write rows without the verbs that log, which is how a kept page learns that it is old; tests/portal/test_freshness.py puts it in.
FRESHNESS = "zhicheng.portal.freshness.FreshPageMiddleware"
MIDDLEWARE = [name for name in platform.MIDDLEWARE if name != FRESHNESS]
