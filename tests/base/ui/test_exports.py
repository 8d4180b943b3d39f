"""Files of a list: all rows of the filter, unrounded, safe in a spreadsheet, and readable again."""

import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.http import HttpResponse, QueryDict

from zhicheng.base.ui import exports
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.engine.tables import from_cell, read_table

DANGEROUS = '=HYPERLINK("http://x")'
ROWS = [
    {"name": DANGEROUS, "score": 88.23456789, "count": -5, "day": date(2018, 10, 16), "kind": "a"},
    {"name": "'quoted", "score": None, "count": 0, "day": None, "kind": "b"},
    {"name": "深圳市", "score": 1e-9, "count": 21864, "day": date(2018, 1, 1), "kind": "a"},
]


class Sample(Table):
    caption = "名单"
    columns = (
        Column("name", "名称"),
        Column("score", "得分", numeric=True, digits=1, unit="分"),
        Column("count", "件数", numeric=True),
        Column("day", "日期"),
    )
    filters = (Filter("kind", "类别", [("a", "甲"), ("b", "乙")]),)
    default_sort = "count"
    per_page = 1


def answer(as_format: str, query: str = "", **options: Any) -> HttpResponse:
    return exports.respond(Sample(ROWS, QueryDict(query)), as_format, "名单-2018", **options)


@pytest.mark.parametrize("as_format", ["csv", "xlsx"])
def test_a_file_reads_back_unchanged(as_format: str) -> None:
    table = read_table(io.BytesIO(answer(as_format).content), f"x.{as_format}")
    assert table.header == ("名称", "得分（分）", "件数", "日期")
    names = [from_cell(str(row.cells[0])) for row in table.rows]
    assert names == [DANGEROUS, "'quoted", "深圳市"]
    scores = [None if row.cells[1] in {None, ""} else float(row.cells[1]) for row in table.rows]
    assert scores == [88.23456789, None, 1e-9]
    assert [float(row.cells[2]) for row in table.rows] == [-5, 0, 21864]


def test_csv_begins_with_the_mark_that_spreadsheets_need_and_guards_formulas() -> None:
    text = answer("csv").content.decode("utf-8")
    assert text.startswith("\ufeff名称,")
    assert "\n'=HYPERLINK" in text.replace('"', "") or "\n\"'=HYPERLINK" in text


def test_all_rows_of_the_filter_and_not_only_the_page() -> None:
    rows = json.loads(answer("json", "kind=a&page=2").content)["rows"]
    assert [row["count"] for row in rows] == [-5, 21864]


def test_json_carries_unrounded_values_and_what_columns_mean() -> None:
    content = json.loads(answer("json", extra={"year": 2018}).content)
    assert content["rows"][1] == {"name": "'quoted", "score": None, "count": 0, "day": None}
    assert content["rows"][0]["score"] == 88.23456789
    assert content["columns"][1] == {"key": "score", "label": "得分", "unit": "分", "numeric": True}
    assert (content["year"], content["caption"]) == (2018, "名单")


def test_moments_go_out_in_the_time_of_the_country() -> None:
    class Moments(Table):
        columns = (Column("at", "时间"),)

    rows = [{"at": datetime(2018, 10, 16, 17, 5, tzinfo=UTC)}]
    response = exports.respond(Moments(rows, {}), "json", "x")
    assert json.loads(response.content)["rows"] == [{"at": "2018-10-17T01:05:00+08:00"}]
    lines = exports.respond(Moments(rows, {}), "csv", "x").content.decode("utf-8-sig").splitlines()
    assert lines == ["时间", "2018-10-17 01:05"]


def test_states_go_out_in_words_to_people_and_in_codes_to_programs() -> None:
    class States(Table):
        columns = (Column("state", "状态", chip=lambda row: ("ok", "已收") if row["state"] == "received" else None),)

    table = States([{"state": "received"}, {"state": "draft"}], {})
    assert exports.respond(table, "csv", "x").content.decode("utf-8-sig").split("\r\n") == ["状态", "已收", "draft", ""]
    assert json.loads(exports.respond(table, "json", "x").content)["rows"] == [
        {"state": "received"},
        {"state": "draft"},
    ]


@pytest.mark.parametrize(
    ("as_format", "kind"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_file_has_its_kind_and_name(as_format: str, kind: str) -> None:
    response = answer(as_format)
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f"attachment; filename*=UTF-8''%E5%90%8D%E5%8D%95-2018.{as_format}"
