"""Saved searches: kept for their owner, and told what a later load brings."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.people import person, signed_in
from tests.services.patentinfo.samples import ALL, BATTERY, fill
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.jobs.models import Job
from zhicheng.base.notices.models import Notice
from zhicheng.engine.patents.record import Text
from zhicheng.services.patentinfo.actions import saved
from zhicheng.services.patentinfo.asking import Asked
from zhicheng.services.patentinfo.models import Finding, SavedSearch
from zhicheng.services.patentinfo.rules.saved import MOST_SAVED
from zhicheng.services.patentinfo.signals import patents_changed

pytestmark = pytest.mark.django_db

NEWER = replace(
    BATTERY, publication="CN109999999A", application="CN201910000001", titles=(Text("zh", "锂离子电池 <b>极片</b>"),)
)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def _filled(own_lake: Path) -> None:
    fill()


@pytest.fixture
def owner() -> User:
    return person(role=Role.ORGANISATION)


def kept(owner: User, text: str = "锂离子电池", cadence: str = "daily", name: str = "电池") -> SavedSearch:
    return saved.save(name=name, asked=Asked(text=text), cadence=cadence, by=owner)


def told(owner: User) -> list[str]:
    return list(Notice.objects.filter(to=owner).values_list("subject", flat=True))


def verbs() -> list[str]:
    return list(LogEntry.objects.filter(verb__startswith="patent_search").order_by("pk").values_list("verb", flat=True))


def test_a_search_is_kept_from_its_page(owner: User) -> None:
    browser = signed_in(owner)
    page = browser.get("/patents/saved/new/?q=锂离子电池&kind=invention")
    assert page.context["form"].initial == {"name": "锂离子电池", "cadence": "daily"}
    answer = browser.post(
        "/patents/saved/new/?q=锂离子电池&kind=invention", {"name": " 电池  一 ", "cadence": "weekly"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/patents/saved/")
    search = SavedSearch.objects.get()
    assert (search.name, search.cadence, search.seen_version, search.owner) == ("电池 一", "weekly", 1, owner)
    [row] = browser.get("/patents/saved/").context["table"].everything
    assert row == search
    assert browser.get(f"/patents/?{search.query}").context["results"].total == 2
    assert verbs() == ["patent_search.saved"]


def test_a_query_that_cannot_be_read_and_a_name_used_twice_are_refused(owner: User) -> None:
    browser = signed_in(owner)
    assert browser.get("/patents/saved/new/?q=TI=(").status_code == 409
    kept(owner)
    page = browser.post("/patents/saved/new/?q=隔膜", {"name": "电池", "cadence": "daily"})
    assert page.context["form"].errors == {"name": ["您已有同名的检索，请换一个名称"]}
    assert SavedSearch.objects.count() == 1


def test_a_person_keeps_fifty(owner: User) -> None:
    SavedSearch.objects.bulk_create(SavedSearch(owner=owner, name=str(n), query="q=a") for n in range(MOST_SAVED))
    answer = signed_in(owner).post("/patents/saved/new/?q=电池", {"name": "又一个", "cadence": "daily"})
    assert (answer.status_code, SavedSearch.objects.count()) == (409, MOST_SAVED)


def test_what_a_later_load_brings_is_told_once(owner: User) -> None:
    search, other = kept(owner), kept(owner, text="隔膜", name="隔膜")
    assert saved.tell_all() == 0
    fill([NEWER], name="第二批")
    assert saved.tell_all() == 1
    assert saved.tell_all() == 0
    [finding] = Finding.objects.all()
    assert (finding.search, finding.version, finding.count, finding.publications) == (search, 2, 1, ["CN109999999A"])
    assert told(owner) == ["“电池”新命中 1 件专利"]
    other.refresh_from_db()
    assert other.seen_version == 2
    assert verbs() == ["patent_search.saved", "patent_search.saved", "patent_search.told"]


@pytest.mark.parametrize(
    ("cadence", "hours", "expected"), [("daily", 1, 0), ("daily", 21, 1), ("weekly", 48, 0), ("weekly", 168, 1)]
)
def test_nobody_is_told_more_often_than_asked(owner: User, cadence: str, hours: int, expected: int) -> None:
    search = kept(owner, cadence=cadence)
    finding = Finding.objects.create(search=search, version=1, count=1, publications=["CN101933423A"])
    Finding.objects.filter(pk=finding.pk).update(found_at=timezone.now() - timedelta(hours=hours))
    fill([NEWER], name="第二批")
    assert saved.tell_all() == expected


def test_who_does_not_want_to_be_told_is_not(owner: User) -> None:
    kept(owner, cadence="none")
    fill([NEWER], name="第二批")
    assert (saved.tell_all(), told(owner)) == (0, [])


def test_a_query_no_longer_read_is_told_once_and_stops_nobody(owner: User) -> None:
    broken, fine = kept(owner, name="坏"), kept(owner)
    SavedSearch.objects.filter(pk=broken.pk).update(query="q=TI%3D(")
    fill([NEWER], name="第二批")
    assert saved.tell_all() == 1
    assert saved.tell_all() == 0
    assert told(owner) == ["“电池”新命中 1 件专利", "保存的检索“坏”不能识别"]
    assert Finding.objects.get().search == fine
    page = signed_in(owner).get(f"/patents/saved/{broken.pk}/")
    assert "没有写完" in page.content.decode()
    assert signed_in(owner).get("/patents/saved/").status_code == 200


def test_a_change_of_the_lake_starts_one_job() -> None:
    for number in (2, 3):
        patents_changed.send(sender=None, version=number, by=None)
    assert Job.objects.filter(task=saved.ALERTS).count() == 1


def test_the_findings_page_shows_what_is_still_held(owner: User) -> None:
    search = kept(owner)
    Finding.objects.create(search=search, version=2, count=2, publications=["CN101933423A", "CN000000000A"])
    [(_finding, patents)] = signed_in(owner).get(f"/patents/saved/{search.pk}/").context["found"]
    assert [(one.publication, one.card is not None) for one in patents] == [
        ("CN101933423A", True),
        ("CN000000000A", False),
    ]


def test_only_the_owner_sees_and_changes(owner: User, client: Client) -> None:
    search = kept(owner)
    for stranger in (
        person(role=Role.CITY_HANDLER),
        person(role=Role.ORGANISATION),
        person(role=Role.ORGANISATION, party=owner.party),
    ):
        browser = signed_in(stranger)
        assert browser.get("/patents/saved/").context["table"].total == 0
        assert browser.get(f"/patents/saved/{search.pk}/").status_code == 404
        for act in ("remove", "renew", "change"):
            assert (
                browser.post(f"/patents/saved/{search.pk}/{act}/", {"name": "x", "cadence": "none"}).status_code == 404
            )
    assert client.get("/patents/saved/").status_code == 302
    assert list(SavedSearch.objects.values_list("name", "cadence")) == [("电池", "daily")]


def test_the_owner_renames_and_removes(owner: User) -> None:
    search, browser = kept(owner), signed_in(owner)
    browser.post(f"/patents/saved/{search.pk}/change/", {"name": "锂电", "cadence": "none"})
    assert list(SavedSearch.objects.values_list("name", "cadence")) == [("锂电", "none")]
    browser.post(f"/patents/saved/{search.pk}/remove/")
    assert SavedSearch.objects.count() == 0
    assert verbs() == ["patent_search.saved", "patent_search.changed", "patent_search.removed"]


def test_the_feed_is_atom_and_escaped_and_its_address_can_be_renewed(owner: User, client: Client) -> None:
    search = kept(owner, name="电池 & <锂>")
    fill([NEWER], name="第二批")
    saved.tell_all()
    address = f"/patents/saved/{search.token}.atom"
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.content)
    assert root.findtext("a:title", namespaces=ATOM) == "电池 & <锂>"
    assert root.findtext("a:id", namespaces=ATOM) == f"urn:uuid:{search.token}"
    entries = [
        (one.findtext("a:title", namespaces=ATOM), one.findtext("a:id", namespaces=ATOM))
        for one in root.findall("a:entry", ATOM)
    ]
    assert entries == [("CN109999999A 锂离子电池 <b>极片</b>", "http://testserver/patents/CN109999999A/")]
    assert root.find("a:author", ATOM) is not None
    signed_in(owner).post(f"/patents/saved/{search.pk}/renew/")
    search.refresh_from_db()
    assert (client.get(address).status_code, client.get(f"/patents/saved/{search.token}.atom").status_code) == (
        404,
        200,
    )
    owner.is_active = False
    owner.save()
    assert client.get(f"/patents/saved/{search.token}.atom").status_code == 404


@pytest.mark.parametrize("count", [1, 3, 50])
def test_lists_ask_the_database_the_same_whatever_they_list(
    owner: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    search = kept(owner)
    SavedSearch.objects.bulk_create(SavedSearch(owner=owner, name=f"n{n}", query="q=a") for n in range(count - 1))
    Finding.objects.bulk_create(
        Finding(search=search, version=n + 2, count=1, publications=[ALL[n % 3].publication]) for n in range(count)
    )
    browser = signed_in(owner)
    browser.get("/patents/saved/")
    with django_assert_num_queries(5):
        browser.get("/patents/saved/")
    with django_assert_num_queries(6):
        browser.get(f"/patents/saved/{search.pk}/")
