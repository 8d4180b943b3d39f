"""Official numbers.

- :mod:`zhicheng.engine.numbers.uscc` 统一社会信用代码, the number of every organisation: ``compact``, ``validate``, ``is_valid``, ``format``
- :mod:`zhicheng.engine.numbers.patents` 专利号码 of all offices: ``parse``, ``is_valid``, ``repairs`` and the forms of print
"""

from zhicheng.engine.numbers.errors import InvalidNumber

__all__ = ["InvalidNumber"]
