"""Files of a list: CSV with BOM, XLSX and JSON, all rows of the filter, safe to open in a spreadsheet."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Table
from zhicheng.engine.tables import OutputSheet, write_book, write_csv

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def respond(table: Table, as_format: str, filename: str, *, extra: Mapping[str, Any] | None = None) -> HttpResponse:
    """All rows that answer to the table's filters as "csv", "xlsx" or "json".

    Numbers go out unrounded, missing as an empty cell (null in JSON). Moments and states are written for people in files, for programs
    in JSON. `extra` stands beside the rows in JSON.
    """
    if as_format == "json":
        response: HttpResponse = _json(table, extra or {})
    else:
        response = _sheet(table, as_format, filename)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}.{as_format}"
    return response


def _sheet(table: Table, as_format: str, title: str) -> HttpResponse:
    header = [column.head for column in table.columns]
    rows = [[_cell(value) for value in record] for record in table.records(in_sheet=True)]
    if as_format == "csv":
        return HttpResponse(write_csv(header, rows), content_type=CSV_TYPE)
    sheet = OutputSheet(title, header, rows, [look_of(column) for column in table.columns])
    return HttpResponse(write_book([sheet], title), content_type=XLSX_TYPE)


def look_of(column: Column) -> str:
    """How a spreadsheet shows a column's numbers, which it keeps with all their digits; empty = as they are."""
    if column.shows is formats.percent:
        return "0.0%"
    if not column.numeric or column.digits is None:
        return ""
    return "#,##0" + ("." + "0" * column.digits if column.digits else "")


def _json(table: Table, extra: Mapping[str, Any]) -> JsonResponse:
    columns = [
        {"key": column.key, "label": str(column.label), "unit": str(column.unit), "numeric": column.numeric}
        for column in table.columns
    ]
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, map(_plain, record), strict=True)) for record in table.records()]
    content = {**extra, "caption": str(table.caption), "columns": columns, "rows": rows}
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "allow_nan": False})


def _plain(value: Any) -> Any:
    if formats.is_missing(value):
        return None
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def _cell(value: Any) -> str | float | None:
    if isinstance(value, datetime):
        return formats.date_iso(value)
    plain = _plain(value)
    return formats.shown(plain) if isinstance(plain, bool) else plain
