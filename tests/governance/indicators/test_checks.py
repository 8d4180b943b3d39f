"""Each trap of the carried tables is found again, with its place; a clean table has none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.governance.indicators import samples
from zhicheng.base.definitions.models import Definition
from zhicheng.governance.indicators.actions import IncomingFile, import_file, run_checks
from zhicheng.governance.indicators.checks import CHECKS, Finding, check_of
from zhicheng.governance.indicators.queries import indicator_models

pytestmark = pytest.mark.django_db

ECONOMY = (
    "adcode,city,year,gdp_100m_yuan,gdp_per_capita_yuan,population_10k,science_expenditure_10k_yuan,"
    "avg_wage_yuan,internet_users_10k,colleges"
)
PATENTS = (
    "adcode,city,year,patents,forward_citations,family_members,co_invented_across_cities,with_company_applicant,"
    "with_university_applicant,with_joint_applicants,technology_fields,cited_10_or_more"
)


@pytest.fixture(autouse=True)
def shipped() -> None:
    """The country with the indicators and layouts that the platform ships."""
    samples.country()
    for kind, folder in (("indicator", "indicators"), ("layout", "layouts")):
        for path in sorted((Path(settings.DEFINITIONS_DIR) / folder).glob("*.toml")):
            samples.define(kind, path.stem, path.read_text("utf-8"))
    assert Definition.objects.filter(kind="layout").count() == 4


def economy(*rows: str) -> None:
    file = IncomingFile("economy.csv", samples.csv(*rows, head=ECONOMY))
    import_file(layout="city_economy", file=file, source="", by=None)


def patents(*rows: str) -> None:
    file = IncomingFile("patents.csv", samples.csv(*rows, head=PATENTS))
    import_file(layout="city_patents", file=file, source="", by=None)


def found(code: str) -> list[tuple[str, int | None, str]]:
    check = check_of(code)
    assert check is not None
    found: Iterator[Finding] = check.find()
    return [(one.name, one.period, one.words) for one in found]


def test_a_clean_table_has_nothing_but_what_is_always_so() -> None:
    economy("440300,深圳市,2010,100,1000,1000,50,30000,500,8", "440300,深圳市,2011,110,1100,1000,55,31000,510,8")
    run = run_checks(by=None)
    assert {each.check_code: each.count for each in run.results.all() if each.count} == {"columns_left_out": 11}
    assert run.results.count() == len(CHECKS) == 37


def test_population_jumps() -> None:
    economy(
        "440300,深圳市,2010,1,1,100,,,,", "440300,深圳市,2011,1,1,114,,,,", "440300,深圳市,2012,1,1,140,,,,",
        "440300,深圳市,2014,1,1,500,,,,",
    )  # fmt: skip
    assert found("population_jumps") == [("深圳", 2012, "从 114.0 万人到 140.0 万人（22.8%）")]


def test_zeros_that_mean_missing_and_empty_cells() -> None:
    economy("440300,深圳市,2010,100,1000,1000,0.0,1,1,0", "440100,广州市,2010,,1,1,…,1,1,5")
    assert found("zeros_for_missing") == [
        ("深圳", 2010, "文件写“0”，按没有数据处理"),
        ("深圳", 2010, "文件写“0.0”，按没有数据处理"),
    ]
    assert found("absent_cells") == [("", None, "“地区生产总值”有 1 格是空的")]


def test_the_break_of_2007_in_science_expenditure() -> None:
    economy("440300,深圳市,2006,1,1,1,100,,,", "440300,深圳市,2007,1,1,1,500,,,", "440300,深圳市,2008,1,1,1,1500,,,")
    assert found("science_break") == [("深圳", 2007, "上年 100 万元，当年 500 万元")]


def test_columns_that_are_left_out_are_looked_at_all_the_same() -> None:
    economy(
        *(f"440300,深圳市,{year},1,1,100,1,{wage},{users},1" for year, wage, users in
          ((2010, 30000, 90), (2011, 320000, 36635), (2012, 33000, 95))),
    )  # fmt: skip
    assert found("internet_beyond_population") == [("深圳市", 2011, "互联网用户 36,635.0，人口 100.0 万人")]
    assert found("wage_outliers") == [("深圳市", 2011, "320,000 元，前后五年的中位数为 33,000 元")]


def test_traps_of_patents() -> None:
    patents("440300,深圳市,2012,10,5,3,4,,,,2,1", "440300,深圳市,2013,3,0,1,0,5,1,0,1,0")
    assert found("incomplete_years") == [("", 2013, "全部城市合计 3；2013 年以后的申请尚未公布齐全，数量偏低")]
    assert found("rows_without_applicant") == [("深圳", 2012, "有申请但没有申请人记录，企业和高校占比按没有数据处理")]
    assert found("whole_counting") == [("", None, "各城市相加 13 件，其中 4 件次有别的城市的发明人，重复计入")]
    assert found("parts_beyond_whole") == [("深圳", 2013, "5，而总数为 3")]


def test_spellings_that_two_cities_share() -> None:
    samples.Region.objects.create(code="321200", name="泰州市", short_name="泰州", level="city", parent_id="440000")
    assert found("shared_spellings") == [("泰州", None, "拼音与另一个城市相同，全部计入了那个城市，本市的数不明")]


def test_sums_of_kinds_and_the_change_of_2017() -> None:
    head = "region,level,year,invention,utility_model,design,total,row_check,source"
    rows = ("广东,province,2009,1,2,3,6,ok,x", "深圳,subprovincial_city,2009,1,2,3,7,ok,x")
    import_file(
        layout="cnipa_patents_in_force", file=IncomingFile("a.csv", samples.csv(*rows, head=head)), source="", by=None
    )
    assert found("sums_that_differ") == [("深圳", 2009, "三种之和 6，合计写 7")]
    head = "region,year,app_total,app_invention,grant_total,grant_invention"
    file = IncomingFile("b.csv", samples.csv("广东,2016,5,1,4,1", "广东,2017,6,1,4,1", head=head))
    import_file(layout="fujian_patents", file=file, source="", by=None)
    words = "2017 年起口径不同，不与以前各年相比"
    assert found("definition_change_2017") == [("广东", 2017, words), ("广东", 2017, words)]


def test_every_check_and_indicator_says_why_it_matters_and_every_check_what_to_do() -> None:
    lacking = [each.code for each in CHECKS if not (str(each.label) and str(each.why) and str(each.advice))]
    lacking += [code for code, one in indicator_models().items() if not (one.title.strip() and one.why.strip())]
    assert (lacking, len({each.code for each in CHECKS})) == ([], len(CHECKS))
