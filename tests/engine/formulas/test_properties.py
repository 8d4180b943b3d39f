import math

import numpy as np
from hypothesis import given, settings

from tests.engine.formulas.oracle import value_at
from tests.engine.formulas.strategies import CODES, expressions, formulas, panels
from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.formulas import evaluate, explain, parse
from zhicheng.engine.formulas.nodes import FormulaNode, Name, walk
from zhicheng.engine.formulas.printing import to_text


@given(formulas)
def test_printed_text_parses_back_to_the_same_tree(tree: FormulaNode) -> None:
    assert parse(to_text(tree)).root == tree


@given(formulas, panels())
@settings(max_examples=300)
def test_agrees_with_the_slow_obvious_oracle(tree: FormulaNode, panel: dict[str, FloatArray]) -> None:
    values = evaluate(parse(to_text(tree)), panel)
    regions, years = values.shape
    for region in range(regions):
        row = {code: [None if math.isnan(v) else float(v) for v in panel[code][region]] for code in CODES}
        for year in range(years):
            expected = value_at(tree, row, year)
            np.testing.assert_allclose(values[region, year], np.nan if expected is None else expected, rtol=1e-9)


@given(formulas, panels())
def test_is_never_infinite_and_leaves_the_panel_alone(tree: FormulaNode, panel: dict[str, FloatArray]) -> None:
    before = {code: values.copy() for code, values in panel.items()}
    assert not np.isinf(evaluate(parse(to_text(tree)), panel)).any()
    for code in CODES:
        np.testing.assert_array_equal(panel[code], before[code])


@given(expressions.filter(lambda tree: any(isinstance(node, Name) for node in walk(tree))))
def test_missing_never_becomes_a_number(tree: FormulaNode) -> None:
    nothing = {code: np.full((2, 9), np.nan) for code in CODES}
    np.testing.assert_array_equal(evaluate(parse(to_text(tree)), nothing), np.full((2, 9), np.nan))


@given(formulas, panels())
def test_the_explanation_ends_in_the_value_of_the_figure(tree: FormulaNode, panel: dict[str, FloatArray]) -> None:
    formula = parse(to_text(tree))
    values = evaluate(formula, panel)
    last = (values.shape[0] - 1, values.shape[1] - 1)
    value = explain(formula, panel, at=last).value
    np.testing.assert_equal(np.nan if value is None else value, values[last])


@given(formulas, panels())
def test_only_the_years_named_by_lags_are_read(tree: FormulaNode, panel: dict[str, FloatArray]) -> None:
    formula = parse(to_text(tree))
    last = panel[CODES[0]].shape[1] - 1
    expected = evaluate(formula, panel)[:, last]
    blinded = {code: np.full_like(values, np.nan) for code, values in panel.items()}
    for code, lags in formula.lags.items():
        for year in (last + lag for lag in lags if 0 <= last + lag <= last):
            blinded[code][:, year] = panel[code][:, year]
    np.testing.assert_array_equal(evaluate(formula, blinded)[:, last], expected)
