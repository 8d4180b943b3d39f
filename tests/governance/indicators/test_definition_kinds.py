"""A definition that cannot be right does not load, and says why."""

import pytest

from tests.governance.indicators import samples
from zhicheng.base.definitions.kinds import kind_of
from zhicheng.base.definitions.reading import DefinitionRefused, check_together, read


def faults(kind: str, **texts: str) -> list[str]:
    """Every fault of definitions that are read one by one and then together."""
    the_kind = kind_of(kind)
    try:
        reads = [read(the_kind, code, text) for code, text in texts.items()]
        check_together(the_kind, reads)
    except DefinitionRefused as refusal:
        return [str(fault) for fault in refusal.faults]
    return []


def test_good_indicators_have_no_fault() -> None:
    assert faults("indicator", apples=samples.APPLES, double=samples.formula("apples * 2")) == []


def test_an_indicator_has_exactly_one_origin() -> None:
    neither = samples.APPLES.split("[statistic]")[0]
    both = samples.APPLES.replace("[statistic]", 'formula = "1 + 1"\n[statistic]')
    words = "statistic、formula、from、reported 四项应当恰好写一项"
    assert faults("indicator", apples=neither) == [f"indicators/apples.toml:1 全文：{words}，现有 0 项"]
    assert faults("indicator", apples=both) == [f"indicators/apples.toml:1 全文：{words}，现有 2 项"]


def test_a_formula_that_does_not_parse_is_named_with_its_line() -> None:
    [fault] = faults("indicator", broken=samples.formula("apples +"))
    assert fault.startswith("indicators/broken.toml:12 formula：第 1 行第 9 列：公式没有写完")


def test_a_condition_is_no_indicator() -> None:
    [fault] = faults("indicator", broken=samples.formula("apples > 3"))
    assert fault.startswith("indicators/broken.toml:12 formula：指标的公式应得出数值，不能是条件")


def test_a_formula_names_indicators_that_exist() -> None:
    assert faults("indicator", sum=samples.formula("apples + plums")) == [
        "indicators/sum.toml:12 formula：没有这些指标：apples、plums"
    ]


def test_formulas_go_round_in_no_circle() -> None:
    [fault] = faults("indicator", a=samples.formula("b + 1"), b=samples.formula("a + 1"))
    assert fault.startswith("indicators/a.toml:12 formula：指标互相引用，无法计算：")


@pytest.mark.django_db
def test_a_layout_leads_to_indicators_that_say_the_same() -> None:
    samples.define("indicator", "apples", samples.APPLES)
    samples.define("indicator", "pears", samples.PEARS.replace('"fruit"', '"other"'))
    plums = samples.LAYOUT.replace('indicator = "apples"', 'indicator = "plums"')
    assert faults("layout", fruit=plums) == [
        "layouts/fruit.toml:13 columns.0.indicator：没有指标“plums”",
        "layouts/fruit.toml:17 columns.1.indicator：指标“pears”没有写明取自这一列",
    ]


def test_a_long_table_names_its_two_columns() -> None:
    [fault] = faults("layout", fruit='shape = "long"\n' + samples.LAYOUT)
    assert fault.endswith("shape 为 long 时要写 indicator_column 和 value_column，为 wide 时都不写")


def test_a_period_is_a_column_or_fixed() -> None:
    [fault] = faults("layout", fruit=samples.LAYOUT.replace('column = "year"', 'column = "year"\nfixed = 2009'))
    assert fault == "layouts/fruit.toml:9 period：column 与 fixed 应当恰好写一项"
