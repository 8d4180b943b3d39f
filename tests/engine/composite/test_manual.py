"""The developer's page on composite indicators does what it says."""

import re
from pathlib import Path

import pytest

from zhicheng.engine.composite.schemefile import read_scheme

PAGE = Path(__file__).resolve().parents[3] / "docs" / "developer" / "composite.md"


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def test_the_tutorial_runs(capsys: pytest.CaptureFixture[str]) -> None:
    code = block("python")
    assert len(code.splitlines()) <= 30
    exec(compile(code, str(PAGE), "exec"), {})
    assert len(capsys.readouterr().out.splitlines()) >= 4


def test_the_scheme_of_the_page_is_read() -> None:
    described = read_scheme(block("toml"))
    assert described.scheme.indicator_codes == ("grants", "citations", "disputes")
    assert described.scheme.layout.directions == (1, 1, -1)
