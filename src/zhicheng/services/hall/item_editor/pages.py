"""One section of the editor as a page: its inputs with their faults, and what was typed into them."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from zhicheng.base.definitions.reading import Fault
from zhicheng.services.hall.item_editor.sections import BASIC, Cell, Section, sections
from zhicheng.services.hall.item_editor.texts import typed_in, values_of

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Input:
    """One input as the template writes it."""

    id: str
    name: str
    cell: Cell
    value: str
    faults: Sequence[str]

    @property
    def options(self) -> list[tuple[str, Any, bool]]:
        """(value, label, chosen) of a choice; a value that is not offered stays chosen."""
        chosen = set(self.value.split(",")) if self.cell.manner.shape == "many" else {self.value}
        offered = dict(self.cell.choices or {})
        offered |= {value: value for value in chosen if value and value not in offered}
        return [(value, label, value in chosen) for value, label in offered.items()]


@dataclass(frozen=True, slots=True)
class InputRow:
    """One row of inputs; `faults` are those of the row as a whole."""

    at: int
    title: str
    inputs: Sequence[Input]
    faults: Sequence[str]


def section_of(code: str) -> Section:
    """The section of a code, the first when there is none such."""
    return next((each for each in sections() if each.code == code), BASIC)


def rows_of(text: str, section: Section, faults: Sequence[Fault]) -> list[InputRow]:
    """The inputs of a section, each with what the check says of it."""
    said = faults_by_place(faults)
    return [
        InputRow(at, title_of(values), inputs_of(section, at, values, said), said.get((section.code, at, ""), ()))
        for at, values in enumerate(values_of(text, section))
    ]


def seal_of(text: str, section: Section | None = None) -> str:
    """What tells a section, or the whole text, as somebody saw it from what a colleague made of it since."""
    seen = json.dumps([typed_in(section, values) for values in values_of(text, section)]) if section else text
    return hashlib.sha256(seen.encode()).hexdigest()


def inputs_of(
    section: Section, at: int, values: dict[str, Any], said: Mapping[tuple[str, int, str], Sequence[str]]
) -> list[Input]:
    typed = typed_in(section, values)
    return [
        Input(
            place_id(section.code, at, cell.key),
            f"{section.code}-{at}-{cell.key}",
            cell,
            typed[cell.key],
            said.get((section.code, at, cell.key), ()),
        )
        for cell in section.cells
    ]


def title_of(values: Mapping[str, Any]) -> str:
    """What a row is called: its words, or its code."""
    named = (values.get(key) for key in ("label", "title", "text", "question", "code"))
    return next((str(name) for name in named if name), "")


def place_of(fault: Fault) -> tuple[str, int, str]:
    """(section, row, key) of a fault; the key is empty when the row as a whole is meant."""
    parts = fault.field.split(".")
    section = next((each for each in sections() if each.key == parts[0]), None)
    if section is None:
        return "basic", 0, parts[0]
    if not section.rows:
        return section.code, 0, parts[1] if len(parts) > 1 else ""
    at = int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0
    return section.code, at, parts[2] if len(parts) > 2 else ""


def faults_by_place(faults: Iterable[Fault]) -> dict[tuple[str, int, str], list[str]]:
    found: dict[tuple[str, int, str], list[str]] = {}
    for fault in faults:
        found.setdefault(place_of(fault), []).append(fault.message)
    return found


def place_id(section: str, at: int, key: str) -> str:
    return f"{section}-{at}-{key}" if key else f"{section}-{at}"


def summary_of(faults: Sequence[Fault]) -> list[dict[str, str]]:
    """Each fault with its section and the place to go to."""
    labels = {each.code: str(each.label) for each in sections()}
    return [summary_line(fault, labels) for fault in faults]


def summary_line(fault: Fault, labels: Mapping[str, str]) -> dict[str, str]:
    section, at, key = place_of(fault)
    cells = {cell.key: str(cell.label) for cell in section_of(section).cells}
    where = f"{labels[section]} {at + 1}" if section_of(section).rows else labels[section]
    label = f"{where} {cells.get(key, key)}".strip()
    return {"url": f"?part={section}&check=1#{place_id(section, at, key)}", "label": label, "words": fault.message}


def typed_rows(data: QueryDict, section: Section) -> list[dict[str, str]]:
    """What was typed into the rows of a section."""
    count = 1 if not section.rows else min(whole(data.get("rows", "")), MOST_ROWS)
    return [{cell.key: typed_value(data, section, at, cell) for cell in section.cells} for at in range(count)]


def typed_value(data: QueryDict, section: Section, at: int, cell: Cell) -> str:
    given = data.getlist(f"{section.code}-{at}-{cell.key}")
    return ",".join(each.strip() for each in sorted(given)).replace("\r\n", "\n")


def whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0
