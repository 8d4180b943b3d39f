"""Setup step: the demonstration cities of the carried roster in the register of titles. Safe to repeat."""

from django.utils.translation import gettext as _

from zhicheng.base.regions.queries import demonstration_units
from zhicheng.services.cultivation.actions.lists import load_roster


def load() -> str:
    """Record what is not there yet; returns what was done, in words."""
    new = load_roster(units=list(demonstration_units()))
    return _("登记示范城市 %(count)d 个") % {"count": new} if new else _("没有变化")
