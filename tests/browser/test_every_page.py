"""Every page at both widths, and in large text: nothing for axe to find, nothing sticking out, nothing the policy refuses; and all of it without script."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import Visitor, visitor
from zhicheng.base.accounts.demonstration import PASSWORD

PUBLIC = [
    "/",
    "/help/",
    "/plans/",
    "/plans/2018/",
    "/plans/2018/?city=440300",
    "/plans/2018/5/",
    "/strength/2010/?city=340100",
    "/strength/2010/440300/",
    "/strength/2010/540100/",
    "/strength/2010/compare/?city=440300&city=340100",
    "/strength/2010/method/",
    "/strength/2010/robustness/",
    "/strength/2010/340100/profile/",
    "/strength/2010/340100/profile/?peers=chosen&city=440300",
    "/strength/2010/340100/needs/",
    "/strength/2010/left-out/",
    "/strength/schemes/",
    "/strength/jiangsu/2010/",
    "/strength/jiangsu/2010/320100/",
    "/strength/jiangsu/2010/321200/",
    "/strength/jiangsu/2010/compare/?city=320100&city=320500",
    "/strength/jiangsu/2010/method/",
    "/strength/jiangsu/2010/left-out/",
    "/strength/national-2012/2009/",
    "/strength/city-2016/2009/",
    "/strength/city-2016/2009/method/",
    "/patents/?q=锂离子电池&kind=invention&from=2010",
    "/patents/?q=电池&view=table",
    "/patents/?q=电池&view=cards&fold=1",
    "/patents/CN199999999A/",
    "/patents/advanced/",
    "/patents/syntax/",
    "/patents/lookup/",
    "/api/",
    "/regions/",
    "/regions/440300/",
    "/regions/340000/",
    "/figures/",
    "/figures/checks/",
    "/figures/pivot/",
    "/figures/pivot/?region=440000",
    "/figures/changes/",
    "/figures/patents_per_100m_gdp/",
    "/figures/patents_per_100m_gdp/440300/2010/",
    "/figures/patents/440300/2010/",
    "/figures/gbt29490_new_certificates/",
    "/figures/datasets/city_patents/",
    "/figures/sources/1/",
    "/definitions/",
    "/definitions/strength/demo-2010/",
    "/definitions/strength/demo-2010/1/",
    "/accounts/login/",
    "/ui/",
    "/assessment/2018/",
    "/assessment/rounds/1/results/440300/",
    "/assessment/rounds/1/agreement/",
    "/assessment/schemes/2018/",
    "/hall/track/",
    "/hall/check/",
    "/hall/check/?party.kind=enterprise",
    "/verify/",
    "/verify/?code=",
    "/nowhere/",
    "/hall/",
    "/hall/?kind=cultivation",
    "/hall/items/service_voucher/",
    "/hall/items/advantage_enterprise_cultivation/",
    "/titles/",
    "/titles/?programme=demonstration_city&region=4403",
    "/titles/1/",
    "/titles/programmes/",
    "/titles/programmes/national_enterprise/",
    "/titles/programmes/demonstration_city/",
    "/titles/verify/",
    "/titles/cities/",
    "/titles/cities/440300/",
    "/hall/calls/",
    "/hall/publicised/",
    "/counties/",
    "/outlets/",
    "/certificates/",
    "/releases/",
    "/releases/2018-1/",
    "/releases/key/",
    "/releases/2018-1/walk/figures/",
    "/releases/2018-1/walk/figures/gbt29490_new_certificates/",
    "/releases/2018-1/walk/figures/outlet_district_coverage/440300/2018/",
    "/releases/2018-1/walk/plans/certificates_growth/440300/",
    "/releases/2018-1/walk/assessment/440300/",
    "/support/",
    "/support/reviews/",
    "/support/rules/demonstration_city/",
    "/support/cities/440300/",
]
# What each role opens behind the sign-in; together these are all pages that need one.
BEHIND_SIGN_IN = {
    "zhuanjia": ["/hall/reviews/", "/hall/interests/", "/assessment/sheets/", "/assessment/connections/"],
    "jingban": [
        "/training/heads/",
        "/training/heads/new/",
        "/training/heads/1/",
        "/training/heads/1/train/",
        "/training/heads/import/",
        "/plans/2018/440300/targets/?on=2018-06-30",
        "/hall/editor/",
        "/hall/editor/service_voucher/",
        "/workbench/",
        "/hall/desk/",
        "/hall/desk/?tab=office",
        "/hall/desk/?tab=ended",
        "/hall/statistics/",
        "/hall/ratings/",
        "/hall/delegations/",
        "/hall/calls/new/",
        "/hall/interests/",
        "/hall/objections/",
        "/hall/paper/",
        "/hall/matches/gbt29490_subsidy/",
        "/hall/import/",
        "/strength/2010/simulate/?w-scale=10&method=geometric",
        "/strength/2010/simulate/?w-scale=-1",
        "/figures/import/",
        "/figures/reports/",
        "/jobs/",
        "/parties/",
        "/parties/1/",
        "/parties/1/correct/",
        "/parties/register/",
        "/parties/import/",
        "/notices/",
        "/audit/",
        "/accounts/me/",
        "/accounts/me/password/",
        "/plans/2018/440300/",
        "/plans/2018/440300/?on=2018-06-30",
        "/plans/2018/440300/targets/",
        "/plans/2018/440300/gantt/",
        "/plans/2018/440300/calendar/?month=6",
        "/plans/2018/440300/evidence/",
        "/plans/2018/440300/peers/",
        "/plans/2018/440300/check/",
        "/plans/2018/440300/versions/1/",
        "/plans/measures/1/",
        "/cockpit/440300/2018/",
        "/cockpit/440300/2018/?wall=1",
    ],
    "guojia": [
        "/releases/new/",
        "/assessment/",
        "/assessment/new/",
        "/assessment/connections/",
        "/assessment/rounds/1/meeting/440300/",
        "/assessment/rounds/1/objections/",
        "/assessment/incidents/",
        "/assessment/incidents/new/",
        "/plans/2018/board/",
        "/patents/loads/",
        "/patents/loads/new/",
        "/patents/loads/versions/",
        "/patents/applicants/",
        "/patents/applicants/judged/",
        "/strength/rounds/",
        "/strength/rounds/new/",
        "/definitions/indicator/patents/edit/",
        "/definitions/new/indicator/",
        "/figures/sources/1/restore/",
        "/audit/1/",
        "/workbench/",
        "/titles/new/",
        "/titles/import/",
        "/titles/cities/start/",
        "/titles/cities/enter/",
        "/cockpit/",
        "/support/recommended/",
        "/support/guidance/",
    ],
    "qiye": [
        "/workbench/",
        "/notices/",
        "/parties/1/",
        "/patents/saved/",
        "/patents/saved/new/?q=锂离子电池",
        "/patents/collections/",
        "/patents/collections/new/",
        "/patents/annuities/",
        "/patents/annuities/?year=2027&month=3",
        "/hall/applications/",
        "/hall/matches/",
        "/hall/matches/gbt29490_subsidy/confirm/",
        "/hall/items/general_question/apply/",
        "/titles/score/1/",
        "/titles/score/1/product_income/",
    ],
    "xitong": [
        "/workbench/",
        "/jobs/",
        "/jobs/1/",
        "/accounts/",
        "/accounts/new/",
        "/accounts/1/",
        "/accounts/1/correct/",
        "/notices/mail/",
    ],
    "anquan": ["/accounts/1/", "/accounts/1/grant/", "/accounts/1/suspend/", "/accounts/1/reset-password/"],
}
# These are pages too: one that is not there, and one that refuses (that version is in force already).
NOT_FOUND_OR_REFUSED = {"/nowhere/": 404, "/figures/sources/1/restore/": 409}
# The browser says so in its console.
ANSWERS = tuple(f"the server responded with a status of {status}" for status in NOT_FOUND_OR_REFUSED.values())

# What the choice of larger letters changes in a page.
LARGE_TEXT = "document.documentElement.dataset.zcText = 'large'"


def faults(one: Visitor, addresses: list[str]) -> dict[str, list[str]]:
    """Address → what is wrong with the page; pages without a fault are left out."""
    found = {address: wrong for address in addresses if (wrong := faults_of(one, address))}
    one.complaints = [words for words in one.complaints if not any(answer in words for answer in ANSWERS)]
    return found


def faults_of(one: Visitor, address: str) -> list[str]:
    """A page is asked for once and then looked at: at a desk, on a phone, and there with larger letters."""
    one.widen("desktop")
    one.go(address)
    wrong = [] if one.status == NOT_FOUND_OR_REFUSED.get(address, 200) else [f"answered {one.status}"]
    wrong += sticks_out(one, "desktop") + one.faults_of_access_on_both() + sticks_out(one, "phone")
    one.page.evaluate(LARGE_TEXT)
    return wrong + sticks_out(one, "phone, large text")


def sticks_out(one: Visitor, where: str) -> list[str]:
    by_px = one.overflow_px()
    return [f"{where}: sticks out by {by_px} px"] if by_px else []


def test_public_pages(desk: Visitor) -> None:
    assert faults(desk, PUBLIC) == {}


@pytest.mark.parametrize("username", BEHIND_SIGN_IN)
def test_pages_behind_the_sign_in(desk: Visitor, username: str) -> None:
    desk.sign_in(username, PASSWORD)
    assert faults(desk, BEHIND_SIGN_IN[username]) == {}


def test_the_choice_of_large_text_is_the_mark_that_pages_are_measured_with(phone: Visitor) -> None:
    phone.go("/?text=large")
    assert phone.page.evaluate("document.documentElement.dataset.zcText") == "large"
    assert phone.overflow_px() == 0


@pytest.mark.parametrize("address", ["/strength/2010/", "/figures/patents/440300/2010/", "/plans/2018/"])
def test_tables_stand_without_script(chromium: Browser, live_server: LiveServer, address: str) -> None:
    one = visitor(chromium, live_server.url, scripts=False)
    rows = one.go(address).locator("main table tbody tr:visible").count()
    one.context.close()
    assert rows > 1
