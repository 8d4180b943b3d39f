"""Finds the groups of commands that the installed apps and the engine offer, without importing them."""

import ast
import importlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

import typer
from django.conf import settings

ENGINES = ("zhicheng.engine.composite", "zhicheng.engine.patents")
"""Packages of the engine with commands of their own; these need neither settings nor a database."""


@dataclass(frozen=True)
class Group:
    """The commands of one app."""

    name: str
    help: str
    module: str
    needs_database: bool = True
    """Whether the database has to run; an app's ``cli.py`` says ``needs_database = False`` when it does not."""

    @property
    def needs_platform(self) -> bool:
        """Whether Django has to be set up."""
        return not self.module.startswith("zhicheng.engine.")

    def load(self) -> typer.Typer:
        """The app's own commands; Django must be set up by now."""
        app = importlib.import_module(self.module).app
        if not isinstance(app, typer.Typer):
            raise TypeError(f"{self.module}.app should be a typer.Typer")
        return app


def find_groups() -> list[Group]:
    """The groups of all installed apps of the platform and of the engine, by name."""
    apps = [app for app in settings.INSTALLED_APPS if app.startswith("zhicheng.")]
    found = [_read(app) for app in (*apps, *ENGINES)]
    return sorted((group for group in found if group), key=lambda group: group.name)


def _read(app: str) -> Group | None:
    """Name and help from the text of the app's ``cli.py``: importing it would need Django and seconds."""
    spec = importlib.util.find_spec(app)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name("cli.py")
    if not path.exists():
        return None
    tree = ast.parse(path.read_text(encoding="utf-8"))
    first_line = (ast.get_docstring(tree) or "").partition("\n")[0]
    name, needs_database = _assigned(tree, "name"), _assigned(tree, "needs_database")
    return Group(str(name or app.rpartition(".")[2]), first_line, f"{app}.cli", needs_database is not False)


def _assigned(tree: ast.Module, name: str) -> object:
    """The value of ``name = …`` at the top of the module; None when it is not there."""
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and [ast.unparse(target) for target in statement.targets] == [name]:
            return ast.literal_eval(statement.value)
    return None
