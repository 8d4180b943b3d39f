"""A counted figure opens to its records, follows them, and shows no more of them than one may see."""

from datetime import date

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from tests.governance.indicators.samples import APPLES, define, formula
from tests.people import HEFEI, SHENZHEN, firm, person, signed_in
from tests.services.counties.samples import reported
from tests.services.standards import samples
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.records import marks, registry
from zhicheng.governance.indicators import actions
from zhicheng.governance.indicators.models import Computation, Figure
from zhicheng.governance.plans.definition_kinds import Target
from zhicheng.governance.plans.queries import judgements
from zhicheng.services.standards import actions as certifying

pytestmark = pytest.mark.django_db

HEAD = APPLES.split("[statistic]", maxsplit=1)[0]
CERTIFIED = HEAD + '[from]\nrecords = "certificates"\n[from.where]\nstandard = "GB/T 29490"\nis_new = true\n'
CASES = HEAD + '[from]\nrecords = "county_returns"\nmeasure = "sum enforcement_cases"\n'


@pytest.fixture(autouse=True)
def register() -> None:
    samples.define()
    define("indicator", "certified", CERTIFIED)


@pytest.fixture
def wang() -> User:
    return person("王")


def certified(day: str, region: str = "440305") -> None:
    samples.certified(holder=firm(region=region), issued_on=date.fromisoformat(day))


def figures(code: str, region: str) -> dict[int, float]:
    rows = Figure.objects.filter(indicator=code, region_id=region).order_by("period")
    return dict(rows.values_list("period", "value"))


def test_the_page_lists_exactly_the_records_that_were_counted(client: Client) -> None:
    for day, region in (
        ("2017-03-01", "440305"),
        ("2018-03-01", "440305"),
        ("2018-09-01", "440306"),
        ("2018-09-01", HEFEI),
    ):
        certified(day, region)
    actions.recompute(by=None)
    assert figures("certified", SHENZHEN) == {2017: 1.0, 2018: 2.0}
    page = client.get(f"/figures/certified/{SHENZHEN}/2018/records/")
    assert [row["issued_on"] for row in page.context["table"].rows] == [date(2018, 9, 1), date(2018, 3, 1)]
    assert [(row.region_id, row.value) for row in page.context["parts"].rows] == [("440305", 1.0), ("440306", 1.0)]
    rows = b"".join(client.get(f"/figures/certified/{SHENZHEN}/2018/records.csv")).decode("utf-8-sig").splitlines()
    assert len(rows) == 3
    figure = client.get(f"/figures/certified/{SHENZHEN}/2018/").content.decode()
    assert "看计入的 2 条记录" in figure
    assert f"/figures/certified/{SHENZHEN}/2018/records/" in figure


def test_a_figure_that_is_no_count_has_no_records_page(client: Client) -> None:
    define("indicator", "twice", formula("certified * 2"))
    assert client.get(f"/figures/twice/{SHENZHEN}/2018/records/").status_code == 404


def test_figures_follow_the_records_that_changed_and_no_others(wang: User) -> None:
    define("indicator", "enforced", CASES)
    certified("2018-03-01")
    reported("440305", enforcement_cases=7)
    actions.recompute(by=None)
    before = Computation.objects.count()
    assert actions.follow_records() is None
    certified("2018-04-01")
    made = actions.follow_records()
    assert made is not None
    assert made.indicators == ["certified"]
    assert figures("certified", SHENZHEN) == {2018: 2.0}
    assert actions.follow_records() is None
    assert Computation.objects.count() == before + 1


def test_a_withdrawn_holder_or_moved_place_changes_the_mark() -> None:
    made = samples.certified()
    certificates = registry.find("certificates")
    assert certificates is not None
    with scopes_disabled():
        seen = [marks.mark_of(certificates)]
        made.holder.region_id = "440300"
        made.holder.save()
        seen.append(marks.mark_of(certificates))
        made.delete()
        seen.append(marks.mark_of(certificates))
    assert len(set(seen)) == 3


def test_records_that_are_not_public_show_to_officers_of_the_place_only(client: Client, wang: User) -> None:
    define("indicator", "enforced", CASES)
    for code, cases in (("440305", 7), ("440306", 5), (f"{HEFEI[:4]}04", 4)):
        reported(code, enforcement_cases=cases)
    actions.recompute(by=None)
    address = f"/figures/enforced/{SHENZHEN}/2018/records/"
    own = signed_in(wang).get(address)
    assert [row["enforcement_cases"] for row in own.context["table"].rows] == [7, 5]
    stranger = signed_in(person("赵", Role.CITY_HANDLER, HEFEI)).get(address)
    assert list(stranger.context["table"].rows) == []
    for visitor in (client, signed_in(person("李", Role.ORGANISATION))):
        page = visitor.get(address)
        assert page.context["is_hidden"] is True
        assert [(row.region_id, row.value) for row in page.context["table"].rows] == [("440305", 7.0), ("440306", 5.0)]


def test_the_plan_s_target_on_certificates_judges_itself(wang: User) -> None:
    target = Target.model_validate(
        {"code": "growth", "label": "新增增长", "clause": "三（五）2", "expression": "growth(certified) >= 10%",
         "sentence": "增长 10% 以上。", "basis": "found", "source": "reposted", "waits_for": "证书"},
    )  # fmt: skip
    for number in range(10):
        certified(f"2017-{number + 1:02d}-01")
    for number in range(11):
        certified(f"2018-{number + 1:02d}-01")
    actions.recompute(by=None)
    assert judgements([target], year=2018, city=SHENZHEN)["growth"].is_met is True
    with scopes_disabled():
        last = samples.Certificate.objects.latest("issued_on")
    moved = samples.facts(number=last.number, holder=last.holder, issued_on=date(2019, 1, 5))
    certifying.correct(certificate=last, facts=moved, by=wang, why="日期有误")
    actions.follow_records()
    assert judgements([target], year=2018, city=SHENZHEN)["growth"].is_met is False
