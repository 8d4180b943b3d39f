"""From TOML text to a checked model; every fault names file, line and field."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from zhicheng.base.definitions.kinds import DefinitionModel, Kind

MESSAGES = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，请检查是否拼错",
    "string_type": "应当是文字",
    "float_type": "应当是数",
    "int_type": "应当是整数",
    "bool_type": "应当是 true 或 false",
    "list_type": "应当是列表",
    "literal_error": "不在允许的取值之内",
    "string_pattern_mismatch": "写法不符合要求",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a definition: where, and what."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.field}：{self.message}"


class DefinitionRefused(Exception):  # noqa: N818 - a refusal with all its faults
    """A definition that does not load; the one in force stays."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Read:
    """A text with the model read from it."""

    code: str
    text: str
    model: DefinitionModel


def read(kind: Kind, code: str, text: str, *, file: str | None = None) -> Read:
    """Parse and check one text; raises `DefinitionRefused` with every fault found."""
    name = file or f"{kind.folder}/{code}.toml"
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        last = text.count("\n") + 1
        raise DefinitionRefused([Fault(name, int(place[1]) if place else last, "TOML", f"不是合法的 TOML：{error}")]) from None
    try:
        return Read(code, text, kind.model.model_validate(content))
    except ValidationError as error:
        raise DefinitionRefused(fault_of(name, text, item) for item in error.errors()) from None


def fault_of(name: str, text: str, item: object) -> Fault:
    """One pydantic error as a fault with its line in the text."""
    assert isinstance(item, dict)  # noqa: S101 - pydantic's ErrorDetails
    path = [str(part) for part in item["loc"]]
    given = item.get("ctx", {}).get("error")
    message = str(given) if given else MESSAGES.get(item["type"], item["msg"])
    if item["type"] not in {"missing", "extra_forbidden"} and not isinstance(item["input"], dict | list):
        message = f"{message}（现为 {item['input']!r}）"
    return Fault(name, line_of(text, item["loc"]), ".".join(path) or "全文", message)


def line_of(text: str, path: Iterable[str | int]) -> int:
    """The line where a path such as ("tasks", 2, "goal") stands: walks table headings and keys in order."""
    lines = text.split("\n")
    at, table = 0, ""
    for part in path:
        if isinstance(part, int):
            at = nth_heading(lines, table, part, at)
            continue
        table = f"{table}.{part}".lstrip(".")
        at = key_or_heading(lines, table, part, at)
    return at + 1


def nth_heading(lines: list[str], table: str, index: int, at: int) -> int:
    heads = [i for i, line in enumerate(lines) if line.strip() == f"[[{table}]]" and i >= at]
    return heads[index] if index < len(heads) else at


def key_or_heading(lines: list[str], table: str, key: str, at: int) -> int:
    named = re.compile(rf"\s*(\"?{re.escape(key)}\"?\s*=|\[{{1,2}}{re.escape(table)}\]{{1,2}}\s*(#.*)?$)")
    return next((i for i in range(at, len(lines)) if named.match(lines[i])), at)


def read_folder(kind: Kind, folder: Path) -> list[Read]:
    """All definitions of a kind in a folder, by code; raises `DefinitionRefused` with the faults of all files."""
    found: list[Read] = []
    faults: list[Fault] = []
    for path in sorted((folder / kind.folder).glob("*.toml")):
        try:
            found.append(read(kind, path.stem, path.read_text("utf-8"), file=f"{kind.folder}/{path.name}"))
        except DefinitionRefused as refusal:
            faults += refusal.faults
        except UnicodeDecodeError:
            faults.append(Fault(f"{kind.folder}/{path.name}", 1, "编码", "文件不是 UTF-8，请另存为 UTF-8"))
    if faults:
        raise DefinitionRefused(faults)
    return found


def check_together(kind: Kind, reads: Iterable[Read]) -> None:
    """What one text alone cannot tell; raises `DefinitionRefused`."""
    by_code = {one.code: one for one in reads}
    if kind.check is None:
        return
    faults = [
        Fault(f"{kind.folder}/{code}.toml", line_of(by_code[code].text, field.split(".")) if code in by_code else 1, field, message)
        for code, field, message in kind.check({code: one.model for code, one in by_code.items()})
    ]
    if faults:
        raise DefinitionRefused(faults)
