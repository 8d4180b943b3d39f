"""A dead database gives a plain 503 page, whichever part of the site meets it first."""

import os
import subprocess
import sys

import pytest

VISIT = """
import django
from django.conf import settings
django.setup()
from django.test import Client
visitor = Client(raise_request_exception=False)
for path in ("/ui/", "/accounts/login/", "/definitions/", "/nowhere/"):
    response = visitor.get(path)
    print(path, response.status_code, response.get("Retry-After", ""), "系统暂时不能使用" in response.content.decode())
visitor.cookies["sessionid"] = "x" * 32
response = visitor.get("/nowhere/")
print("missing", response.status_code, "系统暂时不能使用" in response.content.decode())
response = visitor.get("/ui/")
print("session", response.status_code, "系统暂时不能使用" in response.content.decode())
"""


@pytest.fixture(scope="module")
def answers() -> list[str]:
    """What a process says whose database address leads nowhere."""
    dead = {
        "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/nothing",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", VISIT],
        env={**os.environ, **dead},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_a_page_that_reads_the_database_says_503(answers: list[str]) -> None:
    assert "/definitions/ 503 30 True" in answers


def test_a_page_for_a_person_signed_in_says_503(answers: list[str]) -> None:
    assert "session 503 True" in answers
    assert "missing 503 True" in answers


def test_a_page_that_needs_no_database_still_works(answers: list[str]) -> None:
    assert "/ui/ 200  False" in answers
    assert "/nowhere/ 404  False" in answers
