"""Lists of definitions."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.definitions.kinds import kind_of, kinds
from zhicheng.base.definitions.models import Definition, State
from zhicheng.base.ui.tables import Column, Filter, Table

CHIPS = {State.CURRENT: "ok", State.DRAFT: "warn", State.SUPERSEDED: ""}


def kind_choices() -> Iterable[tuple[str, object]]:
    return ((kind.code, kind.label) for kind in kinds())


def page_of(definition: Definition) -> str:
    return reverse("definitions:detail", args=[definition.kind, definition.code])


def version_page(definition: Definition) -> str:
    return reverse("definitions:version", args=[definition.kind, definition.code, definition.version])


def origin(definition: Definition) -> tuple[str, object]:
    return ("line", _("随系统发布")) if definition.shipped else ("info", _("页面发布"))


class DefinitionTable(Table):
    """All definitions in force."""

    code = "definitions"
    caption = _("现行定义")
    columns = (
        Column("title", _("名称"), row_header=True, link=page_of),
        Column("kind", _("类别"), shows=lambda code: kind_of(code).label),
        Column("code", _("代码")),
        Column("version", _("版本"), numeric=True),
        Column("changed_at", _("生效时间"), optional=True),
        Column("shipped", _("来历"), chip=origin, optional=True),
    )
    filters = (Filter("kind", _("类别"), kind_choices),)
    search_fields = ("title", "code")
    search_label = _("名称或代码")
    default_sort = "kind"
    empty_text = _("没有符合条件的定义。可以去掉筛选条件再查。")


class VersionTable(Table):
    """Every version of one definition."""

    code = "versions"
    caption = _("全部版本")
    columns = (
        Column("version", _("版本"), numeric=True, row_header=True, link=version_page),
        Column("state", _("状态"), chip=lambda row: (CHIPS[State(row.state)], row.get_state_display()), sortable=False),
        Column("changed_at", _("时间")),
        Column("shipped", _("来历"), chip=origin, sortable=False, optional=True),
        Column("why", _("原因"), sortable=False, optional=True),
    )
    default_sort = "-version"
    exportable = False
    per_page = 20
