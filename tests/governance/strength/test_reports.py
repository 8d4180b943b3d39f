"""Files to hand on hold the very numbers of the pages: each is read back and compared with what the queries say."""

from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import docx
import pytest
from django.test import Client
from docx.document import Document
from openpyxl import load_workbook

from tests.governance.strength.samples import (
    BEIJING,
    CODE,
    DOUBTS,
    FIGURES,
    HEFEI,
    SCHEME,
    SHENZHEN,
    WUHU,
    XIAN,
    of_year,
    publish_scheme,
    set_figure,
    set_figures,
)
from zhicheng.base.regions.models import Region
from zhicheng.base.ui import formats
from zhicheng.governance.indicators.queries import indicator_models
from zhicheng.governance.strength import queries
from zhicheng.governance.strength.actions import evaluate
from zhicheng.governance.strength.definition_kinds import ROOT
from zhicheng.governance.strength.naming import Names
from zhicheng.governance.strength.profile_findings import signed
from zhicheng.governance.strength.report import Report, gather

ODD = '=HYPERLINK("<&>")'
NAMES = {SHENZHEN: "深圳市", HEFEI: "合肥市", XIAN: ODD, WUHU: "芜湖市", BEIJING: "北京市"}
BEFORE = {**FIGURES, SHENZHEN: (55, 2, 9), XIAN: (105, 4, 1)}
NODES = [ROOT, "scale", "patents", "quality", "family_size", "citations_per_patent"]
REPORT, BOOK = f"/strength/2010/{HEFEI}/report.docx", "/strength/2010/workbook.xlsx"


@pytest.fixture(scope="module")
def _country(module_database: None) -> None:
    publish_scheme(SCHEME + DOUBTS)
    set_figures(2009, BEFORE)
    set_figures(2010)
    for code, name in NAMES.items():
        Region.objects.filter(code=code).update(name=name, short_name=name.removesuffix("市"))
    evaluate(scheme=CODE)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_country")]


def file(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content


def read(client: Client, address: str = REPORT) -> Document:
    return docx.Document(BytesIO(file(client, address)))


def cells(document: Document) -> dict[str, list[list[str]]]:
    """Each table's rows under its caption, without 表 and number."""
    captions = [one.text.split("　", 1)[1] for one in document.paragraphs if one.text.startswith("表 ")]
    rows = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return dict(zip(captions, rows, strict=True))


def found(region: str = HEFEI) -> Report:
    evaluations = queries.shown()
    evaluation = next(one for one in evaluations if one.year == 2010)
    names = Names(queries.scheme_as_run(evaluation), indicator_models())
    return gather(region, queries.sheet(evaluation), evaluations, names, "")


def sheets(client: Client) -> dict[str, list[list[Any]]]:
    book = load_workbook(BytesIO(file(client, BOOK)))
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book}


def test_the_tree_of_the_report_is_that_of_the_score_page(client: Client) -> None:
    report, number = found(), formats.number
    names = report.names
    expected = []
    for row in report.rows:
        own, before, leaf = row.values, report.before[row.node], row.level == 2
        expected.append(
            [
                names.label(row.node) + (f"（{names.unit(row.node)}）" if leaf else ""),
                names.figure(row.node, own.raw) if leaf else "",
                names.figure(row.node, before.raw) if leaf else "",
                number(own.score, 1),
                number(row.scores and row.scores.middle, 1),
                formats.percent(own.weight),
                number(own.contribution, 1),
                number(own.rank),
                number(before.rank),
            ]
        )
    assert cells(read(client))["得分构成"][1:] == expected


def test_score_places_and_interval_are_those_of_the_run(client: Client) -> None:
    scores, interval = queries.sheet(of_year(2010)), queries.intervals(of_year(2010))[HEFEI]
    before = queries.sheet(of_year(2009)).of(HEFEI)
    assert cells(read(client))["得分和名次"] == [
        ["项目", "本年", "上年"],
        ["得分", formats.number(scores.of(HEFEI).score, 1), formats.number(before.score, 1)],
        ["名次", str(scores.of(HEFEI).rank), str(before.rank)],
        ["入评数", "3", "3"],
        ["得分中位数", formats.number(scores.median(ROOT), 1), ""],
        ["名次区间（九成）", formats.interval(interval.rank_low, interval.rank_high), ""],
        ["进入前 2 名的机会", formats.percent(interval.top_share, 0), ""],
    ]


def test_the_change_adds_up_to_the_difference_of_the_scores(client: Client) -> None:
    change = found().change
    assert change is not None
    rows = cells(read(client))["2009 至 2010 年得分变化的构成"]
    assert [row[3:] for row in rows[1:-1]] == [
        [signed(part.own), signed(part.others), signed(part.points)]
        for part in sorted(change.parts, key=lambda part: -abs(part.points))
    ]
    assert rows[-1] == [
        "总分",
        formats.number(change.score_before, 1),
        formats.number(change.score_after, 1),
        signed(change.own),
        signed(change.others),
        signed(change.points),
    ]


def test_the_places_of_the_years_and_the_chart_hold_the_same(client: Client) -> None:
    history = queries.history(HEFEI)
    content = file(client, REPORT)
    rows = cells(docx.Document(BytesIO(content)))["各年名次和得分"]
    assert rows[1:] == [
        [str(one.year), str(one.rank), formats.number(one.score, 1), str(one.of), ""] for one in history
    ]
    assert numbers_of_charts(content)[-1] == [float(one.rank) for one in history]


def numbers_of_charts(content: bytes) -> list[list[float]]:
    """The values of all series of all charts, in their order."""
    chart = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    with ZipFile(BytesIO(content)) as package:
        names = sorted(name for name in package.namelist() if name.startswith("word/charts/chart"))
        roots = [ET.fromstring(package.read(name)) for name in names]
    return [
        [float(value.text or "") for value in series.findall(f"{chart}val//{chart}v")]
        for root in roots
        for series in root.iter(f"{chart}ser")
    ]


def test_the_chart_of_the_aspects_holds_the_scores_of_the_city_and_its_peers(client: Client) -> None:
    report = found(SHENZHEN)
    assert report.members == (XIAN,)
    own, peers = (
        [queries.sheet(of_year(2010)).of(code, node).score for node in ("scale", "quality")]
        for code in (SHENZHEN, XIAN)
    )
    assert numbers_of_charts(file(client, f"/strength/2010/{SHENZHEN}/report.docx"))[:2] == [own, peers]


def test_the_report_says_what_it_is_and_by_which_digests(client: Client) -> None:
    evaluation = of_year(2010)
    document = read(client)
    text = "\n".join(one.text for one in document.paragraphs)
    assert [text.count(words) for words in ("本结果为实时测算", "权重为设定值，属演示", "本结果为正式发布")] == [
        1,
        1,
        0,
    ]
    assert cells(document)["本次评价"] == [
        ["性质", "实时测算"],
        ["评价方案", "小方案（small）第 1 版"],
        ["计算", "2010 年第 1 次"],
        ["发布时间", formats.date_iso(evaluation.published_at)],
        ["输入摘要", evaluation.inputs_sha256],
        ["结果摘要", evaluation.outputs_sha256],
    ]


def test_the_first_city_has_nobody_before_it(client: Client) -> None:
    heads = [
        one.text
        for one in read(client, f"/strength/2010/{SHENZHEN}/report.docx").paragraphs
        if one.style and one.style.name == "Heading 1"
    ]
    assert heads == [
        "一、评价结果",
        "二、各方面和各项指标",
        "三、强项和弱项",
        "四、名次和得分的变化",
        "五、名次有多稳",
        "六、怎么算的",
        "七、能说明什么，不能说明什么",
        "八、数据来源和核验",
    ]


def test_an_odd_name_is_only_a_name(client: Client) -> None:
    assert read(client, f"/strength/2010/{XIAN}/report.docx").paragraphs[0].text == f"{ODD}专利实力评价报告"
    assert [row[2] for row in sheets(client)["排名"]] == ["城市", "深圳市", "合肥市", "'" + ODD]


def test_the_same_run_gives_the_same_files(client: Client) -> None:
    assert file(client, REPORT) == file(client, REPORT)
    assert file(client, BOOK) == file(client, BOOK)


def test_later_figures_do_not_change_a_file_until_they_are_published(client: Client) -> None:
    kept = file(client, REPORT), file(client, BOOK)
    set_figure("patents", HEFEI, 2010, 5000)
    assert (file(client, REPORT), file(client, BOOK)) == kept


@pytest.mark.parametrize("region", [WUHU, "999999", "nowhere"])
def test_who_has_no_place_has_no_report(client: Client, region: str) -> None:
    assert client.get(f"/strength/2010/{region}/report.docx").status_code == 404


@pytest.mark.parametrize("address", ["/strength/1999/workbook.xlsx", "/strength/other/2010/workbook.xlsx"])
def test_what_is_not_published_has_no_workbook(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_workbook_holds_every_score_and_figure_unrounded(client: Client) -> None:
    scores, made = queries.sheet(of_year(2010)), sheets(client)
    assert list(made) == [
        "排名",
        "得分（各节点）",
        "原始数据",
        "权重与方法",
        "名次区间",
        "未入评",
        "步骤",
        "稳健性",
        "数据字典",
    ]
    assert [[row[0], row[2], *row[4:]] for row in made["得分（各节点）"][1:]] == [
        [code, node, *scores.of(code, node)] for code in scores.values for node in NODES
    ]
    leaves = ["patents", "family_size", "citations_per_patent"]
    assert made["原始数据"] == [
        ["行政区划代码", "城市", *leaves],
        *(
            [code, "'" + ODD if code == XIAN else NAMES[code], *(scores.of(code, leaf).raw for leaf in leaves)]
            for code in scores.values
        ),
    ]


def test_the_workbook_holds_intervals_and_who_is_left_out(client: Client) -> None:
    evaluation, made = of_year(2010), sheets(client)
    intervals = queries.intervals(evaluation)
    assert [[row[0], *row[3:]] for row in made["名次区间"][1:]] == [
        [code, one.rank_low, one.rank_high, one.top_share]
        for code in queries.sheet(evaluation).values
        for one in (intervals[code],)
    ]
    assert [[row[0], row[3]] for row in made["未入评"][1:]] == [
        [one.region_id, one.words] for one in queries.left_out(evaluation)
    ]


def test_the_dictionary_names_every_column_of_every_sheet(client: Client) -> None:
    made = sheets(client)
    assert [row[:2] for row in made["数据字典"][1:] if row[0] != "本文件"] == [
        [title, name] for title, rows in made.items() if title != "数据字典" for name in rows[0]
    ]


def test_pages_lead_to_the_files(client: Client) -> None:
    assert client.get("/strength/2010/").content.decode().count(f'href="{BOOK}"') == 1
    assert client.get(f"/strength/2010/{HEFEI}/").content.decode().count(f'href="{REPORT}"') == 1
