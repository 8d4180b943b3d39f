"""One release: what it holds, that it is the same each time, and who may make it."""

import json

import pytest

from tests.governance.releases import samples
from zhicheng.engine.packages import sha256
from zhicheng.governance.releases import actions, checking, making, package, queries
from zhicheng.governance.releases.checking import Outcome
from zhicheng.governance.releases.making import Occasion

pytestmark = pytest.mark.django_db


def lines(files: dict[str, bytes], name: str) -> list[str]:
    return files[name].decode().splitlines()


def test_a_release_holds_the_figures_and_what_they_follow_from() -> None:
    made = samples.released()
    files = samples.unpacked(queries.content_of(made))
    print(json.dumps(made.manifest, ensure_ascii=False, indent=1)[:3000])
    for name in files:
        print("=====", name)
        print(files[name].decode("utf-8", "replace")[:1500])
    verification = checking.verify(queries.content_of(made))
    for one in verification.checks:
        print(one)
    assert verification.first_wrong is None
