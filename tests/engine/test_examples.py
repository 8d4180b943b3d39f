import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    "package",
    [
        "composite",
        "formulas",
        "numbers.patents",
        "numbers.patents.chinese",
        "numbers.patents.european",
        "numbers.patents.reading",
        "patents.applicants.normalising",
        "ratings",
        "tables",
    ],
)
def test_the_examples_in_the_docstrings_run(package: str) -> None:
    result = doctest.testmod(import_module(f"zhicheng.engine.{package}"))
    assert result.attempted > 0
    assert result.failed == 0
