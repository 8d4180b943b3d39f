"""How each value of an item is typed into a page, and how it is read again.

Reading never fails: what cannot be understood stays as the text that was typed, and the check of the definition names it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = Mapping[str, str]
"""The other inputs of the same row, as typed."""


@dataclass(frozen=True, slots=True)
class Manner:
    """One manner of writing: `shape` names the input; None from `read` leaves the value out of the text."""

    shape: str
    write: Callable[[Any], str]
    read: Callable[[str, Row], Any]


def as_text(value: Any) -> str:
    return "" if value is None else str(value)


def whole(text: str, _row: Row) -> Any:
    return None if not text else int(text) if text.lstrip("-").isdecimal() else text


def decimal(text: str, _row: Row) -> Any:
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def fen(text: str, row: Row) -> Any:
    """Yuan as typed → fen; parts of a fen stay as typed."""
    yuan = decimal(text, row)
    if not isinstance(yuan, int | float):
        return yuan
    amount = round(yuan * 100, 6)
    return int(amount) if amount == int(amount) else text


def as_yuan(value: Any) -> str:
    return f"{value / 100:.2f}".removesuffix(".00") if isinstance(value, int) else as_text(value)


def day(text: str, _row: Row) -> Any:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text


def split(text: str, mark: str = "\n") -> list[str]:
    return [part.strip() for part in text.split(mark) if part.strip()]


def lines(write_one: Callable[[Mapping[str, Any]], str], read_one: Callable[[str], dict[str, Any]]) -> Manner:
    """A list of small tables, one a line."""

    def write(value: Any) -> str:
        return value if isinstance(value, str) else "\n".join(write_one(each) for each in value or ())

    return Manner("area", write, lambda text, _row: [read_one(line) for line in split(text)] or None)


def read_choice(line: str) -> dict[str, Any]:
    code, _space, label = line.partition(" ")
    return {"code": code, "label": label.strip()}


def read_column(line: str) -> dict[str, Any]:
    """`code 标签 | money | 选填`."""
    head, *rest = split(line, "|")
    column = read_choice(head)
    if kinds := [word for word in rest if word != OPTIONAL]:
        column["kind"] = kinds[0]
    return column | ({"required": False} if OPTIONAL in rest else {})


def write_column(column: Mapping[str, Any]) -> str:
    words = [f"{column['code']} {column['label']}", column.get("kind", "")]
    return " | ".join(filter(None, [*words, OPTIONAL if column.get("required") is False else ""]))


def read_criterion(line: str) -> dict[str, Any]:
    """`code 标签 | 分值 | 说明`."""
    head, *rest = split(line, "|")
    found = read_choice(head) | {"points": decimal(rest[0], {}) if rest else ""}
    return found | ({"guidance": rest[1]} if len(rest) > 1 else {})


def write_criterion(criterion: Mapping[str, Any]) -> str:
    words = [
        f"{criterion['code']} {criterion['label']}",
        as_text(criterion.get("points")),
        criterion.get("guidance", ""),
    ]
    return " | ".join(filter(None, words))


def read_basis(line: str) -> dict[str, Any]:
    text, *rest = split(line, "|")
    return {"text": text} | ({"url": rest[0]} if rest else {})


def read_shown_if(text: str, _row: Row) -> Any:
    """`字段 = 取值, 取值`."""
    field, _equals, values = text.partition("=")
    return {"field": field.strip(), "is_one_of": split(values.replace("，", ","), ",")} if text else None


def write_shown_if(value: Any) -> str:
    return f"{value['field']} = {', '.join(value['is_one_of'])}" if isinstance(value, Mapping) else as_text(value)


def read_mend(text: str, _row: Row) -> Any:
    """`文字 | 事项代码`, or a page's route with a colon."""
    if not text:
        return None
    words, *rest = split(text, "|")
    where = rest[0] if rest else ""
    return {"text": words} | ({} if not where else {"page": where} if {":", "/"} & set(where) else {"item": where})


def write_mend(value: Any) -> str:
    if not isinstance(value, Mapping):
        return as_text(value)
    return " | ".join(filter(None, [value.get("text", ""), value.get("item") or value.get("page", "")]))


def read_value(text: str, row: Row) -> Any:
    """What a condition compares with: a number for tests of size and time, several texts with commas, else one text."""
    if row.get("test") in NUMERIC_TESTS:
        return decimal(text, row)
    if row.get("test") in {"one_of", "not_one_of"} and text:
        return split(text.replace("，", ",").replace("、", ","), ",")
    return text or None


def write_value(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else as_text(value)


def read_parameters(text: str, row: Row) -> Any:
    """`名称 = 值`, one a line; numbers and true/false are read as such."""
    pairs = [line.partition("=") for line in split(text)]
    return {name.strip(): parameter(value.strip(), row) for name, _equals, value in pairs} or None


def parameter(text: str, row: Row) -> Any:
    return text == "true" if text in {"true", "false"} else decimal(text, row)


def write_parameters(value: Any) -> str:
    if not isinstance(value, Mapping):
        return as_text(value)
    return "\n".join(
        f"{name} = {str(each).lower() if isinstance(each, bool) else each}" for name, each in value.items()
    )


OPTIONAL = "选填"
NUMERIC_TESTS = frozenset({"at_least", "at_most", "within_months", "older_than_months"})
TEXT = Manner("text", as_text, lambda text, _row: text or None)
CODE = Manner("text", as_text, lambda text, _row: text)
AREA = Manner("area", as_text, lambda text, _row: text.replace("\r\n", "\n") or None)
WHOLE = Manner("number", as_text, whole)
DECIMAL = Manner("number", as_text, decimal)
YUAN = Manner("number", as_yuan, fen)
"""Money: typed in yuan, kept in fen."""
DAY = Manner("text", as_text, day)
SELECT = Manner("select", as_text, lambda text, _row: text or None)
NO_FLAG = Manner("flag", lambda value: "on" if value else "", lambda text, _row: True if text else None)
"""Off unless it is written."""
YES_FLAG = Manner("flag", lambda value: "" if value is False else "on", lambda text, _row: None if text else False)
"""On unless it is written."""
CHOICES = lines(lambda each: f"{each['code']} {each['label']}", read_choice)
COLUMNS = lines(write_column, read_column)
CRITERIA = lines(write_criterion, read_criterion)
BASES = lines(lambda each: " | ".join(filter(None, [each["text"], each.get("url", "")])), read_basis)
SHOWN_IF = Manner("text", write_shown_if, read_shown_if)
MEND = Manner("text", write_mend, read_mend)
VALUE = Manner("text", write_value, read_value)
PARAMETERS = Manner("area", write_parameters, read_parameters)
MANY = Manner("many", lambda value: ",".join(sorted(value or ())), lambda text, _row: split(text, ","))
CALL = Manner(
    "select", lambda value: value["ranking"] if value else "", lambda text, _row: {"ranking": text} if text else None
)
