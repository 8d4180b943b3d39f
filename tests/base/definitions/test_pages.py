from html.parser import HTMLParser

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.people import person, signed_in
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.actions import put_in_force
from zhicheng.base.definitions.kinds import Kind
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.reading import read

ONE = 'title = "甲"\n'
# What browsers and templates like to change: a first empty line, blanks at the end, marks of HTML, no last line end.
ODD = '\n\n# </textarea> &amp; <b>“”   \ntitle = "甲"\t\n\n[[steps]]\nname = """\n  两行\n"""\ndays = 1'


@pytest.fixture
def officer(db: None, rule_kind: Kind) -> User:
    return person("国家局", Role.NATIONAL)


@pytest.fixture
def office(officer: User) -> Client:
    return signed_in(officer)


def publish(kind: Kind, code: str, text: str, *, shipped: bool = True) -> Definition:
    return put_in_force(kind, read(kind, code, text), by=None, why="", shipped=shipped)


def texts(code: str = "one") -> list[tuple[int, str, str]]:
    return list(
        Definition.objects.filter(kind="rule", code=code).order_by("version").values_list("version", "state", "text")
    )


class Fields(HTMLParser):
    """What a browser would send back: names and values of the inputs and the text area."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sent: dict[str, str] = {}
        self.area: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and given.get("name"):
            self.sent[given["name"]] = given.get("value", "")
        if tag == "textarea":
            self.area = given["name"]
            self.sent[self.area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area] += data


def fields(html: bytes) -> dict[str, str]:
    """As a browser sends them: the line end after <textarea> is no content, and lines end in CRLF."""
    sent = Fields(html.decode().replace("\r\n", "\n")).sent
    if "text" in sent and b"<textarea" in html:
        sent["text"] = sent["text"].removeprefix("\n")
    return {name: value.replace("\n", "\r\n") for name, value in sent.items() if name != "csrfmiddlewaretoken"}


def test_anyone_reads_a_definition_and_takes_it_home(db: None, rule_kind: Kind, client: Client) -> None:
    publish(rule_kind, "one", ODD)
    page = client.get("/definitions/rule/one/")
    assert page.status_code == 200
    assert "# &lt;/textarea&gt; &amp;amp; &lt;b&gt;“”" in page.content.decode()
    assert client.get("/definitions/rule/one.toml").content.decode() == ODD
    assert client.get("/definitions/rule/one/1.toml").content.decode() == ODD
    assert "/edit/" not in page.content.decode()


def test_all_versions_stay_readable_and_comparable(db: None, rule_kind: Kind, client: Client) -> None:
    publish(rule_kind, "one", ONE)
    publish(rule_kind, "one", ONE + 'mode = "loose"\n')
    assert client.get("/definitions/rule/one/1.toml").content.decode() == ONE
    page = client.get("/definitions/rule/one/1/2/").content.decode()
    assert "增加 1 行，删去 0 行。" in page
    assert "<ins>+ mode = &quot;loose&quot;</ins>" in page
    assert "逐字相同" in client.get("/definitions/rule/one/1/1/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["none/one/", "rule/none/", "rule/one/9/", "rule/one/1/9/", "rule/none.toml", "rule/one/9.toml", "rule/ONE/"],
)
def test_what_does_not_exist_is_said_so(db: None, rule_kind: Kind, client: Client, path: str) -> None:
    publish(rule_kind, "one", ONE)
    assert client.get(f"/definitions/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/definitions/rule/one/edit/", "/definitions/new/rule/"])
def test_three_people_at_the_edit_page(office: Client, rule_kind: Kind, client: Client, path: str) -> None:
    publish(rule_kind, "one", ONE)
    text = {"step": "publish", "code": "two", "text": 'title = "乙"\n', "why": "试", "replacing": "1"}
    stranger = client.post(path, text)
    assert (stranger.status_code, stranger.url.partition("?")[0]) == (302, "/accounts/login/")
    for role in (Role.CITY_HEAD, Role.PROVINCIAL, Role.ORGANISATION, Role.SYSTEM_ADMIN):
        assert signed_in(person(role=role)).post(path, text).status_code == 403
    assert office.get(path).status_code == 200
    assert (texts(), texts("two")) == ([(1, "current", ONE)], [])


def test_the_same_text_comes_out_as_went_in(office: Client, rule_kind: Kind) -> None:
    publish(rule_kind, "one", ONE)
    sent = {
        **fields(office.get("/definitions/rule/one/edit/").content),
        "text": ODD.replace("\n", "\r\n"),
        "step": "check",
    }
    preview = fields(office.post("/definitions/rule/one/edit/", sent).content)
    back = fields(office.post("/definitions/rule/one/edit/", {**preview, "step": "edit"}).content)
    assert back["text"] == ODD.replace("\n", "\r\n")
    again = fields(office.post("/definitions/rule/one/edit/", {**back, "step": "check"}).content)
    done = office.post("/definitions/rule/one/edit/", {**again, "why": "试", "step": "publish"})
    assert (done.status_code, done.url) == (302, "/definitions/rule/one/")
    assert texts() == [(1, "superseded", ONE), (2, "current", ODD)]
    assert office.get("/definitions/rule/one.toml").content.decode() == ODD


def test_an_unchanged_text_shows_no_change(office: Client, rule_kind: Kind) -> None:
    publish(rule_kind, "one", ODD)
    sent = fields(office.get("/definitions/rule/one/edit/").content)
    page = office.post("/definitions/rule/one/edit/", {**sent, "step": "check"}).content.decode()
    assert "规则 one 的文本没有改动" in page
    assert "发布这一版" not in page


def test_every_fault_is_told_and_the_text_stays(office: Client, rule_kind: Kind) -> None:
    publish(rule_kind, "one", ONE)
    wrong = 'title = "甲"\nmode = "lax"\n\n[[steps]]\ndays = "两"\n'
    page = office.post("/definitions/rule/one/edit/", {"text": wrong, "step": "check"})
    words = page.content.decode()
    assert page.status_code == 200
    assert [str(error) for error in page.context["form"].errors["text"]] == [
        "第 2 行 mode：不在允许的取值之内：'strict' 或 'loose'（现为 'lax'）",
        "第 4 行 steps.0.name：缺少这一项",
        "第 5 行 steps.0.days：应当是整数（现为 '两'）",
    ]
    assert "<title>错误：" in words
    assert fields(page.content)["text"] == wrong.replace("\n", "\r\n")
    assert texts() == [(1, "current", ONE)]


def test_a_reason_is_asked_for(office: Client, rule_kind: Kind) -> None:
    publish(rule_kind, "one", ONE)
    sent = {"text": 'title = "乙"\n', "replacing": "1", "why": " ", "step": "publish"}
    page = office.post("/definitions/rule/one/edit/", sent)
    assert page.context["form"].errors == {"why": ["请填写“修改原因”"]}
    assert fields(page.content)["text"] == 'title = "乙"\r\n'
    assert texts() == [(1, "current", ONE)]


def test_who_comes_second_is_told_and_keeps_the_text(office: Client, rule_kind: Kind) -> None:
    publish(rule_kind, "one", ONE)
    mine = {"text": 'title = "我的"\n', "why": "我改", "step": "publish", "replacing": "1"}
    publish(rule_kind, "one", 'title = "他的"\n', shipped=False)
    page = office.post("/definitions/rule/one/edit/", mine)
    assert [str(error) for error in page.context["form"].non_field_errors()] == [
        "one 刚被他人改过，现行的是第 2 版。请对照新版再改。"
    ]
    assert fields(page.content)["text"] == 'title = "我的"\r\n'
    preview = fields(office.post("/definitions/rule/one/edit/", {**fields(page.content), "step": "check"}).content)
    assert preview["replacing"] == "2"
    office.post("/definitions/rule/one/edit/", {**preview, "why": "对照后再改", "step": "publish"})
    assert [version for version, *_rest in texts()] == [1, 2, 3]


def test_a_new_definition(office: Client, rule_kind: Kind) -> None:
    preview = fields(office.post("/definitions/new/rule/", {"code": "two", "text": ONE, "step": "check"}).content)
    assert (preview["code"], preview["replacing"]) == ("two", "0")
    done = office.post("/definitions/new/rule/", {**preview, "why": "新建", "step": "publish"})
    assert (done.status_code, done.url) == (302, "/definitions/rule/two/")
    assert texts("two") == [(1, "current", ONE)]


@pytest.mark.parametrize("code", ["", "大写", "UPPER", "a b", "../x", "a" * 61, "one"])
def test_a_code_must_be_plain_and_new(office: Client, rule_kind: Kind, code: str) -> None:
    publish(rule_kind, "one", ONE)
    page = office.post("/definitions/new/rule/", {"code": code, "text": ONE, "step": "check"})
    assert list(page.context["form"].errors) == ["code"]
    assert Definition.objects.filter(kind="rule").count() == 1


def test_a_draft_can_be_taken_over(office: Client, rule_kind: Kind) -> None:
    publish(rule_kind, "one", ONE)
    publish(rule_kind, "one", 'title = "乙"\n', shipped=False)
    begun = fields(office.get("/definitions/rule/one/edit/?from=1").content)
    assert begun["text"] == ONE.replace("\n", "\r\n")
    assert office.get("/definitions/rule/one/edit/?from=99").status_code == 404
    assert office.get("/definitions/rule/one/edit/?from=x").status_code == 200


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_list_costs_the_same_for_any_number(
    db: None, rule_kind: Kind, client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        publish(rule_kind, f"rule{number}", ONE)
    with django_assert_num_queries(3):
        page = client.get("/definitions/?kind=rule")
    assert len(page.context["table"].rows) == rows
    with django_assert_num_queries(1):
        found = client.get("/definitions/all.json?kind=rule").json()
    assert sorted(row["code"] for row in found["rows"]) == sorted(f"rule{number}" for number in range(rows))


@pytest.mark.parametrize("versions", [1, 3, 50])
def test_a_page_costs_the_same_for_any_number_of_versions(
    db: None, rule_kind: Kind, client: Client, versions: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(versions):
        publish(rule_kind, "one", f'title = "第 {number} 版"\n')
    with django_assert_num_queries(1):
        page = client.get("/definitions/rule/one/")
    assert page.context["table"].total == versions
