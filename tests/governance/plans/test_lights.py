"""The light of a measure and of a plan, case by case; no database."""

from datetime import date

import pytest

from zhicheng.governance.plans.lights import Light, MeasureFacts, light_of, whole

START, END, TODAY = date(2018, 3, 1), date(2018, 10, 31), date(2018, 6, 30)
STALE_DAYS = 30
NOTED = date(2018, 6, 10)


def facts(**changes: object) -> MeasureFacts:
    return MeasureFacts(**{"starts_on": START, "ends_on": END, "noted_on": NOTED, "budget_fen": 1000, **changes})


@pytest.mark.parametrize(
    ("changes", "kind", "why"),
    [
        ({}, "ok", "按计划进行"),
        ({"done_on": date(2018, 6, 1), "risk": "serious", "overdue": (START,)}, "ok", "2018-06-01 完成"),
        ({"overdue": (date(2018, 6, 1), date(2018, 5, 1))}, "bad", "2 个里程碑超期，最早的应于 2018-05-01 完成"),
        ({"ends_on": date(2018, 6, 29)}, "bad", "超期 1 天，应于 2018-06-29 完成"),
        ({"ends_on": TODAY}, "ok", "按计划进行"),
        ({"risk": "serious"}, "bad", "2018-06-10 的记录称难以按期完成"),
        ({"risk": "some", "spent_fen": 5000}, "warn", "2018-06-10 的记录称有风险"),
        ({"spent_fen": 1000}, "ok", "按计划进行"),
        ({"spent_fen": 1125}, "warn", "支出超过预算 12.5%"),
        ({"budget_fen": 0, "spent_fen": 1}, "warn", "有支出，没有预算"),
        ({"noted_on": date(2018, 5, 31)}, "ok", "按计划进行"),
        ({"noted_on": date(2018, 5, 30)}, "warn", "31 天没有进展"),
        ({"noted_on": None}, "warn", "121 天没有进展"),
        ({"noted_on": None, "reached_on": date(2018, 5, 31)}, "ok", "按计划进行"),
        ({"noted_on": None, "starts_on": date(2018, 5, 31)}, "ok", "按计划进行"),
        ({"noted_on": None, "starts_on": date(2018, 7, 1)}, "mute", "2018-07-01 开始"),
    ],
)  # fmt: skip
def test_the_first_reason_that_holds_decides(changes: dict[str, object], kind: str, why: str) -> None:
    assert light_of(facts(**changes), TODAY, STALE_DAYS) == Light(kind, why)


@pytest.mark.parametrize(
    ("kinds", "light"),
    [
        ([], Light("mute", "还没有措施")),
        (["ok", "bad", "warn", "bad"], Light("bad", "2 项措施超期或难以按期完成")),
        (["ok", "warn", "mute"], Light("warn", "1 项措施需要提醒")),
        (["mute", "ok"], Light("ok", "1 项措施按计划进行或已完成")),
        (["mute", "mute"], Light("mute", "2 项措施尚未开始")),
    ],
)
def test_a_plan_is_as_bad_as_its_worst_measure(kinds: list[str], light: Light) -> None:
    assert whole([Light(kind, "") for kind in kinds]) == light
