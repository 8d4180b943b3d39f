"""Lists of certificates come in whole or not at all, and what was exported comes in unchanged."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled

from tests.people import SHUSHAN, firm, person, signed_in
from tests.services.standards import samples
from zhicheng.base.accounts.models import User
from zhicheng.base.importing import Report
from zhicheng.services.standards.actions import Change
from zhicheng.services.standards.importing import read_list
from zhicheng.services.standards.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standards() -> None:
    samples.define()


@pytest.fixture
def wang() -> User:
    return person("王")


def read(by: User, *lines: str) -> Report[Change]:
    return read_list(io.BytesIO("\n".join([samples.HEADER, *lines]).encode()), "证书.csv", by)


def faults(report: Report[Change]) -> list[tuple[int, str]]:
    return [(fault.line, fault.column) for fault in report.faults]


def test_each_row_is_new_changed_the_same_or_a_fault(wang: User) -> None:
    firm("甲公司", region="440305")
    known = samples.certified(wang, holder=firm("乙公司", region="440305"))
    report = read(
        wang,
        "N1,甲公司,,GB/T 29490-2013,示例认证有限公司,2018-10-16,,,,",
        f"{known.number},乙公司,,GB/T 29490-2013,示例认证有限公司,2018-10-16,2018-10-16,2021-10-15,,",
        "N2,丙公司,,GB/T 29490-2013,示例认证有限公司,2018-10-16,,,,",
        "N3,甲公司,,GB/T 29490,示例认证有限公司,2018-10-16,,,,",
        "N4,甲公司,,GB/T 29490-2013,示例认证有限公司,16.10.2018,,,,",
        "N1,甲公司,,GB/T 29490-2013,示例认证有限公司,2018-10-16,,,,",
        "N5,甲公司,,GB/T 29490-2013,示例认证有限公司,2018-11-16,,,,",
    )
    assert [change.facts.number for change in report.new] == ["N1"]
    assert (report.changed, report.unchanged) == ([], 1)
    assert faults(report) == [
        (4, "单位名称"), (5, "标准版本"), (6, "颁发日期"), (7, "证书编号"), (8, "首次颁发日期"),
    ]  # fmt: skip


def test_a_holder_beyond_reach_is_not_told_apart_from_an_unknown_one(wang: User) -> None:
    firm("远方公司", region=SHUSHAN)
    assert faults(read(wang, "N1,远方公司,,GB/T 29490-2013,示例认证有限公司,2018-10-16,,,,")) == [(2, "单位名称")]


def test_what_is_exported_comes_in_unchanged_and_a_faulty_list_writes_nothing(wang: User) -> None:
    samples.certified(wang, holder=firm("甲公司", region="440305"), scope="机器人的研发、生产、销售")
    samples.certified(wang, holder=firm("乙公司", region="440306"), issued_on=date(2017, 2, 3))
    browser = signed_in(wang)
    exported = b"".join(browser.get("/certificates/all.csv"))
    upload = SimpleUploadedFile("证书.csv", exported, "text/csv")
    page = browser.post("/certificates/import/", {"file": upload}, follow=True)
    assert page.context["report"].unchanged == 2
    assert (page.context["report"].new, page.context["report"].faults) == ([], [])
    rows = f"{samples.HEADER}\nN1,甲公司,,GB/T 29490-2013,机构,2018-10-16,2017-01-01,,,\nN2,丙公司,,GB/T 29490-2013,机构,2018-10-16,,,,"
    page = browser.post("/certificates/import/", {"file": SimpleUploadedFile("坏.csv", rows.encode())}, follow=True)
    assert [fault.line for fault in page.context["report"].faults] == [3]
    browser.post(page.request["PATH_INFO"] + "confirm/")
    with scopes_disabled():
        assert Certificate.objects.count() == 2


def test_a_list_is_brought_in_through_its_pages(wang: User) -> None:
    firm("甲公司", region="440305")
    browser = signed_in(wang)
    rows = f"{samples.HEADER}\nN1,甲公司,,GB/T 29490-2013,示例认证有限公司,2018/10/16,,,,"
    preview = browser.post("/certificates/import/", {"file": SimpleUploadedFile("新.csv", rows.encode())}, follow=True)
    answer = browser.post(preview.request["PATH_INFO"] + "confirm/", follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["已登记 1 张证书，更正 0 张"]
    with scopes_disabled():
        made = Certificate.objects.get()
    assert (made.number, made.issued_on, made.is_new) == ("N1", date(2018, 10, 16), True)
