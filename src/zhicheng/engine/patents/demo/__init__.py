"""Made-up patents of three cities, for demonstrations, tests and measurements.

Everything in them is invented and marked: `synthetic` is true, the names of applicants and agencies end in （示例） or （演示） or hold 示例, the
numbers lie where the offices' own never came. What is real is the form: check digits, kind codes, the order of dates and events of Chinese
procedure, class symbols that fit the titles, districts. Words follow Zipf's law within a technical field.

- ``generate(count, seed=…)`` the records, streaming; `DEFAULT_COUNT` is what a demonstration loads
"""

from zhicheng.engine.patents.demo.generating import DEFAULT_COUNT, DEFAULT_SEED, generate, printed_application
from zhicheng.engine.patents.demo.lives import KNOWN_UNTIL
from zhicheng.engine.patents.demo.people import DEMONSTRATION_FIRM

__all__ = ["DEFAULT_COUNT", "DEFAULT_SEED", "DEMONSTRATION_FIRM", "KNOWN_UNTIL", "generate", "printed_application"]
