"""Patents by the numbers that applicants write into a form of the hall."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhicheng.engine.numbers import InvalidNumber
from zhicheng.engine.numbers.patents import parse, standard
from zhicheng.services.hall import looking_up
from zhicheng.services.hall.looking_up import Found
from zhicheng.services.patentinfo.numbers import LookedUp, looked_up


def found(written: Sequence[str]) -> list[Found]:
    """Each number with its proper writing; the title where the platform holds the patent."""
    return [as_found(one) for one in looked_up(written)]


def as_found(one: LookedUp) -> Found:
    if one.outcome == "malformed":
        hint = _("，是否应为 %(number)s") % {"number": one.suggestion} if one.suggestion else ""
        return Found(one.written, "malformed", why=f"{one.why}{hint}")
    return Found(one.written, one.outcome, proper(one.written), one.title)


def proper(written: str) -> str:
    try:
        return standard(parse(written))
    except InvalidNumber:
        return written


looking_up.register("patents", found)
