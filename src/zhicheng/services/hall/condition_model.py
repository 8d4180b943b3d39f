"""How a requirement over records and answers is written in a definition: of an item, or of a programme whose title must be kept.

It stands apart from the kind `item`: whoever uses it must not register that kind before its own.
"""

from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Bounded
from pydantic import model_validator

from zhicheng.base.definitions.kinds import DefinitionModel

Code = Annotated[str, Bounded(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
FactCode = Annotated[str, Bounded(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=60)]
Label = Annotated[str, Bounded(min_length=1, max_length=60)]
Text = Annotated[str, Bounded(min_length=1, max_length=600)]
Note = Annotated[str, Bounded(max_length=600)]


class Mend(DefinitionModel):
    """How what is missing can be mended: words of a link, and where it leads: another item, or a route of the platform."""

    text: Label
    item: Code | None = None
    page: str = ""


class Condition(DefinitionModel):
    """One requirement, judged over a fact of the records or an answer of the form.

    `test`: equals, one_of, not_one_of (texts, choices) · at_least, at_most (numbers) · is_true, is_false (flags) · within (a region: a
    code, or `office` for the office's own area) · within_months, older_than_months (dates, counted from today). `unless` names a
    condition whose fulfilment makes this one needless (rules that would presuppose each other). `mend` makes a failure one that the
    organisation can put right: "nearly". `pass_text` and `fail_text` are plain sentences; `{value}` is what was found.
    """

    code: Code
    text: Label
    fact: FactCode | None = None
    of: Annotated[str, Bounded(max_length=60)] = ""
    answer: Code | None = None
    test: Literal[
        "equals", "one_of", "not_one_of", "at_least", "at_most", "is_true", "is_false", "within", "within_months", "older_than_months",
    ]  # fmt: skip
    value: str | float | tuple[str, ...] | None = None
    unless: Code | None = None
    pass_text: Text
    fail_text: Text
    mend: Mend | None = None

    @model_validator(mode="after")
    def asks_one_thing(self) -> "Condition":
        if (self.fact is None) == (self.answer is None):
            raise ValueError(_("fact 与 answer 应当恰好写一项"))
        if (self.value is None) != (self.test in {"is_true", "is_false"}):
            raise ValueError(_("is_true、is_false 不写 value，其他判断要写"))
        return self
