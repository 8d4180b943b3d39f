"""Divisions and the 64 demonstration units, as a new installation has them."""

import csv
from datetime import date

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from zhicheng.base.regions import queries
from zhicheng.base.regions.models import DemonstrationUnit, Level, Region, Tier
from zhicheng.base.regions.roster import ROSTER, read_roster

pytestmark = [pytest.mark.django_db, pytest.mark.installed]


def test_shenzhen_and_its_districts() -> None:
    shenzhen = queries.region("440300")
    assert (shenzhen.name, shenzhen.short_name, shenzhen.level, shenzhen.parent.name) == (
        "深圳市", "深圳", Level.CITY, "广东省",
    )  # fmt: skip
    names = [county.short_name for county in queries.counties_of("440300")]
    assert names == ["罗湖", "福田", "南山", "宝安", "龙岗", "盐田", "龙华", "坪山", "光明"]
    assert list(queries.children_of("440300")) == list(queries.counties_of("440300"))
    assert {region.code for region in queries.within("440300")} == {
        "440300",
        *queries.counties_of("440300").values_list("code", flat=True),
    }
    assert queries.names(["440300", "110000"]) == {"440300": "深圳", "110000": "北京"}


def test_a_code_or_a_part_of_a_name_says_divisions_with_all_below_them() -> None:
    def said(text: str) -> set[str]:
        return set(queries.said_by(text).values_list("code", flat=True))

    shenzhen = {"440300", *queries.counties_of("440300").values_list("code", flat=True)}
    assert said("440300") == said("4403") == said("深圳") == shenzhen
    # 郴州 ends with a zero that belongs to it: 永州, 431100, is another city.
    assert {code[:4] for code in said("431000")} == {"4310"}
    assert {code[:2] for code in said("440000")} == {"44"}
    assert said("广东") >= shenzhen
    assert (said("440305"), said("没有的地方")) == ({"440305"}, set())


def test_sixty_four_units_in_four_batches() -> None:
    units = list(queries.demonstration_units())
    assert len(units) == 64
    assert [sum(unit.batch == batch for unit in units) for batch in (1, 2, 3, 4)] == [23, 18, 12, 11]
    tiers = {tier: sum(unit.tier == tier for unit in units) for tier in Tier}
    assert tiers == {Tier.SUB_PROVINCIAL: 14, Tier.PREFECTURE: 36, Tier.MUNICIPAL_DISTRICT: 5, Tier.COUNTY_CITY: 9}


def test_each_row_of_the_carried_table_is_one_unit() -> None:
    with (settings.CARRIED_DIR / ROSTER).open(encoding="utf-8", newline="") as file:
        rows = [(int(row["batch"]), row["entity"], row["term_start"], row["term_end"]) for row in csv.DictReader(file)]
    units = [
        (unit.batch, unit.name, f"{unit.term_from:%Y-%m}", f"{unit.term_to:%Y-%m}")
        for unit in queries.demonstration_units()
    ]
    assert sorted(units) == sorted(rows)
    assert len(read_roster(settings.CARRIED_DIR)) == 64


@pytest.mark.parametrize(
    ("code", "name", "today", "tier"),
    [
        ("370215", "即墨", "即墨区", Tier.COUNTY_CITY),
        ("320614", "海门", "海门区", Tier.COUNTY_CITY),
        ("110105", "北京市朝阳区", "朝阳区", Tier.MUNICIPAL_DISTRICT),
        ("652300", "昌吉回族自治州", "昌吉回族自治州", Tier.PREFECTURE),
        ("440300", "深圳", "深圳市", Tier.SUB_PROVINCIAL),
    ],
)
def test_units_keep_the_name_of_their_designation(code: str, name: str, today: str, tier: Tier) -> None:
    unit = DemonstrationUnit.objects.select_related("region").get(region_id=code)
    assert (unit.name, unit.region.name, unit.tier) == (name, today, tier)


def test_suzhou_contains_three_units_and_counts_once() -> None:
    within = [unit.name for unit in queries.units_within("320500")]
    assert sorted(within) == ["常熟", "张家港", "昆山", "苏州"]
    outermost = {unit.name for unit in queries.outermost_units()}
    assert outermost & set(within) == {"苏州"}


def test_totals_count_every_place_once() -> None:
    """A total over 64 units would count the seven nested ones twice."""
    everything, outermost = list(queries.demonstration_units()), queries.outermost_units()
    nested = {unit.name for unit in everything} - {unit.name for unit in outermost}
    assert nested == {"常熟", "昆山", "张家港", "江阴", "丹阳", "海门", "即墨"}
    assert len(outermost) == 57
    counties = Region.objects.filter(level=Level.COUNTY).values_list("code", flat=True)
    counted = [code for unit in outermost for code in counties if code.startswith(unit.region.prefix)]
    assert len(counted) == len(set(counted))


def test_terms_and_whether_a_division_is_a_unit() -> None:
    shenzhen = DemonstrationUnit.objects.get(region_id="440300")
    assert (shenzhen.term_from, shenzhen.term_to) == (date(2012, 4, 1), date(2014, 12, 31))
    assert [queries.is_demonstration(code) for code in ("440300", "440305", "320583", "440000")] == [
        True,
        False,
        True,
        False,
    ]
    assert queries.is_demonstration("440300", on=date(2014, 12, 31))
    assert not queries.is_demonstration("440300", on=date(2015, 1, 1))


def test_each_read_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(4):
        _ = queries.region("440300").parent.name
        _ = [unit.region.parent for unit in queries.demonstration_units()]
        _ = queries.outermost_units()
        _ = queries.is_demonstration("440300")


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "44030", "level": Level.PROVINCE},
        {"code": "990000", "level": Level.CITY},
        {"code": "990000", "level": Level.PROVINCE, "parent_id": "440000"},
    ],
)
def test_the_database_refuses_impossible_divisions(wrong: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.create(name="某地", short_name="某", **wrong)


def test_a_term_runs_forward() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DemonstrationUnit.objects.filter(region_id="440300").update(term_to=date(2012, 1, 1))
