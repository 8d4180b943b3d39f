"""Heads come, are trained and leave; a training counts for three years, and only while the head is in post."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled
from pytest_django import DjangoAssertNumQueries

from tests.people import HEFEI, NANSHAN, SHENZHEN, division, person, signed_in
from tests.services.training import samples
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.records.asking import Kind, Question
from zhicheng.base.records.counting import count
from zhicheng.base.records.registry import find
from zhicheng.base.verdicts import Refused
from zhicheng.services.training import actions, rules
from zhicheng.services.training.models import Head

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang() -> User:
    return person("王")


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


@pytest.mark.parametrize(
    ("ended_on", "last"),
    [
        (date(2016, 1, 1), date(2018, 12, 31)), (date(2015, 12, 31), date(2018, 12, 30)), (date(2016, 2, 29), date(2019, 2, 28)),
        (date(2017, 3, 1), date(2020, 2, 29)),
    ],
)  # fmt: skip
def test_a_training_counts_for_three_years(ended_on: date, last: date) -> None:
    assert rules.counts_until(ended_on) == last


def test_officers_keep_the_heads_of_their_reach(wang: User) -> None:
    made = samples.entered(by=wang, name="张")
    assert refusal(lambda: samples.entered(HEFEI, by=wang)) == "beyond_reach"
    assert refusal(lambda: samples.entered(by=person("李", Role.ORGANISATION))) == "not_an_officer"
    assert refusal(lambda: samples.entered(by=wang, name="张")) == "name_taken"
    assert refusal(lambda: samples.trained(made, date(2099, 1, 1), wang)) == "in_future"
    assert refusal(lambda: samples.trained(made, date(2018, 1, 1), person("赵", region=HEFEI))) == "beyond_reach"
    gone = samples.facts(name="张", until=date(2018, 3, 1))
    actions.correct(head=made, facts=gone, by=wang, why="调离")
    assert refusal(lambda: samples.trained(made, date(2018, 3, 2), wang)) == "has_left"
    first = samples.trained(made, date(2018, 3, 1), wang)
    assert samples.trained(made, date(2018, 3, 1), wang) == first
    assert samples.entered(by=wang, name="张").until is None


def answer(code: str, kind: Kind = "count", measured: str = "") -> dict[tuple[str, int], float]:
    offered = find(code)
    assert offered is not None
    with scopes_disabled():
        return count(Question(offered, {}, kind, measured), {SHENZHEN}, today=date(2019, 11, 22)).values


def test_heads_and_the_trained_among_them_are_counted_at_the_end_of_each_year() -> None:
    leaving = samples.entered(NANSHAN, until=date(2017, 6, 30))
    late = samples.entered(since=date(2017, 2, 1))
    staying = samples.entered()
    for head, days in (
        (leaving, [date(2015, 5, 1)]),
        (late, [date(2016, 5, 1)]),
        (staying, [date(2015, 5, 1), date(2016, 1, 1)]),
    ):
        for day in days:
            samples.trained(head, day)
    assert answer("heads") == {
        (SHENZHEN, 2015): 2,
        (SHENZHEN, 2016): 2,
        (SHENZHEN, 2017): 2,
        (SHENZHEN, 2018): 2,
        (SHENZHEN, 2019): 2,
    }
    assert answer("head_trainings", "distinct", "head") == {
        (SHENZHEN, 2015): 2, (SHENZHEN, 2016): 2, (SHENZHEN, 2017): 2, (SHENZHEN, 2018): 2,
    }  # fmt: skip


def test_the_list_says_who_is_left_and_costs_the_same_for_any_number(
    wang: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(wang)
    assert browser.get("/training/heads/").context["heading"] == "还没有登记应参加轮训的负责人"
    heads = [samples.entered(by=wang) for _number in range(3)]
    samples.entered(HEFEI)
    samples.trained(heads[0], date(2026, 5, 1), wang)
    page = browser.get("/training/heads/")
    assert page.context["heading"] == "在任负责人 3 人，三年内轮训过 1 人，还有 2 人"
    assert [row.pk for row in browser.get("/training/heads/?state=untrained").context["table"].rows] == [
        one.pk for one in heads[1:]
    ]
    with django_assert_max_num_queries(15):
        browser.get("/training/heads/")
    assert browser.get(f"/training/heads/{heads[0].pk}/").context["state"] == ("ok", "已轮训")


def test_what_is_exported_comes_in_unchanged_and_faulty_rows_are_told(wang: User) -> None:
    samples.trained(samples.entered(by=wang), date(2017, 5, 1), wang)
    browser = signed_in(wang)
    exported = b"".join(browser.get("/training/heads.csv"))
    page = browser.post("/training/heads/import/", {"file": SimpleUploadedFile("名册.csv", exported)}, follow=True)
    report = page.context["report"]
    assert (report.unchanged, report.new, report.changed, report.faults) == (1, [], [], [])
    division(NANSHAN)
    head = "姓名,单位,职务,区划代码,任职日期,离任日期,最近培训日期,培训名称\n"
    rows = (
        "甲,管理科,科长,440305,2016-01-01,,2018-05-01,轮训班\n"
        "乙,管理科,科长,340104,2016-01-01,,,\n"
        "丙,管理科,科长,440305,2016-01-01,2015-01-01,,\n"
        "丁,管理科,科长,440305,2016-01-01,,2099-01-01,轮训班\n"
        "戊,管理科,科长,440305,2016-01-01,,2018-01-01,\n"
    )
    page = browser.post(
        "/training/heads/import/", {"file": SimpleUploadedFile("坏.csv", (head + rows).encode())}, follow=True
    )
    assert [(fault.line, fault.column) for fault in page.context["report"].faults] == [
        (3, "区划代码"), (4, "离任日期"), (5, "最近培训日期"), (6, "培训名称"),
    ]  # fmt: skip
    good = SimpleUploadedFile("好.csv", (head + rows.splitlines()[0]).encode())
    preview = browser.post("/training/heads/import/", {"file": good}, follow=True)
    browser.post(preview.context["confirm_url"])
    with scopes_disabled():
        made = Head.objects.get(name="甲")
        assert [(one.ended_on, one.course) for one in made.trainings.all()] == [(date(2018, 5, 1), "轮训班")]
