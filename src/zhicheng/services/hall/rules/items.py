"""Who writes items: the national office every one, a city's officers those of their own city."""

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.hall.definition_kinds import ItemDefinition

CITY_LEVELS = frozenset({"county", "city"})


def can_edit_items(user: User) -> Verdict:
    """Write and check drafts."""
    if user.role == Role.NATIONAL or user.role in CITY_OFFICERS:
        return YES
    return no("not_an_item_editor", _("服务事项由国家局和市局编写"))


def can_publish_item(user: User, model: ItemDefinition, replaced: ItemDefinition | None = None) -> Verdict:
    """Put an item in force; `replaced` is the version in force, which must have been the city's own too."""
    if user.role == Role.NATIONAL:
        return YES
    return can_edit_items(user) & is_own(user, model) & (is_own(user, replaced) if replaced else YES)


def is_own(user: User, model: ItemDefinition) -> Verdict:
    """Whether an item is of a city officer's own city."""
    if model.level not in CITY_LEVELS:
        return no("outside_level", _("市局只发布由市局或区县局办理的事项，请把办理层级改为市局或区县局"))
    if not model.region or model.region != user.region_id:
        own = user.region_id or ""
        return no("outside_region", _("市局只发布本市的事项，请把适用地区写为本市的区划代码 %(code)s") % {"code": own})
    return YES
