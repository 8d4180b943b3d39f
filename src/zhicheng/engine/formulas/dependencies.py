"""In which order many formulas are computed."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from zhicheng.engine.formulas.errors import FormulaError
from zhicheng.engine.formulas.parsing import Formula


def dependencies(formulas: Mapping[str, Formula]) -> tuple[str, ...]:
    """The codes of ``formulas`` so that each comes after those it reads; the same answer for any order of input.

    A name that is no key is a source (a statistic, a count) and is left out. A formula that reads itself, also a year
    earlier, is a cycle: raises :class:`FormulaError` naming the codes on the way round.
    """
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for code in sorted(formulas):
        sorter.add(code, *sorted(formulas[code].names & formulas.keys()))
    try:
        sorter.prepare()
    except CycleError as cycle:
        way_round = " → ".join(reversed(cycle.args[1]))
        message = f"指标互相引用，无法计算：{way_round}。请改掉其中一个公式"
        raise FormulaError(message) from None
    return tuple(_in_steps(sorter))


def _in_steps(sorter: "TopologicalSorter[str]") -> list[str]:
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order.extend(ready)
        sorter.done(*ready)
    return order
