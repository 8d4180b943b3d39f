"""The pages of a region's plan, walked through as its officers do."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.governance.plans import samples
from tests.governance.plans.conftest import publish_plan
from tests.people import SHENZHEN, division, person, signed_in
from zhicheng.base.accounts.models import Role
from zhicheng.governance.plans import actions
from zhicheng.governance.plans.models import Adoption, Evidence, Measure

pytestmark = pytest.mark.django_db
HOME = f"/plans/2018/{SHENZHEN}/"


def test_a_city_goes_from_nothing_to_a_received_plan_on_pages(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    publish_plan()
    division(SHENZHEN)
    writer, head = signed_in(person("经办", Role.CITY_HANDLER)), signed_in(person("负责人", Role.CITY_HEAD))
    province, nation = signed_in(person("省", Role.PROVINCIAL)), signed_in(person("国", Role.NATIONAL))
    assert "还没有编制" in writer.get(HOME).content.decode()
    assert writer.post(f"{HOME}begin/")["Location"] == f"{HOME}tasks/"
    refused = writer.post(f"{HOME}tasks/", {"take_6": "on"})
    assert refused.context["form"].errors["why_6"] == ["请写明承担任务（七）的理由"]
    assert writer.post(f"{HOME}tasks/", {"take_6": "on", "why_6": "短板"})["Location"] == f"{HOME}expect/"
    values = {
        f"value_{target.target.code}": "120"
        for target, _value, _why in writer.get(f"{HOME}expect/").context["form"].rows()
        for target in [target]
    }
    assert writer.post(f"{HOME}expect/", values)["Location"] == f"{HOME}check/"
    assert writer.get(f"{HOME}check/").context["blocking"] == 5
    for task in (*samples.MUST, "七"):
        answer = writer.post(f"{HOME}measures/new/", typed_measure(task))
        assert answer["Location"] == f"{HOME}check/"
    assert writer.get(f"{HOME}check/").context["heading"] == "计划齐全，可以送审"
    for page in ("", "tasks/", "expect/", "check/", "measures/new/", "steps/submit/"):
        with django_assert_max_num_queries(15):
            assert writer.get(HOME + page).status_code == 200
    for client, step in (
        (writer, "submit"),
        (head, "approve"),
        (writer, "file"),
        (province, "receive"),
        (nation, "receive"),
    ):
        assert client.post(f"{HOME}steps/{step}/")["Location"] == HOME
    adoption = Adoption.objects.get()
    assert (adoption.state, adoption.version) == ("received", 1)
    for page in ("", "targets/", "gantt/", "calendar/", "evidence/", "peers/", "check/", "versions/1/"):
        with django_assert_max_num_queries(15):
            assert writer.get(HOME + page).status_code == 200


def typed_measure(task: str) -> dict[str, str]:
    return {
        "task_ref": task, "title": f"任务{task}的措施", "department": "促进处", "owner": "李", "starts_on": "2018-03-01",
        "ends_on": "2018-11-30", "budget_yuan": "100000.00", "step_0": "印发方案", "due_0": "2018-04-30",
    }  # fmt: skip


def test_progress_milestones_and_papers_on_pages() -> None:
    adoption, by = samples.in_force()
    client, measure = signed_in(by), Measure.objects.filter(adoption=adoption)[0]
    note = {"day": "2018-05-02", "text": "方案已印发", "risk": "some", "spent_yuan": "2500.50"}
    page = f"/plans/measures/{measure.pk}/"
    assert client.post(page, note)["Location"] == page
    measure.refresh_from_db()
    assert measure.spent_fen == 250050
    shown = client.get(f"{page}?on=2018-05-03").context
    assert (shown["standing"].light.kind, shown["standing"].light.why) == (
        "bad",
        "1 个里程碑超期，最早的应于 2018-04-30 完成",
    )
    first, last = measure.milestones.all()
    assert client.get(f"/plans/milestones/{first.pk}/finish/").status_code == 200
    for step, day in ((first, "2018-05-01"), (last, "2018-10-30")):
        assert client.post(f"/plans/milestones/{step.pk}/finish/", {"day": day})["Location"] == page
    measure.refresh_from_db()
    assert measure.done_on == date(2018, 10, 30)
    assert client.post(f"/plans/milestones/{last.pk}/reopen/", {"why": "误登"})["Location"] == page
    paper = samples.paper(adoption, by)
    use = f"/plans/evidence/{paper.pk}/"
    assert client.post(use, {"place": f"{measure.pk}-{first.pk}"})["Location"] == use
    assert client.post(use, {"place": f"{measure.pk}-0"})["Location"] == use
    assert Evidence.objects.get().uses.count() == 2
    for part in ("", "gantt/", "calendar/?month=4", "evidence/"):
        assert client.get(HOME + part).status_code == 200
    assert client.get(f"{HOME}calendar.ics").content.count(b"BEGIN:VEVENT") == 7
    assert client.get(f"{HOME}calendar.json").json()["rows"][0]["state"] == "已完成"


def test_the_office_above_sees_all_cities() -> None:
    adoption, _by = samples.in_force()
    samples.figure(samples.CERTIFICATES, SHENZHEN, 2017, 104)
    samples.figure(samples.CERTIFICATES, SHENZHEN, 2018, 118)
    board = signed_in(person("国", Role.NATIONAL)).get("/plans/2018/board/")
    [row] = board.context["table"].rows
    assert (row.name, row.state, row.met, row.missed, row.standing.measures_total) == (
        adoption.region.short_name,
        "approved",
        1,
        0,
        4,
    )


def test_the_nation_begins_a_new_year_with_the_old_text() -> None:
    publish_plan()
    client = signed_in(person("国", Role.NATIONAL))
    page = client.get("/plans/2018/")
    text = page.context["copied"]
    assert "\nyear = 2019\n" in text
    assert 'title = "2019年国家知识产权示范城市工作计划"' in text
    edit = client.post("/definitions/new/plan/", {"code": "2019", "text": text})
    assert edit.context["form"].initial["text"] == text


def test_the_board_narrows_to_what_waits() -> None:
    adoption, by = samples.in_force()
    actions.file(adoption=adoption, by=by)
    province = signed_in(person("省", Role.PROVINCIAL))
    page = province.get("/plans/2018/board/")
    assert (page.context["waiting"], page.context["waiting_state"]) == (1, "filed")
    assert [row.region_code for row in province.get("/plans/2018/board/?state=filed").context["table"].rows] == [
        SHENZHEN
    ]
    assert list(province.get("/plans/2018/board/?state=draft").context["table"].rows) == []
