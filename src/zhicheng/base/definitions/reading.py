"""From TOML text to a checked model; every fault names file, line and field."""

import re
import tomllib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from zhicheng.base.definitions.kinds import DefinitionModel, Kind
from zhicheng.base.definitions.positions import line_of

LONGEST_TEXT = 200_000  # characters; the longest shipped definition has a tenth of it
LONGEST_TITLE = 120  # what the table of definitions holds

MESSAGES = {
    "missing": gettext_lazy("缺少这一项"),
    "extra_forbidden": gettext_lazy("没有这一项，请检查是否拼错"),
    "string_type": gettext_lazy("应当是加引号的文字"),
    "string_too_short": gettext_lazy("文字太短，至少 {min_length} 个字"),
    "string_too_long": gettext_lazy("文字太长，最多 {max_length} 个字"),
    "string_pattern_mismatch": gettext_lazy("写法不符合要求：{pattern}"),
    "int_type": gettext_lazy("应当是整数"),
    "int_parsing": gettext_lazy("应当是整数"),
    "int_from_float": gettext_lazy("应当是整数"),
    "float_type": gettext_lazy("应当是数"),
    "float_parsing": gettext_lazy("应当是数"),
    "finite_number": gettext_lazy("应当是有限的数"),
    "bool_type": gettext_lazy("应当是 true 或 false"),
    "bool_parsing": gettext_lazy("应当是 true 或 false"),
    "date_type": gettext_lazy("应当是日期，例如 2018-03-15"),
    "date_parsing": gettext_lazy("应当是日期，例如 2018-03-15"),
    "date_from_datetime_parsing": gettext_lazy("应当是日期，例如 2018-03-15"),
    "list_type": gettext_lazy("应当是方括号中的列表"),
    "tuple_type": gettext_lazy("应当是方括号中的列表"),
    "dict_type": gettext_lazy("应当是一组“名称 = 值”"),
    "model_type": gettext_lazy("应当是一组“名称 = 值”"),
    "too_short": gettext_lazy("至少 {min_length} 项，这里有 {actual_length} 项"),
    "too_long": gettext_lazy("最多 {max_length} 项，这里有 {actual_length} 项"),
    "literal_error": gettext_lazy("不在允许的取值之内：{expected}"),
    "enum": gettext_lazy("不在允许的取值之内：{expected}"),
    "greater_than": gettext_lazy("应当大于 {gt}"),
    "greater_than_equal": gettext_lazy("应当不小于 {ge}"),
    "less_than": gettext_lazy("应当小于 {lt}"),
    "less_than_equal": gettext_lazy("应当不大于 {le}"),
}
SHOW_NO_INPUT = {"missing", "extra_forbidden", "too_short", "too_long"}
# How tomllib's messages begin, and what they mean to the writer of a definition.
TOML_FAULTS = {
    "Expected '=' after a key": gettext_lazy("名称后面缺少等号"),
    "Invalid value": gettext_lazy("等号后面的值写法不对；文字要加引号"),
    "Invalid statement": gettext_lazy("这一行既不是“名称 = 值”，也不是 [表头]"),
    "Invalid initial character for a key part": gettext_lazy("名称只能用字母、数字、下划线和连字符"),
    "Cannot overwrite a value": gettext_lazy("这一项写了两次"),
    "Duplicate inline table key": gettext_lazy("这一项写了两次"),
    "Cannot declare": gettext_lazy("这个表头写了两次，或与别的项重名"),
    "Expected newline or end of document": gettext_lazy("值后面有多余的内容"),
    "Expected ']'": gettext_lazy("表头缺少右方括号"),
    "Unterminated string": gettext_lazy("引号没有成对"),
    "Illegal character '\\n'": gettext_lazy("引号没有成对，或文字跨了行；跨行的文字用三个引号"),
    "Unescaped": gettext_lazy("反斜杠要写成两个"),
    "Unclosed": gettext_lazy("括号没有成对"),
    "Invalid date": gettext_lazy("没有这一天"),
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
    content = parse(name, text)
    try:
        model = kind.model.model_validate(content)
    except ValidationError as error:
        raise DefinitionRefused(fault_of(name, text, dict(item)) for item in error.errors()) from None
    if len(getattr(model, "title", "")) > LONGEST_TITLE:
        message = _("名称太长，最多 %(most)d 个字") % {"most": LONGEST_TITLE}
        raise DefinitionRefused([Fault(name, line_of(text, ["title"]), "title", message)])
    return Read(code, text, model)


def parse(name: str, text: str) -> dict[str, Any]:
    """The content of a TOML text; raises `DefinitionRefused` with the line of the first fault."""
    if len(text) > LONGEST_TEXT:
        message = _("全文 %(length)d 字，最多 %(most)d 字") % {"length": len(text), "most": LONGEST_TEXT}
        raise DefinitionRefused([Fault(name, 1, "TOML", message)])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else text.rstrip("\n").count("\n") + 1
        message = _("不是合法的 TOML：%(error)s") % {"error": toml_fault(str(error))}
        raise DefinitionRefused([Fault(name, line, "TOML", message)]) from None
    except (RecursionError, ValueError):  # nested without end, or a number of thousands of digits
        raise DefinitionRefused([Fault(name, 1, "TOML", _("嵌套太深或数字太长"))]) from None


def toml_fault(message: str) -> str:
    """The message of tomllib in our words, or as it is when it is a rare one."""
    return next((str(words) for start, words in TOML_FAULTS.items() if message.startswith(start)), message)


def fault_of(name: str, text: str, item: Mapping[str, Any]) -> Fault:
    """One of pydantic's error details as a fault with its line in the text."""
    context = item.get("ctx", {})
    message = str(context["error"]) if "error" in context else worded(item["type"], context, item["msg"])
    if item["type"] not in SHOW_NO_INPUT and not isinstance(item["input"], dict | list):
        message = _("%(message)s（现为 %(input)r）") % {"message": message, "input": item["input"]}
    field = ".".join(str(part) for part in item["loc"]) or _("全文")
    return Fault(name, line_of(text, item["loc"]), field, message)


def worded(fault_type: str, context: Mapping[str, Any], otherwise: str) -> str:
    """A fault of pydantic in our words."""
    if fault_type not in MESSAGES:
        return otherwise
    return str(MESSAGES[fault_type]).format(
        **{name: str(value).replace(" or ", _(" 或 ")) for name, value in context.items()}
    )


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
            faults.append(Fault(f"{kind.folder}/{path.name}", 1, _("编码"), _("文件不是 UTF-8，请另存为 UTF-8")))
    if faults:
        raise DefinitionRefused(faults)
    return found


def check_together(
    kind: Kind, reads: Iterable[Read], *, before: Sequence[Read] = (), stay: Container[str] = ()
) -> None:
    """What one text alone cannot tell; raises `DefinitionRefused`.

    What was wrong already in one of those that `stay`, when the ones `before` were in force, is let be: a rule that came with a newer
    release must not bar what has nothing to do with it.
    """
    by_code = {one.code: one for one in reads}
    if kind.check is None:
        return
    stood = set(kind.check({one.code: one.model for one in before})) if before else set()
    faults = [
        Fault(
            f"{kind.folder}/{code}.toml",
            line_of(by_code[code].text, field.split(".")) if code in by_code else 1,
            field,
            message,
        )
        for code, field, message in kind.check({code: one.model for code, one in by_code.items()})
        if code not in stay or (code, field, message) not in stood
    ]
    if faults:
        raise DefinitionRefused(faults)
