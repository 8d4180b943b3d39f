"""The operator's manual describes every command there is, and no other."""

import re
from pathlib import Path

import typer

from zhicheng.portal.cli import command_line
from zhicheng.portal.cli.groups import find_groups

ROOT = Path(__file__).resolve().parents[2]


def own_commands() -> set[str]:
    return {str(command.name) for command in command_line([]).registered_commands}


def commands_of_apps() -> set[str]:
    """`group command` for each; the group keeps its level however few commands it has."""
    named = ((group.name, command) for group in find_groups() for command in group.load().registered_commands)
    return {f"{group} {command.name or words_of(command)}" for group, command in named}


def words_of(command: typer.models.CommandInfo) -> str:
    """The name that typer gives a command that has none of its own."""
    return "" if command.callback is None else command.callback.__name__.replace("_", "-")


def described() -> set[str]:
    manual = (ROOT / "docs/operator/commands.md").read_text("utf-8")
    return set(re.findall(r"^\| `zhicheng ([^`]+)`", manual, re.MULTILINE))


def test_commands_manual_is_complete_and_current() -> None:
    assert described() == own_commands() | commands_of_apps()
