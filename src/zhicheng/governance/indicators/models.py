import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    CURRENT = "current", _("现行")
    SUPERSEDED = "superseded", _("已被替代")


@pghistory.track()
class Import(models.Model):
    """One version of a dataset: what one file said, under one version of the layout that read it. It never changes.

    `part` is the division whose rows the file replaced (an officer imports his reach); empty for a whole table. The values outside it
    were carried over from the version before and still point at the import that brought them (`Value.origin`).
    """

    layout = models.CharField(_("数据表"), max_length=60)
    version = models.PositiveIntegerField(_("版次"))
    definition = models.ForeignKey("definitions.Definition", models.PROTECT, related_name="+", verbose_name=_("格式"))
    state = models.CharField(_("状态"), max_length=10, choices=State)
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("摘要"), max_length=64)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("文件")
    )
    header = ArrayField(models.TextField(), verbose_name=_("列名"))
    mapping = models.JSONField(_("列的对应"), default=dict)
    source = models.TextField(_("来源"))
    part = models.CharField(_("区域"), max_length=6, blank=True)
    row_count = models.PositiveIntegerField(_("行数"))
    value_count = models.PositiveIntegerField(_("数值个数"))
    made_at = models.DateTimeField(_("导入时间"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("导入人")
    )

    class Meta:
        verbose_name = _("数据导入")
        ordering = ["layout", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["layout", "version"], name="import_version_once"),
            models.UniqueConstraint(fields=["layout"], condition=Q(state="current"), name="import_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.layout} 第 {self.version} 版（{self.file_name}）"

    def get_absolute_url(self) -> str:
        return reverse("indicators:source", args=[self.pk])


class Row(models.Model):
    """A row of an imported file as it stood there, cell by cell, also of columns that are not read."""

    source = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("行号"))
    cells = ArrayField(models.TextField())

    class Meta:
        verbose_name = _("来源行")
        ordering = ["source", "line"]
        constraints = [models.UniqueConstraint(fields=["source", "line"], name="source_row_once")]
        triggers = [pgtrigger.Protect(name="row_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"第 {self.line} 行"


class Value(models.Model):
    """One cell of one version of a dataset. `value` null = the file says that there is none; `raw` is what it says."""

    version = models.ForeignKey(Import, models.CASCADE, related_name="values")
    origin = models.ForeignKey(Import, models.PROTECT, related_name="+")
    line = models.PositiveIntegerField(_("行号"))
    column = models.CharField(_("列"), max_length=100)
    indicator = models.CharField(_("指标"), max_length=60)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("区域"))
    period = models.SmallIntegerField(_("年份"))
    value = models.FloatField(_("数值"), null=True)
    raw = models.TextField(_("原文"))

    class Meta:
        verbose_name = _("统计数值")
        constraints = [
            models.UniqueConstraint(fields=["version", "indicator", "region", "period"], name="value_once_a_version")
        ]
        triggers = [pgtrigger.Protect(name="value_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.indicator} {self.region_id} {self.period}"


class FigureState(models.TextChoices):
    FINAL = "final", _("已定")
    PROVISIONAL = "provisional", _("暂定")


class Figure(models.Model):
    """What an indicator's version says about a region and a year. A figure that is missing has no row.

    `records` is the number of records it was counted from, null for statistics and formulas. Figures are computed, never typed.
    """

    indicator = models.CharField(_("指标"), max_length=60)
    definition = models.ForeignKey("definitions.Definition", models.PROTECT, related_name="+")
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("区域"))
    period = models.SmallIntegerField(_("年份"))
    value = models.FloatField(_("数值"))
    records = models.PositiveIntegerField(_("记录数"), null=True)
    state = models.CharField(_("状态"), max_length=12, choices=FigureState)
    computed_at = models.DateTimeField(_("计算时间"))

    class Meta:
        verbose_name = _("指标数值")
        constraints = [models.UniqueConstraint(fields=["indicator", "region", "period"], name="figure_once")]
        indexes = [models.Index(fields=["indicator", "period"], name="figure_by_year")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.region_id} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("indicators:figure", args=[self.indicator, self.region_id, self.period])


class ReportState(models.TextChoices):
    DRAFT = "draft", _("填报中")
    SUBMITTED = "submitted", _("待审核")
    RETURNED = "returned", _("已退回")
    APPROVED = "approved", _("已审核")


@pghistory.track()
class Report(models.Model):
    """What the office of a division reports of an indicator for a year. It becomes a figure when the office above has approved it.

    `value` is kept as figures are: a share as a part of one. `was_late`: it was first submitted after the day that the definition sets.
    """

    indicator = models.CharField(_("指标"), max_length=60)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("区域"))
    period = models.SmallIntegerField(_("年份"))
    value = models.FloatField(_("数值"))
    note = models.CharField(_("说明"), max_length=500, blank=True)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("证明材料")
    )
    state = models.CharField(_("状态"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("填报人")
    )
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    was_late = models.BooleanField(_("逾期"), default=False)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人")
    )
    judged_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    reason = models.CharField(_("退回原因"), max_length=300, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("填报")
        ordering = ["-period", "indicator", "region"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "region", "period"], name="report_once"),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(judged_by__isnull=False) & ~Q(judged_by=F("filed_by"))),
                name="report_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False), name="report_submitted_on_a_day"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="report_in_order",
                field="state",
                transitions=[
                    (ReportState.DRAFT, ReportState.SUBMITTED),
                    (ReportState.SUBMITTED, ReportState.RETURNED),
                    (ReportState.SUBMITTED, ReportState.APPROVED),
                    (ReportState.APPROVED, ReportState.RETURNED),
                    (ReportState.RETURNED, ReportState.SUBMITTED),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.region_id} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("indicators:report", args=[self.indicator, self.region_id, self.period])


class RecordMark(models.Model):
    """How a record set stood when its figures were computed last (`base.records.marks`). Derived, so its history is not kept."""

    record_set = models.CharField(_("记录集"), max_length=60, primary_key=True)
    mark = models.TextField(_("标记"))
    at = models.DateTimeField(_("时间"), auto_now=True)

    class Meta:
        verbose_name = _("记录集标记")

    def __str__(self) -> str:
        return self.record_set


@pghistory.track()
class Computation(models.Model):
    """One computing of figures. `inputs_sha256` names the definitions and dataset versions it worked from."""

    inputs_sha256 = models.CharField(_("输入摘要"), max_length=64)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人")
    )
    written = models.PositiveIntegerField(_("写入"))
    removed = models.PositiveIntegerField(_("删除"))
    indicators = ArrayField(models.CharField(max_length=60), verbose_name=_("有变化的指标"))

    class Meta:
        verbose_name = _("指标计算")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class Moved(models.Model):
    """A figure that a computing changed: what it was and what it became; null = there was none, or there is none any more.

    Derived and kept for some weeks, so that what changed since yesterday can be told.
    """

    computation = models.ForeignKey(Computation, models.CASCADE, related_name="moved")
    indicator = models.CharField(_("指标"), max_length=60)
    region = models.ForeignKey("regions.Region", models.CASCADE, related_name="+", verbose_name=_("区域"))
    period = models.SmallIntegerField(_("年份"))
    before = models.FloatField(_("原值"), null=True)
    after = models.FloatField(_("新值"), null=True)

    class Meta:
        verbose_name = _("变动的数值")
        indexes = [models.Index(fields=["computation", "indicator"], name="moved_by_indicator")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.region_id} {self.period}"


class DraftState(models.TextChoices):
    OPEN = "open", _("待确认")
    IMPORTED = "imported", _("已导入")


@pghistory.track()
class Draft(models.Model):
    """A file on its way in: uploaded, columns being mapped, not yet confirmed. The file itself waits as a document."""

    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+", verbose_name=_("文件"))
    layout = models.CharField(_("数据表"), max_length=60)
    mapping = models.JSONField(_("列的对应"), default=dict)
    state = models.CharField(_("状态"), max_length=8, choices=DraftState, default=DraftState.OPEN)
    made_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    imported = models.ForeignKey(
        Import, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("导入")
    )

    class Meta:
        verbose_name = _("待导入文件")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", imported=None) | Q(state="imported", imported__isnull=False),
                name="draft_imported_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.document)


@pghistory.track()
class CheckRun(models.Model):
    """One run of all integrity checks."""

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人")
    )

    class Meta:
        verbose_name = _("数据核对")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"


@pghistory.track()
class CheckResult(models.Model):
    """What one check found in a run: how many places, and the first of them as {region, period, words, source, line}."""

    run = models.ForeignKey(CheckRun, models.CASCADE, related_name="results")
    check_code = models.CharField(_("核对项"), max_length=60)
    count = models.PositiveIntegerField(_("处数"))
    findings = models.JSONField(_("发现"), default=list)

    class Meta:
        verbose_name = _("核对结果")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "check_code"], name="check_result_once_a_run")]

    def __str__(self) -> str:
        return f"{self.check_code}：{self.count}"
