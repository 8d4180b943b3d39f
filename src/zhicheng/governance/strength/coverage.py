"""How much of a scheme can be computed, what is left out, and who could supply the figures."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.governance.strength.definition_kinds import Aspect, SchemeDefinition
from zhicheng.governance.strength.naming import Names


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a scheme that is left out: `share` is what it holds of the whole (0–1), None when it stands outside the whole."""

    aspect: str
    label: str
    share: float | None
    is_known: bool
    supplier: str
    why: str

    def plain(self) -> dict[str, str | float | bool | None]:
        """For a JSON file."""
        return {
            "aspect": self.aspect,
            "label": self.label,
            "share": self.share,
            "known": self.is_known,
            "why": self.why,
        }


def gaps(scheme: SchemeDefinition, names: Names) -> list[Gap]:
    """Everything left out: what is missing within aspects first, then whole aspects."""
    return [*(gap for aspect in scheme.aspects for gap in gaps_within(aspect, names)), *aspects_left_out(scheme, names)]


def gaps_within(aspect: Aspect, names: Names) -> Iterator[Gap]:
    for one in aspect.unmeasured:
        yield Gap(
            aspect=aspect.label,
            label=names.label(one.label),
            share=aspect.weight / 100 * one.weight / aspect.whole,
            is_known=one.content == "known",
            supplier=one.supplier or supplier(one.label, names),
            why=one.why,
        )


def aspects_left_out(scheme: SchemeDefinition, names: Names) -> Iterator[Gap]:
    for one in scheme.unmeasured:
        yield Gap(
            aspect=one.aspect,
            label="、".join(names.label(part) for part in one.parts),
            share=None if one.points is None else one.points / 100,
            is_known=one.content == "known",
            supplier=one.supplier,
            why=one.why,
        )


def supplier(indicator: str, names: Names) -> str:
    """Who answers for an indicator of the catalogue."""
    return names.indicators[indicator].owner if indicator in names.indicators else ""


def words(scheme: SchemeDefinition) -> str:
    """How much of the scheme is computed; empty when all of it is."""
    if not scheme.is_partial:
        return ""
    share = formats.percent(scheme.covered_share, 1)
    points = f"{scheme.covered_share * 100:.3g}"
    aspects = "、".join(aspect.label for aspect in scheme.aspects)
    return _(
        "满分 100 分中只算到 %(points)s 分（%(share)s），只有%(aspects)s；其余没有数据或内容不明，不当作零，也不推估。"
    ) % {
        "points": points,
        "share": share,
        "aspects": aspects,
    }


def said(scheme: SchemeDefinition, finding: str) -> str:
    """A finding with the points that it rests on, where they are not all."""
    if not scheme.is_partial:
        return finding
    points = f"{scheme.covered_share * 100:.3g}"
    return _("按算到的 %(points)s 分，%(finding)s") % {"points": points, "finding": finding}
