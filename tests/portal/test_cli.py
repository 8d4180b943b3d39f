"""The command line finds what the apps add, without importing it for the help."""

import subprocess
import sys
from pathlib import Path

import typer

from zhicheng.portal.cli import command_line
from zhicheng.portal.cli.groups import find_groups

ROOT = Path(__file__).resolve().parents[2]


def test_every_app_with_commands_is_a_group_with_a_line_of_help() -> None:
    groups = find_groups()
    modules = {
        ".".join(path.relative_to(ROOT / "src").with_suffix("").parts) for path in (ROOT / "src").rglob("*/cli.py")
    }
    assert {group.module for group in groups} == modules
    assert [group.name for group in groups if not group.help] == []
    assert len({group.name for group in groups}) == len(groups)


def test_every_group_offers_commands_under_the_name_that_help_shows() -> None:
    for group in find_groups():
        app = group.load()
        assert isinstance(app, typer.Typer)
        assert app.registered_commands != []
        assert getattr(sys.modules[group.module], "name", group.module.split(".")[-2]) == group.name


def test_help_names_all_commands_and_imports_no_app() -> None:
    script = "import sys; from zhicheng.portal.cli import main; sys.argv = ['zhicheng', '--help']\ntry: main()\nfinally: print(sorted(name for name in sys.modules if name.startswith('zhicheng.') and name.endswith('.models')))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "[]"
    listed = [line.split()[0] for line in done.stdout.partition("Commands:\n")[2].splitlines()[:-1] if line]
    assert listed == ["run", "setup", "backup", "restore", "manage", *[group.name for group in find_groups()]]


def test_only_the_called_group_is_complete() -> None:
    groups = find_groups()
    called = groups[0]
    app = command_line(groups, called)
    assert [group.name for group in app.registered_groups] == [called.name]
