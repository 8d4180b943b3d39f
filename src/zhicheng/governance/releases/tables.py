"""Lists of releases, of a release's files, of what a correction changes, and of what a walk shows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.releases.models import Release
from zhicheng.governance.releases.naming import told
from zhicheng.governance.releases.parts import Link, WalkTable

LONGEST_SHOWN, DIGEST_SHOWN = 40, 16
CHANGES = {"added": _("新增"), "removed": _("删去"), "changed": _("修改")}


def size_words(count: int | None) -> str:
    """Bytes as people read them: `2.4 MB`, `812 KB`, `96 字节`."""
    if count is None:
        return formats.MISSING
    if count >= 2**20:
        return f"{count / 2**20:.1f} MB"
    return f"{count / 2**10:.0f} KB" if count >= 2**10 else _text("%(count)d 字节") % {"count": count}


def correction_words(release: Release) -> str:
    """What a release corrects, and which one corrects it."""
    found = []
    if release.corrects:
        found.append(_text("更正 %(number)s") % {"number": release.corrects.number})
    if (later := corrected_by(release)) is not None:
        found.append(_text("已由 %(number)s 更正") % {"number": later.number})
    return "，".join(found)


def corrected_by(release: Release) -> Release | None:
    """The release that takes the place of this one."""
    return getattr(release, "corrected_by", None)


class ReleaseTable(Table):
    code = "releases"
    caption = _("公开发布")
    columns = (
        Column(
            "number",
            _("编号"),
            row_header=True,
            sort="serial",
            sorts_down=True,
            link=lambda one: one.get_absolute_url(),
        ),
        Column("year", _("年份"), shows=str, sorts_down=True),
        Column("made_at", _("发布时间"), shows=formats.date_iso, sorts_down=True),
        Column("correction", _("更正"), value=correction_words),
        Column("size", _("大小"), numeric=True, shows=size_words, optional=True),
        Column("sha256", _("摘要（SHA-256）"), sortable=False, optional=True, template="releases/digest.html"),
    )
    cards = True
    empty_text = _("还没有公开发布。年度的评价或考核正式发布以后，由国家局制作。")


class FileTable(Table):
    """The files of one release; `number` is the release's."""

    code = "files"
    caption = _("包里的文件")
    note = _("清单 manifest.json 列出以下每个文件的字节数和摘要。")
    per_page = 100
    search_fields = ("name",)

    def __init__(self, rows: Any, query: Any, *, number: str) -> None:
        def url(row: Mapping[str, Any]) -> str:
            return reverse("releases:content", args=[number, row["name"]])

        self.columns = (
            Column("name", _("文件"), row_header=True, link=url),
            Column("size", _("大小"), numeric=True, shows=size_words),
            Column("sha256", _("摘要（SHA-256）"), sortable=False, optional=True, template="releases/digest.html"),
        )
        super().__init__(rows, query)


def shortened(text: str) -> str:
    """A value that fits into a column; files keep all of it."""
    if not text:
        return formats.MISSING
    return text if len(text) <= LONGEST_SHOWN else f"{text[:DIGEST_SHOWN]}…"


class ChangeTable(Table):
    """What a correction changes, cell by cell."""

    code = "changes"
    caption = _("逐项的差别")
    search_fields = ("file", "row", "column")
    cards = True
    empty_text = _("表格中的数值没有差别。")

    def __init__(self, rows: Sequence[Mapping[str, str]], query: QueryDict, *, names: Mapping[str, str]) -> None:
        self.columns = (
            Column("file", _("文件"), row_header=True),
            Column("about", _("含义"), value=lambda row: told(row["row"], names), sortable=False),
            Column("row", _("行"), optional=True),
            Column("column", _("列"), shows=lambda name: name or _text("整行")),
            Column("before", _("更正前"), shows=shortened),
            Column("after", _("更正后"), shows=shortened),
        )
        super().__init__(rows, query)


class ChangedFileTable(Table):
    """Which files a correction changes."""

    code = "changed"
    caption = _("有差别的文件")
    columns = (
        Column("file", _("文件"), row_header=True),
        Column("change", _("差别"), shows=lambda word: CHANGES.get(word, word)),
    )
    prefix = "f-"
    per_page = 0
    exportable = False


class WalkList(Table):
    """One table of a walk."""

    code = "walk"
    per_page = 100
    empty_text = _("没有可以显示的内容。")

    def __init__(self, table: WalkTable, query: Any, *, prefix: str = "") -> None:
        self.caption, self.prefix = table.caption, prefix
        self.exportable = not prefix
        self.columns = tuple(
            Column(
                f"c{place}",
                head.label,
                numeric=head.numeric,
                row_header=place == 0,
                value=value_at(place),
                link=link_at(place),
                shows=head.shows,
            )
            for place, head in enumerate(table.heads)
        )
        super().__init__(table.rows, query)


def value_at(place: int) -> Callable[[Sequence[Any]], Any]:
    """What the cell of a row at a place says, with or without a link."""
    return lambda row: row[place].value if isinstance(row[place], Link) else row[place]


def link_at(place: int) -> Callable[[Sequence[Any]], str | None]:
    """Where that cell leads."""
    return lambda row: row[place].url if isinstance(row[place], Link) else None
