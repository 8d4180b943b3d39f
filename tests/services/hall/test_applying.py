"""From the item to the number: nothing typed is lost, no button acts twice, and everything wrong is said."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.people import NANSHAN, SHENZHEN, SHUSHAN, division, firm, person, signed_in
from tests.services.hall.samples import ANSWERS, applicant, case, current, draft, fresh, office, publish_item
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.actions import publish
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import actions
from zhicheng.services.hall.actions.filing import MOST_PAPERS_WITHOUT_ACCOUNT
from zhicheng.services.hall.models import Application, State
from zhicheng.services.hall.queries.cases import all_cases

pytestmark = pytest.mark.django_db
MATERIALS = [
    {"code": "licence", "label": "营业执照"},
    {"code": "report", "label": "导航报告", "note": "加盖公章", "required": False},
]
PDF = b"%PDF-1.7\n%words\n"
CONTACT = {"contact_name": "李工", "contact_phone": "0755-12345678"}
APPLY = "/hall/items/sample/apply/"


@pytest.fixture
def li() -> User:
    return applicant()


def begin(client: Client, key: str = "") -> HttpResponse:
    return client.post(APPLY, {"filing_key": key or str(uuid4())})


def page(number: int, application: Application) -> str:
    return f"/hall/applications/{application.pk}/form/{number}/"


def check(application: Application) -> str:
    return f"/hall/applications/{application.pk}/check/"


def typed(**changes: Any) -> dict[str, Any]:
    return {"project": "锂电池专利导航", "amount": "50000.00"} | changes


def pdf(name: str = "执照.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_an_enterprise_applies_from_the_item_to_the_number(li: User) -> None:
    publish_item(materials=MATERIALS)
    client = signed_in(li)
    assert client.get(APPLY).status_code == 200
    assert all_cases().count() == 0
    answer = begin(client)
    made = all_cases().get()
    assert (answer.headers["Location"], made.party_id, made.state) == (page(1, made), li.party_id, State.DRAFT)
    assert client.post(page(1, made), typed()).headers["Location"] == page(2, made)
    answer = client.post(page(2, made), {"licence": pdf()})
    assert answer.headers["Location"] == check(made)
    assert "执照.pdf" in client.get(check(made)).content.decode()
    answer = client.post(check(made), {"key": str(uuid4()), **CONTACT})
    done = fresh(made)
    assert answer.headers["Location"] == f"/hall/applications/{made.pk}/submitted/"
    assert (done.state, done.contact_name, done.contact_phone) == (State.SUBMITTED, "李工", "0755-12345678")
    shown = client.get(answer.headers["Location"]).content.decode()
    assert done.number is not None
    assert (done.number in shown, "查询码" in shown) == (True, False)


def test_a_file_that_the_form_asks_for_is_checked_where_it_is_asked_and_reaches_the_office(li: User) -> None:
    shipped = Path(settings.DEFINITIONS_DIR) / "items" / "patent_listing.toml"
    # The shipped item, but for the records of patents, which an empty platform has not.
    text = shipped.read_text("utf-8").replace(
        'fact = "patents.in_force"', 'unless = "in_area"\nfact = "patents.in_force"'
    )
    publish(kind="item", code="patent_listing", text=text, by=person(role=Role.NATIONAL), why="测试")
    client, key = signed_in(li), str(uuid4())
    assert "签字盖章的承诺书" in client.get("/hall/items/patent_listing/").content.decode()
    client.post("/hall/items/patent_listing/apply/", {"filing_key": key})
    made = all_cases().get()
    rights = {"patents": "201510123456.1", "ways": ["transfer"], "is_clear": "on"}
    missing = client.post(page(1, made), rights)
    assert missing.context["form"].errors == {"commitment": ["请选择要上传的“签字盖章的承诺书”"]}
    refused = client.post(page(1, made), rights | {"commitment": pdf("承诺书.pdf", b"\x89PNG\r\n\x1a\n")})
    words = "文件内容不是 pdf 格式，请用原来的软件打开后另存，再上传"
    assert (refused.context["form"].errors, fresh(made).answers["is_clear"]) == ({"commitment": [words]}, True)
    assert "签字盖章的承诺书" in client.get(check(made)).context["faults"][0][0].label
    accepted = client.post(page(1, made), rights | {"commitment": pdf("承诺书.pdf")})
    assert accepted.headers["Location"] == page(2, made)
    # What was uploaded need not be chosen again.
    assert "已上传“承诺书.pdf”" in client.get(page(1, made)).content.decode()
    assert client.post(page(1, made), rights).headers["Location"] == page(2, made)
    client.post(page(2, made), {"price_kind": "negotiate", "use": "已小批量生产", "until": "2099-01-01"})
    shown = dict(client.get(check(made)).context["sections"][0][1])
    assert shown["签字盖章的承诺书"] == "承诺书.pdf"
    assert client.post(check(made), {"key": key, **CONTACT}).status_code == 302
    [(label, paper)] = signed_in(office().handler).get(fresh(made).get_absolute_url()).context["papers"]
    assert (label, paper.document.name, fresh(made).state) == ("签字盖章的承诺书", "承诺书.pdf", State.SUBMITTED)
    document = b"".join(signed_in(office().handler).get(paper.document.get_absolute_url()).streaming_content)
    assert document == PDF


def test_a_form_sent_twice_makes_one_draft_and_one_submission(li: User) -> None:
    publish_item()
    client, key = signed_in(li), str(uuid4())
    assert begin(client, key).headers["Location"] == begin(client, key).headers["Location"]
    made = all_cases().get()
    client.post(page(1, made), typed())
    sent = {"key": str(uuid4()), **CONTACT}
    places = {client.post(check(made), sent).headers["Location"] for _click in range(2)}
    assert places == {f"/hall/applications/{made.pk}/submitted/"}
    assert all_cases().exclude(number=None).count() == 1


def test_what_is_wrong_is_said_and_kept_all_the_same(li: User) -> None:
    publish_item()
    made = draft(li, answers={})
    client = signed_in(li)
    answer = client.post(page(1, made), typed(project=""))
    assert (answer.status_code, answer.context["form"].errors.keys()) == (200, {"project"})
    assert "<title>错误：" in answer.content.decode()
    assert fresh(made).answers["amount"] == 5_000_000
    answer = client.post(check(made), {"key": str(uuid4()), **CONTACT})
    assert (answer.status_code, fresh(made).state) == (200, State.DRAFT)
    assert f'href="{page(1, made)}#id_project"' in answer.content.decode()


def test_the_contact_must_look_like_one(li: User) -> None:
    publish_item()
    made = draft(li)
    answer = signed_in(li).post(check(made), {"contact_name": "李工", "contact_phone": "号码"})
    assert answer.context["form"].errors == {"contact_phone": ["这不像电话号码。请填写手机号，或者带区号的座机号"]}
    assert fresh(made).state == State.DRAFT


@pytest.mark.parametrize("phone", ["13800138000", "0755-12345678", "+86 138 0013 8000", "０７５５－１２３４５６７８"])
def test_telephone_numbers_as_people_write_them(li: User, phone: str) -> None:
    publish_item()
    made = draft(li)
    assert signed_in(li).post(check(made), {"contact_name": "李工", "contact_phone": phone}).status_code == 302


def test_saving_and_leaving_goes_to_the_draft_which_is_offered_again(li: User) -> None:
    publish_item()
    made = draft(li, answers={})
    client = signed_in(li)
    answer = client.post(page(1, made), typed(project="", leave="1"))
    assert (answer.headers["Location"], fresh(made).answers["amount"]) == (f"/hall/applications/{made.pk}/", 5_000_000)
    assert "草稿，还没有提交" in client.get(answer.headers["Location"]).content.decode()
    offered = client.get(APPLY).context["drafts"]
    assert [one.pk for one in offered] == [made.pk]
    assert list(signed_in(applicant(firm(region=NANSHAN))).get(APPLY).context["drafts"]) == []


def test_a_change_is_saved_by_itself_without_leaving_the_page(li: User) -> None:
    publish_item()
    made = draft(li, answers={})
    answer = signed_in(li).post(page(1, made), typed(project="半句"), headers={"HX-Request": "true"})
    assert (answer.status_code, "已自动保存" in answer.content.decode()) == (200, True)
    assert fresh(made).answers["project"] == "半句"


def test_a_form_sent_after_the_session_ended_comes_back_after_signing_in(li: User) -> None:
    publish_item()
    made = draft(li, answers={})
    client = Client()
    headers = {"Origin": "http://testserver", "Referer": f"http://testserver{page(1, made)}"}
    answer = client.post(page(1, made), typed(project="写了很久的项目"), headers=headers)
    assert answer.headers["Location"] == f"/accounts/login/?next={page(1, made)}"
    kept = client.session["kept_form"]
    client = signed_in(li)
    session = client.session
    session["kept_form"] = kept
    session.save()
    shown = client.get(page(1, made)).content.decode()
    assert ("写了很久的项目" in shown, "登录过期前填写的内容已经填回" in shown) == (True, True)
    assert "写了很久的项目" not in client.get(page(1, made)).content.decode()


def test_what_was_returned_is_mended_beside_its_field_and_sent_again(li: User) -> None:
    publish_item()
    made = case(State.RETURNED, by=li)
    client = signed_in(li)
    shown = client.get(f"/hall/applications/{made.pk}/").content.decode()
    assert f'href="{page(1, made)}#id_project"' in shown
    assert "请补正 1 处" in shown
    assert "请写明项目的技术领域" in client.get(page(1, made)).content.decode()
    client.post(page(1, made), typed(project="锂电池隔膜专利导航"))
    answer = client.post(check(made), {"key": str(uuid4()), **CONTACT})
    again = fresh(made)
    assert (answer.status_code, again.state, again.corrections) == (302, State.SUBMITTED, [])
    assert (again.answers["project"], again.number) == ("锂电池隔膜专利导航", made.number)


def test_bad_files_are_refused_at_their_material_and_the_good_one_stays(li: User) -> None:
    publish_item(materials=MATERIALS)
    made = draft(li)
    files = {"licence": pdf(), "report": pdf("报告.pdf", b"MZ\x90 no paper")}
    answer = signed_in(li).post(page(2, made), files)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["report"])
    assert [paper.code for paper in made.attachments.all()] == ["licence"]


def test_a_paper_is_taken_out_and_another_one_takes_its_place(li: User) -> None:
    publish_item(materials=MATERIALS)
    made, client = draft(li), signed_in(li)
    client.post(page(2, made), {"licence": pdf("甲.pdf")})
    client.post(page(2, made), {"licence": pdf("乙.pdf", PDF + b"b")})
    shown = client.get(page(2, made)).content.decode()
    assert ("甲.pdf" in shown, "乙.pdf" in shown) == (False, True)
    kept = made.attachments.get(replaced_at=None)
    assert client.post(page(2, made), {"remove": str(kept.pk)}).headers["Location"] == page(2, made)
    assert made.attachments.filter(replaced_at=None).count() == 0


def test_a_paper_of_another_case_is_not_taken_out(li: User) -> None:
    publish_item(materials=MATERIALS)
    theirs, mine = draft(), draft(li)
    signed_in(theirs.filed_by).post(page(2, theirs), {"licence": pdf()})
    paper = theirs.attachments.get()
    signed_in(li).post(page(2, mine), {"remove": str(paper.pk)})
    assert theirs.attachments.filter(replaced_at=None).count() == 1


def test_what_was_handed_in_is_not_filled_in_any_more(li: User) -> None:
    publish_item()
    made = case(State.SUBMITTED, by=li)
    client, home = signed_in(li), f"/hall/applications/{made.pk}/"
    assert client.get(page(1, made)).headers["Location"] == home
    assert client.post(page(1, made), typed(project="另一个")).headers["Location"] == home
    assert client.get(check(made)).headers["Location"] == f"{home}submitted/"
    assert fresh(made).answers == ANSWERS


def test_a_page_that_the_form_does_not_have(li: User) -> None:
    publish_item()
    client, made = signed_in(li), draft(li)
    assert [client.get(page(number, made)).status_code for number in (0, 2, 99)] == [404, 404, 404]
    assert client.get("/hall/items/nothing/apply/").status_code == 404


def test_who_may_not_apply_is_told_why(li: User) -> None:
    publish_item(audience=["university"])
    answer = signed_in(li).get(APPLY)
    assert (answer.status_code, "面向高等学校" in answer.content.decode()) == (403, True)
    assert begin(signed_in(li)).status_code == 403
    assert all_cases().count() == 0


def test_a_citizen_applies_without_account_and_follows_the_case_with_the_code() -> None:
    publish_item(
        audience=["citizen"],
        fields=[{"code": "words", "label": "问题", "kind": "text", "section": "问题"}],
        letter=None,
    )
    client = Client()
    who = {"contact_name": "赵先生", "contact_phone": "13800138000", "place": NANSHAN}
    for code in (NANSHAN, SHENZHEN):
        division(code)
    assert client.post(APPLY, {"filing_key": str(uuid4()), **who}).status_code == 302
    made = all_cases().get()
    assert (made.applicant_name, made.region_id, made.office_id, made.filed_by) == ("赵先生", NANSHAN, SHENZHEN, None)
    client.post(page(1, made), {"words": "怎样申请专利"})
    client.post(check(made), {"key": str(uuid4()), **CONTACT})
    shown = client.get(f"/hall/applications/{made.pk}/submitted/")
    code, number = shown.context["lookup_code"], fresh(made).number
    assert (len(code), code in shown.content.decode()) == (14, True)
    elsewhere = Client()
    assert elsewhere.get(f"/hall/applications/{made.pk}/").status_code == 302
    answer = elsewhere.post("/hall/track/", {"number": number, "code": code.lower().replace("-", " ")})
    assert answer.headers["Location"] == f"/hall/applications/{made.pk}/"
    assert "已提交，等待受理" in elsewhere.get(answer.headers["Location"]).content.decode()
    assert elsewhere.get(f"/hall/applications/{made.pk}/submitted/").context["lookup_code"] == ""
    # Being signed in is no hindrance: the code is what counts.
    member = signed_in(applicant())
    assert member.get(f"/hall/applications/{made.pk}/").status_code == 404
    member.post("/hall/track/", {"number": number, "code": code})
    assert member.get(f"/hall/applications/{made.pk}/").status_code == 200
    assert member.post(f"/hall/applications/{made.pk}/message/", {"text": "在办吗"}).status_code == 302
    assert made.messages.get().by is None


def test_a_citizen_without_account_uploads_the_papers_that_are_required() -> None:
    publish_item(audience=["citizen"], fields=[], letter=None, materials=[{"code": "proof", "label": "权属证明"}])
    client, stranger = Client(), Client()
    for code in (NANSHAN, SHENZHEN):
        division(code)
    client.post(
        APPLY, {"filing_key": str(uuid4()), "contact_name": "赵先生", "contact_phone": "13800138000", "place": NANSHAN}
    )
    made = all_cases().get()
    client.post(check(made), {"key": str(uuid4()), **CONTACT})
    assert fresh(made).state == State.DRAFT
    number = len(made.model.sections) + 1
    assert stranger.post(page(number, made), {"proof": pdf("theirs.pdf")}).status_code == 302
    assert made.attachments.count() == 0
    assert client.post(page(number, made), {"proof": pdf("证明.pdf")}).headers["Location"] == check(made)
    paper = made.attachments.get()
    assert (paper.code, paper.added_by, paper.document.uploaded_by, paper.document.region_code) == (
        "proof",
        None,
        None,
        NANSHAN,
    )
    assert client.get(paper.document.get_absolute_url()).status_code == 302
    opened = signed_in(office().handler).get(paper.document.get_absolute_url())
    assert (opened.status_code, b"".join(opened.streaming_content)) == (200, PDF)
    client.post(check(made), {"key": str(uuid4()), **CONTACT})
    assert fresh(made).state == State.SUBMITTED


def test_what_a_citizen_without_account_may_upload_has_an_end() -> None:
    publish_item(
        audience=["citizen"],
        fields=[],
        letter=None,
        materials=[{"code": "proof", "label": "权属证明", "required": False}],
    )
    made = actions.begin(
        definition=current(), by=None, region=division(NANSHAN), applicant_name="赵", filing_key=uuid4()
    )
    for number in range(MOST_PAPERS_WITHOUT_ACCOUNT):
        actions.attach(application=made, by=None, code="proof", upload=pdf(f"{number}.pdf"))
    with pytest.raises(Refused, match="最多 20 份"):
        actions.attach(application=made, by=None, code="proof", upload=pdf("more.pdf"))
    with pytest.raises(Refused):
        actions.attach(application=case(State.RETURNED), by=None, code="project", upload=pdf("theirs.pdf"))


def test_a_wrong_number_and_a_wrong_code_get_the_same_words() -> None:
    publish_item(audience=["citizen"], fields=[], letter=None)
    client = Client()
    for code in (NANSHAN, SHENZHEN):
        division(code)
    who = {"contact_name": "赵先生", "contact_phone": "13800138000", "place": "深圳市南山区"}
    client.post(APPLY, {"filing_key": str(uuid4()), **who})
    made = all_cases().get()
    client.post(check(made), {"key": str(uuid4()), **CONTACT})
    pairs = [(fresh(made).number, "AAAA-BBBB-CCCC"), ("440300-2018-99999", "AAAA-BBBB-CCCC"), ("x", "y")]
    said = [Client().post("/hall/track/", {"number": number, "code": code}) for number, code in pairs]
    assert {tuple(one.context["form"].non_field_errors()) for one in said} == {
        ("没有查到。请核对办件编号和查询码；查询码丢失的，请带身份证件到办理窗口查询",)
    }


def test_a_case_with_an_account_is_not_followed_by_number(li: User) -> None:
    made = case(State.SUBMITTED, by=li)
    answer = Client().post("/hall/track/", {"number": made.number, "code": ""})
    assert answer.status_code == 200
    assert Client().post("/hall/track/", {"number": made.number, "code": "0" * 12}).status_code == 200


def test_an_office_applies_for_its_county_and_sees_its_own_page() -> None:
    for code in (NANSHAN, SHENZHEN, SHUSHAN):
        division(code)
    steps = [
        {"kind": "accept", "title": "受理", "role": "provincial", "limit_workdays": 3},
        {"kind": "decide", "title": "审定", "role": "national", "limit_workdays": 5},
        {"kind": "deliver", "title": "办结", "role": "provincial", "limit_workdays": 2},
    ]
    publish_item(audience=["county"], level="province", steps=steps)
    officer = person("南山局", Role.COUNTY, NANSHAN)
    client = signed_in(officer)
    assert begin(client).status_code == 302
    made = all_cases().get()
    assert (made.region_id, made.party, made.applicant_name) == (NANSHAN, None, division(NANSHAN).name)
    client.post(page(1, made), typed())
    assert client.post(check(made), {"key": str(uuid4()), **CONTACT}).status_code == 302
    assert client.get(f"/hall/applications/{made.pk}/").templates[0].name == "hall/applicant/case.html"
    stranger = signed_in(person("蜀山局", Role.COUNTY, SHUSHAN))
    assert stranger.get(f"/hall/applications/{made.pk}/").status_code == 404


def test_a_city_chooses_the_county_for_which_it_applies() -> None:
    for code in (NANSHAN, SHENZHEN, SHUSHAN):
        division(code)
    publish_item(audience=["county"], level="province")
    client = signed_in(person("市局", Role.CITY_HANDLER, SHENZHEN))
    division("440306")
    choices = client.get(APPLY).context["form"].fields["region"].choices
    assert [code for code, _name in choices] == [NANSHAN, "440306"]
    assert client.post(APPLY, {"region": SHUSHAN}).status_code == 200
    assert client.post(APPLY, {"region": "440306"}).status_code == 302
    assert all_cases().get().region_id == "440306"


def test_what_was_written_last_time_is_offered_again(li: User) -> None:
    fields = [{"code": "project", "label": "项目名称", "kind": "text", "section": "项目", "prefill": "last"}]
    publish_item(fields=fields, letter=None)
    case(State.SUBMITTED, by=li, answers={"project": "去年的项目"})
    case(State.SUBMITTED, answers={"project": "别家的项目"})
    client = signed_in(li)
    shown = client.get(begin(client).headers["Location"]).content.decode()
    assert ('value="去年的项目"' in shown, "别家的项目" in shown) == (True, False)
