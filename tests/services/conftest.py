"""Lakes for tests."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def own_lake(tmp_path: Path, settings: Settings) -> Path:
    """An empty lake that only this test sees; its folder."""
    settings.LAKE_DIR, settings.PATENT_INDEX_DIR = tmp_path / "lake", tmp_path / "index"
    return settings.LAKE_DIR
