"""The officers' desk: whose turn it is, how much time is left, and what a person may do now."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import HEFEI, SHENZHEN, SHUSHAN, firm, person, signed_in
from tests.services.hall.samples import applicant, case, office, publish_item
from zhicheng.base.accounts.models import Role
from zhicheng.base.calendars.queries import calendar
from zhicheng.services.hall import actions, clock
from zhicheng.services.hall.limits import days_left, limit_of, words_of
from zhicheng.services.hall.models import Application, State
from zhicheng.services.hall.queries.desk import TABS, Desk, delegations_of

pytestmark = pytest.mark.django_db


def test_limits_are_said_in_working_days() -> None:
    # 2018-10-19 is a Friday.
    friday, monday = date(2018, 10, 19), date(2018, 10, 22)
    assert days_left(date(2018, 10, 24), friday, calendar()) == 3
    assert (days_left(friday, friday, calendar()), days_left(friday, monday, calendar())) == (0, -1)
    assert days_left(friday, date(2018, 10, 20), calendar()) == -1
    assert [words_of(left) for left in (7, 0, -1)] == ["还剩 7 个工作日", "今天到期", "超期 1 天"]


def test_the_limit_of_a_case_changes_colour_and_stands_while_the_applicant_corrects() -> None:
    application = case(State.SUBMITTED, at=clock.moment_of(date(2018, 10, 15)))
    days = calendar()
    shown = [limit_of(application, date(2018, 10, day), days) for day in (15, 17, 18, 19)]
    assert [(one.words, one.kind, one.spent) for one in shown] == [
        ("还剩 3 个工作日", "", 0),
        ("还剩 1 个工作日", "", 2),
        ("今天到期", "bad", 3),
        ("超期 1 天", "bad", 4),
    ]
    returned = case(State.RETURNED)
    assert (limit_of(returned, date(2018, 10, 15), days).words, limit_of(returned, date(2018, 10, 15), days).left) == (
        "补正，停表",
        None,
    )


def test_each_tab_holds_its_cases_and_none_of_another_city() -> None:
    people = office()
    submitted, accepted = case(State.SUBMITTED), case(State.ACCEPTED)
    examined, returned, ended = case(State.EXAMINED), case(State.RETURNED), case(State.DELIVERED)
    stranger = case(State.SUBMITTED, by=applicant(firm(region=SHUSHAN)))
    on = clock.today()
    handler = {tab: set(Desk(people.handler, on).rows(tab)) for tab in TABS}
    head = {tab: set(Desk(people.head, on).rows(tab)) for tab in TABS}
    assert handler == {
        "mine": {submitted, accepted},
        "office": {submitted, accepted, examined},
        "decide": set(),
        "returned": {returned},
        "ended": {ended},
    }
    assert head == handler | {"mine": {examined}, "decide": {examined}}
    assert Desk(office(HEFEI).handler, on).counts() == {"mine": 1, "office": 1, "decide": 0, "returned": 0, "ended": 0}
    assert set(Desk(office(HEFEI).handler, on).waiting) == {stranger}


def test_what_is_over_comes_first_and_the_title_counts_it() -> None:
    case(State.SUBMITTED)
    late = case(State.SUBMITTED, at=clock.moment_of(date(2018, 10, 15)))
    desk = Desk(office().handler, clock.today())
    found = desk.urgency
    assert (found.waiting, found.over, found.today, found.first) == (2, 1, 0, 1)
    assert desk.most_urgent(1) == [late]
    page = signed_in(office().handler).get("/hall/desk/").content.decode()
    assert "今天先办 1 件" in page
    assert page.index(str(late)) < page.index("还剩 3 个工作日")


def test_a_search_finds_by_part_of_a_number_or_name_and_keeps_the_order() -> None:
    first, late = case(State.SUBMITTED), case(State.SUBMITTED, at=clock.moment_of(date(2018, 10, 15)))
    client = signed_in(office().handler)
    both = client.get("/hall/desk/", {"tab": "office", "q": "精密仪器"}).content.decode()
    assert both.index(str(late)) < both.index(str(first))
    one = client.get("/hall/desk/", {"tab": "office", "q": str(first)[1:]}).content.decode()
    assert (str(first) in one, str(late) in one) == (True, False)
    assert "没有符合这些条件的内容" in client.get("/hall/desk/", {"tab": "office", "q": "无此单位"}).content.decode()


def test_the_desk_asks_the_same_few_questions_for_many_rows() -> None:
    client = signed_in(office().handler)
    asked = []
    for more in (1, 2, 22):
        for _each in range(more):
            case(State.SUBMITTED)
        client.get("/hall/desk/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/hall/desk/").status_code == 200
        asked.append(len(captured))
    assert asked == [asked[0]] * 3
    assert asked[0] <= 15


def test_the_files_of_the_desk_hold_all_rows_with_plain_columns() -> None:
    made = case(State.SUBMITTED)
    answer = signed_in(office().handler).get("/hall/desk.json")
    [row] = answer.json()["rows"]
    assert (row["number"], row["state"], row["limit"], row["item"]) == (
        made.number,
        "受理",
        "还剩 3 个工作日",
        "专利导航资助",
    )


def test_several_cases_go_to_a_colleague_and_what_may_not_go_is_named() -> None:
    people, colleague = office(), person("林", Role.CITY_HANDLER)
    first, second, decided = case(State.SUBMITTED), case(State.ACCEPTED), case(State.EXAMINED)
    stranger = case(State.SUBMITTED, by=applicant(firm(region=SHUSHAN)))
    keys = [one.pk for one in (first, second, decided, stranger)]
    client = signed_in(people.handler)
    answer = client.post("/hall/desk/hand-over/", {"case": keys, "to": colleague.pk, "why": "出差"}, follow=True)
    page = answer.content.decode()
    assert "已把 2 件移交给林" in page
    assert f"1 件没有移交：{decided}（" in page
    handlers = dict(Application._base_manager.values_list("pk", "handler"))
    assert [handlers[one.pk] for one in (first, second, stranger)] == [colleague.pk, colleague.pk, None]


def test_a_delegate_acts_for_the_giver_until_it_is_ended() -> None:
    people = office()
    deputy = person("副手", Role.CITY_HANDLER)
    waiting = case(State.EXAMINED)
    client = signed_in(people.head)
    day = clock.today().isoformat()
    data = {"to": deputy.pk, "starts_on": day, "ends_on": day, "why": "休假"}
    assert client.post("/hall/delegations/", data).status_code == 302
    assert set(Desk(deputy, clock.today()).rows("decide")) == {waiting}
    [given] = delegations_of(deputy)
    assert signed_in(deputy).get("/hall/delegations/").content.decode().count("您正在代市局负责人办理") >= 1
    assert client.post(f"/hall/delegations/{given.pk}/end/").status_code == 302
    assert set(Desk(deputy, clock.today()).rows("decide")) == set()


def test_a_stranger_cannot_end_a_delegation() -> None:
    people = office()
    given = actions.delegate(
        to=person("副手", Role.CITY_HANDLER), starts_on=clock.today(), ends_on=clock.today(), why="休假", by=people.head
    )
    assert signed_in(office(HEFEI).head).post(f"/hall/delegations/{given.pk}/end/").status_code == 404


def test_item_versions_stay_readable_after_the_item_changed() -> None:
    made = case(State.SUBMITTED)
    publish_item(title="专利导航补贴")
    page = signed_in(office(SHENZHEN).handler).get("/hall/desk/").content.decode()
    assert "专利导航资助" in page
    assert str(made) in page
