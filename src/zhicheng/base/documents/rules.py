from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.documents.models import Document
from zhicheng.base.verdicts import YES, Verdict, no


def can_store(user: User | None) -> Verdict:
    """Officers, members of organisations and citizens hand in papers; administrators keep out of the business."""
    if user is not None and user.is_administrator:
        return no("administrators_hand_in_nothing", _("管理员账户不办理业务，不能上传文件"))
    return YES


def can_read(user: User, document: Document) -> Verdict:
    """Who handed it in, members of the organisation it belongs to, and officers in whose reach it lies."""
    if document.uploaded_by_id == user.pk:
        return YES
    if document.owner_id is not None and document.owner_id == user.party_id:
        return YES
    if user.is_officer and user.reaches(document.region_code):
        return YES
    return no("not_your_document", _("这份文件不属于您的单位或辖区，不能查看"))
