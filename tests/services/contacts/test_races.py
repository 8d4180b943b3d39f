"""Both sides at once: one custody between two, one answer, one follow-up."""

from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scopes_disabled

from tests.people import firm, person, signed_in
from tests.racing import race
from tests.services.contacts import samples
from tests.services.contacts.samples import party_of
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.parties.models import Party
from zhicheng.services.contacts import actions
from zhicheng.services.contacts.models import Custody, SmeContact

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def test_an_agency_that_proposes_many_times_at_once_proposes_once() -> None:
    agency, party = party_of(person("孙", Role.AGENCY)), firm()
    colleagues = [person(str(number), Role.AGENCY, party=agency) for number in range(THREADS)]

    def propose(by: User) -> str:
        return actions.propose(party=party, agency=agency, scope="年费监控", by=by).state

    assert race([partial(propose, one) for one in colleagues]) == {"proposed": 1, "proposed_already": THREADS - 1}
    with scopes_disabled():
        assert Custody.objects.count() == 1


def test_while_the_organisation_answers_the_agency_withdraws_and_one_of_them_wins() -> None:
    sun, li = person("孙", Role.AGENCY), person("李", Role.ORGANISATION)
    custody = samples.proposed(party_of(li), party_of(sun))

    def decline() -> str:
        return actions.decline(custody=custody, reason="已有机构", by=li).state

    def withdraw() -> str:
        return actions.end(custody=custody, reason="填写有误", by=sun).state

    outcomes = race([decline, withdraw] * (THREADS // 2))
    assert outcomes["declined"] + outcomes["withdrawn"] == 1
    assert outcomes["answered_already"] + outcomes["ended_already"] == THREADS - 1


def test_what_follows_is_noted_once() -> None:
    contact = samples.recorded(follow_up="回访")
    officers = [person(str(number)) for number in range(THREADS)]

    def finish(by: User) -> str:
        return str(actions.follow_up_done(contact=contact, done_on=contact.day, by=by).done_on)

    outcomes = race([partial(finish, one) for one in officers])
    assert outcomes == {"2018-03-01": 1, "nothing_open": THREADS - 1}


def test_a_list_that_is_confirmed_many_times_at_once_comes_in_once() -> None:
    wang, party = person(), firm()
    row = f"2018-03-01,{party.name},走访,维权援助,了解专利维权需求"
    lists = {
        "/contacts/import/": f"日期,单位名称,方式,内容,情况\n{row}\n",
        "/parties/import/": "名称,类型,区划代码\n没有代码的公司,企业,440300\n",
    }
    for address, content in lists.items():
        upload = {"file": SimpleUploadedFile("名单.csv", content.encode())}
        preview = signed_in(wang).post(address, upload).headers["Location"]
        browsers = [signed_in(wang) for _window in range(THREADS)]
        race([partial(confirmed, browser, preview) for browser in browsers])
    with scopes_disabled():
        assert SmeContact.objects.count() == 1
        assert Party.objects.filter(name="没有代码的公司").count() == 1


def confirmed(browser: Client, preview: str) -> int:
    return browser.post(f"{preview}confirm/").status_code


def test_a_form_sent_many_times_at_once_acts_once_and_leads_to_the_same_page() -> None:
    wang, party = person(), firm()
    typed = {"party": party.name, "day": "2018-03-01", "kind": "visit", "topic": "protection", "text": "了解需求"}
    browsers = [signed_in(wang) for _click in range(THREADS)]

    def send(browser: Client, token: str, **changes: str) -> str:
        answer = browser.post("/contacts/new/", typed | {"csrfmiddlewaretoken": token} | changes)
        return answer.headers.get("Location", "shown again")

    [(address, clicks)] = race([partial(send, browser, "one") for browser in browsers]).items()
    assert (address.startswith("/contacts/"), clicks) == (True, THREADS)
    # Another showing of the page, other words, and what was wrong and is mended are sendings of their own.
    assert send(browsers[0], "two") != address
    assert send(browsers[0], "one", text="另一件事") != address
    assert [send(browsers[0], "three", text="") for _again in range(2)] == ["shown again"] * 2
    with scopes_disabled():
        assert SmeContact.objects.count() == 3
