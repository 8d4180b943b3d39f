"""Which questions are asked, and answers in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.base.parties.queries import by_uscc
from zhicheng.base.ui import formats
from zhicheng.services.hall.definition_kinds import Column, Field, ItemDefinition, ShownIf

Answers = Mapping[str, Any]
USCC_LENGTH = 18
YEARS_END = 10_000


def shown_fields(model: ItemDefinition, answers: Answers) -> list[Field]:
    """The fields that are asked with these answers, in their order."""
    asked: dict[str, Field] = {}
    for field in model.fields:
        if is_asked(field.shown_if, answers, asked):
            asked[field.code] = field
    return list(asked.values())


def is_asked(shown_if: ShownIf | None, answers: Answers, asked: Iterable[str]) -> bool:
    """Whether something is asked for: nothing decides on it, or the field that does is asked itself and has one of the values."""
    if shown_if is None:
        return True
    if shown_if.field not in asked:
        return False
    given = answers.get(shown_if.field)
    return any(as_word(each) in shown_if.is_one_of for each in (given if isinstance(given, list) else [given]))


def as_word(answer: Any) -> str:
    """An answer as `shown_if` writes it; a flag that nobody ticked is false."""
    return str(bool(answer)).lower() if isinstance(answer, bool) or answer is None else str(answer)


def display(model: ItemDefinition, answers: Answers) -> list[tuple[str, list[tuple[str, str]]]]:
    """(section, [(label, text)]) of all questions asked, for people to check and to read; files are listed with the papers."""
    fields = [field for field in shown_fields(model, answers) if field.kind != "file"]
    names = party_names(fields, answers)
    sections: dict[str, list[tuple[str, str]]] = {field.section: [] for field in fields}
    for field in fields:
        words = in_words(field, answers.get(field.code), names) if field.code in answers else formats.MISSING
        sections[field.section].append((field.label, words))
    return list(sections.items())


def party_names(fields: Sequence[Field], answers: Answers) -> dict[str, str]:
    """Code → name of the organisations that were named by their code; one query for all."""
    codes = [str(answers.get(field.code) or "") for field in fields if field.kind == "party"]
    codes = [code for code in codes if len(code) == USCC_LENGTH]
    return {code: party.name for code, party in by_uscc(codes).items()} if codes else {}


def in_words(field: Field, answer: Any, names: Mapping[str, str] | None = None) -> str:
    """One answer in words; what was typed wrong stays as it was typed."""
    if field.kind == "flag":
        return _("是") if answer else _("否")
    if answer in (None, "", []):
        return formats.MISSING
    if field.kind == "party":
        name = (names or {}).get(answer, "")
        return f"{name}（{answer}）" if name else str(answer)
    if field.kind == "table" and isinstance(answer, list):
        return "\n".join(row_in_words(field.columns, row) for row in answer)
    if isinstance(answer, list):
        labels = {choice.code: choice.label for choice in field.choices}
        return "、".join(labels.get(str(each), str(each)) for each in answer)
    return value_in_words(field, answer)


def value_in_words(field: Field, answer: Any) -> str:
    if field.kind == "choice":
        return next((choice.label for choice in field.choices if choice.code == answer), str(answer))
    if field.kind == "money" and isinstance(answer, int):
        return formats.yuan(answer)
    if field.kind == "number" and isinstance(answer, int | float):
        return f"{formats.number(answer, field.digits)} {field.unit}".strip()
    return str(answer)


def row_in_words(columns: Sequence[Column], row: Mapping[str, Any]) -> str:
    told = [(column.label, cell_in_words(column, row.get(column.code))) for column in columns]
    return "，".join(f"{label} {text}" for label, text in told)


def cell_in_words(column: Column, value: Any) -> str:
    if column.kind == "money" and isinstance(value, int):
        return formats.yuan(value)
    # Without thousands marks: a number in a table may be a year.
    return str(value) if isinstance(value, int) and value < YEARS_END else formats.shown(value)


def typed(kind: str, answer: Any) -> Any:
    """An answer as it is typed into its input: money in yuan, patents one a line; tables are typed cell by cell."""
    if answer is None:
        return ""
    if kind == "money" and isinstance(answer, int):
        return plain(Decimal(answer) / 100)
    if kind == "number" and isinstance(answer, int | float):
        return plain(Decimal(str(answer)))
    if kind == "patents" and isinstance(answer, list):
        return "\n".join(str(each) for each in answer)
    return answer


def plain(number: Decimal) -> str:
    """A number without exponent and without needless zeros."""
    try:
        text = f"{number:f}"
    except (InvalidOperation, ValueError):
        return str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def kept(kind: str, value: Any) -> Any:
    """A checked value as it is kept in JSON: money in fen, whole numbers as int, days as ISO text."""
    if isinstance(value, Decimal):
        if kind == "money":
            return int(value * 100)
        return int(value) if value == int(value) else float(value)
    return value.isoformat() if isinstance(value, date) else value
