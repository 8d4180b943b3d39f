"""The installation's own key."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from zhicheng.portal.installation import installation_key


def test_the_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    var_dir = tmp_path / "not yet there"
    first = installation_key(var_dir)
    assert len(first) > 50
    assert installation_key(var_dir) == first
    assert [(path.name, path.stat().st_mode & 0o777) for path in var_dir.iterdir()] == [("secret-key", 0o600)]


def test_two_installations_differ(tmp_path: Path) -> None:
    assert installation_key(tmp_path / "a") != installation_key(tmp_path / "b")


def test_starters_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: installation_key(tmp_path), range(8)))
    assert len(keys) == 1
