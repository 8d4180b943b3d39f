"""What a page says that shows figures counted from invented records: they count in a demonstration, and nowhere else."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from zhicheng.base.records.registry import find
from zhicheng.governance.indicators.compute import needed
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition


def caution() -> str:
    """The words of the strip over figures of many indicators; empty outside of a demonstration."""
    return _("本页的数值含演示数据：演示记录是虚构的，不计入任何正式结果。") if settings.DEMONSTRATION else ""


def caution_of(code: str, models: Mapping[str, IndicatorDefinition]) -> str:
    """The same for one indicator; empty also where nothing that it follows from can be invented, as with imported statistics."""
    return caution() if any(may_be_invented(models[each]) for each in needed(models, [code])) else ""


def may_be_invented(model: IndicatorDefinition) -> bool:
    """Whether an indicator is reported, or counts records that a demonstration invents."""
    offered = find(model.counted.records) if model.counted else None
    return model.reported is not None or bool(offered and offered.synthetic)
