"""A year's assessment of ten cities by five experts, from the call to the published result; each kind of step once in a browser."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import Visitor, through, visitor
from tests.governance.assessment.samples import evidence, handler, head
from tests.people import PASSWORD as OWN_PASSWORD
from tests.people import person
from zhicheng.base.accounts.demonstration import PASSWORD
from zhicheng.base.accounts.models import Role, User
from zhicheng.governance.assessment import actions, queries
from zhicheng.governance.assessment.computing import results_of
from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition, Criterion
from zhicheng.governance.assessment.models import Entry, Objection, Panelist, Round
from zhicheng.governance.assessment.rules.panels import Mark

pytestmark = pytest.mark.django_db(transaction=True)
Enter = Callable[..., Visitor]
SHENZHEN, HEFEI = "440300", "340100"
CITIES = {
    "210200": "大连市", "330200": "宁波市", HEFEI: "合肥市", "350200": "厦门市", "370200": "青岛市", "420100": "武汉市",
    "430100": "长沙市", SHENZHEN: "深圳市", "510100": "成都市", "610100": "西安市",
}  # fmt: skip
EXPERT_HOMES = ("320100", "360100", "450100", "530100", "620100")
# The share of the points that a city deserves, and what an expert (by seat in the order of experts) adds to it.
MERIT = dict(zip(CITIES, (0.82, 0.78, 0.74, 0.86, 0.7, 0.9, 0.66, 0.88, 0.8, 0.72), strict=True))
BIAS = (0.0, 0.04, -0.06, 0.02, -0.02)
DISPUTED = "protection"


@pytest.fixture
def enter(chromium: Browser, live_server: LiveServer) -> Iterator[Enter]:
    """People who come in, each at a window of their own: `enter("fuze")` signs in, `enter()` has no account."""
    windows: list[Visitor] = []

    def come_in(username: str = "", password: str = PASSWORD, width: str = "desktop") -> Visitor:
        one = visitor(chromium, live_server.url, width)
        windows.append(one)
        if username:
            one.sign_in(username, password)
        return one

    yield come_in
    for one in windows:
        one.context.close()
        assert one.complaints == []


def looked_at(one: Visitor) -> Page:
    """The page as it stands, with nothing for axe to find and nothing sticking out."""
    assert (one.faults_of_access(), one.overflow_px()) == ([], 0)
    return one.page


def looked_at_on_both(one: Visitor) -> Page:
    """The same, and nothing sticking out at the width of a phone either."""
    one.page.set_viewport_size({"width": 390, "height": 844})
    assert one.overflow_px() == 0
    one.page.set_viewport_size({"width": 1280, "height": 900})
    return looked_at(one)


def press(one: Visitor, button: str) -> None:
    through(one.page.locator("main").get_by_role("button", name=button, exact=True))


def follow(one: Visitor, link: str) -> None:
    through(one.page.locator("main").get_by_role("link", name=link, exact=True).first)


def take(one: Visitor, round_: Round, button: str, **fields: str) -> Page:
    """The next step of a round: its link, the page that says what it brings, the confirmation."""
    one.go(f"/assessment/rounds/{round_.pk}/")
    follow(one, button)
    for label, words in fields.items():
        looked_at(one).get_by_label(label).fill(words)
    press(one, f"确认{button}")
    return one.page


def test_ten_cities_five_experts_two_objections_and_one_arbitration(enter: Enter) -> None:
    User.objects.filter(role=Role.EXPERT).update(is_active=False)  # the demonstration's own stay out of this draw
    experts = [person(f"评委{at}", Role.EXPERT, home) for at, home in enumerate(EXPERT_HOMES, start=1)]
    nation = enter("guojia")
    round_ = called(nation)
    self_assessed(enter("jingban", width="phone"), round_)
    signed(enter("fuze"), round_)
    checked(enter("sheng"), round_)
    the_other_cities(round_)
    take(nation, round_, "结束受理")
    take(nation, round_, "抽取专家", 抽取种子="2019 年 2 月 1 日第 19014 期")
    assert Panelist.objects.filter(round=round_).count() == 3 * len(CITIES)
    scored(enter(experts[0].username, OWN_PASSWORD), round_, experts)
    take(nation, round_, "转入专家会商")
    arbitrated(nation, round_)
    take(nation, round_, "送各市征求意见")
    objected(enter("jingban"), round_)
    answered(nation, round_)
    Round.objects.filter(pk=round_.pk).update(closes_on=timezone.localdate() - timedelta(days=1))  # seven working days
    take(nation, round_, "定稿")
    take(nation, round_, "正式发布")
    expect(nation.page.locator("h1")).to_contain_text("已正式发布")
    read_by_a_stranger(enter(), round_, experts)


def called(nation: Visitor) -> Round:
    """The national office calls ten cities."""
    nation.go("/assessment/")
    follow(nation, "布置年度考核")
    page = looked_at(nation)
    page.get_by_label("考核方案").select_option(index=1)
    page.get_by_label("自评截止日期").fill((timezone.localdate() + timedelta(days=30)).isoformat())
    offered = [box.get_attribute("value") for box in page.locator("input[name=regions]:checked").all()]
    for code in set(offered).difference(CITIES):
        page.locator(f"input[name=regions][value='{code}']").uncheck()
    press(nation, "布置")
    expect(page.get_by_text("已布置，各市已收到通知。")).to_be_visible()
    round_ = Round.objects.select_related("definition").latest("pk")
    assert queries.regions_in(round_) == list(CITIES)
    return round_


def part(round_: Round, region: str) -> Entry:
    return Entry.objects.select_related("round__definition", "region").get(round=round_, region=region)


def self_assessed(city: Visitor, round_: Round) -> None:
    """The handler writes one criterion on a phone, with a paper picked; the others follow by the same verb."""
    entry, paper = part(round_, SHENZHEN), evidence(SHENZHEN)
    page = city.go(f"/assessment/entries/{entry.pk}/self/enterprise_management/")
    expect(looked_at(city).locator("main")).to_contain_text("不能自填")
    page.get_by_label("自评说明").fill("全年组织贯标培训十二场，辅导企业三百家。")
    page.get_by_label("年度通知（通知.txt）").check()
    page.get_by_label("自评分").fill("99")
    press(city, "保存，下一项")
    expect(page.get_by_role("alert")).to_contain_text("应为 0 至 8 分")
    page.get_by_label("自评分").fill("7.5")
    press(city, "保存，下一项")
    written(entry, paper.pk, by=User.objects.get(username="jingban"), but="enterprise_management")
    city.go(f"/assessment/entries/{entry.pk}/check/")
    expect(looked_at(city).locator("main")).to_contain_text("请负责人登录后在本页签报。")


def written(entry: Entry, paper: int, *, by: User, but: str = "") -> None:
    """Every criterion asked of a city."""
    asked = {one.code: one for one in queries.scheme_of(entry.round).criteria}
    for code in queries.asked_of(entry):
        if code != but:
            actions.write_answer(
                entry=entry,
                criterion=code,
                narrative=f"{entry.region.name}的做法",
                self_points=asked[code].points,
                evidence=[paper] if asked[code].evidence else [],
                by=by,
            )


def signed(head_: Visitor, round_: Round) -> None:
    """The head signs what the handler wrote."""
    head_.go(f"/assessment/entries/{part(round_, SHENZHEN).pk}/check/")
    expect(looked_at(head_).locator("h1")).to_have_text("材料齐全，可以签报")
    press(head_, "签报")
    assert part(round_, SHENZHEN).state == "signed"


def checked(province: Visitor, round_: Round) -> None:
    """The province finds the material complete and gives its opinion."""
    page = province.go(f"/assessment/entries/{part(round_, SHENZHEN).pk}/")
    follow(province, "审核材料")
    looked_at(province)
    press(province, "材料齐备")
    follow(province, "填写省局意见")
    looked_at(province).get_by_label("省局意见").fill("工作扎实，贯标和强县成效明显。")
    page.get_by_label("建议分").fill("88")
    press(province, "提交")
    expect(page.get_by_text("已提交省局意见。")).to_be_visible()


def the_other_cities(round_: Round) -> None:
    """The same by the same verbs."""
    nation = User.objects.get(username="guojia")
    for region in CITIES:
        entry = part(round_, region)
        if region != SHENZHEN:
            written(entry, evidence(region).pk, by=handler(region))
            actions.mark_complete(entry=actions.sign(entry=entry, by=head(region)), by=nation)
    for entry in queries.without_opinion(round_):
        officer = queries.provincial_officers(entry.region_id).earliest("pk")
        actions.give_opinion(entry=part(round_, entry.region_id), text="同意上报。", by=officer)


def scored(expert: Visitor, round_: Round, experts: list[User]) -> None:
    """One sheet in a browser, refused first because a low mark has no reason; the others by the same verb."""
    scheme = queries.scheme_of(round_)
    sheets = list(Panelist.objects.filter(round=round_).select_related("entry", "expert", "round__definition"))
    own = next(one for one in sheets if one.expert_id == experts[0].pk)
    strange = next(one for one in sheets if one.expert_id != experts[0].pk)
    assert expert.page.request.get(f"{expert.server}/assessment/sheets/{strange.pk}/").status == 404
    expert.go("/assessment/sheets/")
    follow(expert, CITIES[own.entry.region_id])
    page = looked_at(expert)
    points = points_of(own, scheme, experts)
    for code, given in points.items():
        page.locator(f"[name=points_{code}]").fill(str(given))
    first = next(iter(points))
    page.locator(f"[name=points_{first}]").fill("0")
    press(expert, "提交评分")
    expect(page.get_by_role("alert")).to_contain_text("评分偏高或偏低，须写明理由")
    page.locator(f"[name=points_{first}]").fill(str(points[first]))
    for code in points:
        page.locator(f"[name=note_{code}]").fill("与材料相符")
    press(expert, "提交评分")
    expect(page.get_by_text("已提交，不能再改。")).to_be_visible()
    for one in sheets:
        if one.pk != own.pk:
            marks = {code: Mark(given, "与材料相符") for code, given in points_of(one, scheme, experts).items()}
            actions.submit_sheet(panelist=one, marks=marks, by=one.expert)


def points_of(sheet: Panelist, scheme: AssessmentDefinition, experts: list[User]) -> dict[str, Decimal]:
    """What an expert gives: what the city deserves, by his own measure; one of Hefei's panel holds one criterion for nearly nothing."""
    share = MERIT[sheet.entry.region_id] + BIAS[[one.pk for one in experts].index(sheet.expert_id)]
    asked = [one for one in scheme.criteria if one.code in queries.asked_of(sheet.entry)]
    is_odd = (sheet.entry.region_id, sheet.seat) == (HEFEI, 1)
    return {one.code: Decimal("0.5") if is_odd and one.code == DISPUTED else half(share, one) for one in asked}


def half(share: float, criterion: Criterion) -> Decimal:
    """A share of a criterion's points, to the half point; no bonus."""
    return Decimal(0) if criterion.kind == "bonus" else Decimal(round(share * float(criterion.points) * 2)) / 2


def arbitrated(nation: Visitor, round_: Round) -> None:
    """The meeting begins with the city on which experts are at odds; the national office decides."""
    page = nation.go(f"/assessment/rounds/{round_.pk}/meeting/")
    expect(looked_at_on_both(nation).locator("h1")).to_have_text("合肥市：1 项评分差距超过界限，待裁定")
    through(page.get_by_role("link", name="待裁定"))
    looked_at(nation).get_by_label("裁定分").fill("5")
    page.get_by_label("理由").fill("办案台账齐全，一份评分漏看了附件。")
    press(nation, "裁定")
    expect(page.locator("h1")).to_have_text("没有待裁定的评分")
    nation.go(f"/assessment/rounds/{round_.pk}/agreement/")
    expect(looked_at_on_both(nation).locator("h1")).to_contain_text("专家平均分的可靠程度")


def objected(city: Visitor, round_: Round) -> None:
    """Shenzhen sees its own result and objects to one criterion; Hefei objects by the same verb."""
    page = city.go(f"/assessment/rounds/{round_.pk}/results/{SHENZHEN}/")
    expect(looked_at(city).locator("h1")).to_contain_text("在 10 个城市中列第")
    assert city.page.request.get(f"{city.server}/assessment/rounds/{round_.pk}/results/{HEFEI}/").status == 404
    follow(city, "对“经费投入”提出异议")
    looked_at(city).get_by_label("理由").fill("漏计市级专项资金一笔，见决算第 12 页。")
    page.get_by_label("证明材料").set_input_files(
        {"name": "决算.txt", "mimeType": "text/plain", "buffer": "专项资金 300 万元".encode()}
    )
    press(city, "提出异议")
    expect(looked_at(city).locator("h1")).to_contain_text("待答复")
    actions.object_to(entry=part(round_, HEFEI), criterion=DISPUTED, reason="裁定偏低", by=handler(HEFEI))


def answered(nation: Visitor, round_: Round) -> None:
    """One objection accepted with other points, one rejected with the reason."""
    first, second = Objection.objects.filter(entry__round=round_).order_by("pk")
    page = nation.go(f"/assessment/rounds/{round_.pk}/objections/")
    expect(looked_at(nation).locator("h1")).to_have_text("2 份异议待答复")
    follow(nation, f"第 {first.pk} 号")
    looked_at(nation).get_by_label("采纳，改定得分").check()
    page.get_by_label("改定为").fill("11.5")
    page.get_by_label("答复内容").fill("决算所列属实，改定。")
    press(nation, "答复")
    nation.go(f"/assessment/objections/{second.pk}/")
    page.get_by_label("不采纳").check()
    page.get_by_label("答复内容").fill("裁定所依据的材料没有变化。")
    press(nation, "答复")
    expect(looked_at(nation).locator("h1")).to_contain_text("未采纳")


def read_by_a_stranger(stranger: Visitor, round_: Round, experts: list[User]) -> None:
    """Anybody reads all ten results, no expert's name, and a city's report."""
    page = stranger.go("/assessment/published/")
    assert page.url.endswith("/assessment/2018/")
    stranger.go(f"/assessment/rounds/{round_.pk}/results/")
    rows = looked_at_on_both(stranger).locator("main table").first.locator("tbody tr")
    shown = [tuple(row.locator("th, td").all_inner_texts()[:3]) for row in rows.all()]
    wanted = results_of(queries.material_of(Round.objects.select_related("definition").get(pk=round_.pk)))
    assert shown == [(str(one.rank), CITIES[one.region], f"{one.total:.1f}") for one in wanted]
    follow(stranger, CITIES[SHENZHEN])
    text = looked_at_on_both(stranger).locator("main").inner_text()
    assert "按异议改定" in text
    assert [one.name for one in experts if one.name in text] == []
    with page.expect_download() as download:
        page.get_by_role("link", name="下载本市报告（Word）").click()
    assert download.value.suggested_filename == "深圳市年度考核报告-2018.docx"
