"""Settings of the worker process that `test_handing_over.py` starts: the test's database and its outcome."""

import os

from tests.settings import *  # noqa: F403 - settings are a flat list of names
from tests.settings import DATABASES

DATABASES["default"] |= {"NAME": os.environ["ZHICHENG_TEST_DATABASE"]}
PROCRASTINATE_IMPORT_PATHS = ["tests.services.hall.sample_outcomes"]
