"""A dump brings back what was there, and nothing half done."""

from pathlib import Path

import pytest
from django.db import connection

from zhicheng.portal.backup import dump, restore
from zhicheng.portal.failures import OperatorError


def ask(question: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def change(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_restore_brings_back_what_was_dumped(tmp_path: Path) -> None:
    change("CREATE TABLE kept AS SELECT 42 AS answer")
    dump(tmp_path / "all.dump")
    assert (tmp_path / "all.dump").stat().st_mode & 0o777 == 0o600
    change("UPDATE kept SET answer = 0")
    restore(tmp_path / "all.dump")
    assert ask("SELECT answer FROM kept") == [(42,)]


@pytest.mark.django_db(transaction=True)
def test_a_broken_dump_changes_nothing(tmp_path: Path) -> None:
    change("CREATE TABLE kept AS SELECT 42 AS answer")
    dump(tmp_path / "all.dump")
    whole = (tmp_path / "all.dump").read_bytes()
    (tmp_path / "all.dump").write_bytes(whole[: len(whole) // 2])
    change("UPDATE kept SET answer = 7")
    with pytest.raises(OperatorError, match=r"^pg_restore 没有成功（代码 1），数据没有改变。"):
        restore(tmp_path / "all.dump")
    assert ask("SELECT answer FROM kept") == [(7,)]


@pytest.mark.django_db(transaction=True)
def test_a_dump_overwrites_no_file(tmp_path: Path) -> None:
    (tmp_path / "all.dump").write_text("yesterday's")
    with pytest.raises(OperatorError) as refusal:
        dump(tmp_path / "all.dump")
    assert str(refusal.value) == f"{tmp_path / 'all.dump'} 已存在。请换一个文件名，备份不会覆盖已有的文件。"
    assert [path.name for path in tmp_path.iterdir()] == ["all.dump"]


@pytest.mark.django_db(transaction=True)
def test_a_dump_into_a_missing_folder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(OperatorError) as refusal:
        dump(tmp_path / "nowhere" / "all.dump")
    assert str(refusal.value) == f"没有文件夹 {tmp_path / 'nowhere'}。请先建立它，或者写另一个位置。"


def test_a_missing_dump_is_named(tmp_path: Path) -> None:
    with pytest.raises(OperatorError) as refusal:
        restore(tmp_path / "none.dump")
    assert str(refusal.value) == f"没有找到 {tmp_path / 'none.dump'}。请写备份文件的路径。"
