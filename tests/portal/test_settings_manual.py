"""The settings manual names every variable that the code reads, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = r"ZHICHENG_[A-Z_]+|DATABASE_URL"
# A reader of environment.py, os.environ or os.getenv with the name as its first argument.
READ = re.compile(rf"(?:text|flag|number|words|environ\.get|environ\[|getenv)\(?\s*\"({NAME})\"")
# Set by the programs for their own children, not by an operator.
INTERNAL: dict[str, str] = {}


def variables_read() -> set[str]:
    sources = (ROOT / "src").rglob("*.py")
    return {name for path in sources for name in READ.findall(path.read_text("utf-8"))} - set(INTERNAL)


def variables_described() -> set[str]:
    manual = (ROOT / "docs/operator/settings.md").read_text("utf-8")
    return set(re.findall(rf"^\| `({NAME})`", manual, re.MULTILINE))


def test_settings_manual_is_complete_and_current() -> None:
    assert variables_read() == variables_described()
