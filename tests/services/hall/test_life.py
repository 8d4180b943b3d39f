"""One life of a case, verb by verb: by whom, in which state, with which clock and which words."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from tests.people import HEFEI, NANSHAN, division, firm, person, signed_in
from tests.services.hall.samples import (
    DIRECT,
    PUBLICISED,
    REVIEWED,
    applicant,
    call,
    case,
    draft,
    fresh,
    office,
    officer,
    publish_item,
)
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.notices.models import Notice
from zhicheng.base.ui import formats
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import actions, clock, queries
from zhicheng.services.hall.actions import watching
from zhicheng.services.hall.models import Application, Once, State
from zhicheng.services.hall.queries.cases import all_cases

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def refused(act: object, **arguments: object) -> str:
    """The code with which a verb refuses; it must have written nothing."""
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act(**arguments)
    return refusal.value.code


def inbox(user: User) -> list[str]:
    return list(Notice.objects.filter(to=user).order_by("pk").values_list("subject", flat=True))


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


def test_numbers_count_the_office_and_the_year() -> None:
    year = TODAY().year
    assert [case().number for _each in range(2)] == [f"440300-{year}-00001", f"440300-{year}-00002"]
    application = draft()
    with transaction.atomic():
        actions.submit(application=application, by=application.filed_by)
        transaction.set_rollback(True)
    assert actions.submit(application=application, by=application.filed_by).number == f"440300-{year}-00003"


def test_the_letter_has_a_number_of_its_own_and_the_case_in_its_words() -> None:
    application = case(State.DELIVERED)
    letter = application.letter
    assert letter.number == f"440300L-{TODAY().year}-00001"
    assert letter.title == "资助决定书"
    words = f"同意资助“锂电池专利导航”，金额 50,000.00 元（{application.number}，{letter.number}）。"
    day = formats.date_zh(letter.issued_on)
    assert letter.text.splitlines() == [f"{application.applicant_name}：", words, "440300区划知识产权局", day]
    assert (len(letter.code), set(letter.code) & set("IO01")) == (16, set())


def test_a_refusal_says_why_in_case_and_letter() -> None:
    application = case(State.EXAMINED)
    head = office().head
    assert refused(actions.decide, application=application, by=head, approved=False, reason=" ") == "reason_missing"
    made = actions.decide(application=application, by=head, approved=False, reason="项目与导航无关。")
    delivered = actions.deliver(application=made, by=office().handler)
    assert (delivered.decision, delivered.reason) == ("refused", "项目与导航无关。")
    assert delivered.letter.text == "不同意。理由：项目与导航无关。"
    assert not hasattr(fresh(delivered), "handover")


def test_what_is_not_accepted_ends_at_once_with_a_letter() -> None:
    made = actions.refuse_acceptance(application=case(), by=office().handler, reason="不属于受理范围")
    assert (made.state, made.decision, made.delivered_on, made.awaited_role) == (
        "delivered", "not_accepted", TODAY(), "",
    )  # fmt: skip
    assert made.letter.title == "不予受理通知书"


def test_an_item_without_examination_goes_from_acceptance_to_decision() -> None:
    made = case(State.EXAMINED, definition=publish_item("direct", steps=DIRECT))
    assert (made.state, made.step, made.awaited_role) == ("examined", 1, "city_head")


def test_a_correction_stops_the_clock_and_goes_on_where_it_stood() -> None:
    monday = clock.moment_of(date(2018, 10, 15))
    with clock.told(monday):
        application = case(State.ACCEPTED)
        assert (application.clock_from, application.due_on) == (date(2018, 10, 15), date(2018, 10, 29))
    with clock.told(clock.moment_of(date(2018, 10, 18))):
        reasons = [("project", "请写明技术领域。"), ("amount", "  ")]
        made = actions.return_for_correction(application=application, by=office().handler, reasons=reasons)
    assert (made.state, made.awaited_role, made.spent_workdays, made.clock_from, made.due_on) == (
        "returned", "", 3, None, None,
    )  # fmt: skip
    assert made.corrections == [{"field": "project", "words": "请写明技术领域。"}]
    assert made.expires_on == date(2018, 11, 8)  # 15 working days
    with clock.told(clock.moment_of(date(2018, 10, 26))):
        saved = actions.save(application=made, by=made.filed_by, answers={"project": "锂电池隔膜专利导航"})
        again = actions.resubmit(application=saved, by=made.filed_by)
    assert (again.state, again.awaited_role, again.due_on, again.corrections) == (
        "accepted", "city_handler", date(2018, 11, 6), [],
    )  # fmt: skip
    assert again.answers == {"project": "锂电池隔膜专利导航", "amount": 5_000_000}


def test_a_limit_begins_with_the_next_step_and_holidays_do_not_count() -> None:
    with clock.told(clock.moment_of(date(2018, 9, 28))):
        application = case()
    assert application.due_on == date(
        2018, 10, 8
    )  # the weekend of the 29th is worked, the holiday of seven days is not
    with clock.told(clock.moment_of(date(2018, 10, 10))):
        made = actions.accept(application=application, by=office().handler)
    assert (made.was_overdue, made.clock_from, made.due_on) == (True, date(2018, 10, 10), date(2018, 10, 24))


def test_publicity_stands_the_clock_and_delivery_waits_for_its_end() -> None:
    definition = publish_item("publicised", steps=PUBLICISED)
    with clock.told(clock.moment_of(date(2018, 10, 15))):
        made = case(State.PUBLICISED, definition=definition)
        assert (made.publicised_until, made.due_on, made.decision) == (date(2018, 10, 24), None, "approved")
        assert refused(actions.deliver, application=made, by=office().handler) == "publicised_still"
        assert list(queries.published()) == [made]
        assert list(queries.waiting_for(office().handler)) == []
    with clock.told(clock.moment_of(date(2018, 10, 25))):
        assert actions.deliver(application=made, by=office().handler).state == "delivered"


def test_a_refusal_is_not_publicised() -> None:
    made = case(State.DECIDED, definition=publish_item("publicised", steps=PUBLICISED), approved=False)
    assert (made.step, made.current_step.kind) == (4, "deliver")


def test_nobody_decides_what_they_filed_accepted_or_examined() -> None:
    people = office()
    handler_decides = publish_item(
        "alone", steps=[{**step, "role": "city_handler"} for step in DIRECT]
    )  # fmt: skip
    made = case(State.EXAMINED, definition=handler_decides)
    colleague = person("赵", Role.CITY_HANDLER)
    assert refused(actions.decide, application=made, by=people.handler, approved=True) == "handled_by_you"
    assert actions.decide(application=made, by=colleague, approved=True).decided_by == colleague
    alone = case(State.EXAMINED, definition=handler_decides)
    colleague.is_active = False
    colleague.save()
    assert actions.decide(application=alone, by=people.handler, approved=True).decision == "approved"  # nobody else can


def test_who_entered_a_paper_never_decides_it() -> None:
    people = office()
    definition = publish_item("alone", steps=[{**step, "role": "city_handler"} for step in DIRECT])
    made = actions.file_paper(
        definition=definition, by=people.handler, received_on=TODAY(), party=firm(region=NANSHAN),
        answers={"project": "纸质项目", "amount": 100},
    )  # fmt: skip
    assert (made.channel, made.state, made.filed_by) == ("paper", "submitted", people.handler)
    made = actions.accept(application=made, by=people.handler)
    assert refused(actions.decide, application=made, by=people.handler, approved=True) == "filed_by_you"
    with pytest.raises(IntegrityError), transaction.atomic():
        all_cases().filter(pk=made.pk).update(decided_by=people.handler)


def test_the_database_refuses_states_out_of_order() -> None:
    made = case()
    with pytest.raises(ProgrammingError), transaction.atomic():
        all_cases().filter(pk=made.pk).update(state="delivered", delivered_on=TODAY())


def test_an_act_with_a_key_is_done_once() -> None:
    application, key = draft(), uuid4()
    first = actions.submit(application=application, by=application.filed_by, key=key)
    again = actions.submit(application=application, by=application.filed_by, key=key)
    assert (again.number, Once.objects.count(), again.state) == (first.number, 1, "submitted")
    assert refused(actions.withdraw, application=first, by=first.filed_by, key=key) == "key_used"
    other = actions.submit
    assert refused(other, application=application, by=application.filed_by, key=uuid4()) == "changed_meanwhile"


def test_a_form_sent_twice_makes_one_draft_and_another_person_gets_none() -> None:
    by, definition, key = applicant(), publish_item(), uuid4()
    made = [actions.begin(definition=definition, by=by, party=by.party, filing_key=key).pk for _each in range(2)]
    assert (made[0] == made[1], all_cases().count()) == (True, 1)
    other = applicant()
    assert refused(actions.begin, definition=definition, by=other, party=other.party, filing_key=key) == "key_used"


def test_what_is_missing_is_said_before_a_number_is_given() -> None:
    application = draft(answers={"amount": 100})
    with pytest.raises(Refused) as refusal:
        actions.submit(application=application, by=application.filed_by)
    assert refusal.value.code == "incomplete"
    assert refusal.value.because.startswith("还有 1 处需要填写或改正：项目名称：")
    assert fresh(application).number is None


def test_strangers_and_other_offices_change_nothing() -> None:
    application, elsewhere = case(), person("合肥", Role.CITY_HANDLER, HEFEI)
    county = person("区县", Role.COUNTY, NANSHAN)
    head = office().head
    codes = [refused(actions.accept, application=application, by=by) for by in (elsewhere, county, head, applicant())]
    assert codes == ["not_your_turn"] * 4
    assert refused(actions.withdraw, application=application, by=applicant()) == "not_yours"
    assert refused(actions.say, application=application, by=elsewhere, text="泄露") == "not_the_office"
    assert fresh(application).state == "submitted"


def test_who_sees_a_case() -> None:
    application, hidden = case(), draft()
    county, next_door = person("区", Role.COUNTY, NANSHAN), person("福田", Role.COUNTY, "440304")
    people = office()
    rows = {
        "applicant": queries.visible_to(application.filed_by),
        "another": queries.visible_to(hidden.filed_by),
        "handler": queries.visible_to(people.handler),
        "county": queries.visible_to(county),
        "next_door": queries.visible_to(next_door),
        "national": queries.visible_to(person("国", Role.NATIONAL)),
        "hefei": queries.visible_to(person("肥", Role.CITY_HANDLER, HEFEI)),
        "expert": queries.visible_to(person("专", Role.EXPERT)),
        "audit": queries.visible_to(person("审", Role.AUDIT_ADMIN)),
    }
    assert {name: [row.pk for row in found] for name, found in rows.items()} == {
        "applicant": [application.pk], "another": [hidden.pk], "handler": [application.pk], "county": [application.pk], "next_door": [],
        "national": [application.pk], "hefei": [], "expert": [], "audit": [],
    }  # fmt: skip


def test_what_waits_for_whom() -> None:
    submitted, examined = case(), case(State.EXAMINED)
    people, colleague = office(), person("钱", Role.CITY_HANDLER)
    assert list(queries.waiting_for(people.handler)) == [submitted]
    assert list(queries.waiting_for(colleague)) == [submitted]
    assert list(queries.waiting_for(people.head)) == [examined]
    actions.take(application=submitted, by=people.handler)
    assert list(queries.waiting_for(colleague)) == []
    assert list(queries.of_office(colleague)) == [submitted]
    assert refused(actions.take, application=submitted, by=colleague) == "taken"
    back = actions.return_for_correction(application=submitted, by=colleague, reasons=[("project", "补")])
    assert list(queries.waiting_for(submitted.filed_by)) == [back]


def test_work_is_handed_over_and_delegated() -> None:
    people, colleague = office(), person("钱", Role.CITY_HANDLER)
    made = actions.take(application=case(), by=people.handler)
    assert refused(actions.hand_over, application=made, to=people.head, by=people.handler, why="忙") == "cannot_act"
    assert refused(actions.hand_over, application=made, to=colleague, by=people.handler, why=" ") == "reason_missing"
    assert actions.hand_over(application=made, to=colleague, by=people.head, why="改派").handler == colleague
    tomorrow = TODAY() + timedelta(days=1)
    given = actions.delegate(to=colleague, starts_on=TODAY(), ends_on=tomorrow, why="出差", by=people.head)
    examined = case(State.EXAMINED)
    assert list(queries.waiting_for(colleague)) == [made, examined]
    assert queries.acts_of_office(people.handler, examined)["decide"].code == "not_your_turn"
    acts = queries.acts_of_office(colleague, examined)
    assert (acts["decide"].code, acts["accept"].code) == ("", "wrong_state")
    window = {"to": colleague, "ends_on": tomorrow, "why": "出差", "by": people.head}
    assert refused(actions.delegate, starts_on=tomorrow, **window) == "delegated_already"
    sent_back = actions.send_back(application=examined, by=colleague, reason="请核对")
    newest = queries.timeline(sent_back, people.head)[0]
    assert (newest.event, newest.note) == ("退回重新审查", "钱（市局经办人），代市局负责人办理。请核对")
    actions.end_delegation(delegation=given, by=people.head)
    assert refused(actions.decide, application=case(State.EXAMINED), by=colleague, approved=True) == "not_your_turn"
    assert refused(actions.end_delegation, delegation=given, by=people.head) == "over_already"
    other = person("肥", Role.CITY_HANDLER, HEFEI)
    window = {"starts_on": TODAY(), "ends_on": tomorrow, "why": "出差", "by": people.head}
    assert refused(actions.delegate, to=other, **window) == "other_office"


def test_the_watch_warns_once_escalates_once_and_marks() -> None:
    people = office()
    with clock.told(clock.moment_of(date(2018, 10, 15))):
        made = case(State.ACCEPTED)  # ten working days, to the 29th
    days = watching.calendar()
    assert watching.near_the_limit(date(2018, 10, 24), days) == []
    assert watching.near_the_limit(date(2018, 10, 25), days) == [made.pk]
    assert [watching.warn(pk=made.pk, on=date(2018, 10, 25)) for _each in range(2)] == [True, False]
    assert inbox(people.handler)[-1] == f"时限将到：{made.number}（审查）还剩 2 个工作日"
    assert list(watching.over_the_limit(date(2018, 10, 29))) == []
    assert [watching.escalate(pk=made.pk, on=date(2018, 10, 31)) for _each in range(2)] == [True, False]
    assert inbox(people.head) == [f"已超期 2 个工作日：{made.number}（审查）"]
    assert fresh(made).was_overdue is True


def test_drafts_and_corrections_lapse() -> None:
    waiting, returned, kept = draft(), case(State.RETURNED), draft()
    all_cases().filter(pk__in=[waiting.pk, returned.pk]).update(expires_on=date(2018, 1, 1))
    words = watching.watch_all(lambda _done, _total, _message="": None)
    assert words == "提醒 0 件，超期上报 0 件，失效 2 件，公示期满 0 件，续办 0 件"
    assert [fresh(each).state for each in (waiting, returned, kept)] == ["expired", "expired", "draft"]


def test_the_applicant_sees_the_timeline_without_what_is_internal() -> None:
    people = office()
    made = case(State.ACCEPTED)
    actions.note(application=made, by=people.handler, text="内部：疑似重复")
    actions.say(application=made, by=people.handler, text="请补一份合同")
    actions.take(application=case(), by=people.handler)
    applicants = [(entry.event, entry.note) for entry in queries.timeline(made, made.filed_by)]
    assert applicants == [
        ("市局经办人留言", "请补一份合同"), ("受理", "市局经办人"), ("提交申请", "李"), ("开始填报", "李"),
    ]  # fmt: skip
    officers = [entry.event for entry in queries.timeline(made, people.handler)]
    name = f"{people.handler.name}（市局经办人）"
    assert officers == [f"{name}留言", f"{name}（内部意见）", "受理", "提交申请", "开始填报"]


def test_service_is_rated_once_and_answered_once() -> None:
    people, made = office(), case(State.DELIVERED)
    assert refused(actions.rate, application=case(), by=officer(Role.CITY_HEAD, "440300"), stars=5) == "not_yours"
    assert refused(actions.rate, application=made, by=made.filed_by, stars=6) == "stars_unknown"
    rating = actions.rate(application=made, by=made.filed_by, stars=2, text="等了很久")
    assert inbox(people.head)[-1] == f"差评待回访：{made.number}（2 星）"
    assert refused(actions.rate, application=made, by=made.filed_by, stars=5) == "rated_already"
    answered = actions.reply_to_rating(rating=rating, by=people.head, text="已改进")
    assert (answered.reply, answered.replied_by) == ("已改进", people.head)
    assert refused(actions.reply_to_rating, rating=rating, by=people.head, text="再答") == "replied_already"


def test_a_citizen_without_account_applies_and_tracks_by_code() -> None:
    definition = publish_item("question", audience=["citizen"], fields=[], letter=None)
    key = uuid4()
    made = actions.begin(
        definition=definition, by=None, region=division(NANSHAN), applicant_name="陈", contact_phone="138"
    )
    sent = actions.submit(application=made, by=None, key=key)
    again = actions.submit(application=made, by=None, key=key)
    assert (len(sent.lookup_code), again.lookup_code) == (14, sent.lookup_code)
    assert sent.lookup_code not in fresh(sent).code_digest
    assert queries.tracked(sent.number or "", sent.lookup_code.lower().replace("-", " ")) == sent
    assert queries.tracked(sent.number or "", "AAAA-AAAA-AAAA") is None
    assert queries.tracked(case().number or "", "") is None
    other = publish_item("enterprises_only")
    assert (
        refused(actions.begin, definition=other, by=None, region=division(NANSHAN), applicant_name="陈")
        == "not_for_you"
    )


def test_a_region_applies_by_its_own_officers() -> None:
    definition = publish_item("county_pilot", audience=["county"], level="city", fields=[], letter=None)
    nanshan = division(NANSHAN)
    own, other = person("南山", Role.COUNTY, NANSHAN), person("福田", Role.COUNTY, "440304")
    assert refused(actions.begin, definition=definition, by=other, region=nanshan) == "not_your_region"
    made = actions.submit(application=actions.begin(definition=definition, by=own, region=nanshan), by=own)
    assert (made.party, made.applicant_name, made.office_id) == (None, nanshan.name, "440300")
    assert list(queries.visible_to(other)) == []
    assert actions.accept(application=made, by=office().handler).state == "accepted"


def test_a_place_decides_the_office() -> None:
    at_county = publish_item("county_item", level="county")
    in_city = firm(region="440300")
    by = person("李", Role.ORGANISATION, "440300", party=in_city)
    assert refused(actions.begin, definition=at_county, by=by, party=in_city) == "no_office"
    offices = [queries.offices_for(publish_item(f"of_{level}", level=level), NANSHAN) for level in LEVELS]
    assert offices == ["440305", "440300", "440000", None]
    assert queries.offices_for(publish_item("of_city", level="city"), "110108") == "110000"
    assert queries.offices_for(publish_item("of_city", level="city"), "419001") is None


LEVELS = ("county", "city", "province", "nation")


def test_an_item_is_applied_for_in_its_time_and_once_a_year() -> None:
    yesterday = TODAY() - timedelta(days=1)
    closed = publish_item("closed", open_until=yesterday)
    by = applicant()
    assert refused(actions.begin, definition=closed, by=by, party=by.party) == "closed"
    assert ("closed" in queries.items_open(TODAY()), "closed" in queries.items_open(yesterday)) == (False, True)
    yearly = publish_item("yearly", once_a_year=True)
    first = case(by=by, definition=yearly)
    second = draft(by, definition=yearly)
    assert refused(actions.submit, application=second, by=by) == "once_a_year"
    assert f"今年已经提交过 {first.number}" in signed_in(by).get("/hall/items/yearly/apply/").content.decode()
    actions.withdraw(application=first, by=by)
    assert actions.submit(application=second, by=by).state == "submitted"


def test_notices_reach_the_applicant_and_the_office() -> None:
    people = office()
    made = case(State.DELIVERED)
    assert made.filed_by is not None
    number = made.number
    assert inbox(made.filed_by) == [
        f"已提交：专利导航资助，编号 {number}",
        f"已受理：{number}",
        f"已办结：{number}（同意）",
    ]
    assert inbox(people.head) == [f"待办：{number}（审定）"]


def test_what_one_officer_saw_another_moved() -> None:
    application = case()
    actions.accept(application=application, by=office().handler)
    seen_before: Application = application
    seen_before.state, seen_before.step = "submitted", 0
    assert refused(actions.accept, application=seen_before, by=office().handler) == "changed_meanwhile"


def test_a_limit_in_a_year_without_calendar_is_doubted() -> None:
    with clock.told(clock.moment_of(date(2018, 10, 15))):
        assert clock.doubt_of(case()) == ""
    with clock.told(clock.moment_of(date(2045, 10, 16))):
        assert clock.doubt_of(case()).startswith("2045 年的节假日安排尚未录入")


def test_a_batch_takes_applications_while_it_is_open_only() -> None:
    definition = publish_item("batch", steps=REVIEWED, call={"ranking": "score"})
    application = draft(definition=definition)
    by = application.filed_by
    assert refused(actions.submit, application=application, by=by) == "no_call_open"
    batch = call(definition)
    submitted = actions.submit(application=application, by=by)
    assert (submitted.call, submitted.state) == (batch, "submitted")


def test_papers_take_each_others_place_and_come_out_again() -> None:
    application = draft()
    by = application.filed_by
    assert by is not None
    first, second = (
        actions.attach(
            application=application, by=by, code="plan", upload=SimpleUploadedFile(name, b"%PDF-1.4\n%%EOF\n")
        )
        for name in ("方案.pdf", "方案二.pdf")
    )
    first.refresh_from_db()
    assert (first.replaced_at is None, second.replaced_at) == (False, None)
    actions.detach(attachment=second, by=by)
    second.refresh_from_db()
    assert second.replaced_at is not None
    bad = SimpleUploadedFile("病毒.pdf", b"MZ\x90")
    with pytest.raises(Refused), transaction.atomic():
        actions.attach(application=application, by=by, code="plan", upload=bad)
    upload = SimpleUploadedFile("方案.pdf", b"%PDF-1.4\n%%EOF\n")
    assert refused(actions.attach, application=application, by=applicant(), code="plan", upload=upload) == "not_yours"


def test_a_decision_can_go_back_to_its_examination() -> None:
    made = case(State.EXAMINED)
    assert refused(actions.send_back, application=made, by=office().head, reason="") == "reason_missing"
    back = actions.send_back(application=made, by=office().head, reason="请核对金额")
    assert (back.state, back.step, back.awaited_role) == ("accepted", 1, "city_handler")


def test_what_is_told_to_happen_then_is_dated_then() -> None:
    then = clock.moment_of(date(2018, 5, 16))
    made = case(State.DELIVERED, at=then)
    with clock.told(then):
        rating = actions.rate(application=made, by=made.filed_by, stars=5)
        said = actions.say(application=made, by=made.filed_by, text="谢谢")
    entries = queries.timeline(made, made.filed_by)
    assert {timezone.localdate(entry.date) for entry in entries} == {date(2018, 5, 16)}
    assert (rating.at, said.at, fresh(made).created_at, made.delivered_on) == (then, then, then, date(2018, 5, 16))
    assert inbox(office().head) == []
