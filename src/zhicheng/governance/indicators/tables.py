"""Lists of indicators, figures, datasets and their rows."""

from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.records.registry import RecordColumn, RecordSet
from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.checks import CHECKS, Check
from zhicheng.governance.indicators.definition_kinds import ASPECTS, IndicatorDefinition
from zhicheng.governance.indicators.models import CheckResult, CheckRun, FigureState, Import, Row, State

PROVISIONAL = gettext_lazy("暂定")
ORIGINS = ("统计表", "公式", "平台记录", "填报")


def with_figures(rows: Any, value: str) -> Any:
    return [row for row in rows if bool(row.figures) == (value == "yes")]


class CatalogueTable(Table):
    """All indicators."""

    code = "indicators"
    caption = gettext_lazy("指标目录")
    columns: tuple[Column, ...] = (
        Column("title", gettext_lazy("指标"), row_header=True, template="indicators/title_cell.html"),
        Column("aspect", gettext_lazy("方面"), optional=True),
        Column("unit", gettext_lazy("单位"), sortable=False),
        Column("origin", gettext_lazy("来源"), optional=True),
        Column("years", gettext_lazy("年份")),
        Column("figures", gettext_lazy("数值个数"), numeric=True, optional=True),
    )
    filters = (
        Filter("aspect", gettext_lazy("方面"), tuple((aspect, aspect) for aspect in ASPECTS)),
        Filter("origin", gettext_lazy("来源"), tuple((word, word) for word in ORIGINS)),
        Filter(
            "has",
            gettext_lazy("数据"),
            (("yes", gettext_lazy("已有数据")), ("no", gettext_lazy("尚无数据"))),
            apply=with_figures,
        ),
    )
    search_fields = ("title", "code", "definition")
    per_page = 0
    empty_text = gettext_lazy("还没有指标。")


class CatalogueFile(CatalogueTable):
    """The catalogue as a file: a data dictionary."""

    columns = (
        Column("code", gettext_lazy("代码")),
        *CatalogueTable.columns,
        Column("definition", gettext_lazy("定义")),
        Column("model__why", gettext_lazy("为什么要看它")),
        Column("made_from", gettext_lazy("公式或取数")),
        Column("model__source", gettext_lazy("数据来源")),
        Column("model__owner", gettext_lazy("负责单位")),
        Column("model__quality", gettext_lazy("质量说明")),
        Column(
            "model__basis",
            gettext_lazy("依据"),
            value=lambda row: _("设定") if row.model.basis == "assumed" else _("有出处"),
        ),
    )


def state_words(row: Any) -> str | None:
    """Whether a figure may still change; None where there is none."""
    return str(FigureState(row.state).label) if row.state else None


def state_chip(row: Any) -> tuple[str, Any] | None:
    return ("warn", PROVISIONAL) if row.state == FigureState.PROVISIONAL else None


def figure_column(key: str, label: Any, indicator: IndicatorDefinition, **more: Any) -> Column:
    """A column of an indicator's figures: plain numbers in files, the unit in the head."""
    return Column(
        key,
        label,
        numeric=True,
        unit=indicator.shown_unit,
        value=lambda row: words.Amount.of(getattr(row, key), indicator),
        shows=words.written,
        **more,
    )


class YearTable(Table):
    """The figures of one indicator and year."""

    code = "figures"
    search_fields = ("name",)
    search_label = gettext_lazy("地区名称")
    default_sort = "rank"
    per_page = 50
    empty_text = gettext_lazy("这一年没有数据。可以换一个年份，或先导入数据。")

    def __init__(self, rows: Any, query: QueryDict, *, indicator: IndicatorDefinition, caption: str) -> None:
        self.caption = caption
        self.columns = (
            Column("rank", _("位次"), numeric=True, sorts_down=False),
            Column("name", _("地区"), row_header=True, link=lambda row: row.url),
            Column("code", _("代码"), optional=True),
            figure_column("value", indicator.short, indicator, link=lambda row: row.url),
            figure_column("before", _("上年"), indicator, optional=True),
            Column("change", _("增减"), numeric=True, shows=formats.percent, optional=True),
            Column("state", _("状态"), value=state_words, chip=state_chip, sortable=False, optional=True),
        )
        super().__init__(rows, query)


class NationTable(Table):
    """The country's sums of a reported indicator by year, which open to the provinces."""

    code = "nation"
    prefix = "n-"
    caption = gettext_lazy("全国合计")
    note = gettext_lazy("只加已审核的填报，上下级之间不重复计算；点开一年看各省的数值。")
    per_page = 0
    exportable = False

    def __init__(self, rows: Any, query: QueryDict, *, indicator: IndicatorDefinition) -> None:
        self.columns = (
            Column("period", _("年份"), shows=str, row_header=True, link=lambda row: row.url, sortable=False),
            figure_column("value", _("全国"), indicator, sortable=False),
            figure_column("before", _("上年"), indicator, sortable=False, optional=True),
            Column("regions", _("计入的地区"), numeric=True, unit=_("个"), sortable=False),
        )
        super().__init__(rows, query)


class HistoryTable(Table):
    """The years of one figure."""

    code = "history"
    default_sort = "-period"
    per_page = 0
    empty_text = gettext_lazy("没有数据。")

    def __init__(
        self, rows: Any, query: QueryDict, *, indicator: IndicatorDefinition, caption: str, middle: str
    ) -> None:
        self.caption = caption
        self.columns = (
            Column("period", _("年份"), shows=str, row_header=True, link=lambda row: row.url),
            figure_column("value", indicator.short, indicator),
            figure_column("median", middle, indicator),
            Column("regions", _("有数据的地区"), numeric=True, optional=True),
            Column("state", _("状态"), value=state_words, chip=state_chip, sortable=False, optional=True),
        )
        super().__init__(rows, query)


def unbroken(text: str) -> str:
    """A cell of a file on one line, as it stood there."""
    return format_html('<span class="text-nowrap">{}</span>', text) if text else formats.MISSING


class RowsTable(Table):
    """The rows of an imported file, with its own heads: what is exported is the file's table again."""

    code = "rows"
    per_page = 50
    empty_text = gettext_lazy("这个文件没有数据行。")

    def __init__(self, rows: Any, query: QueryDict, *, source: Import, line: int | None, numbered: bool) -> None:
        def cell(place: int) -> Any:
            return lambda row: row.cells[place] if place < len(row.cells) else ""

        self.caption = _("%(name)s 的全部行") % {"name": source.file_name}
        heads = enumerate(source.header)
        own = tuple(Column(f"c{i}", head, value=cell(i), shows=unbroken, sortable=False) for i, head in heads)
        number = Column("line", _("行号"), shows=str, row_header=True, sortable=False)
        self.columns = (number, *own) if numbered else own
        super().__init__(rows, query, mine=lambda row: row.line == line)


def page_of_line(source: Import, line: int) -> int:
    """The page of `RowsTable` that shows a line."""
    before = Row.objects.filter(source=source, line__lt=line).count()
    return before // RowsTable.per_page + 1


class DatasetTable(Table):
    """The values of a dataset in force, in the columns of its layout: exported, it imports again unchanged."""

    code = "dataset"
    per_page = 0

    def __init__(self, rows: Any, query: QueryDict, *, heads: tuple[str, ...], caption: str) -> None:
        self.caption = caption
        self.columns = tuple(Column(f"c{i}", head, value=itemgetter(i), sortable=False) for i, head in enumerate(heads))
        super().__init__(rows, query)


class VersionTable(Table):
    """The versions of a dataset."""

    code = "versions"
    caption = gettext_lazy("各次导入")
    columns = (
        Column(
            "version", gettext_lazy("版次"), shows=lambda value: _("第 %d 版") % value, row_header=True,
            link=lambda row: row.get_absolute_url(),
        ),
        Column("state", gettext_lazy("状态"), chip=lambda row: ("ok" if row.state == State.CURRENT else "", row.get_state_display())),
        Column("file_name", gettext_lazy("文件")),
        Column("value_count", gettext_lazy("数值个数"), numeric=True),
        Column("made_at", gettext_lazy("导入时间")),
        Column("made_by", gettext_lazy("导入人"), sort="made_by__name", value=lambda row: row.made_by.name if row.made_by else _("随系统提供")),
        Column("source", gettext_lazy("来源"), optional=True, sortable=False),
        Column("sha256", gettext_lazy("文件摘要"), optional=True, sortable=False),
    )  # fmt: skip
    default_sort = "-version"
    exportable = False
    empty_text = gettext_lazy("还没有导入过。")


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One place that a check found, as a row."""

    check: str
    words: str
    region: str
    name: str
    period: int | None
    source: int | None
    line: int | None

    @property
    def url(self) -> str | None:
        """The row of the file, where there is one."""
        if self.source is None or self.line is None:
            return None
        return f"{reverse('indicators:source', args=[self.source])}?line={self.line}#line"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check with its result; `count` None = it has not run yet. `findings` holds the first of them."""

    check: Check
    count: int | None
    findings: tuple[CheckFinding, ...]
    is_hidden: bool = False

    @property
    def rest(self) -> int:
        """Places that are not listed."""
        return (self.count or 0) - len(self.findings)


def check_rows(run: CheckRun | None, user: object) -> list[CheckRow]:
    """All checks in their order, with what the run found and somebody may see of it."""
    results = {each.check_code: each for each in run.results.all()} if run else {}
    reach = user.reach if isinstance(user, User) and user.is_officer else None
    return [check_row(check, results.get(check.code), reach) for check in CHECKS]


def check_row(check: Check, result: CheckResult | None, reach: str | None) -> CheckRow:
    """`reach` is that of an officer, None for all others: they see how many places there are, and those of public checks."""
    if result is None:
        return CheckRow(check, None, ())
    if not check.is_public and reach is None:
        return CheckRow(check, result.count, (), is_hidden=True)
    within = reach if reach is not None and not check.is_public else ""
    found = tuple(
        CheckFinding(
            str(check.label), each["words"], each["region"], each["name"], each["period"], each["source"], each["line"]
        )
        for each in result.findings
        if each["region"].startswith(within)
    )
    return CheckRow(check, result.count, found)


class CheckTable(Table):
    """All listed findings of all checks: the files of the page."""

    code = "checks"
    caption = gettext_lazy("数据核对的发现")
    columns = (
        Column("check", gettext_lazy("核对项"), row_header=True),
        Column("name", gettext_lazy("地区")),
        Column("region", gettext_lazy("代码")),
        Column("period", gettext_lazy("年份"), shows=str),
        Column("words", gettext_lazy("发现"), sortable=False),
        Column("line", gettext_lazy("来源行号"), shows=str),
    )


class RecordsTable(Table):
    """The rows behind a figure, in the columns that their record set shows."""

    code = "records"
    caption: Any = gettext_lazy("记录")
    per_page = 50
    empty_text = gettext_lazy("这一年没有记录。")

    def __init__(self, rows: QuerySet[Any], query: QueryDict, *, record_set: RecordSet) -> None:
        self.columns = tuple(column_of(each, record_set) for each in record_set.columns)
        self.caption = str(record_set.label)
        paths = [each.path for each in record_set.columns]
        super().__init__(rows.values("pk", *paths), query)


def column_of(shown: RecordColumn, record_set: RecordSet) -> Column:
    """A column of the list behind a figure; the first one opens the row."""
    is_first = shown is record_set.columns[0]
    page = record_set.page if is_first else ""
    return Column(
        shown.path,
        shown.label,
        value=lambda row: shown.words.get(row[shown.path], row[shown.path]),
        link=(lambda row: reverse(page, args=[row["pk"]])) if page else None,
        row_header=is_first,
        sort=shown.path,
    )


class PartTable(Table):
    """A figure of the divisions below."""

    code = "parts"
    prefix = "p-"
    caption = gettext_lazy("各地的数")
    per_page = 0
    exportable = False
    empty_text = gettext_lazy("下级区划没有数值。")

    def __init__(self, rows: Any, query: QueryDict, *, indicator: IndicatorDefinition) -> None:
        self.columns = (
            Column(
                "name",
                gettext_lazy("地区"),
                value=lambda row: row.region.name,
                link=lambda row: row.get_absolute_url(),
                row_header=True,
            ),
            figure_column("value", indicator.short, indicator),
            Column("records", gettext_lazy("记录数"), numeric=True, optional=True),
        )
        super().__init__(rows, query)
