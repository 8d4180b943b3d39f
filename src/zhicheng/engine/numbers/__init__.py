"""Official numbers. Each is a module of four functions: ``compact``, ``validate``, ``is_valid``, ``format``.

- :mod:`zhicheng.engine.numbers.uscc` 统一社会信用代码, the number of every organisation
"""

from zhicheng.engine.numbers.errors import InvalidNumber

__all__ = ["InvalidNumber"]
