"""Objections: a city speaks of its own figures within the time limit, is answered, and an accepted one corrects the figure."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.governance.rounds import samples
from tests.governance.strength.samples import HEFEI, SHENZHEN, WUHU
from tests.people import person
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.documents.models import Document
from zhicheng.base.jobs.running import run_waiting
from zhicheng.base.notices.models import Notice
from zhicheng.base.verdicts import Refused
from zhicheng.governance.indicators.lineage import Place, source_row
from zhicheng.governance.indicators.queries import figure, versions_of
from zhicheng.governance.rounds import actions, queries
from zhicheng.governance.rounds.models import Objection, Round
from zhicheng.governance.strength import queries as strength

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def officer_pk(module_database: None) -> int:
    """The national officer of a round that lies with the cities."""
    samples.publish_country()
    run_waiting()
    by = samples.national()
    samples.sent(by)
    return by.pk


@pytest.fixture
def officer(officer_pk: int, db: None) -> User:
    return User.objects.get(pk=officer_pk)


@pytest.fixture
def round_(officer: User) -> Round:
    return samples.fresh(Round.objects.get())


@pytest.fixture
def hefei(round_: Round) -> User:
    return person("合肥", Role.CITY_HANDLER, HEFEI)


def code_of(error: "pytest.ExceptionInfo[Refused]") -> str:
    return error.value.code


def test_a_city_objects_with_evidence(round_: Round, officer: User, hefei: User) -> None:
    made = samples.objection(round_, hefei)
    assert (made.state, made.region_id, made.indicator, made.period) == ("filed", HEFEI, "patents", 2010)
    assert (made.stated_value, made.proposed_value, made.filed_by) == (5.0, 8.0, hefei)
    document = Document.objects.get(pk=made.evidence_id)
    assert (document.purpose, document.region_code, document.uploaded_by) == ("objection", HEFEI, hefei)
    assert list(Notice.objects.filter(url=f"/strength/rounds/objections/{made.pk}/").values_list("to", flat=True)) == [
        officer.pk
    ]
    entry = LogEntry.objects.get(verb="objection.filed")
    assert (entry.region_code, entry.facts) == (HEFEI, {"figure": "patents:2010", "value": 5.0, "proposed": 8.0})


def test_only_the_citys_own_officers_object(round_: Round, officer: User) -> None:
    for who in (officer, person(role=Role.PROVINCIAL), person(role=Role.COUNTY), person(role=Role.ORGANISATION)):
        with pytest.raises(Refused) as refused:
            samples.objection(round_, who)
        assert code_of(refused) == "not_your_city"
    assert (Objection.objects.count(), Document.objects.count()) == (0, 0)


def test_a_city_that_was_left_out_objects_too(round_: Round) -> None:
    wuhu = person("芜湖", Role.CITY_HEAD, WUHU)
    assert samples.objection(round_, wuhu, value=5.0).stated_value == 3.0


def test_after_the_last_day_it_is_too_late(round_: Round, hefei: User) -> None:
    Round.objects.filter(pk=round_.pk).update(closes_on=timezone.localdate())
    samples.objection(round_, hefei)
    Round.objects.filter(pk=round_.pk).update(closes_on="2018-10-16")
    with pytest.raises(Refused) as refused:
        samples.objection(round_, hefei, "family_size:2010")
    assert (refused.value.code, refused.value.because) == ("too_late", "异议期限已于 2018 年 10 月 16 日截止")


@pytest.mark.parametrize(
    ("key", "value", "code", "words"),
    [
        ("patents:2010", 5.0, "same_value", "主张的数值与现数值相同"),
        ("patents:2010", -1.0, "value_out_of_bounds", "小于 0，超出本列的范围"),
        ("patents:2009", 8.0, "no_such_figure", "本轮评价没有用到这个数值"),
        ("colleges:2010", 8.0, "no_such_figure", "本轮评价没有用到这个数值"),
    ],
)
def test_what_cannot_be_right_is_refused(
    round_: Round, hefei: User, key: str, value: float, code: str, words: str
) -> None:
    with pytest.raises(Refused) as refused:
        samples.objection(round_, hefei, key, value)
    assert (refused.value.code, refused.value.because) == (code, words)
    assert Objection.objects.count() == 0


def test_a_figure_is_objected_to_once_until_it_is_withdrawn(round_: Round, hefei: User) -> None:
    first = samples.objection(round_, hefei)
    with pytest.raises(Refused) as refused:
        samples.objection(round_, hefei, value=9.0)
    assert code_of(refused) == "objected_already"
    actions.withdraw(objection=first, by=hefei)
    second = samples.objection(round_, hefei, value=9.0)
    states = Objection.objects.order_by("pk").values_list("state", "proposed_value")
    assert list(states) == [("withdrawn", 8.0), ("filed", 9.0)]
    second.state, second.pk, second._state.adding = "filed", None, True
    with pytest.raises(IntegrityError, match="objection_one_open_a_figure"), transaction.atomic():
        second.save(force_insert=True)


def test_only_the_city_takes_it_back(round_: Round, officer: User, hefei: User) -> None:
    made = samples.objection(round_, hefei)
    for who in (officer, person("深圳", Role.CITY_HEAD, SHENZHEN)):
        with pytest.raises(Refused) as refused:
            actions.withdraw(objection=made, by=who)
        assert code_of(refused) == "not_your_city"
    colleague = person("合肥负责人", Role.CITY_HEAD, HEFEI)
    assert actions.withdraw(objection=made, by=colleague).ended_by == colleague


def test_an_accepted_objection_corrects_the_figure_and_the_figure_opens_to_it(
    round_: Round, officer: User, hefei: User
) -> None:
    made = actions.accept(objection=samples.objection(round_, hefei), answer="年鉴确为 8 件", by=officer)
    run_waiting()
    corrected, untouched = figure("patents", HEFEI, 2010), figure("patents", SHENZHEN, 2010)
    assert (corrected and corrected.value, untouched and untouched.value) == (8.0, 105.0)
    row = source_row("patents", Place(HEFEI, 2010))
    assert row is not None
    assert row.value.origin == made.correction
    assert row.value.origin.source == (
        f"2010 年专利实力评价（small，第 1 轮）中340100区划的第 {made.pk} 号异议，已采纳；证明材料：证明.txt"
        f"（SHA-256 前 16 位 {made.evidence.sha256[:16]}）"
    )
    other = source_row("patents", Place(SHENZHEN, 2010))
    assert other is not None
    assert [other.value.origin.version, *(one.version for one in versions_of("city_patents"))] == [1, 2, 1]
    told = Notice.objects.filter(to=hefei, subject=f"第 {made.pk} 号异议：已采纳")
    assert list(told.values_list("text", flat=True)) == ["年鉴确为 8 件"]


def test_after_an_accepted_objection_the_year_is_computed_again_before_it_is_final(
    round_: Round, officer: User, hefei: User
) -> None:
    actions.accept(objection=samples.objection(round_, hefei), answer="属实", by=officer)
    samples.time_is_over(round_)
    with pytest.raises(Refused) as refused:
        actions.compute(round_=round_, by=officer)
    assert code_of(refused) == "figures_pending"
    run_waiting()
    with pytest.raises(Refused) as refused:
        actions.finalise(round_=round_, by=officer)
    assert code_of(refused) == "figures_moved"
    actions.compute(round_=round_, by=officer)
    assert samples.fresh(round_).state == "objections"
    assert actions.finalise(round_=round_, by=officer).state == "final"
    run = queries.newest_run(round_)
    assert run is not None
    assert strength.values_of(run.evaluation, HEFEI)["patents"].raw == 8.0


def test_a_rejected_objection_changes_nothing(round_: Round, officer: User, hefei: User) -> None:
    made = actions.reject(objection=samples.objection(round_, hefei), answer="证明材料是另一年的", by=officer)
    assert (made.state, made.answer, made.correction) == ("rejected", "证明材料是另一年的", None)
    assert [one.version for one in versions_of("city_patents")] == [1]
    with pytest.raises(Refused) as refused:
        actions.accept(objection=made, answer="还是采纳", by=officer)
    assert code_of(refused) == "objection_ended"


def test_nothing_is_final_while_an_objection_waits(round_: Round, officer: User, hefei: User) -> None:
    made = samples.objection(round_, hefei)
    samples.time_is_over(round_)
    with pytest.raises(Refused) as refused:
        actions.finalise(round_=round_, by=officer)
    assert (refused.value.code, refused.value.because) == ("objections_waiting", "还有 1 份异议没有答复")
    actions.reject(objection=made, answer="不符", by=officer)
    assert actions.finalise(round_=round_, by=officer).state == "final"


def test_only_the_national_office_answers(round_: Round, hefei: User) -> None:
    made = samples.objection(round_, hefei)
    for verb in (actions.accept, actions.reject):
        with pytest.raises(Refused) as refused:
            verb(objection=made, answer="是", by=hefei)
        assert code_of(refused) == "not_national"


def test_a_bad_file_leaves_no_objection(round_: Round, hefei: User) -> None:
    upload = samples.evidence("证明.exe")
    with pytest.raises(Refused):
        actions.object_to(round_=round_, key="patents:2010", proposed_value=8.0, reason="x", evidence=upload, by=hefei)
    assert Objection.objects.count() == 0


def test_a_city_reads_its_own_objections_only(round_: Round, officer: User, hefei: User) -> None:
    own = samples.objection(round_, hefei)
    shenzhen = person("深圳", Role.CITY_HEAD, SHENZHEN)
    other = samples.objection(round_, shenzhen)
    found = {
        who: list(queries.objections_of(round_, who)) for who in (officer, hefei, shenzhen, person(role=Role.BANK))
    }
    assert list(found.values()) == [[own, other], [own], [other], []]


@pytest.mark.parametrize(
    "change", [{"state": "accepted"}, {"state": "withdrawn"}, {"answer": "x"}, {"ended_at": timezone.now()}]
)
def test_the_database_refuses_a_state_without_its_facts(round_: Round, hefei: User, change: dict[str, object]) -> None:
    made = samples.objection(round_, hefei)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=made.pk).update(**change)
