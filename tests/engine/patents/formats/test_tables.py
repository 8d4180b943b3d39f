"""Tables of offices and databases, by shipped mappings and by an operator's own."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.engine.patents.formats.reading import load, patents_in, read_as
from zhicheng.engine.patents.formats import lens, patentscope
from zhicheng.engine.patents.formats.format import FormatRefused
from zhicheng.engine.patents.formats.mapping import MappingRefused, read_mapping, shipped_mapping, shipped_mappings
from zhicheng.engine.patents.formats.recognition import recognise
from zhicheng.engine.patents.formats.table import format_from_file, format_of
from zhicheng.engine.patents.record import (
    Citation,
    Classification,
    ClassScheme,
    Kind,
    LegalEvent,
    LegalState,
    Party,
    PartyRole,
    Patent,
    Priority,
    Reject,
    Stage,
    Text,
)

CNIPA = format_of(shipped_mapping("cnipa"))
HEADER = (
    "公开（公告）号,申请号,申请日,公开（公告）日,名称,摘要,主权项,申请（专利权）人,地址,邮编,发明（设计）人,专利代理机构,主分类号,分类号,"
    "专利类型,法律状态,法律状态含义,法律状态生效日,参考文献\n"
)
ROW = (
    "CN101933423B,201010255577.9,2010.08.10,2013.01.05,一种插秧机,摘要一,1.一种插秧机，其特征在于。,江苏大学；无锡某厂,江苏省无锡市清扬路333号,"
    "214023,缪同春;王五,某代理所,H01M10/0525,H01M10/0525;A01C 11/02(2006.01)I,发明专利,有权,授权,2013年1月5日,CN1703333A;一本书\n"
)
EXPECTED = Patent(
    publication="CN101933423B",
    country="CN",
    kind=Kind.INVENTION,
    stage=Stage.GRANT,
    kind_code="B",
    application="CN201010255577A",
    filed_on=date(2010, 8, 10),
    published_on=date(2013, 1, 5),
    granted_on=date(2013, 1, 5),
    titles=(Text("zh", "一种插秧机"),),
    abstracts=(Text("zh", "摘要一"),),
    claims=("一种插秧机，其特征在于。",),
    parties=(
        Party(PartyRole.APPLICANT, "江苏大学", "", "江苏省无锡市清扬路333号", "214023"),
        Party(PartyRole.APPLICANT, "无锡某厂"),
        Party(PartyRole.INVENTOR, "缪同春"),
        Party(PartyRole.INVENTOR, "王五"),
        Party(PartyRole.AGENCY, "某代理所"),
    ),
    classes=(Classification(ClassScheme.IPC, "H01M10/0525"), Classification(ClassScheme.IPC, "A01C11/02")),
    citations=(Citation("CN1703333A"), Citation("一本书")),
    events=(LegalEvent(date(2013, 1, 5), "", "授权", LegalState.IN_FORCE),),
    state=LegalState.IN_FORCE,
    source="file",
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_of_the_office_is_read_in_every_encoding(encoding: str) -> None:
    assert patents_in(CNIPA, (HEADER + ROW).encode(encoding)) == [EXPECTED]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_told(delimiter: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(csv.reader(io.StringIO(HEADER + ROW)))
    assert patents_in(CNIPA, file.getvalue().encode()) == [EXPECTED]


def test_faulty_rows_are_set_aside_each_with_its_reason() -> None:
    short = "CN101933423B,201010255577.9\n"
    spoilt = ROW.encode("gb18030").replace("插秧".encode("gb18030"), b"\xff\xff", 1)
    faults = {
        ROW.replace("CN101933423B", ""): "没有公开（公告）号，记录无从识别。请补上后再上传",
        ROW.replace("577.9", "577.8"): "申请号“CN201010255577.8”有误：校验位不符",
        ROW.replace("2010.08.10", "2010.02.30"): "日期“2010.02.30”不存在。请对照原文献改正",
        short: "本行有 2 个单元格，表头有 19 列。文字里有逗号的单元格要用英文引号括住",
        ROW.replace(
            "一种插秧机,", '"一种"插秧机,', 1
        ): "引号没有配对，分不清各列。文字里的引号要写两个，整格用引号括住",
    }
    data = (HEADER + ROW + "\n".join(faults) + "\n" + ROW).encode("gb18030") + spoilt + ROW.encode("gb18030")
    found = read_as(CNIPA, data, "表.csv")
    rejects = [one for one in found if isinstance(one, Reject)]
    assert [one.position for one in rejects] == [2, 3, 4, 5, 6, 8]
    for reject, reason in zip(rejects, (*faults.values(), "本行有损坏的文字"), strict=True):
        assert reject.reason.startswith(reason)
    assert [one for one in found if isinstance(one, Patent)] == [EXPECTED.__class__(**_fields(EXPECTED, "表.csv"))] * 3


def _fields(patent: Patent, source: str) -> dict[str, Any]:
    return {**{name: getattr(patent, name) for name in Patent.__slots__}, "source": source}


def test_a_stray_quote_costs_one_row_only() -> None:
    stray = ROW.replace("摘要一", '"摘要一')
    found = read_as(CNIPA, (HEADER + stray + ROW * 3 + stray + ROW).encode())
    assert [type(one) for one in found] == [Reject, Patent, Patent, Patent, Reject, Patent]


def test_a_cell_longer_than_the_usual_limit_is_read() -> None:
    long = "电" * 200_000
    [patent] = patents_in(CNIPA, (HEADER + ROW.replace("摘要一", long)).encode())
    assert patent.abstract() == long


def test_a_workbook_is_read_like_the_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(HEADER + ROW)):
        book.active.append(row)
    book.active["C2"] = date(2010, 8, 10)
    book.save(tmp_path / "导出.xlsx")
    assert load(tmp_path / "导出.xlsx") == (["cnipa"], [Patent(**_fields(EXPECTED, "导出.xlsx"))], [])


def test_a_table_without_the_number_column_is_refused() -> None:
    with pytest.raises(FormatRefused, match="没有公开号一列"):
        read_as(CNIPA, "名称,摘要\n甲,乙\n".encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    for data in (b"\xff\x81,\xff\n1,2\n", HEADER.encode() + b"\0\n"):
        with pytest.raises(FormatRefused):
            read_as(CNIPA, data)


@pytest.mark.parametrize(
    ("code", "header", "cells", "expected"),
    [
        (
            "incopat",
            "公开（公告）号,标题 (中文),标题 (英文),申请人,申请人国别代码,IPC主分类,IPC,被引证次数,简单同族个数,专利有效性,权利要求数量",
            "CN101933423A,电池,Cell,甲公司; 乙公司,CN; US,H01M10/05,H01M10/05; H01M4/13,3,2,失效,9",
            {
                "titles": (Text("zh", "电池"), Text("en", "Cell")),
                "parties": (Party(PartyRole.APPLICANT, "甲公司", "CN"), Party(PartyRole.APPLICANT, "乙公司", "US")),
                "classes": (Classification(ClassScheme.IPC, "H01M10/05"), Classification(ClassScheme.IPC, "H01M4/13")),
                "cited_by_count": 3,
                "family_size": 2,
                "state": LegalState.LAPSED,
                "claim_count": 9,
            },
        ),
        (
            "zhihuiya",
            "公开(公告)号,受理局,标题,[标]当前申请(专利权)人,发明人,IPC分类号,简单法律状态,引用专利,优先权号",
            "CN101933423A,中国,电池,甲公司 | 乙公司,张三 | 李四,H01M10/05 | H01M4/13,审中,CN1703333A | US5825759A,JP2019-123456",
            {
                "titles": (Text("zh", "电池"),),
                "parties": (
                    Party(PartyRole.APPLICANT, "甲公司"),
                    Party(PartyRole.APPLICANT, "乙公司"),
                    Party(PartyRole.INVENTOR, "张三"),
                    Party(PartyRole.INVENTOR, "李四"),
                ),
                "classes": (Classification(ClassScheme.IPC, "H01M10/05"), Classification(ClassScheme.IPC, "H01M4/13")),
                "citations": (Citation("CN1703333A"), Citation("US5825759A")),
                "priorities": (Priority("JP2019123456A", "JP"),),
                "state": LegalState.PENDING,
            },
        ),
        (
            "patentstar",
            "申请号,公开（公告）号,发明名称,专利权人,发明人,法律状态",
            "201010255577.9,CN101933423A,电池,甲公司,张三、李四,驳回",
            {
                "application": "CN201010255577A",
                "titles": (Text("zh", "电池"),),
                "parties": (
                    Party(PartyRole.APPLICANT, "甲公司"),
                    Party(PartyRole.INVENTOR, "张三"),
                    Party(PartyRole.INVENTOR, "李四"),
                ),
                "state": LegalState.REJECTED,
            },
        ),
        (
            "plain",
            "publication_number,title,applicant_address,postcode,forward_citations",
            "CN101933423A,电池,江苏省无锡市,214023,0",
            {
                "titles": (Text("zh", "电池"),),
                "parties": (Party(PartyRole.APPLICANT, "", "", "江苏省无锡市", "214023"),),
                "cited_by_count": 0,
            },
        ),
        (
            "patentscope",
            "Application Id,Application Number,Application Date,Publication Number,Publication Date,Country,Title,I P C,Applicants",
            "WO2009085664,PCT/US2008/086170,10.12.2008,WO/2009/085664,09.07.2009,WO,Cell,H01M 10/05; H01M 4/13,ACME; OTHER",
            {
                "publication": "WO2009085664",
                "country": "WO",
                "kind": Kind.OTHER,
                "kind_code": "",
                "application": "WO2008US086170W",
                "filed_on": date(2008, 12, 10),
                "published_on": date(2009, 7, 9),
                "titles": (Text("en", "Cell"),),
                "parties": (Party(PartyRole.APPLICANT, "ACME"), Party(PartyRole.APPLICANT, "OTHER")),
                "classes": (Classification(ClassScheme.IPC, "H01M10/05"), Classification(ClassScheme.IPC, "H01M4/13")),
            },
        ),
    ],
)
def test_each_database_s_table_is_recognised_and_read(
    code: str, header: str, cells: str, expected: dict[str, Any]
) -> None:
    data = f"{header}\n{cells}\n".encode()
    format_ = recognise(data, "x.csv")
    assert format_ is not None
    assert format_.code == code
    base: dict[str, Any] = {
        "publication": "CN101933423A",
        "country": "CN",
        "kind": Kind.INVENTION,
        "stage": Stage.APPLICATION,
        "kind_code": "A",
        "source": "file",
    }
    assert patents_in(format_, data) == [Patent(**{**base, **expected})]


def test_lens_years_of_two_digits_find_their_century() -> None:
    data = (
        b"publication_number,jurisdiction,lens_id,publication_date,publication_year,application_date,priority_numbers,title\n"
        b"US 2435892 A,US,1-2,10/02/48,1948,23/04/45,US 58998145 A 19450423;;GB 1234 A,Aerial\n"
    )
    [patent] = patents_in(lens.FORMAT, data)
    assert (patent.publication, patent.published_on, patent.filed_on, patent.granted_on) == (
        "US2435892A",
        date(1948, 2, 10),
        date(1945, 4, 23),
        date(1948, 2, 10),
    )
    assert [one.filed_on for one in patent.priorities] == [date(1945, 4, 23), None]


def test_the_site_s_own_lens_table_is_read_too() -> None:
    data = (
        b"#,Jurisdiction,Kind,Display Key,Lens ID,Publication Date,Publication Year,Application Date,Title,Applicants,Legal Status\n"
        b"1,US,B2,US 8930553 B2,1-2,2015-01-06,2015,2012-10-09,Cell,ACME;;OTHER,ACTIVE\n"
    )
    [patent] = patents_in(lens.FORMAT, data)
    assert (patent.publication, patent.published_on, patent.state) == (
        "US8930553B2",
        date(2015, 1, 6),
        LegalState.IN_FORCE,
    )
    assert [one.name for one in patent.parties] == ["ACME", "OTHER"]


def test_two_formats_are_never_taken_for_each_other() -> None:
    assert patentscope.FORMAT.recognises(HEADER.encode(), "a") is False
    assert recognise("姓名,年龄\n张三,3\n".encode(), "a.csv") is None
    assert recognise(b"", "a.csv") is None
    assert recognise(b"\0\1\2", "a.csv") is None


def test_every_shipped_mapping_is_sound_and_says_where_its_headers_are_from() -> None:
    assert sorted(mapping.code for mapping in shipped_mappings()) == [
        "cnipa",
        "incopat",
        "patentstar",
        "plain",
        "zhihuiya",
    ]
    assert all(mapping.note for mapping in shipped_mappings())


OWN = """code = "own"
label = "我市专利库"
dates = ["%d/%m/%Y"]
separators = ["#"]
[columns]
publication = ["号码", "公告号"]
title = "题目"
published_on = "日子"
applicants = "谁"
"""


def test_any_table_is_read_by_an_operator_s_mapping(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    format_ = format_from_file(tmp_path / "own.toml")
    [patent] = patents_in(format_, "题目,号码,日子,谁\n电池,CN101933423A,05/01/2011,甲#乙\n".encode())
    assert (patent.publication, patent.published_on, patent.title()) == ("CN101933423A", date(2011, 1, 5), "电池")
    assert [one.name for one in patent.parties] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (OWN.replace("label", "lable"), "own.toml 第 2 行：不认识“lable”"),
        (OWN.replace("title =", "titel ="), "own.toml 第 7 行：没有“titel”这个字段"),
        (OWN.replace('title = "题目"', "title = 3"), "own.toml 第 7 行：“title”应是引号里的文字"),
        (OWN.replace("publication =", "application ="), "own.toml 第 5 行：没有写 publication"),
        (OWN.replace('code = "own"\n', ""), "own.toml 第 1 行：缺少“code”"),
        (OWN.replace('"#"]', '"#"'), "own.toml 不是正确的 TOML："),
        ('code = "a"\nlabel = "b"\ncolumns = 3', "own.toml 第 3 行：“columns”应是一节"),
        ("x" * 200_000, "own.toml 超过 100,000 个字符"),
    ],
)
def test_a_wrong_mapping_is_refused_with_line_and_mend(wrong: str, message: str) -> None:
    with pytest.raises(MappingRefused) as refused:
        read_mapping(wrong, "own.toml")
    assert str(refused.value).startswith(message)


def test_a_mapping_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingRefused, match="打不开映射文件"):
        format_from_file(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes(OWN.encode("gb18030"))
    with pytest.raises(MappingRefused, match="不是 UTF-8"):
        format_from_file(tmp_path / "gbk.toml")
