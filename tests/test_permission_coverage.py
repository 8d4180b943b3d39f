"""No page without a permission matrix: the suite remembers it, not a reviewer."""

import importlib
from pathlib import Path

from tests.permissions import Matrix, url_names

TESTS = Path(__file__).parent


def matrices() -> dict[str, Matrix]:
    """Module name → its matrix, for each `test_…permissions.py` below tests/."""
    modules = [
        ".".join(path.relative_to(TESTS.parent).with_suffix("").parts) for path in TESTS.rglob("test_*permissions.py")
    ]
    return {module: importlib.import_module(module).MATRIX for module in sorted(modules)}


def test_every_url_name_stands_in_a_matrix_or_is_exempt_with_a_reason() -> None:
    declared = {name for matrix in matrices().values() for name in matrix.names}
    assert sorted(set(url_names()) - declared) == []


def test_no_matrix_speaks_of_a_page_that_is_gone() -> None:
    declared = {name for matrix in matrices().values() for name in matrix.names}
    assert sorted(declared - set(url_names())) == []


def test_exemptions_say_why() -> None:
    short = [name for matrix in matrices().values() for name, why in matrix.exempt.items() if len(why) < 20]
    assert short == []
