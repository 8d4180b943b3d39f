"""From what people write to the division a party lies in."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhicheng.engine.places import Division, division, find, region_of_address

MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Placed:
    """A division's code, or the words that say why there is none."""

    code: str = ""
    fault: str = ""
    by_address: bool = False


def placed(region_text: str, address: str) -> Placed:
    """The division that is written as code or name; without one, the division the address lies in."""
    if region_text:
        return by_name_or_code(region_text)
    if not address:
        return Placed(fault=_("请填写所在区划，或填写能看出区划的地址"))
    match = region_of_address(address)
    if match.division:
        return Placed(match.division.code, by_address=True)
    if match.candidates:
        return Placed(fault=ambiguous(match.text, match.candidates))
    return Placed(fault=_("从地址看不出所在区划，请填写区划名称或代码"))


def by_name_or_code(text: str) -> Placed:
    found = by_code(text) if text.isascii() and text.isdigit() else find(text)
    if len(found) == 1:
        return Placed(found[0].code)
    return Placed(fault=ambiguous(text, found) if found else _("没有“%s”这个行政区划，请检查是否写错") % text)


def by_code(code: str) -> list[Division]:
    try:
        return [division(code)]
    except KeyError:
        return []


def ambiguous(text: str, divisions: Sequence[Division]) -> str:
    """Name the candidates with their codes, so that one can be copied."""
    shown = "、".join(f"{full_name(each)}（{each.code}）" for each in divisions[:MOST_NAMED])
    more = _("等") if len(divisions) > MOST_NAMED else ""
    words = _("“%(text)s”可能是 %(shown)s%(more)s，请填写其中一个代码")
    return words % {"text": text, "shown": shown, "more": more}


def full_name(each: Division) -> str:
    """A division's name after that of the division above it."""
    return f"{division(each.parent).name}{each.name}" if each.parent else each.name
