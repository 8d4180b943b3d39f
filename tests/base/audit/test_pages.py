"""The log's pages: who sees which entries, filters, export, one entry, a thing's history."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.people import HEFEI, NANSHAN, SHENZHEN, SHUSHAN, firm, person, signed_in
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.actions import record
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.audit.queries import history_of, visible_to
from zhicheng.base.parties.models import Party

pytestmark = pytest.mark.django_db
# Verbs of these tests alone: the database already holds entries of the setup.
OWN = "test.done"


@pytest.fixture
def wang() -> User:
    return person("王")


@pytest.fixture
def zhao() -> User:
    return person("赵", region=HEFEI)


@pytest.fixture
def party() -> Party:
    return firm("深圳甲精密仪器有限公司", region=NANSHAN)


@pytest.fixture
def entries(wang: User, zhao: User, party: Party) -> dict[str, int]:
    """Four acts: in Nanshan, in Shenzhen, in Hefei, and of the whole country."""
    return {
        "nanshan": record(OWN, on=party, by=wang, why="更正名称", region_code=NANSHAN).number,
        "shenzhen": record(OWN, on=wang, by=wang, region_code=SHENZHEN).number,
        "hefei": record(OWN, on=zhao, by=zhao, why="密码遗失", region_code=SHUSHAN).number,
        "country": record(OWN, on=zhao, by=None).number,
    }


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.AUDIT_ADMIN, {"nanshan", "shenzhen", "hefei", "country"}),
        (Role.NATIONAL, {"nanshan", "shenzhen", "hefei", "country"}),
        (Role.PROVINCIAL, {"nanshan", "shenzhen"}),
        (Role.CITY_HEAD, {"nanshan", "shenzhen"}),
        (Role.COUNTY, {"nanshan"}),
        (Role.ORGANISATION, set()),
        (Role.EXPERT, set()),
        (Role.SYSTEM_ADMIN, set()),
        (Role.SECURITY_ADMIN, set()),
    ],
)
def test_people_read_what_happened_in_their_reach(entries: dict[str, int], role: Role, seen: set[str]) -> None:
    visible = visible_to(person("读者", role)).filter(number__in=entries.values()).values_list("number", flat=True)
    assert set(visible) == {entries[name] for name in seen}


@pytest.fixture
def audit() -> Client:
    return signed_in(person("安审", Role.AUDIT_ADMIN))


def numbers(client: Client, **query: str) -> list[int]:
    return [entry.number for entry in client.get("/audit/", query).context["table"].rows]


def test_filters_narrow_the_list(audit: Client, entries: dict[str, int], wang: User, party: Party) -> None:
    def own(**query: str) -> list[str]:
        names = {number: name for name, number in entries.items()}
        return [names[number] for number in numbers(audit, **query) if number in names]

    assert own() == ["country", "hefei", "shenzhen", "nanshan"]
    assert own(who="赵") == ["hefei"]
    assert own(thing="甲精密") == ["nanshan"]
    assert own(thing=str(wang.pk), kind="accounts.user") == ["shenzhen"]
    assert own(kind="parties.party") == ["nanshan"]
    assert own(sort="number") == ["nanshan", "shenzhen", "hefei", "country"]


def test_dates_take_in_the_whole_day_of_china(audit: Client, wang: User) -> None:
    # 2001: before anything that the setup has logged.
    with time_machine.travel(dt.datetime(2001, 3, 1, 16, 30, tzinfo=dt.UTC)):  # 2 March, 00:30 in China
        early = record(OWN, on=wang, by=wang).number
    with time_machine.travel(dt.datetime(2001, 3, 2, 15, 59, tzinfo=dt.UTC)):  # 2 March, 23:59
        late = record(OWN, on=wang, by=wang).number
    assert numbers(audit, until="2001-03-01") == []
    assert numbers(audit, since="2001-03-02", until="2001-03-02") == [late, early]
    assert numbers(audit, since="yesterday", until="2001-03-02") == [late, early]


def test_the_export_holds_all_rows_of_the_filter(audit: Client, entries: dict[str, int]) -> None:
    answer = audit.get("/audit/all.csv", {"who": "赵"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["序号", "时间", "操作人", "动作", "对象类型", "对象", "原因", "区域"]
    assert [row[0] for row in rows[1:]] == [str(entries["hefei"])]
    assert audit.get("/audit/all.xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_list_costs_the_same_at_any_length(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    head = person("处长", Role.COUNTY, region=SHUSHAN)
    for _row in range(rows):
        record(OWN, on=head, by=head, region_code=SHUSHAN)
    client = signed_in(head)
    client.get("/audit/")
    with django_assert_num_queries(5):  # session, person, unread notices, count, rows
        page = client.get("/audit/", {"verb": ""})
    assert len(page.context["table"].rows) == rows


def test_an_entry_shows_its_facts_and_digest(audit: Client, wang: User) -> None:
    number = record(OWN, on=wang, by=wang, why="甲<b>", region_code=SHENZHEN, amount_fen=1234567).number
    page = audit.get(f"/audit/{number}/").content.decode()
    assert "甲&lt;b&gt;" in page
    assert "&quot;amount_fen&quot;: 1234567" in page
    assert LogEntry.objects.get(number=number).digest in page


def test_an_entry_elsewhere_is_not_found(entries: dict[str, int], zhao: User) -> None:
    assert signed_in(zhao).get(f"/audit/{entries['nanshan']}/").status_code == 404
    assert signed_in(zhao).get(f"/audit/{entries['hefei']}/").status_code == 200


def test_history_is_the_things_own_newest_first(
    entries: dict[str, int], zhao: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        history = history_of(zhao)
    assert [(item.number, item.event, item.note) for item in history] == [
        (entries["country"], OWN, "系统"),
        (entries["hefei"], OWN, "赵（市局经办人）。原因：密码遗失"),
    ]
