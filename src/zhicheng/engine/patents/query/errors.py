"""The one error of the query language."""


class QueryRefused(ValueError):  # noqa: N818 - a refusal is an answer, not an error
    """A query that cannot be run. The message is Chinese and says where, what is wrong and how to mend it.

    ``position`` counts the characters before the fault; ``fault``, ``expected`` and ``mend`` are the parts of the message, empty
    where there is nothing to say.
    """

    def __init__(self, fault: str, *, position: int = 0, expected: str = "", mend: str = "") -> None:
        wanted = f"，这里应为{expected}" if expected else ""
        way = f"。{mend}" if mend else ""
        super().__init__(f"第 {position + 1} 个字：{fault}{wanted}{way}")
        self.position = position
        self.fault = fault
        self.expected = expected
        self.mend = mend
