"""Collections: one's own, shared inside an organisation, closed to all others."""

import csv
import io
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.people import firm, person, signed_in
from tests.services.patentinfo.samples import fill
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.verdicts import Refused
from zhicheng.services.patentinfo.actions import collections as verbs
from zhicheng.services.patentinfo.models import Collection, Kept
from zhicheng.services.patentinfo.rules.collections import MOST_COLLECTIONS, MOST_KEPT

pytestmark = pytest.mark.django_db

NUMBERS = ["CN101933423A", "CN202111111U"]


@pytest.fixture(autouse=True)
def _filled(own_lake: Path) -> None:
    fill()


@pytest.fixture
def owner() -> User:
    return person("周", role=Role.ORGANISATION)


def filled(owner: User, *, shared: bool = False, name: str = "电池") -> Collection:
    made = verbs.create(name=name, shared=shared, by=owner)
    verbs.fill(collection=made, publications=NUMBERS, by=owner)
    return made


def kept() -> list[tuple[str, str]]:
    return list(Kept.objects.order_by("publication").values_list("publication", "note"))


def logged() -> list[str]:
    entries = LogEntry.objects.filter(verb__startswith="patent_collection").order_by("pk")
    return [entry.verb.removeprefix("patent_collection.") for entry in entries]


def test_chosen_patents_go_into_a_new_collection_and_then_into_the_same(owner: User) -> None:
    browser = signed_in(owner)
    page = browser.get("/patents/collections/keep/?publication=CN101933423A&publication=CN9")
    assert [card.publication for card in page.context["cards"]] == ["CN101933423A"]
    answer = browser.post("/patents/collections/keep/", {"publication": "CN101933423A", "name": " 电池  包 "})
    made = Collection.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/patents/collections/{made.pk}/")
    browser.post("/patents/collections/keep/", {"publication": NUMBERS, "collection": made.pk})
    assert (made.name, made.party, kept()) == ("电池 包", owner.party, [(one, "") for one in NUMBERS])
    assert logged() == ["created", "filled", "filled"]


def test_a_choice_is_needed_and_must_be_ones_own(owner: User) -> None:
    other = filled(person(role=Role.ORGANISATION), name="别家的")
    browser = signed_in(owner)
    nothing = browser.post("/patents/collections/keep/", {"publication": NUMBERS})
    assert nothing.context["form"].errors == {"name": ["请选择专利夹，或填写新专利夹的名称"]}
    foreign = browser.post("/patents/collections/keep/", {"publication": NUMBERS[0], "collection": other.pk})
    assert foreign.context["form"].errors == {"collection": ["请从列出的选项中选择"]}
    assert "别家的" not in foreign.content.decode()
    assert Collection.objects.count() == 1


def test_a_shared_collection_is_seen_and_filled_by_colleagues_only(owner: User, client: Client) -> None:
    shared, own = filled(owner, shared=True), filled(owner, name="自己的")
    colleague = person("吴", role=Role.ORGANISATION, party=owner.party)
    browser = signed_in(colleague)
    assert [one.pk for one in browser.get("/patents/collections/").context["table"].everything] == [shared.pk]
    assert browser.get(f"/patents/collections/{own.pk}/").status_code == 404
    browser.post(f"/patents/collections/{shared.pk}/CN101933423A/", {"note": "先看这件"})
    browser.post(f"/patents/collections/{shared.pk}/CN202111111U/out/")
    assert list(shared.kept.values_list("publication", "note")) == [("CN101933423A", "先看这件")]
    assert browser.post(f"/patents/collections/{shared.pk}/remove/").status_code == 403
    assert browser.get(f"/patents/collections/{shared.pk}/change/").status_code == 403
    for stranger in (person(role=Role.ORGANISATION), person(role=Role.CITY_HANDLER), person(role=Role.EXPERT)):
        other = signed_in(stranger)
        assert other.get("/patents/collections/").context["table"].total == 0
        for address in ("", "CN101933423A/"):
            assert other.get(f"/patents/collections/{shared.pk}/{address}").status_code == 404
        assert other.get(f"/patents/collections/{shared.pk}.csv").status_code == 404
        assert other.post(f"/patents/collections/{shared.pk}/remove/").status_code == 404
        assert other.post(f"/patents/collections/{shared.pk}/CN101933423A/out/").status_code == 404
    assert client.get(f"/patents/collections/{shared.pk}/").status_code == 302
    assert Collection.objects.count() == 2


def test_who_has_left_the_organisation_no_longer_sees_what_colleagues_share(owner: User) -> None:
    shared = filled(owner, shared=True)
    colleague = person(role=Role.ORGANISATION, party=owner.party)
    colleague.party = firm()
    colleague.save()
    assert signed_in(colleague).get(f"/patents/collections/{shared.pk}/").status_code == 404
    with pytest.raises(Refused) as refused:
        verbs.fill(collection=shared, publications=NUMBERS, by=colleague)
    assert refused.value.code == "not_your_collection"


def test_an_account_without_an_organisation_shares_nothing() -> None:
    clerk = person(role=Role.CITY_HANDLER)
    assert "shared" not in signed_in(clerk).get("/patents/collections/new/").context["form"].fields
    with pytest.raises(Refused) as refused:
        verbs.create(name="x", shared=True, by=clerk)
    assert refused.value.code == "no_party"


def test_the_owner_renames_shares_and_removes(owner: User) -> None:
    made, browser = filled(owner), signed_in(owner)
    browser.post(f"/patents/collections/{made.pk}/change/", {"name": "锂电", "note": "每月看", "shared": "on"})
    assert list(Collection.objects.values_list("name", "note", "shared")) == [("锂电", "每月看", True)]
    browser.post(f"/patents/collections/{made.pk}/remove/")
    assert (Collection.objects.count(), Kept.objects.count()) == (0, 0)
    assert logged() == ["created", "filled", "changed", "removed"]


def test_a_file_of_a_collection_has_the_notes(owner: User) -> None:
    made = filled(owner)
    verbs.note(kept=made.kept.get(publication="CN101933423A"), text="=先看", by=owner)
    content = signed_in(owner).get(f"/patents/collections/{made.pk}.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [(row["公开（公告）号"], row["备注"], row["加入人"]) for row in rows] == [
        ("CN202111111U", "", "周"),
        ("CN101933423A", "'=先看", "周"),
    ]


@pytest.mark.parametrize(
    ("publications", "code"), [(["CN9"], "unknown_patents"), ([NUMBERS[0], "CN101933423B"], "collection_full")]
)
def test_limits_refuse_before_anything_is_written(owner: User, publications: list[str], code: str) -> None:
    made = verbs.create(name="满", by=owner)
    if code == "collection_full":
        Kept.objects.bulk_create(Kept(collection=made, publication=f"CN{n}A", by=owner) for n in range(MOST_KEPT - 1))
    before = Kept.objects.count()
    with pytest.raises(Refused) as refused:
        verbs.fill(collection=made, publications=publications, by=owner)
    assert (refused.value.code, Kept.objects.count()) == (code, before)


def test_a_person_makes_a_hundred(owner: User) -> None:
    Collection.objects.bulk_create(Collection(owner=owner, name=str(n)) for n in range(MOST_COLLECTIONS))
    with pytest.raises(Refused) as refused:
        verbs.create(name="又一个", by=owner)
    assert refused.value.code == "too_many_collections"


@pytest.mark.parametrize("count", [1, 3, 50])
def test_lists_ask_the_database_the_same_whatever_they_list(
    owner: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = filled(owner)
    Collection.objects.bulk_create(Collection(owner=owner, name=f"n{n}") for n in range(count - 1))
    Kept.objects.bulk_create(Kept(collection=made, publication=f"CN{n}A", by=owner) for n in range(count))
    browser = signed_in(owner)
    browser.get("/patents/collections/")
    with django_assert_num_queries(5):
        browser.get("/patents/collections/")
    with django_assert_num_queries(5):
        browser.get(f"/patents/collections/{made.pk}/")
