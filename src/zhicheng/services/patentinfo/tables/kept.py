"""Lists of what people keep: searches, collections, the patents in them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui.columns import Column
from zhicheng.base.ui.tables import Table
from zhicheng.services.patentinfo import labels
from zhicheng.services.patentinfo.models import Cadence, SavedSearch
from zhicheng.services.patentinfo.queries.collections import KeptPatent
from zhicheng.services.patentinfo.tables.found import listed


def cadence_chip(search: SavedSearch) -> tuple[str, object]:
    """The cadence; a search that cannot be read stands out."""
    if search.fault:
        return "bad", _("检索式不能识别")
    return ("line" if search.cadence == Cadence.NONE else "info"), search.get_cadence_display()


class SavedTable(Table):
    """A person's saved searches."""

    caption = _("保存的检索")
    per_page = 0
    columns = (
        Column(
            "name",
            _("名称"),
            row_header=True,
            link=lambda search: reverse("patentinfo:findings", args=[search.pk]),
        ),
        Column("cadence", _("提醒"), value=SavedSearch.get_cadence_display, chip=cadence_chip, sortable=False),
        Column("found", _("新命中次数"), numeric=True),
        Column("last_found_at", _("最近新命中")),
        Column("created_at", _("保存时间"), optional=True),
        Column(
            "run",
            _("现在检索"),
            sortable=False,
            value=lambda _search: _("检索"),
            link=lambda search: f"{reverse('patentinfo:search')}?{search.query}",
        ),
    )
    empty_text = _("还没有保存的检索。先检索专利，再点“保存并订阅”。")


class CollectionTable(Table):
    """The collections that a person sees."""

    caption = _("专利夹")
    per_page = 0
    columns = (
        Column(
            "name",
            _("名称"),
            row_header=True,
            link=lambda one: reverse("patentinfo:collection", args=[one.pk]),
        ),
        Column("patents", _("专利"), numeric=True, unit=_("件")),
        Column("owner", _("创建人"), value=lambda one: one.owner.name),
        Column("shared", _("本单位共享"), value=lambda one: one.shared),
        Column("note", _("说明"), optional=True, sortable=False),
    )
    empty_text = _("还没有专利夹。可以新建一个，或在检索结果中选取专利收入新的专利夹。")


def edit_address(one: KeptPatent) -> str:
    return reverse("patentinfo:kept", args=[one.kept.collection_id, one.kept.publication])


class KeptTable(Table):
    """The patents of a collection; the headers are those that loading a table knows."""

    caption = _("专利夹中的专利")
    cards = True
    columns = (
        Column(
            "publication",
            _("公开（公告）号"),
            row_header=True,
            value=lambda one: one.kept.publication,
            link=lambda one: reverse("patentinfo:patent", args=[one.kept.publication]),
        ),
        Column("title", _("名称"), value=lambda one: one.card.title if one.card else None),
        Column("applicants", _("申请人"), value=lambda one: listed(one.card.applicants) if one.card else None),
        Column("state", _("法律状态"), value=lambda one: labels.state(one.card.state) if one.card else None),
        Column("filed_on", _("申请日"), value=lambda one: one.card.filed_on if one.card else None),
        Column("note", _("备注"), value=lambda one: one.kept.note, sortable=False),
        Column("by", _("加入人"), value=lambda one: one.kept.by.name, optional=True),
        Column("at", _("加入时间"), value=lambda one: one.kept.at, optional=True),
        Column("edit", _("办理"), sortable=False, value=lambda _one: _("备注或移出"), link=edit_address),
    )
    empty_text = _("专利夹是空的。在检索结果中选取专利，或在专利页点“收入专利夹”。")
