"""Every row of a stranger's table is read or named with line, column and reason."""

import pytest

from tests.governance.indicators import samples
from zhicheng.engine.tables import read_table, write_xlsx
from zhicheng.governance.indicators import mapping, queries
from zhicheng.governance.indicators.reading import Reading, read_values

pytestmark = pytest.mark.django_db

LONG = (
    samples.LAYOUT.replace('source = "水果年鉴"', 'source = "水果年鉴"\nshape = "long"\nindicator_column = "kind"\nvalue_column = "tons"')
)  # fmt: skip
BY_NAME = samples.LAYOUT.replace('column = "adcode"\nby = "code"\nname_column = "city"', 'column = "city"\nby = "name"')
BY_LEVEL = BY_NAME.replace(
    'by = "name"', 'by = "name"\nlevel_column = "level"\n[region.levels]\ncity = "city"'
).replace('levels = ["city"]', 'levels = ["province", "city"]')


def reading(content: bytes, layout: str = samples.LAYOUT, reach: str = "", name: str = "fruit.csv") -> Reading:
    samples.orchard(layout)
    table, model, indicators = read_table(content, name), queries.layout_models()["fruit"], queries.indicator_models()
    return read_values(table, model, mapping.guess(table.header, model, indicators), indicators, reach=reach)


def values(of: Reading) -> list[tuple[int, str, str, int, float | None]]:
    return [(one.line, one.indicator, one.region, one.period, one.value) for one in of.values]


def faults(of: Reading) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.message) for one in of.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_good_table_in_any_encoding(encoding: str) -> None:
    read = reading(samples.csv(*samples.ROWS, encoding=encoding))
    assert faults(read) == []
    assert values(read) == [
        (2, "apples", "440300", 2010, 10.0),
        (2, "pears", "440300", 2010, 4.0),
        (3, "apples", "440300", 2011, 20.0),
        (3, "pears", "440300", 2011, None),
        (4, "apples", "440100", 2010, 30.0),
        (4, "pears", "440100", 2010, 6.0),
        (5, "apples", "440100", 2011, 30.0),
        (5, "pears", "440100", 2011, None),
        (6, "apples", "340100", 2010, 5.0),
        (6, "pears", "340100", 2010, None),
    ]


def test_a_workbook_reads_as_its_csv_does() -> None:
    head = samples.HEAD.split(",")
    book = write_xlsx(head, [["440300", "深圳市", 2010, 10, 4.5, "x"], [440100, "广州市", 2011, None, 6, "x"]], "水果")
    read = reading(book, name="fruit.xlsx")
    assert faults(read) == []
    assert values(read) == [
        (2, "apples", "440300", 2010, 10.0),
        (2, "pears", "440300", 2010, 4.5),
        (3, "apples", "440100", 2011, None),
        (3, "pears", "440100", 2011, 6.0),
    ]


def test_every_fault_is_named_and_good_rows_have_none() -> None:
    read = reading(
        samples.csv(
            "440300,深圳市,2010,10,4,x",
            "440301,深圳市,2011,1,1,x",
            "440100,深圳市,2010,1,1,x",
            "440100,广州市,去年,1,1,x",
            "440100,广州市,2011,-3,1,x",
            "440100,广州市,2012,12吨,1.2.3,x",
            "440300,深圳,2010,11,4,x",
            "440000,广东省,2010,1,1,x",
            ",广州市,2013,1,1,x",
        )
    )
    assert faults(read) == [
        (3, "adcode", "没有代码为“440301”的地区，是否为 440300（深圳市）"),
        (4, "city", "代码 440100 是广州市，与名称不符，请核对这一行"),
        (5, "year", "不是年份，请写四位数字，例如 2010"),
        (6, "apples", "小于 0，超出本列的范围"),
        (7, "apples", "数字后面有别的文字，单位请写在列名里"),
        (7, "pears", "数字里有空格或多余的点"),
        (8, "", "与第 2 行重复：都是深圳市 2010 年，请只留一行"),
        (9, "adcode", "广东省不是本表所列的地区级别"),
        (10, "adcode", "没有写地区"),
    ]


def test_an_unknown_division_is_compared_with_those_of_the_table_for_the_first_hundred_only() -> None:
    read = reading(samples.csv("449900,,2010,1,1,x", *(f"440300-{i},,2010,1,1,x" for i in range(100))))
    messages = [message for _line, _column, message in faults(read)]
    assert messages[0] == "没有代码为“449900”的地区，请核对代码"
    assert messages[99] == "没有代码为“440300-98”的地区，是否为 440300（深圳市）"
    assert messages[100] == "没有代码为“440300-99”的地区，请核对代码"


def test_rows_beyond_the_reach_are_faults() -> None:
    read = reading(samples.csv(*samples.ROWS), reach="4403")
    assert faults(read) == [
        (4, "adcode", "广州市（440100）不在您的管辖区域内"),
        (5, "adcode", "广州市（440100）不在您的管辖区域内"),
        (6, "adcode", "合肥市（340100）不在您的管辖区域内"),
    ]


def test_names_in_place_of_codes() -> None:
    head = "city,year,apples,pears"
    read = reading(samples.csv("深圳,2010,1,2", "广东广州,2010,3,4", "深川,2010,5,6", head=head), BY_NAME)
    assert faults(read) == [(4, "city", "没有名为“深川”的地区，是否为深圳市（440300）")]
    assert [(one.line, one.region) for one in read.values] == [(2, "440300")] * 2 + [(3, "440100")] * 2


def test_a_municipality_counts_among_cities() -> None:
    read = reading(samples.csv("北京,2010,1,2", head="city,year,apples,pears"), BY_NAME)
    assert (faults(read), read.values[0].region) == ([], "110000")


def test_rows_of_a_level_that_is_not_read_are_left_out() -> None:
    head = "city,level,year,apples,pears"
    rows = ("全国,nation,2010,100,100", "深圳,city,2010,1,2")
    read = reading(samples.csv(*rows, head=head), BY_LEVEL)
    assert (faults(read), read.left_out, [one.line for one in read.values]) == ([], 1, [3, 3])


def test_a_long_table() -> None:
    head = "adcode,city,year,kind,tons"
    rows = ("440300,深圳市,2010,apples,10", "440300,深圳市,2010,梨产量,0", "440300,深圳市,2010,plums,3")
    again = "440300,深圳市,2010,apples,11"
    read = reading(samples.csv(*rows, again, head=head), LONG)
    assert values(read) == [(2, "apples", "440300", 2010, 10.0), (3, "pears", "440300", 2010, None)]
    assert faults(read) == [
        (4, "kind", "本表没有这个指标，可以写：apples、pears"),
        (5, "", "与第 2 行重复：都是深圳市 2010 年，请只留一行"),
    ]


def test_a_formula_cell_of_a_workbook_and_a_short_row_are_faults() -> None:
    read = reading(samples.csv("440300,深圳市,2010,10"))
    assert [(line, column) for line, column, _message in faults(read)] == [(2, "")]


def test_a_table_of_heads_only() -> None:
    assert faults(reading(samples.csv())) == [(1, "", "表里只有列名，没有数据行")]


def test_a_table_without_a_needed_column() -> None:
    read = reading(samples.csv("440300,1", head="adcode,apples"))
    assert faults(read) == [(1, "", "没有一列对应“年份”，请选择或在文件中补上")]
