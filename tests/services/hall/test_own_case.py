"""A case as its applicant sees it, its documents, and the letter that a stranger verifies."""

import csv
import io
import json
from uuid import uuid4
from zipfile import ZipFile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.people import SHENZHEN, person, signed_in
from tests.services.hall.samples import PUBLICISED, applicant, case, draft, fresh, office, publish_item
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.documents import storage
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import actions
from zhicheng.services.hall.letters import letter_word, plain_code, qr_png
from zhicheng.services.hall.models import Application, Letter, Rating, State

pytestmark = pytest.mark.django_db
STRANGER_WORDS = "锂电池专利导航"


@pytest.fixture
def li() -> User:
    return applicant()


def home(application: Application) -> str:
    return f"/hall/applications/{application.pk}/"


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def streamed(answer: HttpResponse) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def words_of(word: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(word)).paragraphs if paragraph.text]


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        (State.SUBMITTED, "已提交，等待受理"),
        (State.ACCEPTED, "已受理，正在审查"),
        (State.EXAMINED, "审查结束，等待决定"),
        (State.DECIDED, "已决定：同意，等待办结"),
        (State.DELIVERED, "已办结：同意"),
        (State.WITHDRAWN, "已撤回"),
    ],
)
def test_the_title_says_where_the_case_stands(li: User, state: State, heading: str) -> None:
    made = case(state, by=li)
    assert f"<h1>{heading}</h1>" in body(signed_in(li).get(home(made)))


def test_a_publicised_case_says_until_when(li: User) -> None:
    publish_item(steps=PUBLICISED)
    made = case(State.PUBLICISED, by=li)
    until = made.publicised_until
    assert until is not None
    words = f"<h1>正在公示，到 {until.year} 年 {until.month} 月 {until.day} 日为止</h1>"
    assert words in body(signed_in(li).get(home(made)))


def test_the_applicant_reads_the_reason_but_no_note_of_the_office(li: User) -> None:
    made = case(State.DECIDED, by=li, approved=False)
    zhou = person("周某某", Role.CITY_HANDLER)
    actions.note(application=made, by=zhou, text="疑似重复申报")
    actions.say(application=made, by=zhou, text="请补交盖章页")
    shown = body(signed_in(li).get(home(made)))
    assert ("项目与导航无关" in shown, "请补交盖章页" in shown, "疑似重复申报" in shown) == (True, True, False)
    assert "周某某" not in shown


def test_messages_go_to_the_office(li: User) -> None:
    made = case(State.SUBMITTED, by=li)
    client = signed_in(li)
    assert client.post(f"{home(made)}message/", {"text": "什么时候能办好"}).headers["Location"] == f"{home(made)}#words"
    assert [one.text for one in made.messages.all()] == ["什么时候能办好"]
    assert client.post(f"{home(made)}message/", {"text": "  "}).headers["Location"] == home(made)
    assert made.messages.count() == 1


def test_a_message_sent_twice_from_one_page_is_written_once(li: User) -> None:
    made = case(State.SUBMITTED, by=li)
    client, key = signed_in(li), str(uuid4())
    assert 'name="key"' in body(client.get(home(made)))
    for _click in range(2):
        assert client.post(f"{home(made)}message/", {"text": "在办吗", "key": key}).status_code == 302
    client.post(f"{home(made)}message/", {"text": "在办吗", "key": str(uuid4())})
    assert made.messages.count() == 2


def test_a_revoked_letter_says_so_to_the_stranger_and_the_applicant(li: User) -> None:
    made = case(State.DELIVERED, by=li)
    letter, head = Letter.objects.get(), office().head
    with pytest.raises(Refused, match="有权决定的人员"):
        actions.revoke_letter(application=made, by=office().handler, reason="材料虚假")
    with pytest.raises(Refused, match="理由"):
        actions.revoke_letter(application=made, by=head, reason=" ")
    assert "有效" in body(Client().get(f"/verify/{letter.code}/"))
    client = signed_in(head)
    assert f"{home(made)}revoke-letter/" in body(client.get(home(made)))
    assert client.post(f"{home(made)}revoke-letter/", {"why": "申请材料虚假", "key": str(uuid4())}).status_code == 302
    assert client.post(f"{home(made)}revoke-letter/", {"why": "再撤", "key": str(uuid4())}).status_code == 409
    shown = body(Client().get(f"/verify/{letter.code}/"))
    assert ("已撤销" in shown, "申请材料虚假" in shown, "逐项核对" in shown) == (True, True, False)
    assert "申请材料虚假" in body(signed_in(li).get(home(made)))


def test_the_service_is_rated_once(li: User) -> None:
    made = case(State.DELIVERED, by=li)
    client = signed_in(li)
    assert "非常满意" in body(client.get(home(made)))
    assert client.post(f"{home(made)}rate/", {"text": "没有选星"}).status_code == 302
    assert Rating.objects.count() == 0
    client.post(f"{home(made)}rate/", {"stars": "5", "text": "很快"})
    assert client.post(f"{home(made)}rate/", {"stars": "1"}).status_code == 409
    rating = Rating.objects.get()
    assert (rating.stars, rating.text) == (5, "很快")
    assert "5 星（满分 5 星）" in body(client.get(home(made)))


def test_withdrawing_asks_once_more_and_acts_once(li: User) -> None:
    made = case(State.SUBMITTED, by=li)
    client, key = signed_in(li), str(uuid4())
    assert "要撤回" in body(client.get(f"{home(made)}withdraw/"))
    assert fresh(made).state == State.SUBMITTED
    answers = [client.post(f"{home(made)}withdraw/", {"key": key, "reason": "另行申请"}) for _click in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert fresh(made).state == State.WITHDRAWN
    assert client.get(f"{home(made)}withdraw/").status_code == 409


def test_a_draft_is_given_up(li: User) -> None:
    made = draft(li)
    signed_in(li).post(f"{home(made)}withdraw/", {"key": str(uuid4())})
    assert fresh(made).state == State.EXPIRED


def test_what_another_organisation_filed_does_not_exist(li: User) -> None:
    theirs = case(State.DELIVERED)
    client = signed_in(li)
    parts = ["", "form/1/", "check/", "submitted/", "withdraw/", "documents.zip", "letter.docx"]
    assert [client.get(home(theirs) + part).status_code for part in parts] == [404] * len(parts)
    assert STRANGER_WORDS not in body(client.get("/hall/applications/"))


def test_ones_own_cases_and_their_files(li: User) -> None:
    publish_item()
    waiting, done = draft(li), case(State.DELIVERED, by=li)
    case(State.SUBMITTED)
    client = signed_in(li)
    assert "<h1>1 件等您填写或补正，0 件在办</h1>" in body(client.get("/hall/applications/"))
    rows = json.loads(client.get("/hall/applications.json").content)["rows"]
    assert {row["number"] for row in rows} == {done.number, f"草稿 {waiting.pk}"}
    assert "同意" in client.get("/hall/applications.csv").content.decode("utf-8-sig")
    assert client.get("/hall/applications.xlsx").content[:2] == b"PK"


def test_a_colleague_sees_the_same_cases(li: User) -> None:
    made = case(State.SUBMITTED, by=li)
    colleague = person("钱", Role.ORGANISATION, li.region_id, party=li.party)
    assert signed_in(colleague).get(home(made)).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_asks_the_database_as_often_for_many_rows(li: User, count: int) -> None:
    publish_item()
    client = signed_in(li)
    client.get("/hall/applications/")
    for _each in range(count):
        draft(li)
    with CaptureQueriesContext(connection) as asked:
        client.get("/hall/applications/")
    assert len(asked) <= 15


def test_officers_in_reach_see_the_offices_page_and_others_nothing(li: User) -> None:
    made = case(State.SUBMITTED, by=li)
    inside, outside = signed_in(office().handler), signed_in(person("外地", Role.CITY_HANDLER, "340100"))
    assert inside.get(home(made)).templates[0].name == "hall/office/case.html"
    assert outside.get(home(made)).status_code == 404
    assert signed_in(person("专家", Role.EXPERT, SHENZHEN)).get(home(made)).status_code == 404


def test_the_letter_has_number_text_and_a_code_that_a_stranger_verifies(li: User) -> None:
    made = case(State.DELIVERED, by=li)
    letter = Letter.objects.get(application=made)
    answer = signed_in(li).get(f"{home(made)}letter.docx")
    paragraphs = words_of(answer.content)
    assert (paragraphs[0], paragraphs[1]) == ("资助决定书", letter.number)
    assert paragraphs[2] == f"{made.applicant_name}："
    # What the text says of addressee, office and day stands around it once.
    assert paragraphs[3] == letter.text.splitlines()[1]
    assert paragraphs[4:6] == letter.text.splitlines()[2:]
    assert f"http://testserver/verify/{letter.code}/" in paragraphs[-1]
    shown = Client().get(f"/verify/{letter.code}/")
    assert (shown.status_code, f"<h1>{letter.number} 有效</h1>" in body(shown)) == (200, True)
    assert (made.applicant_name in body(shown), STRANGER_WORDS in body(shown)) == (True, False)


def test_a_code_as_it_is_typed_leads_to_the_letter(li: User) -> None:
    letter = Letter.objects.get(application=case(State.DELIVERED, by=li))
    written = f"{letter.code[:4]} {letter.code[4:8]}-{letter.code[8:]}".lower()
    answer = Client().get("/verify/", {"code": written})
    assert answer.headers["Location"] == f"/verify/{letter.code}/"
    assert plain_code("ａｂｃｄ ２３４５") == "ABCD2345"


def test_a_code_that_nobody_issued_says_so() -> None:
    unknown = Client().get("/verify/AAAA2222BBBB3333/")
    assert (unknown.status_code, "没有这份文书" in body(unknown)) == (404, True)


def test_the_same_letter_gives_the_same_bytes_and_its_code_is_a_picture(li: User) -> None:
    letter = Letter.objects.get(application=case(State.DELIVERED, by=li))
    files = {letter_word(letter, verify_at="http://testserver/verify/x/") for _each in range(2)}
    assert len(files) == 1
    pictures = [name for name in ZipFile(io.BytesIO(files.pop())).namelist() if name.startswith("word/media/")]
    assert len(pictures) == 1
    assert qr_png("http://testserver/verify/x/")[:4] == b"\x89PNG"


def test_there_is_no_letter_before_there_is_one(li: User) -> None:
    assert signed_in(li).get(f"{home(case(State.SUBMITTED, by=li))}letter.docx").status_code == 404


def paper(application: Application, by: User, name: str, content: bytes) -> None:
    upload = SimpleUploadedFile(name, content)
    actions.attach(application=application, by=by, code=name[:1], upload=upload)


def test_the_archive_holds_answers_papers_letter_acts_and_a_list_with_checksums(li: User) -> None:
    made = draft(li)
    paper(made, li, "a证书.pdf", b"%PDF-1.7 one")
    paper(made, li, "b证书.pdf", b"%PDF-1.7 two")
    made = actions.submit(application=made, by=li)
    handler, head = office().handler, office().head
    made = actions.pass_examination(application=actions.accept(application=made, by=handler), by=handler)
    made = actions.deliver(application=actions.decide(application=made, by=head, approved=True), by=handler)
    archive = streamed(signed_in(li).get(f"{home(made)}documents.zip"))
    papers = ["材料/01-a证书.pdf", "材料/02-b证书.pdf"]
    assert archive.namelist() == ["申请表.docx", *papers, "决定书.docx", "办理过程.csv", "清单.csv"]
    assert archive.read(papers[1]) == b"%PDF-1.7 two"
    answers = docx.Document(io.BytesIO(archive.read("申请表.docx")))
    cells = [[cell.text for cell in row.cells] for table in answers.tables for row in table.rows]
    assert ["项目名称", "锂电池专利导航"] in cells
    assert [name for _label, name in cells[-2:]] == ["a证书.pdf", "b证书.pdf"]
    listed = list(csv.reader(archive.read("清单.csv").decode("utf-8-sig").splitlines()))
    assert [row[0] for row in listed[1:]] == archive.namelist()[:-1]
    assert listed[2][2] == made.attachments.get(code="a").document.sha256


def test_a_damaged_paper_does_not_keep_the_others_back(li: User) -> None:
    made = draft(li)
    paper(made, li, "a证书.pdf", b"%PDF-1.7 damaged one")
    storage.path_of(made.attachments.get().document.sha256).unlink()
    archive = streamed(signed_in(li).get(f"{home(made)}documents.zip"))
    assert archive.namelist() == ["申请表.docx", "办理过程.csv", "清单.csv"]
    assert "文件损坏，没有收入" in archive.read("清单.csv").decode("utf-8-sig")


def test_the_acts_in_an_applicants_archive_hold_no_note_of_the_office(li: User) -> None:
    made = case(State.ACCEPTED, by=li)
    actions.note(application=made, by=office().handler, text="疑似重复申报")
    acts = {
        who: streamed(signed_in(user).get(f"{home(made)}documents.zip")).read("办理过程.csv").decode("utf-8-sig")
        for who, user in {"applicant": li, "office": office().handler}.items()
    }
    assert ["疑似重复申报" in acts["applicant"], "疑似重复申报" in acts["office"]] == [False, True]


def test_a_stranger_is_sent_to_sign_in(li: User) -> None:
    made = case(State.DELIVERED, by=li)
    parts = ["", "form/1/", "check/", "submitted/", "documents.zip", "letter.docx", "withdraw/"]
    places = {Client().get(home(made) + part).headers["Location"].split("?")[0] for part in parts}
    assert places == {"/accounts/login/"}
