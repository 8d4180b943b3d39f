"""The list of mail that did not go out. It shows no message: those belong to their receivers."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui.tables import Column, Table


class MailTable(Table):
    code = "mail"
    caption = _("未送出的邮件")
    columns = (
        Column("sent_at", _("时间"), sorts_down=True),
        Column(
            "to__name",
            _("收件人"),
            row_header=True,
            link=lambda notice: reverse("notices:send-again", args=[notice.pk]),
        ),
        Column("to__email", _("邮箱")),
        Column("mail_error", _("原因"), sortable=False),
    )
    default_sort = "-sent_at"
    exportable = False
    empty_text = _("没有未送出的邮件。")
