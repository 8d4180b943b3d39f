from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings

from zhicheng.base.definitions.reading import DefinitionRefused, read
from zhicheng.governance.plans.definition_kinds import PLAN, PlanDefinition, indicator_faults, name_faults, year_faults

SHIPPED = Path(settings.DEFINITIONS_DIR) / "plans" / "2018.toml"
HEAD = 'year = 2019\ntitle = "计划"\nissuer = "办公室"\nissued_on = 2019-03-01\nknowledge = []\n'
SOURCE = '[[sources]]\ncode = "page"\ntext = "页面"\n'
TASK = '[[tasks]]\nref = "一"\ntitle = "任务"\nduty = "unknown"\nknown = "title"\n'
TARGET = '[[targets]]\ncode = "t"\nlabel = "目标"\nclause = "三（一）"\nexpression = "x >= 1"\nsentence = "句"\nbasis = "found"\nwaits_for = "记录"\n'


@pytest.fixture
def shipped() -> PlanDefinition:
    return cast("PlanDefinition", read(PLAN, "2018", SHIPPED.read_text("utf-8")).model)


def plan(text: str) -> PlanDefinition:
    return cast("PlanDefinition", read(PLAN, "2019", text).model)


def test_the_2018_plan_has_its_eight_tasks_as_far_as_they_are_known(shipped: PlanDefinition) -> None:
    assert [(task.ref, task.title, task.duty, task.duty_basis, task.known) for task in shipped.tasks] == [
        ("一", "全面提升专利质量", "must", "unverified", "partly"),
        ("二", "全面从严保护知识产权", "must", "unverified", "partly"),
        ("三", "加快知识产权运营服务体系建设", "unknown", None, "title"),
        ("四", "不断创新知识产权金融服务", "unknown", None, "title"),
        ("五", "全面提升企事业单位知识产权管理水平", "must", "found", "full"),
        ("六", "大力培育强县工程试点示范县(区)", "must", "found", "full"),
        ("七", "进一步完善知识产权公共服务体系", "may", "found", "full"),
        ("八", "深入开展知识产权助力创新创业", "may", "found", "full"),
    ]


def test_nothing_is_said_of_tasks_of_which_only_the_title_is_known(shipped: PlanDefinition) -> None:
    assert [task.statements for task in shipped.tasks if task.known == "title"] == [(), ()]


def test_the_plan_was_issued_in_march_2018_with_five_guarantee_measures(shipped: PlanDefinition) -> None:
    assert (shipped.issuer, shipped.issued_on.isoformat()) == ("国家知识产权局办公室", "2018-03-15")
    assert [one.ref for one in shipped.guarantees] == ["一", "二", "三", "四", "五"]


def test_the_targets_of_the_plan_are_conditions(shipped: PlanDefinition) -> None:
    assert {target.code: (target.task, target.expression) for target in shipped.targets} == {
        "certificates_growth": ("五", "growth(gbt29490_new_certificates) >= 10%"),
        "counties": ("六", "counties_cultivated >= 1"),
        "outlet_coverage": ("七", "outlet_district_coverage > outlet_district_coverage@-1"),
        "platform_services": ("七", "platform_service_kinds >= 4"),
        "university_outlets": ("七", "university_outlets > university_outlets@-1"),
        "bases_guided": ("八", "innovation_bases_guided >= 1"),
        "mentors": ("八", "startup_mentors >= 1"),
        "vouchers": ("八", "vouchers_granted >= 1"),
        "heads_trained": (None, "heads_trained_share >= 100%"),
    }
    assert all(target.formula.is_condition for target in (*shipped.targets, *shipped.templates))


def test_what_the_plan_gives_no_number_for_is_marked_as_our_reading(shipped: PlanDefinition) -> None:
    without_number = {target.code for target in shipped.targets if target.basis == "derived"}
    assert without_number == {
        "outlet_coverage",
        "platform_services",
        "university_outlets",
        "bases_guided",
        "mentors",
        "vouchers",
    }
    assert all(target.reading for target in shipped.targets if target.basis == "derived")


def test_the_shipped_plan_names_what_exists(shipped: PlanDefinition) -> None:
    assert [*year_faults("2018", shipped), *name_faults("2018", shipped)] == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        (
            '"x >= 1"',
            '"x >="',
            "18 targets.0.expression：第 1 行第 5 列：公式没有写完，这里应为：指标代码、数字、左括号、减号、加号（现为 'x >='）",
        ),
        ('"x >= 1"', '"x + 1"', "18 targets.0.expression：目标应为条件，例如 growth(x) >= 10%（现为 'x + 1'）"),
        ('"unknown"', '"must"', "9 tasks.0：duty 为 unknown 时不写 duty_basis，否则必须写"),
        (
            'known = "title"',
            'known = "all"',
            "13 tasks.0.known：不在允许的取值之内：'full', 'partly' 或 'title'（现为 'all'）",
        ),
        ('ref = "一"', 'ref = "1"', "10 tasks.0.ref：写法不符合要求：^[一二三四五六七八九十]{1,3}$（现为 '1'）"),
    ],
)
def test_a_wrong_plan_is_told_where_it_is_wrong(right: str, wrong: str, fault: str) -> None:
    with pytest.raises(DefinitionRefused) as refusal:
        plan((HEAD + SOURCE + TASK + TARGET).replace(right, wrong))
    assert [str(each) for each in refusal.value.faults] == [f"plans/2019.toml:{fault}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SOURCE + SOURCE + TASK, [("2019", "sources.1.code", "“page”已用过一次")]),
        (SOURCE + TASK + TASK, [("2019", "tasks.1.ref", "“一”已用过一次")]),
        (SOURCE + TASK + TARGET + TARGET, [("2019", "targets.1.code", "“t”已用过一次")]),
        (SOURCE + TASK + TARGET + 'task = "九"\n', [("2019", "targets.0.task", "没有任务“九”")]),
        (SOURCE + TASK + TARGET + 'source = "book"\n', [("2019", "targets.0.source", "没有来源“book”")]),
        (
            SOURCE + TASK + '[[tasks.goals]]\ntext = "句"\nbasis = "found"\nsource = "book"\n',
            [("2019", "tasks.0.goals.0.source", "没有来源“book”")],
        ),
    ],
)
def test_names_must_exist_and_be_used_once(text: str, expected: list[Any]) -> None:
    assert list(name_faults("2019", plan(HEAD + text))) == expected


def test_a_target_over_an_unknown_indicator_is_named() -> None:
    found = plan(HEAD + SOURCE + TASK + TARGET)
    assert list(indicator_faults("2019", found, frozenset({"y"}))) == [
        ("2019", "targets.0.expression", "没有这些指标：x")
    ]
    assert list(indicator_faults("2019", found, frozenset({"x"}))) == []


def test_the_code_is_the_year() -> None:
    assert list(year_faults("2020", plan(HEAD + SOURCE + TASK))) == [("2020", "year", "年份应与代码 2020 一致")]
