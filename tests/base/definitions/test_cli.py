from pathlib import Path

import pytest
from typer.testing import CliRunner

from zhicheng.base.definitions.actions import load_shipped
from zhicheng.base.definitions.cli import app
from zhicheng.base.definitions.kinds import Kind
from zhicheng.base.definitions.models import Definition

pytestmark = pytest.mark.django_db


def rules(folder: Path, **texts: str) -> Path:
    (folder / "rules").mkdir()
    for code, text in texts.items():
        (folder / "rules" / f"{code}.toml").write_text(text, "utf-8")
    return folder


def test_a_right_folder_is_said_to_be_right(rule_kind: Kind, tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["check", str(rules(tmp_path, a='title = "甲"\n', b='title = "乙"\n'))])
    assert (answer.exit_code, answer.output) == (0, "2 个定义全部合格。\n")
    assert not Definition.objects.filter(kind="rule").exists()


def test_a_wrong_folder_names_file_line_and_field(rule_kind: Kind, tmp_path: Path) -> None:
    folder = rules(tmp_path, a='title = "甲"\nsize = 3\n', b='title = "乙"\n', c="title = \n")
    answer = CliRunner().invoke(app, ["check", str(folder)])
    assert (answer.exit_code, answer.output.splitlines()) == (
        1,
        [
            "rules/a.toml:2 size：没有这一项，请检查是否拼错",
            "rules/c.toml:1 TOML：不是合法的 TOML：等号后面的值写法不对；文字要加引号",
            "共 2 处错误，没有改动任何内容。",
        ],
    )


def test_the_shipped_definitions_are_right() -> None:
    answer = CliRunner().invoke(app, ["check"])
    assert (answer.exit_code, answer.output.endswith("个定义全部合格。\n")) == (0, True)


def test_a_folder_that_does_not_exist_is_said_so(tmp_path: Path) -> None:
    # The frame around the message is as wide as the terminal; a long path must not be broken by it.
    answer = CliRunner(env={"COLUMNS": "400"}).invoke(app, ["check", str(tmp_path / "none")])
    assert (answer.exit_code, str(tmp_path / "none") in answer.output) == (2, True)


def test_the_list_names_what_is_in_force(rule_kind: Kind, tmp_path: Path) -> None:
    load_shipped(folder=rules(tmp_path, a='title = "甲"\n'))
    lines = CliRunner().invoke(app, ["list"]).output.splitlines()
    assert [line.split() for line in lines if line.split()[:1] == ["rule"]] == [["rule", "a", "1", "甲"]]
