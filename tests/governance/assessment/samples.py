"""A small assessment: a plan with one target, a scheme of three criteria and a bonus, four cities, six experts, taken as far as a test needs."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import zhicheng
from tests.governance.strength.samples import in_force
from tests.people import division, person
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.verdicts import Refused
from zhicheng.governance.assessment import actions, queries
from zhicheng.governance.assessment.models import Entry, Panelist, Round
from zhicheng.governance.assessment.rules.panels import Mark
from zhicheng.governance.indicators.models import Figure
from zhicheng.governance.plans.models import Adoption, Evidence

SHENZHEN, HEFEI, XIAN, CHENGDU = "440300", "340100", "610100", "510100"
CITIES = (SHENZHEN, HEFEI, XIAN, CHENGDU)
CERTIFICATES = "gbt29490_new_certificates"
EXPERT_HOMES = ("320100", "320100", "330100", "330100", SHENZHEN, HEFEI)
TODAY = timezone.localdate

PLAN = """
year = 2018
title = "测试计划"
issuer = "国家局"
issued_on = 2018-03-15
sources = []
knowledge = []

[[tasks]]
ref = "五"
title = "管理水平"
duty = "must"
duty_basis = "found"
known = "full"

[[tasks]]
ref = "七"
title = "公共服务"
duty = "may"
duty_basis = "found"
known = "full"

[[targets]]
code = "certificates_growth"
label = "新增认证增长"
clause = "三（五）"
task = "五"
expression = "growth(gbt29490_new_certificates) >= 10%"
sentence = "比上年增长 10% 以上。"
basis = "found"
waits_for = "认证登记"
"""
SCHEME = """
year = 2018
title = "测试方案"
basis = "assumed"
note = "测试用，不是正式方案。"
plan = "2018"
experts = 3
arbitration_percent = 40
extreme_low_percent = 20
extreme_high_percent = 95
bonus_cap = 5
excellent = "excellent"
failed_at_most = "passed"

[objections]
workdays = 7
basis = "assumed"
why = "设定值。"

[[sections]]
code = "ideas"
label = "思路"
guidance = "看方向。"

[[sections]]
code = "measures"
label = "措施"
guidance = "看做法。"

[[criteria]]
code = "year_plan"
section = "ideas"
title = "年度思路"
points = 40
guidance = "说明思路。"
words = 60

[[criteria]]
code = "management"
section = "measures"
task = "五"
title = "管理水平"
points = 40
guidance = "说明贯标。"
figures = ["gbt29490_new_certificates"]
evidence = 1

[[criteria]]
code = "service"
section = "measures"
task = "七"
title = "公共服务"
points = 20
guidance = "说明服务。"

[[criteria]]
code = "innovation"
section = "measures"
kind = "bonus"
title = "加分：创新"
points = 5
guidance = "写明首创的做法。"

[[must_items]]
code = "certificates"
label = "新增认证增长 10%"
target = "certificates_growth"
basis = "assumed"

[[deductions]]
code = "mass_infringement"
label = "群体性侵权"
points = 5
most = 8

[[grades]]
code = "excellent"
label = "优秀"
floor = 85
share_percent = 30
basis = "assumed"

[[grades]]
code = "good"
label = "良好"
floor = 75
basis = "assumed"

[[grades]]
code = "passed"
label = "合格"
floor = 60
basis = "assumed"

[[grades]]
code = "failed"
label = "不合格"
floor = 0
basis = "assumed"
"""


def publish_scheme(text: str = SCHEME) -> Definition:
    """The indicator, the plan and the scheme in force, with figures by which every city but Chengdu meets the target."""
    folder = Path(zhicheng.__file__).parent / "definitions" / "indicators"
    indicator = in_force("indicator", CERTIFICATES, (folder / f"{CERTIFICATES}.toml").read_text("utf-8"))
    in_force("plan", "2018", PLAN)
    for code in CITIES:
        division(code)
        figure(indicator, code, 2017, 100)
        figure(indicator, code, 2018, 105 if code == CHENGDU else 120)
    return in_force("assessment", "2018", text)


def figure(indicator: Definition, region: str, period: int, value: float) -> Figure:
    return Figure.objects.create(
        indicator=indicator.code, definition=indicator, region_id=region, period=period, value=value, records=int(value),
        state="final", computed_at=timezone.now(),
    )  # fmt: skip


def national(name: str = "国家局") -> User:
    return person(name, Role.NATIONAL)


def head(region: str) -> User:
    return person("负责人", Role.CITY_HEAD, region)


def handler(region: str) -> User:
    return person("经办人", Role.CITY_HANDLER, region)


def province(region: str) -> User:
    return person("省局", Role.PROVINCIAL, f"{region[:2]}0000")


def experts(homes: Sequence[str] = EXPERT_HOMES) -> list[User]:
    return [person(f"专家{number}", Role.EXPERT, home) for number, home in enumerate(homes, start=1)]


def evidence(region: str) -> Evidence:
    """A paper that the city attached to its plan."""
    from zhicheng.base.documents.actions import store

    by = handler(region)
    upload = SimpleUploadedFile("通知.txt", f"{region} 的通知".encode())
    document = store(upload=upload, purpose="plan", by=by, region_code=region)
    adoption, _made = Adoption.objects.get_or_create(
        plan_year=2018, region_id=region,
        defaults={"definition": Definition.objects.get(kind="plan", code="2018", state="current"), "level": "city", "begun_by": by},
    )  # fmt: skip
    return Evidence.objects.create(
        adoption=adoption, document=document, caption="年度通知", kind="document", added_by=by
    )


def opened(by: User, cities: Sequence[str] = CITIES, until: date | None = None) -> Round:
    definition = Definition.objects.get(kind="assessment", code="2018", state="current")
    return actions.open_round(
        definition=definition, regions=cities, self_assessment_until=until or TODAY() + timedelta(days=20), by=by
    )


def entry(round_: Round, region: str) -> Entry:
    return Entry.objects.select_related("round__definition", "region").get(round=round_, region=region)


def written(round_: Round, region: str) -> Entry:
    """A self-assessment with nothing missing."""
    by, paper, found = handler(region), evidence(region), entry(round_, region)
    for code, points in (("year_plan", 36), ("management", 36), ("service", 18)):
        papers = [paper.pk] if code == "management" else []
        actions.write_answer(
            entry=found,
            criterion=code,
            narrative=f"{region} 的做法",
            self_points=Decimal(points),
            evidence=papers,
            by=by,
        )
    return found


def signed(round_: Round, region: str) -> Entry:
    return actions.sign(entry=written(round_, region), by=head(region))


def collected(by: User, cities: Sequence[str] = CITIES) -> Round:
    """Every city's material complete; no province has an officer, so none is waited for."""
    round_ = opened(by, cities)
    for region in cities:
        actions.mark_complete(entry=signed(round_, region), by=by)
    return actions.close_collection(round_=round_, by=by)


def drawn(by: User, cities: Sequence[str] = CITIES, seed: str = "种子") -> Round:
    round_ = collected(by, cities)
    experts()
    actions.draw_panels(round_=round_, seed=seed, by=by)
    return fresh(round_)


Points = Mapping[str, float]
USUAL: Points = {"year_plan": 32, "management": 32, "service": 16, "innovation": 0}
BETTER: Mapping[str, float] = {SHENZHEN: 4.0, HEFEI: 0.0, XIAN: -4.0, CHENGDU: 4.0}


def marks(points: Points) -> dict[str, Mark]:
    return {code: Mark(Decimal(str(value)), "理由") for code, value in points.items()}


def usual_points(sheet: Panelist) -> Points:
    """Alike for all experts: Shenzhen and Chengdu are better, Xi'an is worse."""
    return {**USUAL, "year_plan": USUAL["year_plan"] + BETTER[sheet.entry.region_id]}


def score(round_: Round, points_of: Callable[[Panelist], Points] = usual_points) -> None:
    """Every open sheet submitted."""
    for sheet in Panelist.objects.filter(round=round_, state="assigned").select_related("entry", "expert", "round"):
        actions.submit_sheet(panelist=sheet, marks=marks(points_of(sheet)), by=sheet.expert)


def met(by: User, points_of: Callable[[Panelist], Points] = usual_points, cities: Sequence[str] = CITIES) -> Round:
    round_ = drawn(by, cities)
    score(round_, points_of)
    return actions.close_scoring(round_=round_, by=by)


def sent(by: User) -> Round:
    return actions.send_results(round_=met(by), by=by)


def final(by: User) -> Round:
    round_ = sent(by)
    time_is_over(round_)
    return actions.finalise(round_=round_, by=by)


def published(by: User) -> Round:
    return actions.publish(round_=final(by), by=by)


def time_is_over(round_: Round) -> None:
    """The last day for objections was yesterday."""
    Round.objects.filter(pk=round_.pk).update(closes_on=TODAY() - timedelta(days=1))


def fresh(round_: Round) -> Round:
    return Round.objects.select_related("definition").get(pk=round_.pk)


def standings(round_: Round) -> list[tuple[str, float, int, str]]:
    """(city, total, rank, grade) of every result."""
    return [(one.entry.region_id, float(one.total), one.rank, one.grade) for one in queries.results_in(round_)]


def refusal(act: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        act(**arguments)
    return refused.value.code, refused.value.because
