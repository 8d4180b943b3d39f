"""Who may bring figures in."""

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.governance.indicators.models import Draft, DraftState, Import, State

IMPORTERS = frozenset({Role.NATIONAL, Role.PROVINCIAL, *CITY_OFFICERS})


def can_import(user: User) -> Verdict:
    """National, provincial and city officers import figures; each those of his reach."""
    if user.role not in IMPORTERS:
        return no("not_an_importer", _("统计数据由国家局、省局和市局工作人员导入"))
    return YES


def can_continue(user: User, draft: Draft) -> Verdict:
    """A file on its way in is its uploader's."""
    if draft.made_by_id != user.pk:
        return no("not_your_draft", _("这份文件由别人上传，只能由上传人继续导入"))
    return can_import(user)


def can_confirm(user: User, draft: Draft) -> Verdict:
    """A draft is imported once."""
    if draft.state != DraftState.OPEN:
        return no("already_imported", _("这份文件已经导入"))
    return can_continue(user, draft)


def can_restore(user: User, version: Import) -> Verdict:
    """Putting an earlier version back changes the whole table, so it takes the national office."""
    if user.role != Role.NATIONAL:
        return no("not_national", _("换回整张表的早先版本由国家局办理"))
    if version.state == State.CURRENT:
        return no("already_current", _("这一版正在使用，不必换回"))
    return YES


def can_check(user: User) -> Verdict:
    """Whoever may import may look for what is wrong."""
    return can_import(user)
