"""`zhicheng audit verify`: what it prints, and with which code it ends."""

import pytest
from click.testing import Result
from django.db import connection
from typer.testing import CliRunner

from tests.people import person
from zhicheng.base.audit.actions import record
from zhicheng.base.audit.cli import app
from zhicheng.base.audit.models import LogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def last() -> LogEntry:
    wang = person("王")
    return [record("party.corrected", on=wang, by=wang, why=f"第{number}次") for number in range(3)][-1]


def verify(*words: str) -> Result:
    return CliRunner().invoke(app, ["verify", *words])


def test_a_whole_chain_ends_well_and_prints_what_to_note(last: LogEntry) -> None:
    result = verify()
    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == f"{last.number}:{last.digest}"
    assert verify("--noted", f"{last.number}:{last.digest}").exit_code == 0


def test_a_changed_entry_ends_with_1_and_is_named(last: LogEntry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_logentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_logentry SET why = '第9次' WHERE number = %s", [last.number])
    result = verify()
    assert result.exit_code == 1
    assert f"日志被改动：第 {last.number:,} 条内容与摘要不符" in result.output
    assert "why：现为 '第9次'，写入时为 '第2次'" in result.output


def test_a_digest_that_is_not_in_the_chain_ends_with_1(last: LogEntry) -> None:
    assert verify("--noted", f"{last.number}:{'0' * 64}").exit_code == 1


@pytest.mark.parametrize("noted", ["abc", "12", "12:short", f"x:{'0' * 64}"])
def test_a_note_that_cannot_be_read_is_refused(noted: str) -> None:
    assert verify("--noted", noted).exit_code == 2
