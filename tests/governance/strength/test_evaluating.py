"""Evaluations as acts: runs, what a changed figure leads to, who may ask, what never changes."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from tests.governance.strength.samples import (
    CODE,
    FIGURES,
    HEFEI,
    SCHEME,
    SHENZHEN,
    WUHU,
    XIAN,
    in_force,
    of_year,
    publish_scheme,
    set_figure,
    set_figures,
)
from tests.people import person
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.signals import definition_published
from zhicheng.base.jobs.models import Job
from zhicheng.base.jobs.running import run_waiting
from zhicheng.base.notices.models import Notice
from zhicheng.base.verdicts import Refused
from zhicheng.governance.indicators.signals import figures_changed
from zhicheng.governance.strength import queries
from zhicheng.governance.strength.actions import ask_for_evaluation, evaluate
from zhicheng.governance.strength.models import Evaluation, Score, ScreenedOut
from zhicheng.governance.strength.rules import can_be_evaluated

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country(db: None) -> None:
    publish_scheme()
    set_figures(2009)
    set_figures(2010)


def totals(evaluation: Evaluation) -> dict[str, float | None]:
    return dict(Score.objects.filter(evaluation=evaluation, node="strength").values_list("region", "score"))


def test_the_first_evaluation_publishes_every_year() -> None:
    made = evaluate(scheme=CODE)
    assert [(one.year, one.run, one.state, one.units, one.active_units) for one in made] == [
        (2009, 1, "published", 3, 4),
        (2010, 1, "published", 3, 4),
    ]
    assert totals(of_year(2010)) == {SHENZHEN: 85.0, HEFEI: 30.0, XIAN: 30.0}


def test_the_same_figures_publish_nothing_and_give_the_same_digests() -> None:
    evaluate(scheme=CODE)
    before = list(Evaluation.objects.values_list("pk", "inputs_sha256", "outputs_sha256"))
    assert evaluate(scheme=CODE) == []
    assert list(Evaluation.objects.values_list("pk", "inputs_sha256", "outputs_sha256")) == before


def test_a_changed_figure_makes_a_new_run_of_its_year_only() -> None:
    evaluate(scheme=CODE)
    set_figure("patents", XIAN, 2010, 105)
    [made] = evaluate(scheme=CODE)
    assert (made.year, made.run) == (2010, 2)
    assert totals(made) == {SHENZHEN: 85.0, HEFEI: 30.0, XIAN: 60.0}
    assert of_year(2009).run == 1


def test_the_old_run_is_kept_as_it_was() -> None:
    [_other, old] = evaluate(scheme=CODE)
    rows = list(Score.objects.filter(evaluation=old).values())
    set_figure("patents", XIAN, 2010, 105)
    evaluate(scheme=CODE)
    old.refresh_from_db()
    assert (old.state, list(Score.objects.filter(evaluation=old).values())) == ("superseded", rows)
    assert totals(old) == {SHENZHEN: 85.0, HEFEI: 30.0, XIAN: 30.0}
    assert [one.run for one in queries.runs(of_year(2010))] == [2, 1]


def test_a_city_that_was_left_out_enters_when_it_has_enough() -> None:
    evaluate(scheme=CODE)
    left_out = ScreenedOut.objects.filter(evaluation=of_year(2010), region=WUHU).values_list("words", flat=True)
    assert list(left_out) == ["当年申请 3 件，少于 5 件"]
    set_figure("patents", WUHU, 2010, 5)
    evaluate(scheme=CODE)
    assert totals(of_year(2010))[WUHU] == 40.0
    assert queries.left_out_region(of_year(2010), WUHU) is None


def test_a_new_version_of_the_scheme_is_a_new_run() -> None:
    evaluate(scheme=CODE)
    turned = (
        SCHEME.replace("weight = 60", "weight = 0.5").replace("weight = 40", "weight = 60").replace("= 0.5", "= 40")
    )
    in_force("strength", CODE, turned.replace("group_availability = 40", "group_availability = 0.5"))
    made = evaluate(scheme=CODE)
    assert [(one.year, one.run, one.definition.version) for one in made] == [(2009, 2, 2), (2010, 2, 2)]
    assert totals(of_year(2010)) == {SHENZHEN: 77.5, HEFEI: 45.0, XIAN: 20.0}


def test_a_run_says_why_it_became_necessary() -> None:
    evaluate(scheme=CODE)
    set_figure("patents", XIAN, 2010, 105)
    evaluate(scheme=CODE)
    in_force("strength", CODE, SCHEME.replace("仅供测试。", "只供测试。"))
    evaluate(scheme=CODE)
    assert [one.why for one in queries.runs(of_year(2010))] == ["方案有变化", "指标数据有变化", "首次计算"]


def test_a_year_without_figures_is_taken_back_and_comes_again() -> None:
    [_other, old] = evaluate(scheme=CODE)
    set_figures(2010, dict.fromkeys(FIGURES, (None, None, None)))
    assert evaluate(scheme=CODE) == []
    assert list(queries.published(CODE).values_list("year", flat=True)) == [2009]
    assert LogEntry.objects.filter(verb="strength.withdrawn").values_list("on_id", flat=True).get() == str(old.pk)
    set_figures(2010)
    [again] = evaluate(scheme=CODE)
    assert (again.run, again.outputs_sha256) == (2, old.outputs_sha256)


def test_only_the_years_asked_for_are_computed() -> None:
    assert [one.year for one in evaluate(scheme=CODE, years=[2010, 2030])] == [2010]


def test_scores_cannot_be_changed_or_removed() -> None:
    evaluate(scheme=CODE)
    for change in (
        lambda: Score.objects.filter(region=SHENZHEN).update(score=99),
        lambda: Score.objects.filter(region=SHENZHEN).delete(),
        lambda: ScreenedOut.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


def test_one_run_of_a_year_is_published() -> None:
    evaluate(scheme=CODE)
    published = of_year(2010)
    published.pk, published.run, published._state.adding = None, 9, True
    with pytest.raises(IntegrityError), transaction.atomic():
        published.save(force_insert=True)


def test_the_log_says_who_made_the_change_and_what_came_out() -> None:
    officer = person(role=Role.CITY_HANDLER)
    [_first, made] = evaluate(scheme=CODE, by=officer, why="指标数据有变化")
    entry = LogEntry.objects.filter(verb="strength.published").first()
    assert entry is not None
    assert (entry.user, entry.on_id, entry.why) == (officer, str(made.pk), "指标数据有变化")
    assert entry.facts == {
        "year": 2010,
        "run": 1,
        "inputs": made.inputs_sha256,
        "outputs": made.outputs_sha256,
    }


def test_officers_of_a_city_whose_place_changed_are_told_once() -> None:
    here = person("本市", Role.CITY_HANDLER, SHENZHEN)
    there = person("合肥", Role.CITY_HEAD, HEFEI)
    left_out = person("芜湖", Role.CITY_HANDLER, WUHU)
    citizen = person("企业", Role.ORGANISATION, SHENZHEN)
    evaluate(scheme=CODE)
    first = {user: list(Notice.objects.filter(to=user).values_list("subject", "text")) for user in (here, there)}
    assert first == {
        here: [("2010 年专利实力评价有新结果：列第 1 名", "首次列入排名。")],
        there: [("2010 年专利实力评价有新结果：列第 2 名", "首次列入排名。")],
    }
    set_figure("patents", XIAN, 2010, 105)
    evaluate(scheme=CODE)
    assert Notice.objects.filter(to=here).count() == 1
    assert sorted(Notice.objects.filter(to=there).values_list("text", flat=True)) == [
        "第 2 次发布，此前列第 2 名。",
        "首次列入排名。",
    ]
    assert Notice.objects.filter(to__in=[left_out, citizen]).count() == 0


def test_changed_figures_of_the_scheme_start_one_job_that_evaluates() -> None:
    officer = person()
    for _again in range(2):
        figures_changed.send(sender=None, indicators=frozenset({"patents", "other"}), by=officer)
    [job] = Job.objects.filter(task="strength.evaluate")
    assert (job.requested_by, job.arguments) == (officer, {"scheme": CODE, "by": officer.pk, "why": "指标数据有变化"})
    assert run_waiting() == 1
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", "发布了 2 个年份的新结果（2009–2010 年）")
    assert {one.by for one in Evaluation.objects.all()} == {officer}


def test_figures_of_other_indicators_start_nothing() -> None:
    figures_changed.send(sender=None, indicators=frozenset({"colleges"}), by=None)
    assert Job.objects.count() == 0


def test_a_scheme_published_on_a_page_is_evaluated() -> None:
    scheme = Definition.objects.get(kind="strength", state="current")
    definition_published.send(sender=Definition, kind="strength", definition=scheme, by=None)
    definition_published.send(sender=Definition, kind="plan", definition=scheme, by=None)
    assert [job.arguments["why"] for job in Job.objects.all()] == ["方案有变化"]


def test_a_job_for_a_scheme_that_is_gone_fails_in_words() -> None:
    person_asking = person(role=Role.NATIONAL)
    job = ask_for_evaluation(scheme=CODE, by=person_asking)
    Definition.objects.filter(kind="strength").update(state="superseded")
    run_waiting()
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "没有现行的专利实力方案 small")


def test_only_the_national_office_asks() -> None:
    job = ask_for_evaluation(scheme=CODE, by=person(role=Role.NATIONAL))
    assert job.title == "计算小方案"
    for role in (Role.CITY_HANDLER, Role.ORGANISATION, Role.EXPERT):
        with pytest.raises(Refused) as refused:
            ask_for_evaluation(scheme=CODE, by=person(role=role))
        assert (refused.value.code, refused.value.because) == (
            "not_national",
            "全国的专利实力评价由国家局发起计算",
        )
    assert Job.objects.count() == 1


def test_only_a_scheme_in_force_is_evaluated() -> None:
    old = Definition.objects.get(kind="strength", state="current")
    old.state = "superseded"
    plan = Definition(kind="indicator", code="x", title="申请量", state="current")
    assert [can_be_evaluated(one).code for one in (old, plan)] == ["not_in_force", "not_a_scheme"]


@pytest.mark.django_db(transaction=True)
def test_two_evaluations_at_once_publish_one_run() -> None:
    publish_scheme()
    set_figures(2010, FIGURES)
    threads = [threading.Thread(target=evaluate_and_leave) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Evaluation.objects.filter(year=2010).values_list("run", "state")) == [(1, "published")]


def evaluate_and_leave() -> None:
    try:
        evaluate(scheme=CODE)
    finally:
        connection.close()
