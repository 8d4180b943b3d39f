import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    SUPERSEDED = "superseded", _("已被替代")


def frozen() -> list[pgtrigger.Protect]:
    """What an evaluation found never changes: other numbers are another run."""
    return [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]


@pghistory.track()
class Evaluation(models.Model):
    """One run of a scheme over one year. A change of figures or scheme is a new run; earlier ones stay.

    `official` = published at the end of a governed yearly evaluation (the app `rounds`); such a run is replaced by another one of
    that kind only. Without it the run is live: computed and published whenever figures or scheme change.

    The two digests (SHA-256, see `computing`) cover what went in and what came out: who computes the same has the same.
    `indicators` are the codes of those that entered the score: a scheme may name more than there are figures for.
    `trace` is the engine's: a list of steps with their settings, what they changed and the numbers they found.
    """

    scheme = models.CharField(_("方案"), max_length=60)
    definition = models.ForeignKey(
        "definitions.Definition", models.PROTECT, related_name="evaluations", verbose_name=_("方案版次")
    )
    year = models.PositiveSmallIntegerField(_("年份"))
    run = models.PositiveIntegerField(_("次数"))
    state = models.CharField(_("状态"), max_length=10, choices=State)
    computed_at = models.DateTimeField(_("计算时间"), auto_now_add=True)
    published_at = models.DateTimeField(_("发布时间"), null=True)
    official = models.BooleanField(_("正式发布"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人")
    )
    why = models.CharField(_("原因"), max_length=400, blank=True)
    units = models.PositiveSmallIntegerField(_("入评单位数"))
    active_units = models.PositiveSmallIntegerField(_("有数据的单位数"))
    indicators = models.JSONField(_("算入的指标"), default=list)
    inputs_sha256 = models.CharField(_("输入摘要"), max_length=64)
    outputs_sha256 = models.CharField(_("结果摘要"), max_length=64)
    trace = models.JSONField(_("计算过程"))

    class Meta:
        verbose_name = _("专利实力评价")
        ordering = ["scheme", "-year", "-run"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "year", "run"], name="strength_run_once"),
            models.UniqueConstraint(
                fields=["scheme", "year"], condition=Q(state="published"), name="strength_one_published"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None) | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="strength_published_has_a_date",
            ),
            models.CheckConstraint(condition=Q(official=False) | ~Q(state="draft"), name="strength_official_is_public"),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年专利实力评价第 {self.run} 次（{self.scheme}）"


class Score(models.Model):
    """One node of one unit's score in a run; the root's node is `definition_kinds.ROOT`. Unrounded.

    `raw` is the figure (leaves only); `score` the node's 0–100; `weight` the share of the whole with which it entered (0–1);
    `contribution` the points it brought to the total; `missing_share` how much of its nominal weight others had to carry.
    """

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="scores", verbose_name=_("评价"))
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("城市"))
    node = models.CharField(_("节点"), max_length=60)
    raw = models.FloatField(_("原值"), null=True)
    score = models.FloatField(_("换算分"), null=True)
    weight = models.FloatField(_("权重"), null=True)
    contribution = models.FloatField(_("贡献"), null=True)
    rank = models.PositiveSmallIntegerField(_("名次"), null=True)
    missing_share = models.FloatField(_("缺项比例"))

    class Meta:
        verbose_name = _("得分")
        ordering = ["evaluation", "region", "pk"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "node", "region"], name="strength_score_once")]
        indexes = [models.Index(fields=["region", "node"], name="strength_score_of_region")]
        triggers = frozen()

    def __str__(self) -> str:
        return f"{self.region_id} {self.node} {self.score}"


class RankInterval(models.Model):
    """How far a unit's place in a run depends on weights and normalisation: `definition_kinds.Doubts` says what was varied.

    In nine of ten draws the place lay between `rank_low` (the better) and `rank_high`; `top_share` is the share of draws with a
    place among the first so many. `places` lists [place, number of draws] of every place ever held. `ahead` maps the codes of the
    neighbours in the ranking to the share of draws in which this unit stood before them.
    """

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="intervals", verbose_name=_("评价"))
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("城市"))
    rank_low = models.PositiveSmallIntegerField(_("区间下限"))
    rank_high = models.PositiveSmallIntegerField(_("区间上限"))
    top_share = models.FloatField(_("进入前列的机会"))
    places = models.JSONField(_("各名次的次数"))
    ahead = models.JSONField(_("排在邻近城市之前的机会"), default=dict)

    class Meta:
        verbose_name = _("名次区间")
        ordering = ["evaluation", "region"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "region"], name="strength_interval_once"),
            models.CheckConstraint(
                condition=Q(rank_low__gte=1, rank_low__lte=F("rank_high"), top_share__gte=0, top_share__lte=1),
                name="strength_interval_in_order",
            ),
        ]
        triggers = frozen()

    def __str__(self) -> str:
        return f"{self.region_id} {self.rank_low}–{self.rank_high}"


class Robustness(models.Model):
    """How much a run's places hang on choices that nobody can prove; `found` is a `robustness.Study` as JSON."""

    evaluation = models.OneToOneField(Evaluation, models.PROTECT, related_name="robustness", verbose_name=_("评价"))
    found = models.JSONField(_("稳健性分析"))

    class Meta:
        verbose_name = _("稳健性分析")
        ordering = ["evaluation"]
        triggers = frozen()

    def __str__(self) -> str:
        return f"{self.evaluation_id}"


class Reason(models.TextChoices):
    NONE = "none", _("当年没有申请记录")
    FEW = "few", _("申请太少")
    MISSING = "missing", _("缺数据的指标太多")


class ScreenedOut(models.Model):
    """A unit that a run left out, and why in words."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="screened_out", verbose_name=_("评价"))
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("城市"))
    reason = models.CharField(_("原因类别"), max_length=8, choices=Reason)
    words = models.CharField(_("原因"), max_length=200)
    value = models.FloatField(_("筛选指标的值"), null=True)

    class Meta:
        verbose_name = _("未入评城市")
        ordering = ["evaluation", "region"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "region"], name="strength_screened_once")]
        triggers = frozen()

    def __str__(self) -> str:
        return f"{self.region_id} {self.words}"
