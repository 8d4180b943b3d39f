"""Objections to publicised decisions: who may make them until when, who answers, what follows."""

from datetime import timedelta

import pytest

from tests.people import HEFEI, person
from tests.services.hall.reviewing_samples import code_of
from tests.services.hall.samples import DIRECT, PUBLICISED, case, fresh, office, publish_item
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.notices.models import Notice
from zhicheng.services.hall import actions, clock
from zhicheng.services.hall.actions.reviewing import answer_objection, object_to
from zhicheng.services.hall.models import Application, Objection, State

pytestmark = pytest.mark.django_db
WORDS = {"name": "赵某", "contact": "13800000000", "text": "材料与事实不符"}


def publicised() -> Application:
    return case(State.PUBLICISED, definition=publish_item(steps=PUBLICISED))


def objected(application: Application) -> Objection:
    return object_to(application=application, by=None, **WORDS)


def deliver_later(application: Application) -> Application:
    until = application.publicised_until
    assert until is not None
    with clock.told(clock.moment_of(clock.last_day(until, 1))):
        return actions.deliver(application=fresh(application), by=office().handler)


def test_anybody_objects_and_the_office_is_told() -> None:
    application = publicised()
    Notice.objects.all().delete()
    made = objected(application)
    assert (made.by, made.upheld, made.name) == (None, None, "赵某")
    told = set(Notice.objects.values_list("to", "url"))
    assert told == {(one.pk, f"/hall/objections/{made.pk}/") for one in (office().handler, office().head)}


def test_who_objects_stays_out_of_the_log_and_the_notices() -> None:
    objected(publicised())
    entry = LogEntry.objects.get(verb="publicity.objected")
    texts = [entry.why, str(entry.facts), entry.user_label, entry.on_label]
    texts += [text for pair in Notice.objects.values_list("subject", "text") for text in pair]
    assert [text for text in texts if "赵某" in text or "13800000000" in text] == []


def test_the_same_words_count_once() -> None:
    application = publicised()
    assert objected(application) == objected(application)
    assert Objection.objects.count() == 1


def test_the_last_day_counts_and_the_next_does_not() -> None:
    application = publicised()
    until = application.publicised_until
    assert until is not None
    with clock.told(clock.moment_of(until)):
        assert code_of(object_to, application=application, by=None, **WORDS) == ""
    with clock.told(clock.moment_of(until + timedelta(days=1))):
        assert code_of(object_to, application=application, by=None, **WORDS) == "too_late"


def test_other_states_are_not_open_to_objections() -> None:
    application = case(State.DECIDED, definition=publish_item(steps=DIRECT))
    assert code_of(object_to, application=application, by=None, **WORDS) == "no_publicity"


def test_an_unanswered_objection_stops_the_delivery() -> None:
    application = publicised()
    made = objected(application)
    assert code_of(deliver_later, application=application) == "objections_open"
    answer_objection(objection=made, upheld=False, answer="经核实，材料属实", by=office().handler)
    assert deliver_later(application).state == "delivered"


def test_an_upheld_objection_takes_the_decision_back() -> None:
    application = publicised()
    answer_objection(objection=objected(application), upheld=True, answer="材料不实", by=office().handler)
    back = fresh(application)
    now = (back.state, back.current_step.kind, back.awaited_role, back.decision, back.decided_by, back.publicised_until)
    assert now == ("examined", "decide", "city_head", "", None, None)
    assert back.due_on is not None
    again = actions.decide(application=back, by=office().head, approved=False, reason="材料不实")
    assert (again.state, again.decision) == ("decided", "refused")


def test_an_objection_is_answered_once_by_the_office_and_by_nobody_who_made_it() -> None:
    application, by = publicised(), office().handler
    made = object_to(application=application, by=by, **WORDS)
    elsewhere = person("合肥", Role.CITY_HANDLER, HEFEI)
    act = {"objection": made, "upheld": False, "answer": "属实"}
    assert code_of(answer_objection, **act, by=by) == "objected_by_you"
    assert code_of(answer_objection, **act, by=elsewhere) == "not_your_office"
    assert code_of(answer_objection, **act, by=application.filed_by) == "not_your_office"
    assert code_of(answer_objection, **act, by=office().head) == ""
    assert code_of(answer_objection, **act, by=office().head) == "answered_already"


def test_who_is_signed_in_gets_the_answer() -> None:
    application, stranger = publicised(), person("某人", Role.MENTOR)
    made = object_to(application=application, by=stranger, **WORDS)
    answer_objection(objection=made, upheld=False, answer="经核实，材料属实", by=office().head)
    assert list(Notice.objects.filter(to=stranger).values_list("text", flat=True)) == ["经核实，材料属实"]
