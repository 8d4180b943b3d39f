"""Each check of records finds what was planted, and only its own; who may read the findings."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from tests.governance.indicators import samples
from tests.people import HEFEI, NANSHAN, SHENZHEN, SHUSHAN, firm, person, signed_in
from tests.services.contacts import samples as contacts
from tests.services.counties import samples as counties
from tests.services.outlets import samples as outlets
from tests.services.standards import samples as standards
from zhicheng.base.accounts.models import Role
from zhicheng.base.parties.models import Party
from zhicheng.governance.indicators import actions
from zhicheng.governance.indicators.checks import CHECKS, check_of
from zhicheng.governance.indicators.models import Figure, Report
from zhicheng.governance.indicators.record_checks import last_due_quarter
from zhicheng.services.standards.models import Certificate

pytestmark = pytest.mark.django_db

YESTERDAY = timezone.localdate() - timedelta(days=1)


def found(code: str) -> list[tuple[str, str]]:
    check = check_of(code)
    assert check is not None
    return [(one.region, one.words) for one in check.find()]


def test_organisations_that_cannot_be_placed_or_told_apart() -> None:
    firm("粤东电子有限公司", "440000")
    firm("同名有限公司", NANSHAN)
    firm("同名有限公司", NANSHAN)
    firm("同名有限公司", SHUSHAN)
    with scopes_disabled():
        Party.objects.filter(name="粤东电子有限公司").update(uscc="91440300708461136T")
    assert found("parties_placed_in_a_province") == [("440000", "粤东电子有限公司")]
    assert found("parties_of_one_name") == [(NANSHAN, "“同名有限公司”登记了 2 次")]
    assert [region for region, _words in found("enterprises_without_code")] == [NANSHAN, NANSHAN, SHUSHAN]


def test_certificates_expired_early_and_twice() -> None:
    standards.define()
    holder = firm(region=NANSHAN)
    standards.certified(holder=holder, number="165IP180001R0M", issued_on=date(2015, 1, 1), expires_on=date(2018, 1, 1))
    standards.certified(
        holder=firm(region=SHUSHAN), number="165-IP 180001r0m", expires_on=YESTERDAY + timedelta(days=900)
    )
    future = standards.certified(holder=firm(region=SHUSHAN), number="B")
    with scopes_disabled():
        Certificate.objects.filter(pk=future.pk).update(
            issued_on=YESTERDAY + timedelta(days=30), expires_on=YESTERDAY + timedelta(days=900)
        )
    assert found("certificates_expired") == [(NANSHAN, "165IP180001R0M：2018-01-01")]
    assert [region for region, _words in found("certificates_of_the_future")] == [SHUSHAN]
    assert found("certificate_numbers_alike") == [("", "165IP180001R0M 有 2 张，只差空格、短横或大小写")]


def test_outlets_that_do_nothing_and_counties_that_do_not_report() -> None:
    outlets.opened(NANSHAN, name="沉默网点")
    outlets.opened(SHUSHAN, name="新网点", opened_on=YESTERDAY)
    counties.declared(NANSHAN)
    assert found("outlets_without_service") == [(NANSHAN, "沉默网点")]
    assert [region for region, _words in found("county_returns_missing")] == [NANSHAN]
    year, quarter = last_due_quarter(YESTERDAY.year, timezone.localdate().strftime("%m-%d"))
    counties.reported(NANSHAN, year=year, quarter=quarter)
    assert found("county_returns_missing") == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("01-31", (2017, 3)),
        ("02-01", (2017, 4)),
        ("04-30", (2017, 4)),
        ("05-01", (2018, 1)),
        ("10-31", (2018, 2)),
        ("11-01", (2018, 3)),
    ],
)
def test_the_last_quarter_whose_returns_are_due(day: str, expected: tuple[int, int]) -> None:
    assert last_due_quarter(2018, day) == expected


def test_promises_not_kept_and_reports_that_wait() -> None:
    contacts.recorded(firm("甲有限公司", NANSHAN), follow_up="联系律师", due_on=date(2018, 4, 1))
    long_ago = timezone.now() - timedelta(days=45)
    region = firm(region=SHENZHEN).region
    Report.objects.create(
        indicator="x", region=region, period=2018, value=1, state="submitted", submitted_at=long_ago, filed_by=person()
    )
    assert found("follow_ups_overdue") == [(NANSHAN, "甲有限公司：2018-04-01")]
    assert found("reports_waiting") == [(SHENZHEN, "提交 45 天还没有审核")]
    assert found("reports_not_handed_in_again") == []


def test_numbers_that_fell_to_nothing_and_figures_behind_their_records() -> None:
    standards.define()
    head = samples.APPLES.split("[statistic]", maxsplit=1)[0]
    samples.define("indicator", "issued", head + '[from]\nrecords = "certificates"\n')
    for _number in range(10):
        standards.certified(holder=firm(region=NANSHAN), issued_on=date(2016, 5, 1))
    standards.certified(holder=firm(region=SHUSHAN), issued_on=date(2017, 5, 1))
    actions.recompute(by=None)
    assert Figure.objects.filter(region=NANSHAN, period=2017).values_list("value", flat=True).get() == 0
    assert [region for region, _words in found("counts_fallen_to_nothing")] == ["440000", SHENZHEN, NANSHAN]
    assert found("figures_behind_records") == []
    standards.certified(holder=firm(region=NANSHAN))
    assert found("figures_behind_records") == [("", "“颁发的认证证书”在上次计算以后有变动")]


def test_invented_records_count_as_a_fault_in_a_real_installation(settings: LazySettings) -> None:
    standards.define()
    standards.certified(synthetic=True)
    settings.DEMONSTRATION = True
    assert found("invented_records_in_a_real_installation") == []
    settings.DEMONSTRATION = False
    assert found("invented_records_in_a_real_installation") == [
        ("", "“颁发的认证证书”有 1 条演示记录"), ("", "“有效期内的认证证书”有 1 条演示记录"),
    ]  # fmt: skip


def test_findings_about_organisations_are_for_officers_of_the_place(client: Client) -> None:
    firm("深圳无码有限公司", NANSHAN)
    firm("合肥无码有限公司", SHUSHAN)
    actions.run_checks(by=None)

    def named(browser: Client) -> list[str]:
        rows = browser.get("/figures/checks/").context["rows"]
        [row] = [each for each in rows if each.check.code == "enterprises_without_code"]
        assert row.count == 2
        return [each.words for each in row.findings]

    assert named(client) == []
    assert named(signed_in(person("企业", Role.ORGANISATION))) == []
    assert "深圳无码有限公司" in named(signed_in(person("王")))
    assert "合肥无码有限公司" not in named(signed_in(person("王")))
    assert named(signed_in(person("赵", Role.CITY_HANDLER, HEFEI))) == ["合肥无码有限公司"]
    assert "无码有限公司" not in client.get("/figures/checks.csv").content.decode("utf-8-sig")


def test_there_are_as_many_checks_as_the_page_promises() -> None:
    assert (len(CHECKS), len({each.code for each in CHECKS})) == (37, 37)
