"""Setting up a fresh machine: what it says when something is missing, and that a second time does nothing."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
OLD_PYTHON = """
import runpy, sys
sys.hexversion, sys.version = 0x030A0DF0, "3.10.13 (main)"
runpy.run_path(sys.argv[1], run_name="__main__")
"""


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "bootstrap.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in a long folder with spaces and Chinese, made once: an environment takes seconds."""
    place = tmp_path_factory.mktemp("checkout") / ("很 长 的 路径 " * 8).strip()
    (place / "requirements").mkdir(parents=True)
    (place / "bootstrap.py").write_bytes((ROOT / "bootstrap.py").read_bytes())
    return place


def run_bootstrap(checkout: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    offline = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1", "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(
        [sys.executable, str(checkout / "bootstrap.py")],
        env={**os.environ, **offline, **variables}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_an_old_python_is_told_what_to_do() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OLD_PYTHON, str(ROOT / "bootstrap.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == (
        "需要 Python 3.11 或更高版本，当前是 3.10.13。请安装后再执行，或者写成 make run PYTHON=python3.12。\n"
        "Python 3.11 or newer is needed; name it as in: make run PYTHON=python3.12\n"
    )


def test_the_environment_is_made_once(checkout: Path) -> None:
    (checkout / "requirements" / "base.txt").write_text("# nothing\n")
    first = run_bootstrap(checkout)
    assert first.stdout.splitlines()[0].startswith("· 建立运行环境 .venv（Python 3.")
    made = (checkout / ".venv" / "pyvenv.cfg").stat().st_mtime_ns
    second = run_bootstrap(checkout)
    assert "建立运行环境" not in second.stdout
    assert "运行所需" not in second.stdout
    assert (checkout / ".venv" / "pyvenv.cfg").stat().st_mtime_ns == made


def test_a_failed_download_names_the_part_the_last_lines_and_the_way_out(checkout: Path) -> None:
    (checkout / "requirements" / "base.txt").write_text(f"nobody-has-this==1.0 --hash=sha256:{'0' * 64}\n")
    done = run_bootstrap(checkout)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "· 安装运行所需的 Python 包（1 个） …"
    said = done.stderr.splitlines()
    assert said[1:3] == ["“安装运行所需的 Python 包（1 个）”没有成功。", "最后的输出是："]
    assert said[-2] == "    ERROR: No matching distribution found for nobody-has-this==1.0"
    assert said[-1] == (
        "没有连上软件包仓库。请检查网络和代理（HTTPS_PROXY），或者用 PIP_INDEX_URL、npm_config_registry 指定镜像站，然后重新执行。"
    )


def test_an_environment_whose_python_is_gone_is_made_anew(bootstrap: ModuleType, checkout: Path) -> None:
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    (checkout / "requirements" / "base.txt").write_text("# nothing\n")
    run_bootstrap(checkout)
    assert bootstrap.answers(python, "import pip")


def test_stamps_survive_a_file_cut_short(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp.json")
    bootstrap.stamp("base.txt", "a")
    bootstrap.stamp("dev.txt", "b")
    assert bootstrap.read_stamps() == {"base.txt": "a", "dev.txt": "b"}
    bootstrap.STAMP.write_text('{"base.txt": ')
    assert bootstrap.stamped("base.txt") is None


@pytest.mark.parametrize(
    ("said", "first_words"),
    [
        ("OSError: [Errno 28] No space left on device", "磁盘空间不足"),
        ("npm error code ENOTFOUND", "没有连上软件包仓库"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "下载的文件与固定的哈希值不符"),
        ("ERROR: No matching distribution found for numpy", "这个 Python 版本或系统没有现成的安装包"),
        ("error: [Errno 13] Permission denied: '/srv'", "没有写入权限"),
        ("something else", "请按上面的输出处理后"),
    ],
)
def test_advice_fits_the_fault(bootstrap: ModuleType, said: str, first_words: str) -> None:
    assert bootstrap.advice(said).startswith(first_words)


def test_an_old_node_is_not_used(bootstrap: ModuleType, tmp_path: Path) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v16.20.2\n")
    node.chmod(0o755)
    assert bootstrap.node_major(str(node)) == 16
    node.write_text("#!/bin/sh\nexit 1\n")
    assert bootstrap.node_major(str(node)) == 0


def test_no_list_of_packages_names_an_index() -> None:
    texts = [path.read_text() for path in sorted((ROOT / "requirements").iterdir())]
    texts.append((ROOT / "package-lock.json").read_text())
    assert [
        text
        for text in texts
        if "://" in text.replace("https://github.com/sponsors", "").replace("https://opencollective", "")
    ] == []
