"""The hall on the workbench: what waits for an officer, an applicant and an expert, and for nobody else."""

import pytest

from tests.people import HEFEI, person, signed_in
from tests.services.hall.samples import applicant, case, office
from zhicheng.base.accounts.models import Role
from zhicheng.services.hall import clock
from zhicheng.services.hall.models import PartyStanding, State

pytestmark = pytest.mark.django_db


def test_an_officer_sees_the_most_urgent_first_and_a_stranger_none() -> None:
    late, fresh = case(State.SUBMITTED, at=clock.moment_of(clock.today().replace(year=2018))), case(State.SUBMITTED)
    page = signed_in(office().handler).get("/workbench/")
    assert page.context["heading"] == "今天先办 1 件"
    assert [row.pk for row in page.context["waiting"].table.rows] == [late.pk, fresh.pk]
    stranger = signed_in(person("外地", Role.CITY_HANDLER, HEFEI)).get("/workbench/")
    assert (stranger.context["waiting"], stranger.context["heading"]) == (None, "没有等着办的事")


def test_an_applicant_sees_what_to_correct_and_what_it_can_have() -> None:
    by = applicant()
    returned = case(State.RETURNED, by=by)
    PartyStanding.objects.create(party=by.party, eligible=["a", "b"], near=["c"], matched_at=clock.now())
    page = signed_in(by).get("/workbench/")
    assert [(todo.text, todo.url) for todo in page.context["todos"] if "/hall/" in todo.url] == [
        ("补正：专利导航资助", returned.get_absolute_url()),
        ("2 个事项符合条件，1 个只差一步", "/hall/matches/"),
    ]
    other = signed_in(applicant(None)).get("/workbench/")
    assert [todo for todo in other.context["todos"] if "/hall/" in todo.url] == []
