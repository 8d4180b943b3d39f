"""Existing lists: what they would do, row by row; all or nothing; and the register's own file comes back unchanged."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled

from tests.people import HEFEI, NANSHAN, SHENZHEN, division, firm, person, signed_in
from tests.services.cultivation import samples
from tests.services.cultivation.samples import held, national, of_city
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.importing import Report
from zhicheng.base.parties.models import Kind, Party
from zhicheng.base.regions import setup as regions
from zhicheng.services.cultivation import setup
from zhicheng.services.cultivation.actions.lists import Entry
from zhicheng.services.cultivation.listing import read_list
from zhicheng.services.cultivation.models import Designation

pytestmark = pytest.mark.django_db
HEAD = "名称,称号,统一社会信用代码,区划代码,文号,授予日期,结束日期,状态"
ADVANTAGE = "国家知识产权优势企业"


@pytest.fixture(autouse=True)
def _programmes(db: None) -> None:
    samples.load_programmes()


def city() -> User:
    return person("市局", Role.CITY_HANDLER)


def reading(by: User, *rows: str, head: str = HEAD) -> Report[Entry]:
    return read_list(BytesIO("\n".join([head, *rows]).encode()), "名单.csv", by)


def faults(report: Report[Entry]) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.message) for fault in report.faults]


def test_a_list_finds_organisations_by_name_and_proposes_the_unknown() -> None:
    known = firm("明锐电池")
    division(NANSHAN)
    report = reading(
        city(),
        f"明锐电池,{ADVANTAGE},,,国知发〔2024〕1号,2024-10-16,,",
        f"新来公司,{ADVANTAGE},,{NANSHAN},国知发〔2024〕1号,2024-10-16,,有效",
    )
    assert faults(report) == []
    assert [(entry.party, entry.newcomer and entry.newcomer.name) for entry in report.new] == [
        (known, None),
        (None, "新来公司"),
    ]
    assert report.new[0].grant.ends_on == date(2027, 10, 15)
    assert report.notes == ["其中 1 家还没有登记，导入时一并登记：新来公司"]
    assert Designation.objects.count() == 0


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (f",{ADVANTAGE},,,1号,2024-10-16,,", "名称", "没有填写名称"),
        ("甲公司,优秀企业,,,1号,2024-10-16,,", "称号", ""),
        (f"甲公司,{ADVANTAGE},,,,2024-10-16,,", "文号", "没有填写文号"),
        (f"甲公司,{ADVANTAGE},,,1号,昨天,,", "授予日期", "请写成 2018-10-16 这样的日期"),
        (f"甲公司,{ADVANTAGE},,,1号,2100-01-01,,", "授予日期", "授予日期不能晚于今天"),
        (f"甲公司,{ADVANTAGE},,,1号,2024-10-16,2020-01-01,", "授予日期", "结束日期不能早于开始日期"),
        (f"甲公司,{ADVANTAGE},,,1号,2024-10-16,,撤销", "状态", "名单只收有效或任期届满的称号，其他情况请在称号页办理"),
        (f"乙公司,{ADVANTAGE},,,1号,2024-10-16,,", "区划代码", "这家单位还没有登记，请填写区划代码，导入时一并登记"),
        (f"乙公司,{ADVANTAGE},,340100,1号,2024-10-16,,", "区划代码", "持有者所在地不在您的辖区，请由当地管理部门办理"),
        (f"乙机构,{ADVANTAGE},,,1号,2024-10-16,,", "称号", "国家知识产权优势企业、示范企业不授予这一类持有者"),
        (f"乙公司,{ADVANTAGE},914403000000000000,440300,1号,2024-10-16,,", "统一社会信用代码", ""),
    ],
)
def test_each_fault_names_its_row_and_column(row: str, column: str, message: str) -> None:
    firm("甲公司")
    firm("乙机构", kind=Kind.AGENCY)
    division(HEFEI)
    report = reading(city(), row)
    assert [(fault.line, fault.column) for fault in report.faults] == [(2, column)]
    assert not message or report.faults[0].message == message


def test_the_same_title_twice_leaves_open_which_is_meant() -> None:
    firm("甲公司")
    row = f"甲公司,{ADVANTAGE},,,1号,2024-10-16,,"
    assert faults(reading(city(), row, row)) == [(3, "名称", "与第 2 行重复，请只留一行")]


def test_a_list_is_imported_through_the_pages_all_or_nothing() -> None:
    firm("甲公司")
    division(NANSHAN)
    by = city()
    client = signed_in(by)
    rows = [HEAD, f"甲公司,{ADVANTAGE},,,1号,2024-10-16,,", f"新来公司,{ADVANTAGE},,{NANSHAN},1号,2024-10-16,,"]
    file = SimpleUploadedFile("名单.csv", "\n".join(rows).encode())
    preview = client.post("/titles/import/", {"file": file}).headers["Location"]
    assert "将新增 2 条，更正 0 条，0 条没有变化" in client.get(preview).content.decode()
    assert client.post(f"{preview}confirm/").headers["Location"] == "/titles/"
    assert list(Designation.objects.order_by("pk").values_list("holder_name", "title", "state")) == [
        ("甲公司", ADVANTAGE, "in_force"), ("新来公司", ADVANTAGE, "in_force"),
    ]  # fmt: skip
    with scopes_disabled():
        assert Party.objects.get(name="新来公司").region_id == NANSHAN
    entry = LogEntry.objects.get(verb="title.list_imported")
    assert entry.facts == {"granted": 2, "corrected": 0, "registered": 1}
    assert "与现有记录一致" in client.get(preview).content.decode()


def test_what_is_exported_imports_again_unchanged() -> None:
    held(firm("甲公司"), number="A-1")
    held(firm("乙公司", region=NANSHAN), granted_on=samples.long_ago())
    of_city(SHENZHEN)
    by = national()
    for ending in ("csv", "xlsx"):
        content = signed_in(by).get(f"/titles/all.{ending}").content
        report = read_list(BytesIO(content), f"称号名录.{ending}", by)
        assert (faults(report), report.new, report.changed, report.unchanged) == ([], [], [], 3)


def test_a_corrected_row_changes_the_title_and_leaves_an_event() -> None:
    made = held(firm("甲公司"), granted_on=date(2024, 10, 16), document="1号")
    by = city()
    report = reading(by, f"甲公司,{ADVANTAGE},,,2号,2024-10-16,2027-10-15,")
    assert [entry.designation for entry in report.changed] == [made]
    client = signed_in(by)
    file = SimpleUploadedFile("名单.csv", f"{HEAD}\n甲公司,{ADVANTAGE},,,2号,2024-10-16,2027-10-15,".encode())
    preview = client.post("/titles/import/", {"file": file}).headers["Location"]
    client.post(f"{preview}confirm/")
    made.refresh_from_db()
    assert (made.document, [event.kind for event in made.acts.order_by("pk")]) == ("2号", ["granted", "corrected"])


def test_the_roster_is_recorded_once_with_first_terms_and_its_source() -> None:
    regions.load_regions()
    regions.load_units()
    assert [setup.load(), setup.load()] == ["登记示范城市 64 个", "没有变化"]
    rows = Designation.objects.all()
    assert set(rows.values_list("programme", "level", "state")) == {("demonstration_city", "demonstration", "expired")}
    wuhan = rows.get(region="420100")
    assert (wuhan.holder_name, wuhan.starts_on, wuhan.ends_on, wuhan.note) == (
        "武汉", date(2012, 4, 1), date(2014, 12, 31), "名单只有首个任期，期满后的复核与延续没有收录。",
    )  # fmt: skip
    assert wuhan.source != ""
