"""A paper is read back by the library that offices' programs agree with; its charts hold the numbers they were given."""

from datetime import UTC, datetime
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import docx
import pytest
from openpyxl import load_workbook

from zhicheng.base.documents.word import Align, Bars, Facts, Grid, Lines, Paper, Series

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
FORMULA = '=HYPERLINK("http://x","<&>")'


def paper() -> Paper:
    made = Paper(Facts("报告", "试用", AT))
    made.running_head("报告 <1>", "第 ", " 页，共 ", " 页")
    made.title("报告", "（2010 年）")
    made.heading("结果")
    made.subheading("强项")
    made.say("两座城市。")
    made.say("")
    made.table("得分", Grid(["城市", "得分"], [[FORMULA, "1.5"], ["合肥", "—"]], [2, 1], strong=frozenset({1})))
    made.table("事实", Grid(["", ""], [["性质", "演示"]], [1, 2], (Align.LEFT, Align.LEFT)))
    made.chart(
        "各方面", Bars(("数量", "<质量>"), (Series(FORMULA, (90.5, None)), Series("中位", (50.0, 0.1))), "深圳高")
    )
    made.chart("名次", Lines(("2009", "2010"), (Series("深圳", (3, 1)),), "升", digits=0, turned=True))
    made.heading("方法")
    return made


def part(file: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(file)) as package:
        return package.read(name)


def cached(file: bytes, number: int) -> list[tuple[str, list[str], dict[int, float]]]:
    """Each series of a chart: its name, the categories, and the values by their place."""
    root = ET.fromstring(part(file, f"word/charts/chart{number}.xml"))
    found = []
    for series in root.iter(f"{CHART}ser"):
        name = series.findtext(f"{CHART}tx//{CHART}v") or ""
        names = [point.text or "" for point in series.findall(f"{CHART}cat//{CHART}v")]
        points = series.findall(f"{CHART}val//{CHART}pt")
        found.append((name, names, {int(one.attrib["idx"]): float(one.findtext(f"{CHART}v") or "") for one in points}))
    return found


def test_headings_paragraphs_and_captions_are_numbered_in_their_order() -> None:
    read = docx.Document(BytesIO(paper().file()))
    assert [(one.style.name, one.text) for one in read.paragraphs if one.style and one.text] == [
        ("Title", "报告"),
        ("Subtitle", "（2010 年）"),
        ("Heading 1", "一、结果"),
        ("Heading 2", "（一）强项"),
        ("Body Text", "两座城市。"),
        ("Caption", "表 1　得分"),
        ("Caption", "表 2　事实"),
        ("Caption", "图 1　各方面"),
        ("Caption", "图 2　名次"),
        ("Heading 1", "二、方法"),
    ]


def test_tables_hold_their_words_and_a_formula_stays_text() -> None:
    read = docx.Document(BytesIO(paper().file()))
    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in read.tables] == [
        [["城市", "得分"], [FORMULA, "1.5"], ["合肥", "—"]],
        [["性质", "演示"]],
    ]


def test_the_head_of_every_page_counts_the_pages() -> None:
    header = docx.Document(BytesIO(paper().file())).sections[0].header.part.blob.decode()
    assert [header.count(word) for word in (" PAGE ", " NUMPAGES ", "报告 &lt;1&gt;")] == [1, 1, 1]


def test_charts_hold_the_numbers_and_so_do_their_workbooks() -> None:
    file = paper().file()
    assert cached(file, 1) == [
        (FORMULA, ["数量", "<质量>"], {0: 90.5}),
        ("中位", ["数量", "<质量>"], {0: 50.0, 1: 0.1}),
    ]
    assert cached(file, 2) == [("深圳", ["2009", "2010"], {0: 3.0, 1: 1.0})]
    book = load_workbook(BytesIO(part(file, "word/embeddings/data1.xlsx")))
    assert [list(row) for row in book["Data"].values] == [
        ["", "'" + FORMULA, "中位"],
        ["数量", 90.5, 50],
        ["<质量>", None, 0.1],
    ]


def test_a_chart_says_what_it_shows() -> None:
    text = part(paper().file(), "word/document.xml").decode()
    assert [text.count(f'descr="{words}"') for words in ("深圳高", "升")] == [1, 1]


def test_the_same_paper_gives_the_same_bytes_and_says_when_its_content_was_made() -> None:
    first, second = paper().file(), paper().file()
    assert first == second
    known = docx.Document(BytesIO(first)).core_properties
    assert (known.title, known.subject, known.author) == ("报告", "试用", "")
    assert known.created == known.modified == AT


def test_a_series_needs_a_value_for_each_category() -> None:
    with pytest.raises(ValueError, match="one value for each category"):
        Bars(("数量",), (Series("深圳", (1.0, 2.0)),), "")


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (12, "十二")])
def test_headings_are_counted_in_chinese(number: int, words: str) -> None:
    made = Paper(Facts("报告", "", AT))
    for _ in range(number):
        made.heading("事")
    assert docx.Document(BytesIO(made.file())).paragraphs[-1].text == f"{words}、事"
