"""The one error of the formula language."""


class FormulaError(ValueError):
    """A formula that cannot be used. The message is Chinese and says where (行, 列), what is wrong and how to mend it.

    ``line`` and ``column`` count from 1 and are None where the fault has no place in a text (a cycle, missing data).
    """

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        place = "" if line is None else f"第 {line} 行第 {column} 列："
        super().__init__(place + message)
        self.line = line
        self.column = column
