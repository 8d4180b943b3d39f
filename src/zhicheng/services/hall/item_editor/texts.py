"""Changing an item's TOML text value by value: what was not changed keeps its bytes, comments and all."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import tomlkit
from django.utils.translation import gettext as _
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from zhicheng.base.verdicts import Refused
from zhicheng.services.hall.item_editor.sections import Cell, Section

Values = dict[str, Any]
NEW_ITEM = """title = ""
short = ""
glyph = ""
summary = ""
service_kind = "question"
audience = ["enterprise"]
level = "city"
limits_basis = "assumed"
outcome_text = ""

[[basis]]
text = ""

[[fields]]
code = "matter"
label = "申请事由"
kind = "long_text"
section = "申请内容"

[[steps]]
kind = "accept"
title = "受理"
role = "city_handler"
limit_workdays = 5

[[steps]]
kind = "decide"
title = "决定"
role = "city_head"
limit_workdays = 10

[[steps]]
kind = "deliver"
title = "办结"
role = "city_handler"
limit_workdays = 3
"""
"""What a new item begins with: the shortest way of handling, to be filled in."""


def read(text: str) -> TOMLDocument:
    """The text with its layout; refused when it is no TOML."""
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise Refused("not_toml", _("这不是合法的 TOML 文件：%(error)s") % {"error": error}) from None


def values_of(text: str, section: Section) -> list[Values]:
    """What a section holds: its rows, or one row of single values."""
    content = read(text).unwrap()
    if section.rows:
        rows = content.get(section.key, [])
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    found = content.get(section.key, {}) if section.key else content
    return [found if isinstance(found, dict) else {}]


def typed_in(section: Section, values: Values) -> dict[str, str]:
    """A row as it stands in its inputs."""
    return {cell.key: cell.manner.write(values.get(cell.key)) for cell in section.cells}


def with_section(text: str, section: Section, rows: Sequence[Mapping[str, str]]) -> str:
    """The text with what was typed into a section; the same text when nothing was changed. Rows that a colleague removed meanwhile come back."""
    for _row in range(len(rows) - len(values_of(text, section)) if section.rows else 0):
        text = with_order(text, section, "add", 0)
    document = read(text)
    if section.rows:
        tables = tables_of(document, section)
        for table, row in zip(tables, rows, strict=False):
            change(table, section.cells, row)
    elif not section.key:
        change(document, section.cells, rows[0])
    else:
        change_table(document, section, rows[0])
    return tomlkit.dumps(document)


def change(table: "Table | TOMLDocument", written: Sequence[Cell], row: Mapping[str, str]) -> None:
    """Write the values that differ."""
    before = table.unwrap()
    for cell in written:
        typed = row.get(cell.key, "")
        # Compared as typed: what only could be written otherwise is not touched.
        if typed == cell.manner.write(before.get(cell.key)).strip():
            continue
        value = cell.manner.read(typed, row)
        if value is None:
            table.pop(cell.key, None)
        elif isinstance(table.get(cell.key), AoT) and isinstance(value, list):
            # In the same manner as before: an array in the place of [[…]] could fall into the table above it.
            table[cell.key] = rows_of(value)
        else:
            table[cell.key] = item_of(value)


def change_table(document: TOMLDocument, section: Section, row: Mapping[str, str]) -> None:
    """A table of single values; without any it is left out."""
    if not any(row.values()):
        document.pop(section.key, None)
        return
    if section.key not in document:
        document[section.key] = tomlkit.table()
    change(cast("Table", document[section.key]), section.cells, row)


def item_of(value: Any) -> Any:
    """A value as TOML writes it inside a row: small tables in one line, long texts in several."""
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update({name: item_of(each) for name, each in value.items()})
        return table
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(item_of(each) for each in value)
        return array.multiline(multiline=len(value) > 1 and isinstance(value[0], dict))
    return tomlkit.item(value)


def rows_of(values: Sequence[Values]) -> AoT:
    """Small tables written as [[…]], one after the other."""
    rows = tomlkit.aot()
    for value in values:
        table = tomlkit.table()
        table.update({name: item_of(each) for name, each in value.items()})
        rows.append(table)
    return rows


def tables_of(document: TOMLDocument, section: Section) -> list[Table]:
    found = document.get(section.key)
    return list(found.body) if isinstance(found, AoT) else []


def with_order(text: str, section: Section, act: str, at: int) -> str:
    """The text with one row added at the end, removed, or moved up or down."""
    document = read(text)
    tables = tables_of(document, section)
    if act == "add":
        new = tomlkit.table()
        new[section.cells[0].key] = ""
        new.add(tomlkit.nl())
        tables.append(new)
    elif 0 <= at < len(tables) and act == "remove":
        del tables[at]
    elif 0 <= at < len(tables):
        to = max(0, min(len(tables) - 1, at + (1 if act == "down" else -1)))
        tables.insert(to, tables.pop(at))
    else:
        return text
    put(document, section.key, tables)
    return tomlkit.dumps(document)


def put(document: TOMLDocument, key: str, tables: Sequence[Table]) -> None:
    """The rows in the place of those before; without any the list is left out."""
    if not tables:
        document.pop(key, None)
        return
    rows = tomlkit.aot()
    for table in tables:
        rows.append(table)
    document[key] = rows
