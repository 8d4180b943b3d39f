"""The office's pages of one case: what is due, why the rest is not, and that a button acts once."""

import uuid
from typing import Any

import pytest
from django.test import Client

from tests.people import SHUSHAN, firm, person, signed_in
from tests.services.hall.samples import applicant, brought, case, fresh, office
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.models import LogEntry
from zhicheng.services.hall import actions
from zhicheng.services.hall.models import Application, Message, State

pytestmark = pytest.mark.django_db


def post(client: Client, application: Application, act: str, **data: Any) -> Any:
    """Press the button of an act's page."""
    return client.post(f"/hall/applications/{application.pk}/{act}/", {"key": uuid.uuid4(), **data})


def test_a_case_goes_its_way_by_the_buttons_of_two_people() -> None:
    people, application = office(), case(State.SUBMITTED)
    handler, head = signed_in(people.handler), signed_in(people.head)
    assert post(handler, application, "accept").status_code == 302
    assert post(handler, application, "examine", note="材料齐全").status_code == 302
    assert post(head, application, "decide", decision="approve").status_code == 302
    assert post(handler, application, "deliver").status_code == 302
    ended = fresh(application)
    assert (ended.state, ended.decision, ended.decided_by) == (State.DELIVERED, "approved", people.head)
    assert list(Message.objects.values_list("text", "internal")) == [("材料齐全", True)]


def test_a_double_click_acts_once() -> None:
    application, client = case(State.SUBMITTED), signed_in(office().handler)
    key = uuid.uuid4()
    answers = [post(client, application, "accept", key=key) for _click in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert LogEntry.objects.filter(verb="case.accepted").count() == 1
    assert fresh(application).step == 1


def test_a_second_officer_is_told_that_the_case_has_moved() -> None:
    application = case(State.SUBMITTED)
    first, second = signed_in(office().handler), signed_in(person("林", Role.CITY_HANDLER))
    post(first, application, "accept")
    answer = post(second, application, "accept")
    assert answer.status_code == 409
    assert "审查中" in answer.content.decode()


def test_what_has_to_be_mended_is_written_beside_the_field() -> None:
    application, client = case(State.SUBMITTED), signed_in(office().handler)
    assert "请至少在一处写明需要补正的内容" in post(client, application, "return").content.decode()
    post(client, application, "return", **{"mend-project": "请写明技术领域", "mend": "请补盖章"})
    returned = fresh(application)
    assert (returned.state, returned.corrections) == (
        State.RETURNED,
        [{"field": "project", "words": "请写明技术领域"}, {"field": "", "words": "请补盖章"}],
    )


def test_a_refusal_needs_its_reason_and_keeps_what_was_typed() -> None:
    application, client = case(State.EXAMINED), signed_in(office().head)
    answer = post(client, application, "decide", decision="refuse")
    assert "请写明不同意的理由" in answer.content.decode()
    assert fresh(application).state == State.EXAMINED
    post(client, application, "decide", decision="refuse", reason="与导航无关")
    assert (fresh(application).decision, fresh(application).reason) == ("refused", "与导航无关")


def test_the_page_shows_the_act_that_is_due_and_why_others_are_not() -> None:
    application = case(State.EXAMINED)
    page = signed_in(office().head).get(application.get_absolute_url()).content.decode()
    assert f"/hall/applications/{application.pk}/decide/" in page
    assert "锂电池专利导航" in page
    stranger = signed_in(office().handler).get(application.get_absolute_url()).content.decode()
    assert f"/hall/applications/{application.pk}/decide/" not in stranger
    assert "“审定”由所在地的市局负责人办理" in stranger


def test_other_cases_of_the_organisation_stand_on_the_page_but_not_those_of_others() -> None:
    by = applicant()
    earlier, application = case(State.DELIVERED, by=by), case(State.SUBMITTED, by=by)
    other = case(State.SUBMITTED, by=applicant(firm(region=SHUSHAN)))
    page = signed_in(office().handler).get(application.get_absolute_url()).content.decode()
    assert (str(earlier.number) in page, str(other.number) in page) == (True, False)


def test_a_rating_is_answered_once_and_counted() -> None:
    by = applicant()
    ended = brought(case(State.DRAFT, by=by), State.DELIVERED)
    rating = actions.rate(application=ended, by=by, stars=2, text="太慢")
    client = signed_in(office().handler)
    assert "1 条差评等待答复" in client.get("/hall/ratings/").content.decode()
    assert client.post(f"/hall/ratings/{rating.pk}/reply/", {"text": "已增加人手"}).status_code == 302
    assert client.post(f"/hall/ratings/{rating.pk}/reply/", {"text": "再答"}).status_code == 409
    rating.refresh_from_db()
    assert rating.reply == "已增加人手"
