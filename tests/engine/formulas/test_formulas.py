import numpy as np
import pytest
from numpy.testing import assert_array_equal

from zhicheng.engine.formulas import FormulaError, Node, dependencies, evaluate, explain, parse

NAN = np.nan


def values(text: str, **panel: list[float]) -> list[float]:
    return evaluate(parse(text), {code: np.array([row], dtype=float) for code, row in panel.items()})[0].tolist()


def missing_as_none(row: list[float]) -> list[float | None]:
    return [None if np.isnan(value) else value for value in row]


@pytest.mark.parametrize(
    ("text", "panel", "expected"),
    [
        ("a + b * 2", {"a": [1], "b": [3]}, [7]),
        ("(a + b) * 2", {"a": [1], "b": [3]}, [8]),
        ("a - b - 1", {"a": [9], "b": [3]}, [5]),
        ("a / b / 2", {"a": [12], "b": [3]}, [2]),
        ("-a + 50%", {"a": [1]}, [-0.5]),
        ("a / b", {"a": [1, 0, 1], "b": [0, 0, NAN]}, [None, None, None]),
        ("a@-1", {"a": [1, 2, 3]}, [None, 1, 2]),
        ("a@-5", {"a": [1, 2, 3]}, [None, None, None]),
        ("growth(a)", {"a": [100, 150, 0, 5]}, [None, 0.5, -1, None]),
        ("per(a, b, 10000)", {"a": [3], "b": [6]}, [5000]),
        ("max(a, b)", {"a": [1, NAN, NAN], "b": [2, 3, NAN]}, [2, 3, None]),
        ("max(a, 0)", {"a": [-1, NAN]}, [0, None]),
        ("min(a, b)", {"a": [1, NAN], "b": [2, 3]}, [1, 3]),
        ("mean(a, b)", {"a": [1, NAN], "b": [2, 3]}, [1.5, 3]),
        ("sum(a, b)", {"a": [1, NAN], "b": [2, 3]}, [3, None]),
        ("log(a)", {"a": [1, 0, -1, NAN]}, [0, None, None, None]),
        ("smooth(a, 3)", {"a": [1, 9, 2, NAN, 4]}, [5, 2, 5.5, None, 4]),
        ("growth(smooth(a, 3))", {"a": [1, 1, 9, 2]}, [None, 0, 1, 1.75]),
        ("a > 1 and b > 1", {"a": [2, 0, NAN, NAN], "b": [2, NAN, 0, 2]}, [1, 0, 0, None]),
        ("a > 1 or b > 1", {"a": [0, 0, NAN, NAN], "b": [2, NAN, 0, 2]}, [1, None, None, 1]),
        ("not a = 1", {"a": [1, 2, NAN]}, [0, 1, None]),
        ("a * a", {"a": [1e200]}, [None]),
        ("a", {"a": [np.inf]}, [None]),
    ],
)
def test_values(text: str, panel: dict[str, list[float]], expected: list[float | None]) -> None:
    assert missing_as_none(values(text, **panel)) == expected


def test_a_target_that_is_just_reached_is_reached() -> None:
    # 115 / 100 - 1 is 0.1499999… in binary floating point.
    assert values("growth(a) >= 15%", a=[100, 115])[1] == 1.0
    assert values("growth(a) > 15%", a=[100, 115])[1] == 0.0
    assert values("growth(a) >= 15%", a=[100, 114.9999])[1] == 0.0


def test_a_formula_knows_what_it_reads() -> None:
    formula = parse(" growth( smooth(patents, 3) )>=10%  and gdp@-2 > 0")
    assert formula.names == {"patents", "gdp"}
    assert dict(formula.lags) == {"gdp": (-2,), "patents": (-2, -1, 0, 1)}
    assert formula.is_condition
    assert str(formula) == "growth(smooth(patents, 3)) >= 10% and gdp@-2 > 0"
    assert parse("android + order").names == {"android", "order"}
    assert not parse("android").is_condition


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("  ", 1, 1, "公式是空的"),
        ("a +", 1, 4, "公式没有写完，这里应为：指标代码、数字、左括号、减号、加号"),
        ("a\n + )", 2, 4, "“)”不应在这里"),
        ("a b", 1, 3, "“b”不应在这里"),
        ("GDP / a", 1, 1, "不认识的字符“G”"),
        ("a ÷ b", 1, 3, "不认识的字符“÷”"),
        ("a < b < c", 1, 7, "“<”不应在这里"),
        ("(a < b", 1, 7, "公式没有写完"),
        ("a and b", 1, 3, "“and”不应在这里"),
        ("(a > b) + 1", 1, 9, "“+”不应在这里"),
        ("a@1", 1, 3, "“1”不应在这里，这里应为：减号"),
        ("a@-0", 1, 4, "应为 @- 加不小于 1 的整数年数，例如 a@-1"),
        ("a@-1.5", 1, 4, "“@-1.5”"),
        ("a@-10%", 1, 4, "“@-10%”"),
        ("median(a, b)", 1, 1, "没有函数“median”，可用的有：growth"),
        ("per(a, b)", 1, 1, "函数 per 需要 3 个参数，这里有 2 个"),
        ("1 + max(a)", 1, 5, "函数 max 需要至少 2 个参数，这里有 1 个"),
        ("max / 2", 1, 1, "“max”是函数"),
        ("smooth(a, 4)", 1, 1, "不小于 3 的奇数"),
        ("smooth(a, 1)", 1, 1, "不小于 3 的奇数"),
        ("smooth(a, b)", 1, 1, "不小于 3 的奇数"),
        ("9" * 31, 1, 1, "数字长 31 位"),
        ("a" * 2001, None, None, "公式长 2001 个字符"),
        ("(" * 900 + "a" + ")" * 900 + " + ", 1, 1804, "公式没有写完"),
        ("-" * 900 + "a", None, None, "公式嵌套超过 100 层"),
        (" + ".join("a" * 500), None, None, "公式嵌套超过 100 层"),
    ],
)
def test_a_fault_is_named_with_its_place(text: str, line: int | None, column: int | None, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert words in str(caught.value)


def test_the_panel_must_fit_the_formula() -> None:
    with pytest.raises(FormulaError, match="没有数据：b、c"):
        evaluate(parse("a + b + c"), {"a": np.zeros((1, 1))})
    with pytest.raises(FormulaError, match="同样大小"):
        evaluate(parse("a + b"), {"a": np.zeros((1, 1)), "b": np.zeros((2, 1))})
    with pytest.raises(FormulaError, match="没有第 1 个地区的第 3 个年份"):
        explain(parse("a"), {"a": np.zeros((1, 2))}, at=(0, 2))


def test_an_empty_panel_gives_an_empty_result() -> None:
    assert_array_equal(evaluate(parse("smooth(max(a, 1), 3)"), {"a": np.empty((0, 4))}), np.empty((0, 4)))
    assert_array_equal(evaluate(parse("growth(a@-1)"), {"a": np.empty((3, 0))}), np.empty((3, 0)))


def test_an_explanation_shows_every_number_in_its_place() -> None:
    panel = {"patents": np.array([[10.0, 20.0], [30.0, 45.0]]), "gdp": np.array([[1.0, 1.0], [3.0, NAN]])}
    assert explain(parse("growth(patents)"), panel, at=(1, 1)) == Node(
        kind="function", text="growth(patents)", operator="growth", value=0.5, name=None, lag=0,
        children=(
            Node("name", "patents", "", 45.0, "patents", 0, ()),
            Node("name", "patents", "", 30.0, "patents", -1, ()),
        ),
    )  # fmt: skip
    ratio = explain(parse("patents@-1 / gdp"), panel, at=(1, 1))
    assert (ratio.value, [child.value for child in ratio.children]) == (None, [30.0, None])
    assert [child.lag for child in ratio.children] == [-1, 0]
    first_year = explain(parse("growth(patents)"), panel, at=(0, 0))
    assert [child.value for child in first_year.children] == [10.0, None]


def test_formulas_are_ordered_after_what_they_read() -> None:
    formulas = {"c": parse("b + a"), "b": parse("a * source"), "a": parse("source@-1"), "z": parse("source")}
    assert dependencies(formulas) == ("a", "z", "b", "c")
    assert dependencies(dict(reversed(formulas.items()))) == ("a", "z", "b", "c")


def test_a_cycle_is_named() -> None:
    with pytest.raises(FormulaError, match="无法计算：a → b → c → a"):
        dependencies({"a": parse("b"), "b": parse("c"), "c": parse("a@-1 + z"), "z": parse("other")})
    with pytest.raises(FormulaError, match="a → a"):
        dependencies({"a": parse("a@-1 * 2")})
