"""The shell, the pages that say what went wrong, and the twins of data pages."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.people import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.base.ui.pages")]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def heading_of(response: HttpResponse) -> str:
    return re.search(r"<h1>\s*(.*?)\s*</h1>", text_of(response), re.DOTALL)[1]


def test_the_gallery_shows_every_component(visitor: Client) -> None:
    html = text_of(visitor.get("/ui/"))
    assert html.count('<figure class="zc-chart"') == 6
    for mark in (
        "zc-stats",
        "zc-formula",
        "zc-tasks",
        "zc-time",
        "zc-conds",
        "zc-errsum",
        "zc-check",
        "zc-empty",
        "zc-done",
    ):
        assert f'class="{mark}' in html, mark
    assert "{%" not in html
    assert "<c-" not in html


def test_nothing_is_inline(visitor: Client) -> None:
    html = text_of(visitor.get("/ui/"))
    assert re.findall(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", html) == []


def test_chart_scripts_are_loaded_only_where_charts_are(visitor: Client) -> None:
    assert "echarts" in text_of(visitor.get("/ui/"))
    assert "echarts" not in text_of(visitor.get("/nowhere/"))


def test_unknown_page(visitor: Client) -> None:
    response = visitor.get("/nowhere/")
    assert (response.status_code, heading_of(response)) == (404, "没有这一页")
    assert "/accounts/login/?next=/nowhere/" in text_of(response)


def test_our_own_sentence_is_shown_with_a_missing_page(visitor: Client) -> None:
    assert "没有 2003 年的评价，最早是 2005 年" in text_of(visitor.get("/misses/"))


def test_no_right(visitor: Client) -> None:
    response = visitor.get("/forbids/")
    assert (response.status_code, heading_of(response)) == (403, "没有查看这一页的权限")
    assert "/accounts/login/?next=/forbids/" in text_of(response)


def test_no_right_names_the_account_in_use() -> None:
    officer = person("陈静")
    response = signed_in(officer).get("/forbids/")
    assert "现在以“陈静（市局经办人）”登录" in text_of(response)
    assert "/accounts/login/" not in text_of(response)


@pytest.mark.parametrize(("code", "status"), [("not_an_officer", 403), ("outside_reach", 403), ("job_ended", 409)])
def test_a_refusal_says_why_and_leads_back(visitor: Client, code: str, status: int) -> None:
    response = visitor.post(f"/refuses/{code}/", headers={"referer": "http://testserver/sample/2010/"})
    assert (response.status_code, heading_of(response)) == (status, "须先成为国家知识产权优势企业")
    assert 'href="http://testserver/sample/2010/"' in text_of(response)


def test_a_refusal_does_not_lead_to_a_strange_site(visitor: Client) -> None:
    html = text_of(visitor.get("/refuses/x/", headers={"referer": "https://evil.example/"}))
    assert "evil.example" not in html


def test_a_failure_has_a_number_that_the_log_knows(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    response = visitor.get("/breaks/")
    number = re.search(r"<b>(\d{8}-[0-9A-F]{6})</b>", text_of(response))[1]
    assert response.status_code == 500
    assert "secret of the inside" not in text_of(response)
    assert number in caplog.text


def test_an_expired_form_says_how_to_go_on() -> None:
    visitor = Client(enforce_csrf_checks=True)
    response = visitor.post("/takes/", {"a": "1"}, headers={"referer": "http://testserver/ui/"})
    assert (response.status_code, heading_of(response)) == (403, "表单已过期，没有保存")
    assert 'href="http://testserver/ui/"' in text_of(response)


def test_a_request_that_cannot_be_read(visitor: Client) -> None:
    response = visitor.get("/ui/", headers={"host": "evil.example"})
    assert (response.status_code, heading_of(response)) == (400, "这个请求看不懂")


def test_large_text_is_a_link_and_a_cookie(visitor: Client) -> None:
    response = visitor.get("/ui/?sort=score&text=large")
    assert (response.status_code, response["Location"]) == (302, "/ui/?sort=score")
    assert 'data-zc-text="large"' in text_of(visitor.get("/ui/"))
    assert "?text=normal" in text_of(visitor.get("/ui/"))
    visitor.get("/ui/?text=normal")
    assert "data-zc-text" not in text_of(visitor.get("/ui/"))


def test_the_text_size_never_leads_away_from_the_site(visitor: Client) -> None:
    response = visitor.get("/%2Felsewhere.example/?text=large")
    assert (response.status_code, response["Location"]) == (302, "/%2Felsewhere.example/")


def test_another_word_for_the_text_size_changes_nothing(visitor: Client) -> None:
    response = visitor.get("/ui/?text=huge")
    assert (response.status_code, "zc_text" in response.cookies) == (200, False)


def test_the_strip_says_that_numbers_are_invented(visitor: Client) -> None:
    assert "本页的文字与数字均为编造" in text_of(visitor.get("/ui/"))
    assert "zc-demo" not in text_of(visitor.get("/nowhere/"))


def test_the_foot_says_what_is_not_set(visitor: Client, settings: Settings) -> None:
    assert "网站标识码：未配置" in re.sub(r"\s+", "", text_of(visitor.get("/nowhere/")))
    settings.SITE = {**settings.SITE, "icp": "皖ICP备00000000号"}
    settings.DEMONSTRATION = False
    html = re.sub(r"\s+", "", text_of(visitor.get("/nowhere/")))
    assert "皖ICP备00000000号" in html
    assert "未配置" not in html


def test_a_page_and_its_twins(visitor: Client) -> None:
    assert reverse("sample:numbers", args=[2010]) == "/sample/2010/"
    assert reverse("sample:numbers_file", kwargs={"year": 2010, "as_format": "csv"}) == "/sample/2010.csv"
    html = text_of(visitor.get("/sample/2010/?sort=-n"))
    assert re.findall(r'href="(/sample/[^"]+)"', html) == [
        f"/sample/2010.{ending}?sort=-n" for ending in ("csv", "xlsx", "json")
    ]
    assert visitor.get("/sample/2010.json?sort=-n").json()["rows"] == [{"n": 2010}, {"n": 1}]
    assert visitor.get("/sample/2010.csv").content.decode("utf-8-sig").split() == ["数", "1", "2010"]
    assert visitor.get("/sample/2010.pdf").status_code == 404
