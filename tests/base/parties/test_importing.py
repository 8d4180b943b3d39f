"""A list of parties comes in whole or not at all, and what was exported comes in unchanged."""

import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django_scopes import scopes_disabled
from pytest_django import DjangoAssertNumQueries
from stdnum.cn import uscc

from tests.people import division, firm, person, signed_in
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.documents.actions import store
from zhicheng.base.documents.models import Document
from zhicheng.base.parties.actions import import_list
from zhicheng.base.parties.importing import Report, read_list
from zhicheng.base.parties.models import Kind, Party
from zhicheng.base.verdicts import Refused

pytestmark = pytest.mark.django_db
HEADER = "名称,类型,统一社会信用代码,区划代码,地址"


def code(number: int) -> str:
    """A code that can exist."""
    body = f"91440300MA5{number:06d}"
    return body + uscc.calc_check_digit(body)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> None:
    settings.DOCUMENTS_DIR = tmp_path


@pytest.fixture
def wang() -> User:
    division("440305")
    return person("王")


def read(by: User, *lines: str, header: str = HEADER, name: str = "名录.csv") -> Report:
    return read_list(io.BytesIO("\n".join([header, *lines]).encode()), name, by=by)


def faults(report: Report) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.message) for fault in report.faults]


def test_each_row_is_new_changed_or_the_same(wang: User) -> None:
    same, moved = firm("甲公司", region="440305"), firm("乙公司", region="440305")
    with scopes_disabled():
        Party.objects.filter(pk=same.pk).update(uscc=code(1))
        Party.objects.filter(pk=moved.pk).update(uscc=code(2))
    report = read(
        wang,
        f"甲公司,企业,{code(1)},440305,",
        f"乙公司,企业,{code(2)},440305,深圳市南山区学府路 8 号",
        f"丙大学,高等学校,{code(3)},,深圳市南山区学苑大道 1 号",
        "丁工作室,maker,,深圳市南山区,",
    )
    assert (report.registered, report.corrected, report.unchanged, report.faults) == (2, 1, 1, [])
    assert [(change.facts.name, change.facts.kind, change.facts.region_code) for change in report.changes] == [
        ("乙公司", Kind.ENTERPRISE, "440305"),
        ("丙大学", Kind.UNIVERSITY, "440305"),
        ("丁工作室", Kind.MAKER, "440305"),
    ]


def test_a_row_without_code_finds_its_party_by_name(wang: User) -> None:
    party = firm("甲公司", region="440305")
    [change] = read(wang, f"甲公司,企业,{code(1)},440305,").changes
    assert (change.party, change.facts.uscc) == (party, code(1))


def test_every_fault_is_named_with_line_and_column(wang: User) -> None:
    person("赵", region="340100")
    report = read(
        wang,
        f"甲公司,企业,{code(1)[:-1]}0,440305,",
        f"乙公司,公司,{code(2)},440305,",
        f",企业,{code(3)},440305,",
        f"丁公司,企业,{code(4)},990000,",
        f"戊公司,企业,{code(5)},340100,",
        f"己公司,企业,{code(6)},440305,",
        f"庚公司,企业,{code(6)},440305,",
        f"辛公司,企业,{code(7)},,鼓楼区中山路 1 号",
        f"{'长' * 121},企业,{code(8)},440305,",
    )
    assert faults(report) == [
        (2, "统一社会信用代码", "校验位不符，至少有一个字符写错。请对照营业执照或法人证书核对"),
        (3, "类型", "类型应为 企业、高等学校、科研组织、创客、服务机构、金融机构、机关、其他 之一"),
        (4, "名称", "没有填写名称"),
        (5, "区划代码", "没有“990000”这个行政区划，请检查是否写错"),
        (6, "区划代码", "所在地不在您的辖区，请由当地知识产权管理部门登记"),
        (8, "统一社会信用代码", "与第 7 行重复，请只留一行"),
        (9, "区划代码", report.faults[6].message),
        (10, "名称", "超过 120 个字，请改短"),
    ]
    assert report.faults[6].message.startswith("“鼓楼区”可能是 南京市鼓楼区（320106）")
    assert not report.is_clean


def test_a_code_registered_elsewhere_tells_nothing(wang: User) -> None:
    other = firm("合肥公司", region="340100")
    with scopes_disabled():
        Party.objects.filter(pk=other.pk).update(uscc=code(1))
    report = read(wang, f"深圳公司,企业,{code(1)},440305,")
    assert faults(report) == [(2, "统一社会信用代码", "这个代码已在别的辖区登记")]


def test_missing_columns_and_no_table(wang: User) -> None:
    assert faults(read(wang, "甲公司,1", header="名称,编号")) == [(1, "", "缺少列：类型、区划代码。请在第一行写上列名")]
    assert read_list(io.BytesIO(b"%PDF-1.7"), "名录.csv", by=wang).refusal != ""


def test_a_formula_in_a_sheet_is_a_fault_and_a_guarded_name_is_itself(wang: User) -> None:
    [change] = read(wang, f"'=公司,企业,{code(1)},440305,").changes
    assert change.facts.name == "=公司"


# through the pages


@pytest.fixture
def browser(wang: User) -> Client:
    return signed_in(wang)


def upload(browser: Client, content: bytes, name: str = "名录.csv") -> str:
    """Upload a list; returns the address of its preview."""
    answer = browser.post("/parties/import/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302
    return answer["Location"]


def parties() -> list[tuple[str, str | None]]:
    with scopes_disabled():
        return list(Party.objects.order_by("name").values_list("name", "uscc"))


def test_import_by_preview_and_confirmation(browser: Client, wang: User) -> None:
    preview = upload(browser, f"{HEADER}\n甲公司,企业,{code(1)},440305,\n".encode("gb18030"))
    assert "将登记 1 家，更正 0 家，0 家没有变化" in browser.get(preview).content.decode()
    assert parties() == []
    answer = browser.post(f"{preview}confirm/")
    assert (answer.status_code, answer["Location"]) == (302, "/parties/")
    assert parties() == [("甲公司", code(1))]
    assert list(LogEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "document.stored",
        "party.imported",
    ]
    entry = LogEntry.objects.get(verb="party.imported")
    assert (entry.user, entry.facts, entry.on_label) == (wang, {"registered": 1, "corrected": 0}, "名录.csv")


def test_one_faulty_row_keeps_all_out(browser: Client) -> None:
    preview = upload(browser, f"{HEADER}\n甲公司,企业,{code(1)},440305,\n乙公司,公司,,440305,\n".encode())
    page = browser.get(preview).content.decode()
    assert "有 1 处需要更正，没有导入" in page
    assert "导入名录</button>" not in page
    assert browser.post(f"{preview}confirm/")["Location"] == preview
    assert parties() == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("名录.csv", b"", "文件是空的"),
        ("名录.xlsm", b"PK", "可能含有宏"),
        ("名录.exe", b"MZ", "不接收这种文件"),
        ("名录.csv", b"\0" * 1000, "全是空字节"),
        ("名录.csv", b" \n \n", "文件是空的"),
        ("名录.csv", HEADER.encode("gbk").decode("latin-1").encode(), "已成乱码"),
        ("名录.csv", "2019 年名录,,\n名称,类型,地址\n".encode(), "像是标题行"),
    ],
)
def test_a_wrong_file_is_refused_on_the_form(browser: Client, name: str, content: bytes, words: str) -> None:
    answer = browser.post("/parties/import/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Document.objects.count() == 0


def test_a_list_of_heads_only_is_no_list(wang: User) -> None:
    assert faults(read(wang)) == [(1, "", "表里只有列名，没有数据行。请把各家写在列名下面")]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_was_exported_imports_unchanged(browser: Client, ending: str) -> None:
    awkward = ("=1+1 公司", "'引号公司", "逗号,公司", "-减号公司", '引“号”"公司')
    for number, name in enumerate(awkward):
        party = firm(name, region="440305", kind=Kind.INSTITUTE)
        with scopes_disabled():
            Party.objects.filter(pk=party.pk).update(uscc=code(number) if number else None, synthetic=number == 1)
    exported = browser.get(f"/parties/all.{ending}")
    preview = upload(browser, exported.content, f"导出.{ending}")
    assert "文件中的 5 家与名录一致" in browser.get(preview).content.decode()


def test_a_stranger_does_not_see_an_uploaded_list(browser: Client) -> None:
    preview = upload(browser, f"{HEADER}\n甲公司,企业,{code(1)},440305,\n".encode())
    for stranger in (person("赵", region="340100"), person("李", Role.ORGANISATION)):
        assert signed_in(stranger).get(preview).status_code == 403
        assert signed_in(stranger).post(f"{preview}confirm/").status_code == 403
    assert parties()[1:] == []


def test_a_list_is_written_whole_or_not_at_all(wang: User) -> None:
    """Between preview and confirmation another office takes a code of the list."""
    report = read(wang, f"甲公司,企业,{code(1)},440305,", f"乙公司,企业,{code(2)},440305,")
    document = store(upload=SimpleUploadedFile("名录.csv", b"a"), purpose="test", by=wang)
    taken = firm("合肥公司", region="340100")
    with scopes_disabled():
        Party.objects.filter(pk=taken.pk).update(uscc=code(2))
    with pytest.raises(Refused, match="已经登记过"), transaction.atomic():
        import_list(changes=report.changes, document=document, by=wang)
    assert parties() == [("合肥公司", code(2))]


def test_a_list_of_any_length_costs_the_same_queries(
    wang: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    document = store(upload=SimpleUploadedFile("名录.csv", b"a"), purpose="test", by=wang)
    for length in (1, 500):
        report = read(wang, *(f"第 {length}-{number} 家,企业,,440305," for number in range(length)))
        with django_assert_num_queries(6):
            import_list(changes=report.changes, document=document, by=wang)
    assert len(parties()) == 501


def test_details_come_with_their_columns_and_stay_without(wang: User) -> None:
    header = HEADER + ",规模,成立日期,纳税信用等级"
    report = read(wang, "甲公司,企业,,440305,,小型,2011-05-20,B 级", header=header)
    document = store(upload=SimpleUploadedFile("名录.csv", b"x,y\n1,2\n"), purpose="parties.import", by=wang)
    import_list(changes=report.changes, document=document, by=wang)
    with scopes_disabled():
        party = Party.objects.get(name="甲公司")
    assert (party.size, str(party.founded_on), party.credit_grade) == ("small", "2011-05-20", "B")
    assert read(wang, "甲公司,企业,,440305,").unchanged == 1
    wrong = read(wang, "乙公司,企业,,440305,,很大,,", "丙公司,企业,,440305,,,3011-05-20,", header=header)
    assert faults(wrong) == [
        (2, "规模", "规模应为 微型、小型、中型、大型 之一"),
        (3, "成立日期", "日期晚于今天，请检查年份"),
    ]
