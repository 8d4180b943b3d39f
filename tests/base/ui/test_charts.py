"""A chart is a figure, a table and a CSV from one set of rows."""

import base64
import io
import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import RequestFactory

from tests.base.ui.rendering import component
from zhicheng.base.ui.charts import Chart, Row
from zhicheng.engine.tables import read_table

COLUMNS = [("x", "年份"), ("a", "深圳"), (None, "备注")]
ROWS = [["2009", 88.256, ("x", "见 <说明>")], Row(["2010", None, ("y", "链接", "/notes/?a=1&b=2")], mine=True)]


def chart(**changes: Any) -> Chart:
    facts = {
        "kind": "trend",
        "finding": "深圳<上升",
        "note": "得分",
        "columns": COLUMNS,
        "rows": ROWS,
        "source": "编造",
    }
    return Chart(**{**facts, "options": {"digits": 1, "unit": "分"}, **changes})


def rendered(sample: Chart) -> str:
    request = RequestFactory().get("/")
    html = component("chart", request, chart=sample)
    assert request.zc_scripts == {"charts"}
    return html


def test_the_table_shows_rounded_values_and_carries_the_unrounded_ones() -> None:
    assert chart().lines == [
        (
            False,
            [
                '<th scope="row" data-v="2009">2009</th>',
                '<td class="num" data-v="88.256">88.3</td>',
                '<td data-v="x">见 &lt;说明&gt;</td>',
            ],
        ),
        (
            True,
            [
                '<th scope="row" data-v="2010">2010</th>',
                '<td data-v="">—</td>',
                '<td data-v="y"><a href="/notes/?a=1&amp;b=2">链接</a></td>',
            ],
        ),
    ]


def test_a_column_is_of_numbers_when_its_first_known_cell_is_one() -> None:
    heads = chart(rows=[["2009", None, ""], ["2010", 3, ""]]).heads
    assert [(head.key, head.label, head.is_number) for head in heads] == [
        ("x", "年份", False),
        ("a", "深圳", True),
        ("", "备注", False),
    ]


def test_without_an_address_the_csv_is_in_the_link_itself() -> None:
    html = rendered(chart())
    content = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', html)[1]
    table = read_table(io.BytesIO(base64.b64decode(unescape(content))), "x.csv")
    assert table.header == ("年份", "深圳", "备注")
    assert [row.cells for row in table.rows] == [("2009", "88.256", "x"), ("2010", None, "y")]


def test_a_csv_address_is_used_when_there_is_one() -> None:
    assert chart(csv_url="/strength/2010.csv").download_url == "/strength/2010.csv"


def test_the_figure_speaks_a_sentence_and_carries_its_options() -> None:
    html = rendered(chart())
    spoken = re.search(r'data-zc-desc="([^"]+)"', html)[1]
    assert unescape(spoken) == "深圳<上升。得分。数据见下方数据表。"
    options = json.loads(unescape(re.search(r'data-zc-options="([^"]+)"', html)[1]))
    assert options == {"digits": 1, "unit": "分"}
    assert "<上升" not in html
    assert html.count('class="is-me"') == 1


def test_a_map_says_that_it_is_a_sketch() -> None:
    html = rendered(chart(kind="map", columns=[("code", "代码")], rows=[["440300"]]))
    assert "编造。地图为示意，不作划界依据" in html


def test_an_empty_chart_still_has_its_heads() -> None:
    assert [head.label for head in chart(rows=[]).heads] == ["年份", "深圳", "备注"]


@pytest.mark.parametrize("wrong", [{"kind": "pie"}, {"size": "huge"}])
def test_an_unknown_kind_or_size_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="no chart of kind"):
        chart(**wrong)
