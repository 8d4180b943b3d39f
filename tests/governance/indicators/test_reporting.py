"""Reported figures climb from office to office: evidence, approval from above, locking, sums, late filing."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.governance.indicators import samples
from tests.people import ANHUI, GUANGDONG, HEFEI, NANSHAN, SHENZHEN, division, person, signed_in
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.verdicts import Refused
from zhicheng.governance.indicators import actions, report_actions, reported, rules, totalling
from zhicheng.governance.indicators.definition_kinds import Reported
from zhicheng.governance.indicators.models import Report

pytestmark = pytest.mark.django_db

HEAD = samples.APPLES.split("[statistic]", maxsplit=1)[0]
STAFF = (
    HEAD
    + '[reported]\nform = "年末在岗人数。"\nevidence = "人事部门证明"\nlevels = ["city", "province"]\nminimum = 0\n'
)
CASES = (
    HEAD + '[reported]\nform = "当年办结件数。"\nevidence = "案件清单"\nlevels = ["county", "city"]\ntotals = true\n'
)
YEAR = 2018


@pytest.fixture(autouse=True)
def asked() -> None:
    samples.define("indicator", "staff", STAFF)
    samples.define("indicator", "cases", CASES)
    for code in (NANSHAN, "440306"):
        division(code)


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("证明.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")


def filed(by: User, code: str = "staff", value: float | None = 7, *, evidence: bool = True) -> Report:
    assert by.region is not None
    upload = paper() if evidence else None
    return report_actions.save(indicator=code, region=by.region, period=YEAR, by=by, value=value, upload=upload)


def submitted(by: User, code: str = "staff", value: float | None = 7) -> Report:
    return report_actions.submit(report=filed(by, code, value), by=by)


def asked_of(code: str) -> Reported:
    found = reported.reported_models()[code].reported
    assert found is not None
    return found


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def figures(code: str) -> dict[str, float]:
    actions.recompute(by=None)
    return {region: value for (_code, region, _year), value in samples.figures([code]).items()}


def test_a_report_becomes_a_figure_when_the_office_above_approves_it() -> None:
    city, province = person("王", Role.CITY_HANDLER), person("李", Role.PROVINCIAL)
    report = submitted(city)
    assert (report.state, report.was_late, figures("staff")) == ("submitted", True, {})
    approved = report_actions.approve(report=report, by=province)
    assert (approved.state, figures("staff")) == ("approved", {SHENZHEN: 7.0})


def test_evidence_is_needed_and_limits_hold() -> None:
    city = person("王", Role.CITY_HANDLER)
    bare = filed(city, evidence=False)
    assert refusal(lambda: report_actions.submit(report=bare, by=city)) == "no_evidence"
    assert refusal(lambda: filed(city, value=-1)) == "out_of_limits"
    assert refusal(lambda: filed(city, value=None)) == "no_value"


def test_what_is_submitted_or_approved_is_locked_until_it_is_sent_back() -> None:
    city, province = person("王", Role.CITY_HANDLER), person("李", Role.PROVINCIAL)
    report = submitted(city)
    assert refusal(lambda: filed(city, value=8)) == "locked"
    report_actions.approve(report=report, by=province)
    assert refusal(lambda: filed(city, value=8)) == "locked"
    report_actions.send_back(report=report, reason="口径不符", by=province)
    again = filed(city, value=8)
    assert (again.state, again.reason, figures("staff")) == ("returned", "口径不符", {})
    report_actions.approve(report=report_actions.submit(report=again, by=city), by=province)
    assert figures("staff") == {SHENZHEN: 8.0}


def test_only_an_office_above_judges_and_nobody_the_own_report() -> None:
    city, colleague = person("王", Role.CITY_HANDLER), person("赵", Role.CITY_HEAD)
    stranger = person("钱", Role.PROVINCIAL, "340000")
    report = submitted(city)
    assert [rules.can_judge(who, report).code for who in (city, colleague, stranger)] == ["not_above"] * 3
    assert refusal(lambda: report_actions.approve(report=report, by=stranger)) == "not_above"
    own = person("孙", Role.CITY_HANDLER)
    own.role = Role.PROVINCIAL
    assert rules.can_judge(own, Report(region=report.region, filed_by=own)).code == "self_approval"
    neighbour = person("周", Role.CITY_HANDLER, HEFEI)
    place = division(SHENZHEN)
    assert rules.can_fill(neighbour, asked_of("staff"), place, YEAR, today=date(2019, 1, 1)).code == "not_your_region"


def test_a_level_hands_on_only_when_all_below_are_approved_and_reports_their_sum() -> None:
    city = person("王", Role.CITY_HANDLER)
    first, second = person("甲", Role.COUNTY, NANSHAN), person("乙", Role.COUNTY, "440306")
    report_actions.approve(report=submitted(first, "cases", 3), by=city)
    waiting = submitted(second, "cases", 4)
    draft = report_actions.save(indicator="cases", region=division(SHENZHEN), period=YEAR, by=city)
    assert refusal(lambda: report_actions.submit(report=draft, by=city)) == "parts_lacking"
    report_actions.approve(report=waiting, by=city)
    handed = report_actions.submit(report=draft, by=city)
    assert handed.value == 7
    assert refusal(lambda: report_actions.send_back(report=waiting, reason="x", by=city)) == "locked_above"
    report_actions.approve(report=handed, by=person("李", Role.PROVINCIAL))
    assert figures("cases") == {NANSHAN: 3.0, "440306": 4.0, SHENZHEN: 7.0, GUANGDONG: 7.0}


def test_what_lies_above_the_reporting_levels_is_the_sum_with_nothing_counted_twice(client: Client) -> None:
    asked = Reported(form="x", evidence="x", levels=("county", "city"))
    of_province = Reported(form="x", evidence="x", levels=("city", "province"))
    cities = {SHENZHEN, HEFEI}
    known = {
        (NANSHAN, 2017): 1.0,
        (NANSHAN, YEAR): 3.0,
        (SHENZHEN, YEAR): 7.0,
        ("449001", YEAR): 2.0,
        (HEFEI, YEAR): 5.0,
    }
    # A county waits for its city; one that lies in no city counts itself.
    assert totalling.totals(known, asked, cities) == {(GUANGDONG, YEAR): 9.0, (ANHUI, YEAR): 5.0}
    assert totalling.totals(known, of_province, cities) == {}
    assert totalling.totals(known, asked.model_copy(update={"above": "none"}), cities) == {}
    only_counties = Reported(form="x", evidence="x", levels=("county",))
    lone = {(NANSHAN, YEAR): 3.0, ("440306", YEAR): 4.0}
    assert totalling.totals(lone, only_counties, cities) == {(SHENZHEN, YEAR): 7.0, (GUANGDONG, YEAR): 7.0}
    approved("cases", {NANSHAN: 3, "440306": 4, SHENZHEN: 7, HEFEI: 5})
    assert figures("cases")[GUANGDONG] == 7
    page = client.get(f"/figures/cases/{GUANGDONG}/{YEAR}/")
    assert page.context["summed"] == [("440300区划", "7 吨", f"/figures/cases/{SHENZHEN}/{YEAR}/")]
    whole = f"/figures/cases/?year={YEAR}&level=province"
    (nation,) = client.get(f"/figures/cases/?year={YEAR}").context["nation"].rows
    assert (nation.period, nation.value, nation.before, nation.regions, nation.url) == (YEAR, 12, None, 2, whole)
    assert [row.code for row in client.get(whole).context["table"].rows] == [GUANGDONG, ANHUI]
    (first, *_others) = client.get("/figures/pivot/").context["table"].rows
    assert (first.name, first.code, dict(first.values), first.figure_url(YEAR)) == (
        "全国合计",
        "cases",
        {YEAR: 12},
        whole,
    )


def approved(code: str, values: dict[str, float]) -> None:
    by = person("国", Role.NATIONAL)
    for region, value in values.items():
        Report.objects.create(
            indicator=code, region=division(region), period=YEAR, value=value, state="approved", judged_by=by,
            submitted_at=timezone.now(), judged_at=timezone.now(),
        )  # fmt: skip


def test_offices_see_what_they_have_to_report_and_what_waits_for_them() -> None:
    city, province = person("王", Role.CITY_HANDLER), person("李", Role.PROVINCIAL)
    today = date(2019, 3, 1)
    due = reported.due_for(city, today=today)
    assert [(each.code, each.period, each.due_on) for each in due] == [
        ("cases", 2017, date(2018, 2, 15)), ("staff", 2017, date(2018, 2, 15)),
        ("cases", 2018, date(2019, 2, 15)), ("staff", 2018, date(2019, 2, 15)),
    ]  # fmt: skip
    report = submitted(city)
    assert [each.pk for each in reported.waiting_for(province)] == [report.pk]
    assert [each.pk for each in reported.waiting_for(city)] == []
    assert [each.period for each in reported.due_for(city, today=today) if each.code == "staff"] == [2017]


def test_the_province_s_own_report_waits_for_its_cities() -> None:
    assert reported.parts_of(asked_of("staff"), division(GUANGDONG)) == [SHENZHEN]
    assert reported.parts_of(asked_of("staff"), division(SHENZHEN)) == []


def test_a_day_that_its_month_lacks_is_the_last_of_the_month() -> None:
    asked = Reported(form="x", evidence="x", due="02-30")
    assert (asked.due_on(2018), asked.due_on(2019)) == (date(2019, 2, 28), date(2020, 2, 29))


def test_the_way_through_the_pages() -> None:
    city, province = person("王", Role.CITY_HANDLER), person("李", Role.PROVINCIAL)
    address = f"/figures/reports/staff/{SHENZHEN}/{YEAR}/"
    refused = signed_in(city).post(f"{address}fill/", {"value": "9", "note": "先存下", "submit": "1"})
    assert (refused.status_code, Report.objects.count()) == (200, 0)
    assert refused.context["form"].errors == {"document": ["请上传证明材料：人事部门证明"]}
    filling = signed_in(city).post(f"{address}fill/", {"value": "9", "note": "", "document": paper(), "submit": "1"})
    assert (filling.status_code, filling.headers["Location"]) == (302, address)
    page = signed_in(province).get("/figures/reports/")
    assert [each.region_id for each, _title in page.context["waiting"]] == [SHENZHEN]
    assert signed_in(province).post(f"{address}approve/").status_code == 302
    shown = signed_in(city).get(address)
    assert (shown.context["report"].state, bool(shown.context["may_edit"])) == ("approved", False)
    stranger = signed_in(person("钱", Role.CITY_HANDLER, HEFEI)).get(address)
    assert stranger.status_code == 404
