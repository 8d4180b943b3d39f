"""The list of the log."""

from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhicheng.base.audit import verbs
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.ui.tables import Column, Filter, Table

OWN_APPS = "zhicheng."


def kind_name(label: str) -> str:
    """The Chinese name of a kind of thing; a kind that is gone keeps its label."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label


def kinds() -> list[tuple[str, str]]:
    """(label, name) of every kind of thing of our own, by name."""
    own = [model._meta for model in apps.get_models() if model.__module__.startswith(OWN_APPS)]
    return sorted(
        ((meta.label_lower, str(meta.verbose_name)) for meta in own if not meta.label_lower.endswith("event")),
        key=lambda pair: pair[1],
    )


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def since(rows: QuerySet[LogEntry], day: date) -> QuerySet[LogEntry]:
    return rows.filter(at__gte=midnight(day))


def until(rows: QuerySet[LogEntry], day: date) -> QuerySet[LogEntry]:
    """The whole of the last day counts."""
    return rows.filter(at__lt=midnight(day + timedelta(days=1)))


def about(rows: QuerySet[LogEntry], text: str) -> QuerySet[LogEntry]:
    return rows.filter(Q(on_label__icontains=text) | Q(on_id=text))


class LogTable(Table):
    code = "log"
    caption = _("操作日志")
    cards = True
    columns = (
        Column(
            "number",
            _("序号"),
            numeric=True,
            row_header=True,
            link=lambda entry: reverse("audit:entry", args=[entry.number]),
        ),
        Column("at", _("时间"), sorts_down=True),
        Column("user_label", _("操作人")),
        Column("verb", _("动作"), value=lambda entry: verbs.name(entry.verb), sort="verb"),
        Column("on_kind", _("对象类型"), value=lambda entry: kind_name(entry.on_kind), sort="on_kind", optional=True),
        Column("on_label", _("对象")),
        Column("why", _("原因"), optional=True, sortable=False),
        Column("region_name", _("区域"), optional=True),
    )
    default_sort = "-number"
    filters = (
        Filter("verb", _("动作"), verbs.choices),
        Filter("who", _("操作人"), kind="text", lookup="user_label"),
        Filter("kind", _("对象类型"), kinds, lookup="on_kind"),
        Filter("thing", _("对象名称或编号"), kind="text", apply=about),
        Filter("since", _("从"), kind="date", apply=since),
        Filter("until", _("到"), kind="date", apply=until),
    )
    empty_text = _("日志里还没有您可以查看的记录。")
