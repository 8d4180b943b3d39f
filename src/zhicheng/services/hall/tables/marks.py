"""Cells of the lists of cases that hold more than a word. They are written here, not as templates: a desk writes hundreds of them."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhicheng.base.ui import marks
from zhicheng.services.hall.limits import Limit
from zhicheng.services.hall.models import Application

NUMBER = '<a class="mono" href="{}">{}</a>{}<div class="zc-xs zc-muted fw-normal">{}</div>'
BAR = '<div class="zc-limit{}"><progress max="{}" value="{}" aria-label="{}"></progress>'
RUNNING, STANDING = BAR + "<b>{}</b></div>", BAR + '<span class="zc-muted">{}</span></div>'


def numbered(row: Application) -> SafeString:
    """The number, which leads to the case, over the item's title."""
    invented = SafeString(" ") + marks.chip("line", _("演示")) if row.synthetic else ""
    return format_html(NUMBER, row.get_absolute_url(), row.number or row.pk, invented, row.definition.title)


def limit_bar(limit: Limit) -> SafeString:
    """How much of the limit is used, as a bar and in words."""
    kind = f" zc-limit--{limit.kind}" if limit.kind else ""
    bar = STANDING if limit.left is None else RUNNING
    return format_html(bar, kind, limit.limit or 1, limit.bar, _("已用时限"), limit.words)


def pick_box(row: Application) -> SafeString:
    """The box before a case that can be handed over with others."""
    label = _("选择 %(number)s") % {"number": row.number}
    return format_html(
        '<input class="form-check-input" type="checkbox" form="hand-over" name="case" value="{}" aria-label="{}">',
        row.pk,
        label,
    )
