"""Paper applications: one by the form, many by a list that is checked row by row."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.people import NANSHAN, SHUSHAN, firm, signed_in
from tests.services.hall.samples import ITEM, office, publish_item
from zhicheng.services.hall import clock
from zhicheng.services.hall.models import Application, Channel
from zhicheng.services.hall.paper_reading import PaperReading

pytestmark = pytest.mark.django_db
HEAD = "事项,单位名称,收件日期,项目名称,申请金额\n"


def sheet(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("papers.csv", (HEAD + "\n".join(rows) + "\n").encode())


def all_papers() -> list[Application]:
    return list(Application._base_manager.filter(channel=Channel.PAPER).order_by("pk"))


def test_a_paper_is_entered_by_form_and_its_clock_runs_from_the_receipt() -> None:
    publish_item()
    party, client = firm("深圳明锐电池有限公司", region=NANSHAN), signed_in(office().handler)
    received = clock.today() - timedelta(days=1)
    start = {"item": "sample", "applicant": party.name, "received_on": received.isoformat()}
    address = client.post("/hall/paper/", start).headers["Location"]
    assert "请填写“项目名称”" in client.post(address, {"key": "", "amount": "5"}).content.decode()
    key = "7f1c2f6e-0f4b-4b0e-9c0a-7a3f5b1d9e20"
    for _click in range(2):
        assert client.post(address, {"key": key, "project": "锂电池导航", "amount": "50000"}).status_code == 302
    [made] = all_papers()
    assert (made.party, made.filed_by, made.clock_from) == (party, office().handler, received)
    assert made.answers == {"project": "锂电池导航", "amount": 5_000_000}


def test_who_filed_a_paper_cannot_be_somebody_who_does_not_accept() -> None:
    publish_item()
    assert signed_in(office().head).get(f"/hall/paper/sample/?party={firm(region=NANSHAN).pk}").status_code == 403


def test_a_list_names_every_faulty_row_and_enters_nothing() -> None:
    publish_item()
    firm("深圳明锐电池有限公司", region=NANSHAN)
    firm("合肥远山水泵有限公司", region=SHUSHAN)
    day = clock.today().isoformat()
    report = PaperReading(office().handler).read(
        sheet(
            f"专利导航资助,深圳明锐电池有限公司,{day},锂电池导航,50000",
            f"没有的事项,深圳明锐电池有限公司,{day},锂电池导航,50000",
            f"专利导航资助,合肥远山水泵有限公司,{day},水泵导航,50000",
            "专利导航资助,深圳明锐电池有限公司,2999-01-01,锂电池导航,50000",
            f"专利导航资助,深圳明锐电池有限公司,{day},,五万",
        ),
        "papers.csv",
    )
    assert [(fault.line, fault.column) for fault in report.faults] == [
        (3, "事项"),
        (4, "单位名称"),
        (5, "收件日期"),
        (6, "项目名称"),
        (6, "申请金额"),
    ]
    assert (len(report.new), all_papers()) == (1, [])


def test_a_list_is_entered_once_however_often_it_comes() -> None:
    publish_item()
    firm("深圳明锐电池有限公司", region=NANSHAN)
    client, day = signed_in(office().handler), clock.today().isoformat()
    row = f"专利导航资助,深圳明锐电池有限公司,{day},锂电池导航,50000"
    for _time in range(2):
        preview = client.post("/hall/import/", {"file": sheet(row)}).headers["Location"]
        client.post(f"{preview}confirm/")
    assert [one.answers["project"] for one in all_papers()] == ["锂电池导航"]


def test_the_empty_list_has_the_questions_as_columns() -> None:
    uscc = {"code": "uscc", "label": "统一社会信用代码", "kind": "text", "section": "项目", "prefill": "party.uscc"}
    publish_item(fields=[uscc, *ITEM["fields"]])
    answer = signed_in(office().handler).get("/hall/paper/sample/empty.csv")
    assert answer.content.decode("utf-8-sig").split("\r\n")[0] == (
        "事项,单位名称,统一社会信用代码,收件日期,联系人,联系电话,项目名称,申请金额"
    )


def test_what_is_registered_need_not_be_written() -> None:
    name = {"code": "name", "label": "户名", "kind": "text", "section": "项目", "prefill": "party.name"}
    publish_item(fields=[name, *ITEM["fields"]])
    firm("深圳明锐电池有限公司", region=NANSHAN)
    row = f"专利导航资助,深圳明锐电池有限公司,{clock.today():%Y%m%d},锂电池导航,50000"
    [paper] = PaperReading(office().handler).read(sheet(row), "papers.csv").new
    assert (paper.answers["name"], paper.received_on) == ("深圳明锐电池有限公司", clock.today())


def test_a_table_stands_in_one_cell_of_a_list() -> None:
    columns = [
        {"code": "year", "label": "年份", "kind": "number"},
        {"code": "sales", "label": "销售收入", "kind": "money"},
    ]
    sales = {
        "code": "sales",
        "label": "近年收入",
        "kind": "table",
        "section": "项目",
        "columns": columns,
        "most_rows": 2,
    }
    publish_item(fields=[sales], letter=None)
    firm("深圳明锐电池有限公司", region=NANSHAN)

    def read(cell: str) -> object:
        head = "事项,单位名称,收件日期,近年收入\n"
        row = f"专利导航资助,深圳明锐电池有限公司,{clock.today().isoformat()},{cell}\n"
        return PaperReading(office().handler).read(
            SimpleUploadedFile("papers.csv", (head + row).encode()), "papers.csv"
        )

    [paper] = read("2016｜1200000；2017 | 1500000.50").new
    assert paper.answers == {"sales": [{"year": 2016, "sales": 120_000_000}, {"year": 2017, "sales": 150_000_050}]}
    faults = [read(cell).faults[0] for cell in ("2016｜1｜2", "2016｜1；2017｜1；2018｜1", "2016｜很多", "")]
    assert [(fault.column, fault.message) for fault in faults] == [
        ("近年收入", "第 1 行的格数太多，应依次为 年份｜销售收入"),
        ("近年收入", "最多 2 行，这里有 3 行"),
        ("近年收入", "第 1 行“销售收入”：请填写数字，例如 1280.50"),
        ("近年收入", "请填写“近年收入”"),
    ]
