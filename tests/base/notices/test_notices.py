"""The inbox, and mail that goes out after the commit and breaks nothing."""

import socket

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from tests.people import person, signed_in
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.notices import actions, queries
from zhicheng.base.notices.models import Mail, Notice
from zhicheng.base.verdicts import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang() -> User:
    user = person("王")
    user.email = "wang@example.cn"
    user.save()
    return user


def test_the_inbox_is_ones_own_newest_first(wang: User) -> None:
    li = person("李")
    first = actions.notify(to=wang, subject="导入完成", text="340 行", url="/figures/import/")
    actions.notify(to=li, subject="别人的消息")
    second = actions.notify(to=wang, subject="任务失败")
    page = signed_in(wang).get("/notices/")
    assert [notice.pk for notice in page.context["page"].rows] == [second.pk, first.pk]
    assert "别人的消息" not in page.content.decode()
    assert page.context["unread"] == 2


def test_opening_marks_as_read_and_leads_to_the_page(wang: User) -> None:
    notice = actions.notify(to=wang, subject="导入完成", url="/help/")
    client = signed_in(wang)
    assert client.post(f"/notices/{notice.pk}/read/").headers["Location"] == "/help/"
    notice.refresh_from_db()
    read_at = notice.read_at
    assert read_at is not None
    client.post(f"/notices/{notice.pk}/read/")
    notice.refresh_from_db()
    assert notice.read_at == read_at
    assert queries.unread_count(wang) == 0


def test_another_persons_notice_is_not_found(wang: User) -> None:
    notice = actions.notify(to=wang, subject="机密")
    li = person("李")
    assert signed_in(li).post(f"/notices/{notice.pk}/read/").status_code == 404
    with pytest.raises(Refused, match="不是发给您的"):
        actions.read(notice=notice, by=li)
    notice.refresh_from_db()
    assert notice.read_at is None


def test_marking_all_touches_only_ones_own(wang: User) -> None:
    li = person("李")
    for _notice in range(3):
        actions.notify(to=wang, subject="一条")
    actions.notify(to=li, subject="一条")
    signed_in(wang).post("/notices/read/")
    assert (queries.unread_count(wang), queries.unread_count(li)) == (0, 1)


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_the_inbox_costs_the_same_at_any_length(
    wang: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _row in range(rows):
        actions.notify(to=wang, subject="一条", url="/help/")
    client = signed_in(wang)
    client.get("/help/")
    with django_assert_num_queries(6):  # session, person, count, rows, unread in the page and in the shell
        client.get("/notices/")


def test_visitors_cost_no_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        client.get("/accounts/login/")


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_a_notice_leads_only_to_pages_of_this_site(wang: User, url: str) -> None:
    with pytest.raises(IntegrityError, match="notice_url_is_own_page"), transaction.atomic():
        actions.notify(to=wang, subject="看这里", url=url)


# Mail


def test_without_a_mail_host_no_mail_is_tried(
    wang: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        notice = actions.notify(to=wang, subject="导入完成")
    assert (callbacks, mail.outbox, notice.mail) == ([], [], Mail.NOT_WANTED)


def test_mail_goes_out_after_the_commit(
    wang: User, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    settings.EMAIL_HOST = "mail.example.cn"
    with django_capture_on_commit_callbacks() as callbacks:
        notice = actions.notify(to=wang, subject="导入完成", text="共 340 行")
        assert mail.outbox == []
    for callback in callbacks:
        callback()
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("导入完成", ["wang@example.cn"])
    assert message.body == "共 340 行\n\n请登录知城知识产权服务平台查看。"
    notice.refresh_from_db()
    assert notice.mail == Mail.SENT


def test_no_mail_to_people_without_address_or_account(wang: User, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example.cn"
    suspended = person("停")
    suspended.email, suspended.is_active = "ting@example.cn", False
    assert [actions.notify(to=user, subject="一条").mail for user in (person("李"), suspended)] == [Mail.NOT_WANTED] * 2


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_a_dead_mail_host_breaks_nothing_and_shows(
    wang: User,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_port()
    with django_capture_on_commit_callbacks(execute=True):
        notice = actions.notify(to=wang, subject="导入完成")
    notice.refresh_from_db()
    assert (notice.mail, notice.mail_error[:22]) == (Mail.FAILED, "ConnectionRefusedError")
    assert f"mail of notice {notice.pk} was not sent" in caplog.text
    assert "邮件未送出" in signed_in(wang).get("/notices/").content.decode()
    system = signed_in(person("安建", Role.SYSTEM_ADMIN))
    page = system.get("/notices/mail/")
    assert [row.pk for row in page.context["table"].rows] == [notice.pk]
    assert "导入完成" not in page.content.decode()


def test_a_subject_with_a_line_break_cannot_add_headers(
    wang: User, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    settings.EMAIL_HOST = "mail.example.cn"
    with django_capture_on_commit_callbacks(execute=True):
        notice = actions.notify(to=wang, subject="导入\nBcc: all@example.cn")
    notice.refresh_from_db()
    assert (mail.outbox, notice.mail) == ([], Mail.FAILED)


def test_sending_again_after_mending(
    wang: User, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    settings.EMAIL_HOST = "mail.example.cn"
    notice = actions.notify(to=wang, subject="导入完成")
    Notice.objects.filter(pk=notice.pk).update(mail=Mail.FAILED, mail_error="timeout")
    system = signed_in(person("安建", Role.SYSTEM_ADMIN))
    assert "timeout" in system.get(f"/notices/mail/{notice.pk}/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        system.post(f"/notices/mail/{notice.pk}/")
    notice.refresh_from_db()
    assert (notice.mail, notice.mail_error, len(mail.outbox)) == (Mail.SENT, "", 1)
    assert system.post(f"/notices/mail/{notice.pk}/").status_code == 404
