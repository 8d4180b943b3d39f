"""Who may see and confirm what matching found."""

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.hall.definition_kinds import ItemDefinition


def has_organisation(user: User) -> Verdict:
    """What an organisation can have is shown to its own people."""
    if user.party_id is None:
        return no(
            "not_of_an_organisation", _("这一页供单位账户查看本单位可以办的事项；没有账户的，可以用“免登录预核对”")
        )
    return YES


def can_see_candidates(user: User) -> Verdict:
    """Officers see who in their reach may have an item."""
    if not user.is_officer:
        return no("not_an_officer", _("符合条件的单位名单供各级知识产权管理部门工作人员使用"))
    return YES


def can_confirm(user: User, model: ItemDefinition, state: str) -> Verdict:
    """An organisation confirms what the office grants without application, while all conditions are met."""
    if not model.automatic:
        return no("needs_application", _("“%(item)s”须填写申请，不能直接确认") % {"item": model.title})
    if state != "eligible":
        return no(
            "conditions_unmet", _("贵单位目前不符合“%(item)s”的全部条件，请先查看核对结果") % {"item": model.title}
        )
    return has_organisation(user)
