"""The small formula language of indicators and targets.

``parse`` turns a text into a frozen :class:`Formula`, ``evaluate`` computes it for all regions and years at once,
``explain`` shows it with the numbers in place for one region and year, ``dependencies`` orders many formulas.

    >>> formula = parse("per(patents, population_10k, 1)")
    >>> sorted(formula.names)
    ['patents', 'population_10k']

The language (arrays have the shape (regions, years); the years are consecutive):

===================================  ======================================================================
``+ - * /``, ``-x``, ``( )``         arithmetic; a division by zero is missing
``12``, ``0.5``, ``10%``             numbers
``patents``, ``patents@-1``          an indicator; the same one year earlier (any negative whole number)
``growth(x)``                        ``x`` over ``x`` a year earlier, less 1
``per(x, y, n)``                     ``x / y * n``
``sum(a, b, …)``                     missing where any part is missing
``max``, ``min``, ``mean(a, b, …)``  over the parts present; missing where every part that can be missing is
``log(x)``                           natural logarithm of positive values, else missing
``smooth(x, k)``                     median of ``k`` years around each year in which ``x`` is present; ``k`` odd
``>= <= > < =``, ``and or not``      targets only: 1 met, 0 not met, missing unknown
===================================  ======================================================================
"""

from zhicheng.engine.formulas.dependencies import dependencies
from zhicheng.engine.formulas.errors import FormulaError
from zhicheng.engine.formulas.evaluation import Panel, evaluate
from zhicheng.engine.formulas.explanation import Node, explain
from zhicheng.engine.formulas.parsing import Formula, parse

__all__ = ["Formula", "FormulaError", "Node", "Panel", "dependencies", "evaluate", "explain", "parse"]
