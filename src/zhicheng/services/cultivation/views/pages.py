"""What the pages of titles share."""

from django.urls import reverse
from django.utils.translation import gettext as _

Crumbs = list[tuple[str, str | None]]


def path_to(*further: tuple[str, str | None]) -> Crumbs:
    """Home, the register, and what follows; the last one is here."""
    home: Crumbs = [(_("首页"), reverse("home"))]
    register = (_("称号名录"), reverse("cultivation:list") if further else None)
    return [*home, register, *further]


def demonstration_words() -> str:
    return _("本页有演示数据：标有“演示”的称号和城市阶段是虚构的，不计入任何正式结果。")
