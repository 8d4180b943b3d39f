import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.people import HEFEI, SHENZHEN, firm, person, signed_in
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.jobs.models import Job, State
from zhicheng.base.notices.actions import notify

pytestmark = pytest.mark.django_db


def failed_job(by: User, title: str) -> Job:
    job = Job.objects.create(task="test", title=title, requested_by=by, region_code=by.region_id or "")
    now = job.created_at
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, started_at=now, finished_at=now, error="文件读不出")
    return job


def test_nothing_waits_at_first(client: Client) -> None:
    page = signed_in(person(role=Role.CITY_HANDLER)).get("/workbench/")
    assert page.context["heading"] == "没有等着办的事"


def test_three_people_see_what_is_theirs() -> None:
    officer = person("市局", Role.CITY_HANDLER, SHENZHEN)
    company = firm("深圳甲公司")
    employee = person("员工", Role.ORGANISATION, SHENZHEN, company)
    stranger = person("外地", Role.CITY_HANDLER, HEFEI)
    failed_job(officer, "导入深圳数据")
    failed_job(stranger, "导入合肥数据")
    notify(to=officer, subject="给市局的消息")
    notify(to=employee, subject="给员工的消息")
    notify(to=stranger, subject="给外地的消息")
    pages = {each.name: signed_in(each).get("/workbench/") for each in (officer, employee, stranger)}
    seen = {
        name: {
            word
            for word in ("导入深圳数据", "导入合肥数据", "给市局的消息", "给员工的消息", "给外地的消息", "深圳甲公司")
            if word in page.content.decode()
        }
        for name, page in pages.items()
    }
    assert seen == {
        "市局": {"导入深圳数据", "给市局的消息"},
        "员工": {"给员工的消息", "深圳甲公司"},
        "外地": {"导入合肥数据", "给外地的消息"},
    }
    assert pages["市局"].context["heading"] == "有 2 件事等着看"


PLACES = {
    Role.NATIONAL: [
        "导入统计数据",
        "数据核对",
        "年度评价",
        "填报数据",
        "办件",
        "办件统计",
        "主体名录",
        "认证证书",
        "称号名录",
        "服务网点",
        "强县工程",
        "服务台账",
        "负责人轮训",
        "定义",
        "专利数据",
        "申请人名称",
        "保存的检索",
        "专利夹",
        "后台任务",
        "操作日志",
        "消息",
        "我的账户",
    ],
    Role.CITY_HEAD: [
        "导入统计数据",
        "数据核对",
        "年度评价",
        "填报数据",
        "办件",
        "办件统计",
        "主体名录",
        "认证证书",
        "称号名录",
        "服务网点",
        "强县工程",
        "服务台账",
        "负责人轮训",
        "定义",
        "专利数据",
        "申请人名称",
        "保存的检索",
        "专利夹",
        "后台任务",
        "操作日志",
        "消息",
        "我的账户",
    ],
    Role.COUNTY: [
        "填报数据",
        "办件",
        "办件统计",
        "主体名录",
        "认证证书",
        "称号名录",
        "服务网点",
        "强县工程",
        "服务台账",
        "负责人轮训",
        "定义",
        "保存的检索",
        "专利夹",
        "后台任务",
        "操作日志",
        "消息",
        "我的账户",
    ],
    Role.ORGANISATION: [
        "服务记录",
        "托管",
        "办事服务",
        "我的办件",
        "我能办什么",
        "年费日历",
        "保存的检索",
        "专利夹",
        "后台任务",
        "消息",
        "我的账户",
    ],
    Role.SYSTEM_ADMIN: ["保存的检索", "专利夹", "后台任务", "账户", "消息", "我的账户"],
    Role.SECURITY_ADMIN: ["保存的检索", "专利夹", "后台任务", "账户", "消息", "我的账户"],
    Role.AUDIT_ADMIN: ["保存的检索", "专利夹", "后台任务", "操作日志", "消息", "我的账户"],
}


@pytest.mark.parametrize("role", PLACES)
def test_each_role_is_led_to_its_work_and_may_go_there(role: Role) -> None:
    client = signed_in(person(role=role))
    page = client.get("/workbench/")
    assert [label for label, _url in page.context["places"]] == PLACES[role]
    assert {url: client.get(url).status_code for _label, url in page.context["places"]} == {
        url: 200 for _label, url in page.context["places"]
    }


@pytest.mark.parametrize("role", Role)
def test_every_entry_of_the_navigation_may_be_opened(role: Role) -> None:
    client = signed_in(person(role=role))
    items = client.get("/workbench/").context["navigation"]
    assert {item.url: client.get(item.url).status_code for item in items if item.url != "/strength/"} == {
        item.url: 200 for item in items if item.url != "/strength/"
    }
    assert [item.url for item in items if item.current] == ["/workbench/"]


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_page_costs_the_same_for_any_number(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    officer = person(role=Role.CITY_HEAD)
    for number in range(rows):
        failed_job(officer, f"任务 {number}")
        notify(to=officer, subject=f"消息 {number}")
    client = signed_in(officer)
    client.get("/workbench/")  # definitions are read once a process
    with django_assert_num_queries(13):
        page = client.get("/workbench/")
    assert len(page.context["jobs"]) == min(rows, 5)
