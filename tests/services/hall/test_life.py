"""One life of a case, verb by verb: by whom, in which state, with which clock and which words."""


import pytest

from tests.services.hall.samples import case, draft, fresh
from zhicheng.services.hall.models import State

pytestmark = pytest.mark.django_db


def test_a_case_goes_from_draft_to_delivery() -> None:
    application = draft()
    assert (application.state, application.number, application.awaited_role) == ("draft", None, "")
    seen = []
    for state in (State.SUBMITTED, State.ACCEPTED, State.EXAMINED, State.DECIDED, State.DELIVERED):
        made = fresh(case(state))
        seen.append((made.state, made.step, made.awaited_role, made.limit_workdays, made.due_on is None))
    assert seen == [
        ("submitted", 0, "city_handler", 3, False),
        ("accepted", 1, "city_handler", 10, False),
        ("examined", 2, "city_head", 5, False),
        ("decided", 3, "city_handler", 2, False),
        ("delivered", 3, "", 2, True),
    ]
