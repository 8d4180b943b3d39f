"""The platform without its data and its packages: for tests that start, stop and kill the whole of it."""

import importlib
import json
import os

platform = importlib.import_module("zhicheng.portal.settings")
globals().update({name: value for name, value in vars(platform).items() if name.isupper()})

DEMONSTRATION = False
STATICFILES_DIRS: list[tuple[str, str]] = []
PAGE_FILES: set[str] = set()
ZHICHENG_SETUP_STEPS = json.loads(os.environ.get("TEST_SETUP_STEPS", "[]"))
# Half of a start is spent on the apps of the upper floors; TEST_FLOORS=all has them too.
UPPER_FLOORS = ("zhicheng.services.", "zhicheng.governance.")
if os.environ.get("TEST_FLOORS") != "all":
    INSTALLED_APPS = [name for name in platform.INSTALLED_APPS if not name.startswith(UPPER_FLOORS)]
ROOT_URLCONF = "tests.portal.bare_urls"
