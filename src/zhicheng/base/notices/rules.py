"""Who may do what with notices."""

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.notices.models import Mail, Notice
from zhicheng.base.verdicts import YES, Verdict, no


def can_read(user: User, notice: Notice) -> Verdict:
    """A message belongs to its receiver alone."""
    return YES if notice.to_id == user.pk else no("not_yours", _("这条消息不是发给您的"))


def can_see_mail(user: User) -> Verdict:
    """Mail that did not go out is the system administrator's to mend."""
    return YES if user.role == Role.SYSTEM_ADMIN else no("not_system_admin", _("邮件发送情况由系统管理员查看"))


def can_send_again(user: User, notice: Notice) -> Verdict:
    """Only a mail that failed is sent again."""
    if notice.mail != Mail.FAILED:
        return no("mail_not_failed", _("这封邮件没有失败，不必重发"))
    return can_see_mail(user)
