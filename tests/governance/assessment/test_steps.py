"""A round from the call to publication: every step, its order, who may take it, what it leaves behind."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.governance.assessment import samples
from tests.governance.assessment.samples import CHENGDU, CITIES, HEFEI, SHENZHEN, XIAN, refusal
from tests.people import division
from zhicheng.base.accounts.models import User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.calendars.queries import calendar
from zhicheng.base.notices.models import Notice
from zhicheng.engine.calendars import workdays_between
from zhicheng.governance.assessment import actions, queries
from zhicheng.governance.assessment.models import Entry, Panelist, Result, Round
from zhicheng.governance.assessment.queries.standings import results_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _scheme(db: None) -> None:
    samples.publish_scheme()


def test_the_steps_in_their_order_with_their_dates() -> None:
    by = samples.national()
    round_ = samples.published(by)
    verbs = LogEntry.objects.filter(on_kind="assessment.round").order_by("number").values_list("verb", flat=True)
    assert list(verbs) == [
        "assessment.opened",
        "assessment.completed",
        "assessment.drawn",
        "assessment.met",
        "assessment.sent",
        "assessment.finalised",
        "assessment.published",
    ]
    dates = [round_.completed_at, round_.drawn_at, round_.met_at, round_.sent_at, round_.finalised_at]
    assert all(dates)
    assert workdays_between(timezone.localdate(), samples.fresh(round_).closes_on, calendar()) < 7
    # Shenzhen and Chengdu have 84 of 100 each; Chengdu failed its must-item. Nobody reaches 85.
    assert samples.standings(round_) == [
        (SHENZHEN, 84.0, 1, "good"),
        (CHENGDU, 84.0, 1, "passed"),
        (HEFEI, 80.0, 3, "good"),
        (XIAN, 76.0, 4, "good"),
    ]
    assert [(one.region_id, one.rank, one.is_top_half) for one in queries.published_results(2018)] == [
        (SHENZHEN, 1, True),
        (CHENGDU, 1, True),
        (HEFEI, 3, False),
        (XIAN, 4, False),
    ]
    assert [one.grade_label for one in queries.results_of(CHENGDU)] == ["合格"]
    assert queries.is_excellent(SHENZHEN, 2018) is False


def test_nothing_of_a_round_is_published_before_it_is() -> None:
    round_ = samples.final(samples.national())
    assert (Result.objects.count(), queries.published_results(2018), queries.results_of(SHENZHEN)) == (4, [], [])
    for reader, seen in ((samples.handler(HEFEI), [HEFEI]), (samples.province(HEFEI), [HEFEI]), (None, [])):
        assert list(results_for(reader, round_).values_list("entry__region", flat=True)) == seen


def test_one_round_a_year_is_open() -> None:
    by = samples.national()
    first = samples.opened(by)
    assert refusal(samples.opened, by=by)[0] == "round_open"
    actions.cancel(round_=first, why="材料要重来", by=by)
    assert samples.opened(by).number == 2
    assert refusal(samples.opened, by=samples.head(HEFEI))[0] == "round_open"


@pytest.mark.parametrize("cities", [(), CITIES])
def test_who_opens_and_with_whom(cities: tuple[str, ...]) -> None:
    wanted = "no_cities" if not cities else "not_national"
    assert refusal(samples.opened, by=samples.head(SHENZHEN), cities=cities)[0] == wanted


def test_a_city_writes_its_head_signs_and_the_figures_stand() -> None:
    by = samples.national()
    round_ = samples.opened(by)
    handler, head = samples.handler(HEFEI), samples.head(HEFEI)
    entry = samples.entry(round_, HEFEI)
    assert refusal(actions.sign, entry=entry, by=head) == ("incomplete", "自评还有 7 处须补充")
    entry = samples.written(round_, HEFEI)
    assert refusal(actions.sign, entry=entry, by=handler)[0] == "not_the_head"
    assert refusal(actions.sign, entry=entry, by=samples.head(XIAN))[0] == "not_the_head"
    actions.sign(entry=entry, by=head)
    from zhicheng.governance.indicators.models import Figure

    Figure.objects.filter(region=HEFEI, period=2018).update(value=50)
    entry = samples.entry(round_, HEFEI)
    [figure] = queries.figures_shown(entry, queries.answers_of(entry))["management"]
    assert (figure.value, figure.records, figure.words, figure.words_before) == (120.0, 120, "120 家", "100 家")
    assert entry.must["certificates"]["met"] is True
    assert refusal(
        actions.write_answer, entry=entry, criterion="service", narrative="x", self_points=None, evidence=[], by=handler
    ) == ("signed_already", "自评已签报，不能再改")


def test_what_a_city_may_write() -> None:
    round_ = samples.opened(samples.national())
    by, entry = samples.handler(HEFEI), samples.entry(round_, HEFEI)
    other = samples.evidence(XIAN)

    def write(**changes: object) -> tuple[str, str]:
        usual = {"criterion": "year_plan", "narrative": "说明", "self_points": Decimal(30), "evidence": [], "by": by}
        return refusal(actions.write_answer, entry=entry, **{**usual, **changes})

    assert write(self_points=Decimal("40.5")) == ("points_out_of_bounds", "“年度思路”应为 0 至 40 分")
    assert write(self_points=Decimal("30.2")) == ("points_not_halves", "“年度思路”最小打分单位是 0.5 分")
    assert write(narrative="字" * 61) == ("too_long", "“年度思路”的说明最多 60 字，现有 61 字")
    assert write(criterion="unknown")[0] == "no_such_criterion"
    assert write(evidence=[other.pk])[0] == "not_your_evidence"
    assert write(by=samples.handler(XIAN))[0] == "not_your_city"
    assert write(by=samples.national())[0] == "not_your_city"


def test_a_returned_self_assessment_says_why_and_comes_back() -> None:
    by = samples.national()
    round_ = samples.opened(by)
    entry = samples.signed(round_, HEFEI)
    assert refusal(actions.return_entry, entry=entry, faults=[], by=by)[0] == "no_faults"
    assert refusal(actions.mark_complete, entry=entry, by=samples.province(XIAN))[0] == "not_above"
    entry = actions.return_entry(entry=entry, faults=[("management", "缺认证清单")], by=samples.province(HEFEI))
    assert (entry.state, entry.signed_at, entry.faults[0]["title"]) == ("returned", None, "管理水平")
    assert Notice.objects.filter(subject="2018 年度自评须补正", text="管理水平：缺认证清单").count() == 3
    assert refusal(actions.mark_complete, entry=entry, by=by)[0] == "not_signed"
    entry = actions.sign(entry=entry, by=samples.head(HEFEI))
    assert (entry.state, entry.faults) == ("signed", [])


def test_a_late_signature_is_marked() -> None:
    round_ = samples.opened(samples.national())
    Round.objects.filter(pk=round_.pk).update(self_assessment_until=timezone.localdate() - timedelta(days=1))
    assert samples.signed(samples.fresh(round_), HEFEI).was_late is True


def test_the_province_speaks_once_of_its_own_city() -> None:
    by = samples.national()
    round_ = samples.opened(by, cities=[HEFEI])
    entry = samples.signed(round_, HEFEI)
    own, other = samples.province(HEFEI), samples.province(XIAN)
    assert refusal(actions.give_opinion, entry=entry, text="同意", by=own)[0] == "not_complete"
    actions.mark_complete(entry=entry, by=own)
    assert refusal(actions.close_collection, round_=round_, by=by)[0] == "opinions_waiting"
    assert refusal(actions.give_opinion, entry=entry, text="同意", by=other)[0] == "not_your_province"
    actions.give_opinion(entry=entry, text="同意", points=Decimal(90), by=own)
    assert refusal(actions.give_opinion, entry=entry, text="再说", by=own)[0] == "opinion_given"
    assert actions.close_collection(round_=round_, by=by).state == "complete"


def test_a_city_that_hands_in_nothing_is_taken_out_with_a_reason() -> None:
    by = samples.national()
    round_ = samples.opened(by, cities=[HEFEI, XIAN])
    officer, entry = samples.head(XIAN), samples.written(round_, XIAN)
    assert refusal(actions.remove_city, entry=entry, why="不报", by=officer)[0] == "not_national"
    assert refusal(actions.remove_city, entry=entry, why=" ", by=by)[0] == "no_reason"
    actions.remove_city(entry=entry, why="未报材料", by=by)
    assert queries.regions_in(round_) == [HEFEI]
    assert Notice.objects.filter(to=officer, text="未报材料").count() == 1
    last = samples.entry(round_, HEFEI)
    assert refusal(actions.remove_city, entry=last, why="不报", by=by)[0] == "last_city"
    actions.mark_complete(entry=samples.signed(round_, HEFEI), by=by)
    actions.close_collection(round_=round_, by=by)
    assert refusal(actions.remove_city, entry=last, why="不报", by=by)[0] == "wrong_state"


def test_a_task_that_was_free_and_not_taken_is_not_asked() -> None:
    from zhicheng.governance.plans.models import Adoption

    samples.evidence(HEFEI)
    Adoption.objects.filter(region=HEFEI).update(version=1, approved_at=timezone.now())
    round_ = samples.opened(samples.national())
    assert queries.asked_of(samples.entry(round_, HEFEI)) == ["year_plan", "management", "innovation"]
    assert queries.asked_of(samples.entry(round_, XIAN)) == ["year_plan", "management", "service", "innovation"]


def test_incidents_cost_points_up_to_their_most_until_the_results_are_out() -> None:
    by = samples.national()
    for _each in range(2):
        actions.enter_incident(
            region=division(SHENZHEN), on=timezone.localdate().replace(year=2018, month=5, day=1),
            kind="mass_infringement", text="事件", by=by,
        )  # fmt: skip
    round_ = samples.sent(by)
    assert samples.standings(round_)[0] == (CHENGDU, 84.0, 1, "passed")
    assert samples.standings(round_)[2:] == [(SHENZHEN, 76.0, 3, "good"), (XIAN, 76.0, 3, "good")]
    incident = queries.incidents(by).first()
    unknown = {"region": division(SHENZHEN), "on": timezone.localdate(), "kind": "unknown", "text": "事件", "by": by}
    assert refusal(actions.enter_incident, **unknown)[0] == "unknown_kind"
    assert refusal(actions.withdraw_incident, incident=incident, why="误登", by=by)[0] == "year_judged"


def test_who_finalised_does_not_publish_while_there_is_somebody_else() -> None:
    first = samples.national("甲")
    round_ = samples.final(first)
    second = samples.national("乙")
    assert refusal(actions.publish, round_=round_, by=first)[0] == "finalised_by_you"
    assert actions.publish(round_=round_, by=second).published_by == second


def test_points_that_moved_after_the_end_are_not_published() -> None:
    by = samples.national()
    round_ = samples.final(by)
    Panelist.objects.filter(round=round_, entry__region=HEFEI).first().scores.filter(criterion="service").update(
        points=2
    )
    assert refusal(actions.publish, round_=round_, by=by)[0] == "program_changed"


@pytest.mark.parametrize(
    "change",
    [
        {"state": "scoring"},
        {"state": "published"},
        {"state": "unknown"},
        {"completed_at": timezone.now()},
        {"seed": "x"},
        {"why_cancelled": "x"},
        {"state": "cancelled"},
        {"experts": 2},
    ],
)
def test_the_database_refuses_a_state_without_its_dates(change: dict[str, object]) -> None:
    round_ = samples.opened(samples.national(), cities=[HEFEI])
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=round_.pk).update(**change)


@pytest.mark.parametrize("change", [{"state": "signed"}, {"state": "complete"}, {"state": "returned"}])
def test_the_database_refuses_a_part_without_its_dates(change: dict[str, object]) -> None:
    samples.opened(samples.national(), cities=[HEFEI])
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(**change)


def reminded(round_: Round, day: date) -> list[tuple[str, str]]:
    """Of what people are told on a day: (who, what)."""
    before = set(Notice.objects.values_list("pk", flat=True))
    actions.remind_all(day)
    rows = Notice.objects.exclude(pk__in=before).order_by("pk").select_related("to")
    return [(one.to.get_role_display(), one.subject) for one in rows]


def test_people_are_reminded_once_before_their_time_runs_out() -> None:
    by, late = samples.national(), "年度考核"
    round_ = samples.opened(by, [HEFEI, XIAN])
    until = round_.self_assessment_until
    samples.signed(round_, HEFEI)
    samples.handler(XIAN)
    province = samples.province(HEFEI)
    assert reminded(round_, timezone.localdate()) == []
    city = division(XIAN).name
    first = reminded(round_, until)
    assert (province.get_role_display(), f"{division(HEFEI).name} 2018 {late}材料还没有审核") in first
    assert [words for _role, words in first if words.startswith(city)] == [f"{city} 2018 年度工作自评还没有签报"]
    assert reminded(round_, until + timedelta(days=30)) == []
    actions.cancel(round_=samples.fresh(round_), why="另开一轮", by=by)
    User.objects.filter(pk=province.pk).update(is_active=False)  # a province without an officer is not waited for
    round_ = samples.drawn(by, [HEFEI, XIAN])
    seats = Panelist.objects.filter(round=round_).values("expert").distinct().count()
    over = timezone.localdate() + timedelta(days=40)
    assert len(reminded(round_, over)) == seats
    samples.score(round_)
    actions.close_scoring(round_=round_, by=by)
    assert reminded(round_, over) == []
    actions.send_results(round_=samples.fresh(round_), by=by)
    assert reminded(round_, over) == [
        (role, f"2018 {late}结果征求意见的期限将满")
        for role in (one.get_role_display() for one in queries.officers_of([HEFEI, XIAN]))
    ]
    actions.object_to(
        entry=samples.entry(round_, HEFEI), criterion="management", reason="漏计", by=queries.officers_of([HEFEI])[0]
    )
    assert [words for _role, words in reminded(round_, over)] == [
        f"{division(HEFEI).name}对 2018 {late}结果的异议还没有答复" for _officer in queries.national_officers()
    ]
