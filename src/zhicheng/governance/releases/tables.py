"""Lists of releases, of a release's files, of what a correction changes, and of what a walk shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.releases.models import Release
from zhicheng.governance.releases.naming import Naming, namings, part_words, told
from zhicheng.governance.releases.parts import Files, Link, Part, WalkTable, offered
from zhicheng.governance.releases.readiness import Year

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


class YearTable(Table):
    """The years of which a release can be made, and what the others lack: a column for each part, which leads to its page."""

    code = "years"
    caption = _("各年有什么、还缺什么")
    note = _("专利实力评价和年度考核至少有一项正式发布，这一年才能发布；指标数据和计划目标随同发布。")
    default_sort = "-year"
    per_page = 10
    cards = True
    exportable = False
    empty_text = _("还没有任何一年的数据。")

    def __init__(self, rows: Sequence[Year], query: Any) -> None:
        self.columns = (
            Column("year", _("年份"), shows=str, row_header=True),
            Column("state", _("发布"), value=lambda row: year_chip(row)[1], chip=year_chip, sortable=False),
            *(part_column(part) for part in offered() if part.standings),
            Column(
                "newest", _("最新的发布"), value=lambda row: row.newest and row.newest.number, sortable=False,
                link=lambda row: row.newest and row.newest.get_absolute_url(), optional=True,
            ),
        )  # fmt: skip
        super().__init__(rows, query)


def year_chip(row: Year) -> tuple[str, Any]:
    """Whether the year can be released."""
    if row.verdict.code == "published_by_you":
        return "warn", _text("须另一位制作")
    if not row.is_ready:
        return "", _text("还不能发布")
    return ("info", _text("可以更正")) if row.newest else ("ok", _text("可以发布"))


def part_column(part: Part) -> Column:
    """How far a part is with a year; where nothing is there yet, the way to begin."""
    missing = _text("还没有，去办") if part.begins else _text("没有")
    return Column(
        part.code,
        part.label,
        value=lambda row: row.standings[part.code].words if part.code in row.standings else missing,
        link=lambda row: row.url_of(part),
        sortable=False,
        optional=part.accompanies,
    )


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


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One value that a correction changes, as it stands in the release and in words."""

    file: str
    row: str
    column: str
    before: str
    after: str
    naming: Naming

    @property
    def part(self) -> str:
        return part_words(self.file)

    @property
    def about(self) -> str:
        return told(self.row, self.naming.names)

    @property
    def item(self) -> str:
        return self.naming.column(self.file, self.column)

    @property
    def was(self) -> str:
        return self.naming.value(self.row, self.column, self.before)

    @property
    def now(self) -> str:
        return self.naming.value(self.row, self.column, self.after)


def change_rows(rows: Sequence[Mapping[str, str]], files: Files) -> list[ChangeRow]:
    """The rows of the correction's own table, with the words for their codes. One query."""
    known = namings(files, (f"{row['row']} {row['before']} {row['after']}" for row in rows))
    nothing = Naming(None, {})
    return [ChangeRow(**row, naming=known.get(row["file"].partition("/")[0], nothing)) for row in rows]


class ChangeTable(Table):
    """What a correction changes, in words."""

    code = "changes"
    caption = _("逐项的差别")
    columns: tuple[Column, ...] = (
        Column("about", _("对象"), row_header=True),
        Column("item", _("项目")),
        Column("was", _("更正前"), numeric=True, shows=shortened, sortable=False),
        Column("now", _("更正后"), numeric=True, shows=shortened, sortable=False),
        Column("part", _("部分"), optional=True),
    )
    search_fields = ("about", "item", "part")
    cards = True
    empty_text = _("表格中的数值没有差别。")


class ChangeFile(ChangeTable):
    """The same as a file: words, and beside them the codes and the values with all their digits."""

    columns = (
        *(column for column in ChangeTable.columns if column.key in {"part", "about", "item"}),
        Column("file", _("文件")),
        Column("row", _("行")),
        Column("column", _("列")),
        Column("before", _("更正前")),
        Column("after", _("更正后")),
    )


class ChangedFileTable(Table):
    """Which files a correction changes."""

    code = "changed"
    caption = _("有差别的文件")
    columns = (
        Column("part", _("部分"), value=lambda row: part_words(row["file"])),
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
