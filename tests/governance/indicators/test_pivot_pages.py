"""Figures side by side, and what changed since yesterday."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.governance.indicators import samples
from tests.people import NANSHAN, SHENZHEN, firm
from tests.services.standards import samples as certificates
from zhicheng.governance.indicators import actions

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


@pytest.fixture
def figures() -> None:
    samples.orchard()
    samples.bring_in(*samples.ROWS)
    actions.recompute(by=None)


@pytest.mark.usefixtures("figures")
def test_a_province_with_its_cities_years_side_by_side(client: Client) -> None:
    page = client.get("/figures/pivot/?region=440000")
    rows = page.context["table"].everything
    assert [(row.name, row.code, dict(row.values)) for row in rows] == [
        ("广州", "apples", {2010: 30.0, 2011: 30.0}),
        ("广州", "apples_growth", {2011: 0.0}),
        ("广州", "fruit_total", {2010: 36.0}),
        ("广州", "pears", {2010: 6.0}),
        ("深圳", "apples", {2010: 10.0, 2011: 20.0}),
        ("深圳", "apples_growth", {2011: 100.0}),
        ("深圳", "fruit_total", {2010: 14.0}),
        ("深圳", "pears", {2010: 4.0}),
    ]
    content = page.content.decode()
    assert f"/figures/apples/{SHENZHEN}/2011/" in content
    assert f"?region={SHENZHEN}" in content
    narrowed = client.get("/figures/pivot/?region=440000&to=2010&q=苹果")
    assert [sorted(row.values) for row in narrowed.context["table"].everything if row.code == "apples"] == [
        [2010],
        [2010],
    ]


@pytest.mark.usefixtures("figures")
def test_the_pivot_takes_as_many_queries_for_many_rows(client: Client, django_assert_max_num_queries: object) -> None:
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get("/figures/pivot/?region=440000")


@pytest.mark.usefixtures("figures")
def test_the_pivot_as_a_file_and_of_no_division(client: Client) -> None:
    lines = client.get("/figures/pivot.csv?region=340000").content.decode("utf-8-sig").splitlines()
    assert lines == ["地区,指标,方面,单位,2010,2011", "合肥,苹果产量,创造,吨,5,"]
    assert client.get("/figures/pivot/?region=999999").status_code == 404
    assert client.get("/figures/pivot/?to=abcd").status_code == 200


def test_what_changed_names_the_records_and_the_figures(client: Client) -> None:
    certificates.define()
    head = samples.APPLES.split("[statistic]", maxsplit=1)[0]
    samples.define("indicator", "issued", head + '[from]\nrecords = "certificates"\n')
    for _number in range(2):
        made = certificates.certified(holder=firm(region=NANSHAN))
    actions.recompute(by=None)
    made.body = "别的认证机构"
    made.save()
    certificates.certified(holder=firm(region=NANSHAN))
    actions.follow_records()
    page = client.get("/figures/changes/")
    [row] = page.context["records"].source
    assert (row.added, row.corrected, row.removed, row.indicators) == (3, 1, 0, ("苹果产量",))
    newest = [(move.region, move.before, move.after) for move in page.context["table"].source[:3]]
    assert newest == [("440000", 2.0, 3.0), (SHENZHEN, 2.0, 3.0), (NANSHAN, 2.0, 3.0)]
    later = client.get(f"/figures/changes/?since={timezone.localdate() + timedelta(days=9)}")
    assert later.context["since"] == timezone.localdate()
