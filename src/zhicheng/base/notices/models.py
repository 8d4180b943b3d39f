import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Mail(models.TextChoices):
    NOT_WANTED = "", _("不发邮件")
    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("未送出")


@pghistory.track()
class Notice(models.Model):
    """One message to one person; `url` is a page of this site that it is about."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("收件人"))
    subject = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("内容"), blank=True)
    url = models.CharField(_("相关页面"), max_length=400, blank=True)
    sent_at = models.DateTimeField(_("时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)
    mail = models.CharField(_("邮件"), max_length=8, choices=Mail, default=Mail.NOT_WANTED, blank=True)
    mail_error = models.CharField(_("邮件未送出的原因"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("消息")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["to", "-id"]),
            models.Index(fields=["to"], condition=Q(read_at=None), name="notice_unread"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(url="") | Q(url__regex=r"^/([^/\\]|$)"), name="notice_url_is_own_page"),
            models.CheckConstraint(condition=Q(mail__in=Mail.values), name="notice_mail_known"),
        ]

    def __str__(self) -> str:
        return self.subject
