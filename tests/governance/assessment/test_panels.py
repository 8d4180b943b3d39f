"""Panels: drawn without ties, by a seed, evenly; blind sheets; seats given up and filled again."""

from decimal import Decimal

import pytest

from tests.governance.assessment import samples
from tests.governance.assessment.samples import CITIES, HEFEI, SHENZHEN, XIAN, refusal
from tests.people import division, firm, person
from zhicheng.base.accounts.models import Role
from zhicheng.base.notices.models import Notice
from zhicheng.governance.assessment import actions, queries
from zhicheng.governance.assessment.models import Panelist
from zhicheng.governance.assessment.rules.panels import Judge, Mark, can_judge

HERE = "340100"


@pytest.mark.parametrize(
    ("judge", "code"),
    [
        (Judge(1, "320100"), ""),
        (Judge(1, "340200"), "same_province"),
        (Judge(1, "320100", party_region="340104"), "own_party_there"),
        (Judge(1, "320100", party_region="320104"), ""),
        (Judge(1, "320100", connected=frozenset({HERE})), "connected"),
        (Judge(1, "320100", connected=frozenset({"340104"})), "connected"),
        (Judge(1, "320100", connected=frozenset({"340000"})), "connected"),
        (Judge(1, "320100", connected=frozenset({"340200"})), ""),
    ],
)
def test_who_may_judge_a_city(judge: Judge, code: str) -> None:
    assert can_judge(judge, HERE).code == code


@pytest.mark.django_db
def test_a_draw_keeps_out_who_is_tied_and_can_be_done_again() -> None:
    samples.publish_scheme()
    by = samples.national()
    round_ = samples.collected(by)
    people = samples.experts()
    employed = person("受雇", Role.EXPERT, "320100", party=firm(region="610104"))
    actions.declare_connection(person=people[0], region=division(HEFEI), why="曾任职", by=people[0])
    actions.draw_panels(round_=round_, seed="种子", by=by)
    judges = {region: set() for region in CITIES}
    for seat in queries.seats_of(round_):
        judges[seat.entry.region_id].add(seat.expert)
    assert {region: len(panel) for region, panel in judges.items()} == dict.fromkeys(CITIES, 3)
    assert people[0] not in judges[HEFEI]
    assert people[4] not in judges[SHENZHEN]
    assert people[5] not in judges[HEFEI]
    assert employed not in judges[XIAN]
    load = queries.load_of(round_)
    assert (sum(load.values()), max(load.values()) - min(load.values()) <= 1) == (12, True)
    first = list(queries.seats_of(round_).values_list("entry__region_id", "seat", "expert_id", "rater"))
    assert {expert: rater for _region, _seat, expert, rater in first} == queries.numbers_of(round_)
    assert Notice.objects.filter(subject="请为 2018 年度考核评分").count() == len(load)
    assert refusal(actions.draw_panels, round_=round_, seed="另一个", by=by)[0] == "wrong_state"


@pytest.mark.django_db
def test_a_draw_without_enough_experts_says_where() -> None:
    samples.publish_scheme()
    by = samples.national()
    round_ = samples.collected(by, [HEFEI, SHENZHEN])
    samples.experts(["320100", "330100", "340100"])
    division(HEFEI)
    assert refusal(actions.draw_panels, round_=round_, seed="种子", by=by) == (
        "too_few_experts",
        "无利益冲突的专家不足 3 位，不能抽取：340100区划（2）",
    )
    assert refusal(actions.draw_panels, round_=round_, seed="  ", by=by)[0] == "seed_needed"
    assert (samples.fresh(round_).state, Panelist.objects.count()) == ("complete", 0)


@pytest.mark.django_db
def test_a_sheet_is_complete_fair_and_final() -> None:
    samples.publish_scheme()
    by = samples.national()
    round_ = samples.drawn(by, [XIAN])
    sheet = Panelist.objects.select_related("expert", "entry", "round").filter(round=round_).first()
    expert = sheet.expert
    points = samples.marks(samples.USUAL)

    def submit(**changes: Mark | None) -> tuple[str, str]:
        marks = {code: mark for code, mark in {**points, **changes}.items() if mark is not None}
        return refusal(actions.submit_sheet, panelist=sheet, marks=marks, by=expert)

    assert submit(service=None) == ("points_missing", "还没有打分：公共服务")
    assert submit(service=Mark(Decimal("20.5")))[0] == "points_out_of_bounds"
    assert submit(service=Mark(Decimal("10.2")))[0] == "points_not_halves"
    assert submit(service=Mark(Decimal(4))) == ("note_needed", "“公共服务”的评分偏高或偏低，须写明理由")
    assert submit(service=Mark(Decimal(19)))[0] == "note_needed"
    assert submit(unknown=Mark(Decimal(1)))[0] == "no_such_criterion"
    others = Panelist.objects.filter(round=round_).exclude(pk=sheet.pk).first().expert
    assert refusal(actions.submit_sheet, panelist=sheet, marks=points, by=others)[0] == "not_your_sheet"
    actions.save_sheet(panelist=sheet, marks={"service": Mark(Decimal(4))}, by=expert)
    assert queries.marks_of(sheet) == {"service": Mark(Decimal("4.0"))}
    assert queries.points_matrix(round_) == []
    actions.submit_sheet(panelist=sheet, marks=points, by=expert)
    assert submit()[0] == "sheet_ended"
    assert [(one.rater, one.criterion, one.points) for one in queries.points_matrix(round_)] == [
        (sheet.rater, "innovation", 0.0),
        (sheet.rater, "management", 32.0),
        (sheet.rater, "service", 16.0),
        (sheet.rater, "year_plan", 32.0),
    ]
    assert refusal(actions.close_scoring, round_=round_, by=by) == ("sheets_waiting", "还有 2 份评分表没有提交")


@pytest.mark.django_db
def test_a_seat_given_up_goes_to_another_until_nobody_is_left() -> None:
    samples.publish_scheme()
    by = samples.national()
    round_ = samples.drawn(by, [HEFEI])
    taken = list(Panelist.objects.filter(round=round_).select_related("expert", "round", "entry"))
    assert refusal(actions.decline, panelist=taken[0], reason=" ", by=taken[0].expert)[0] == "no_reason"
    replaced = [actions.decline(panelist=one, reason="认识", by=one.expert) for one in taken]
    # Five of six may judge Hefei: two seats find somebody else, the third does not.
    assert [one is not None for one in replaced] == [True, True, False]
    assert {one.expert_id for one in replaced if one}.isdisjoint({one.expert_id for one in taken})
    assert Notice.objects.filter(to=by, subject="340100区划有专家回避，没有可以补抽的专家").count() == 1
    assert refusal(actions.fill_seats, round_=round_, by=by)[0] == "nothing_filled"
    person("新专家", Role.EXPERT, "110000")
    [filled] = actions.fill_seats(round_=round_, by=by)
    # Five had a number in the draw, two more got one since.
    assert (filled.expert.name, filled.seat, filled.rater) == ("新专家", taken[2].seat, 8)


@pytest.mark.django_db
def test_a_tie_declared_late_frees_the_seat_and_voids_the_sheet() -> None:
    samples.publish_scheme()
    by = samples.national()
    round_ = samples.drawn(by, [XIAN])
    sheet = Panelist.objects.select_related("expert", "entry", "round").filter(round=round_).first()
    actions.submit_sheet(panelist=sheet, marks=samples.marks(samples.USUAL), by=sheet.expert)
    stranger = samples.head(XIAN)
    tie = {"person": sheet.expert, "region": division(XIAN), "why": "亲属任职"}
    assert refusal(actions.declare_connection, **tie, by=stranger)[0] == "not_concerned"
    actions.declare_connection(**tie, by=by)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.reason, queries.points_matrix(round_)) == ("declined", "申报了利益关系", [])
    assert len(queries.panel_of(sheet.entry)) == 3
