"""Writes of notices, and their mail."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.notices.models import Mail, Notice
from zhicheng.base.notices.rules import can_read, can_send_again

logger = logging.getLogger(__name__)


@transaction.atomic
def notify(*, to: User, subject: str, text: str = "", url: str = "") -> Notice:
    """Put a message into a person's inbox; `url` is a path of this site. Mail follows after the commit where it is configured.

    Not logged: the act that it reports is.
    """
    by_mail = bool(settings.EMAIL_HOST and to.email and to.is_active)
    notice = Notice(to=to, subject=subject, text=text, url=url, mail=Mail.WAITING if by_mail else Mail.NOT_WANTED)
    notice.save(force_insert=True)
    if by_mail:
        transaction.on_commit(lambda: mail(notice))
    return notice


def mail(notice: Notice) -> None:
    """Send the mail of a notice and keep how it went. A mail that fails breaks nothing: the inbox has the message."""
    try:
        message_of(notice).send()
    except (OSError, SMTPException, ValueError) as error:
        logger.warning("mail of notice %s was not sent: %s", notice.pk, error)
        notice.mail, notice.mail_error = Mail.FAILED, f"{type(error).__name__}: {error}"[:400]
    else:
        notice.mail, notice.mail_error = Mail.SENT, ""
    notice.save(update_fields=["mail", "mail_error"])


def message_of(notice: Notice) -> EmailMessage:
    """The mail says what the notice says, and where to read more after signing in."""
    where = _("请登录%(site)s查看。") % {"site": settings.SITE["name"]}
    body = "\n\n".join(part for part in (notice.text, where) if part)
    return EmailMessage(notice.subject, body, to=[notice.to.email])


@transaction.atomic
def read(*, notice: Notice, by: User) -> Notice:
    """Mark one notice as read; again changes nothing."""
    can_read(by, notice).or_refuse()
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    notice.refresh_from_db()
    return notice


@transaction.atomic
def read_all(*, by: User) -> int:
    """Mark all of a person's notices as read; returns how many were not."""
    return Notice.objects.filter(to=by, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def send_again(*, notice: Notice, by: User) -> Notice:
    """Try the mail once more, after the commit."""
    can_send_again(by, notice).or_refuse()
    Notice.objects.filter(pk=notice.pk).update(mail=Mail.WAITING, mail_error="")
    notice.refresh_from_db()
    transaction.on_commit(lambda: mail(notice))
    return notice
