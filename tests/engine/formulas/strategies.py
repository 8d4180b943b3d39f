"""Random formulas and panels for the property tests."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.formulas.nodes import Call, Comparison, Expression, Logic, Minus, Name, Number, Operation

CODES = ("patents", "gdp", "android", "notes_1")
numbers = st.builds(Number, st.sampled_from(["0", "1", "2", "10", "0.5", "10%", "1.1%", "10000", "9" * 29]))
names = st.builds(Name, st.sampled_from(CODES), st.sampled_from([0, 0, 0, -1, -2, -7]))
arithmetic_operators = st.sampled_from(["+", "-", "*", "/"])
comparison_operators = st.sampled_from([">=", "<=", ">", "<", "="])


def _grown(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.builds(Minus, parts),
        st.builds(Operation, arithmetic_operators, parts, parts),
        st.builds(lambda x: Call("growth", (x,)), parts),
        st.builds(lambda x: Call("log", (x,)), parts),
        st.builds(lambda x, y, n: Call("per", (x, y, n)), parts, parts, numbers),
        st.builds(lambda x, k: Call("smooth", (x, Number(k))), parts, st.sampled_from(["3", "5"])),
        st.builds(
            lambda f, xs: Call(f, tuple(xs)),
            st.sampled_from(["max", "min", "sum", "mean"]),
            st.lists(parts, min_size=2, max_size=4),
        ),
    )


expressions = st.recursive(st.one_of(numbers, names), _grown, max_leaves=8)
comparisons = st.builds(Comparison, comparison_operators, expressions, expressions)
conditions = st.recursive(
    comparisons,
    lambda parts: st.one_of(
        st.builds(lambda x: Logic("not", (x,)), parts),
        st.builds(lambda o, x, y: Logic(o, (x, y)), st.sampled_from(["and", "or"]), parts, parts),
    ),
    max_leaves=5,
)
formulas = st.one_of(expressions, conditions)

# Small whole numbers meet often, so that ties, zeros and equalities are drawn; nan is missing.
observations = st.one_of(st.integers(-3, 12).map(float), st.just(np.nan), st.floats(-1e6, 1e6), st.just(1e308))


@st.composite
def panels(draw: st.DrawFn) -> dict[str, FloatArray]:
    shape = (draw(st.integers(1, 3)), draw(st.integers(1, 5)))
    return {code: draw(arrays(np.float64, shape, elements=observations)) for code in CODES}
