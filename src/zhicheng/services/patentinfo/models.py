"""What the platform itself keeps about patents; the patents are in the lake (`engine.patents.lake`), named by publication number."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

PUBLICATION_LENGTH = 60


class LoadState(models.TextChoices):
    DRAFT = "draft", _("待确认")
    WAITING = "waiting", _("等待载入")
    RUNNING = "running", _("正在载入")
    DONE = "done", _("已载入")
    FAILED = "failed", _("没有成功")
    ROLLED_BACK = "rolled_back", _("已退回")


ACTIVE = (LoadState.WAITING, LoadState.RUNNING)
"""One load at a time may stand in one of these."""


@pghistory.track()
class Load(models.Model):
    """Files that an officer had loaded into the lake. `version` is the version of the lake that it made, `before` the one it found.

    `source` says in words where the files come from, empty until confirmed; `files` is a list of {name, sha256, bytes, where}, where is
    "upload" or "folder" (of the server, then without sha256 until it is read); `told` why it failed or was rolled back.
    """

    source = models.CharField(_("来源"), max_length=200, blank=True)
    format_code = models.CharField(_("格式"), max_length=200)
    files = models.JSONField(_("文件"))
    state = models.CharField(_("状态"), max_length=12, choices=LoadState, default=LoadState.DRAFT)
    records = models.PositiveIntegerField(_("记录数"), default=0)
    new = models.PositiveIntegerField(_("新增"), default=0)
    changed = models.PositiveIntegerField(_("更新"), default=0)
    rejected = models.PositiveIntegerField(_("不能读取"), default=0)
    before = models.PositiveIntegerField(_("载入前版次"), null=True)
    version = models.PositiveIntegerField(_("版次"), null=True)
    told = models.TextField(_("说明"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人")
    )
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+", verbose_name=_("后台任务"))
    started_at = models.DateTimeField(_("开始时间"), auto_now_add=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = _("专利数据载入")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LoadState.values), name="patent_load_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[LoadState.DONE, LoadState.ROLLED_BACK]) | Q(version__isnull=False),
                name="patent_load_done_has_version",
            ),
            models.CheckConstraint(
                condition=Q(state=LoadState.DRAFT) | ~Q(source=""), name="patent_load_confirmed_has_source"
            ),
            # Every row has the same value here: of all that wait or run there is one.
            models.UniqueConstraint(
                Value(1),
                condition=Q(state__in=[LoadState.WAITING, LoadState.RUNNING]),
                name="patent_load_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.source or "、".join(self.file_names)

    def get_absolute_url(self) -> str:
        return reverse("patentinfo:load", args=[self.pk])

    @property
    def file_names(self) -> list[str]:
        return [str(one["name"]) for one in self.files]

    @property
    def unchanged(self) -> int:
        """Records that said nothing new."""
        return self.records - self.new - self.changed - self.rejected


@pghistory.track()
class AnnouncedVersion(models.Model):
    """A version of the lake that everyone who waits for news was told of, so that nobody is told twice."""

    number = models.PositiveIntegerField(_("版次"), unique=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("已告知的专利库版次")
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class Cadence(models.TextChoices):
    NONE = "none", _("不提醒")
    DAILY = "daily", _("每天")
    WEEKLY = "weekly", _("每周")


@pghistory.track(exclude=["token"])
class SavedSearch(models.Model):
    """A search that a person wants to come back to. Publications that match and were not in the lake at `seen_version` are news.

    `query` is the address's parameters, as `asking` reads and writes them. `fault` says why it can no longer be read, once its owner
    was told. `token` opens its Atom feed to a reader program that cannot sign in.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches", verbose_name=_("保存人")
    )
    name = models.CharField(_("名称"), max_length=80)
    query = models.TextField(_("检索条件"), blank=True)
    cadence = models.CharField(_("提醒"), max_length=6, choices=Cadence, default=Cadence.NONE)
    seen_version = models.PositiveIntegerField(_("已看到的版次"), default=0)
    checked_at = models.DateTimeField(_("上次检索"), null=True)
    fault = models.CharField(_("不能检索的原因"), max_length=400, blank=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("保存时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("保存的检索")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_search_name_once"),
            models.CheckConstraint(condition=Q(cadence__in=Cadence.values), name="saved_search_cadence_known"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Finding(models.Model):
    """What a saved search newly found in one version of the lake; `publications` lists up to the first 200, `count` all."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="findings", verbose_name=_("检索"))
    version = models.PositiveIntegerField(_("版次"))
    count = models.PositiveIntegerField(_("件数"))
    publications = models.JSONField(_("公开号"))
    found_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("新命中")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["search", "version"], name="finding_once_a_version"),
            models.CheckConstraint(condition=Q(count__gt=0), name="finding_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.search} +{self.count}"


@pghistory.track()
class Collection(models.Model):
    """Patents that somebody keeps together, with notes. Shared, the members of the owner's organisation see and fill it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="patent_collections", verbose_name=_("创建人")
    )
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, null=True, related_name="patent_collections", verbose_name=_("单位")
    )
    name = models.CharField(_("名称"), max_length=80)
    note = models.CharField(_("说明"), max_length=400, blank=True)
    shared = models.BooleanField(_("本单位共享"), default=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("专利夹")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="collection_name_once"),
            models.CheckConstraint(
                condition=Q(shared=False) | Q(party__isnull=False), name="collection_shared_in_party"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Kept(models.Model):
    """A patent in a collection."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="kept", verbose_name=_("专利夹"))
    publication = models.CharField(_("公开号"), max_length=PUBLICATION_LENGTH)
    note = models.CharField(_("备注"), max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("加入人"))
    at = models.DateTimeField(_("加入时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("收藏的专利")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["collection", "publication"], name="kept_once")]

    def __str__(self) -> str:
        return self.publication


class Judgement(models.TextChoices):
    SAME = "same", _("同一主体")
    DIFFERENT = "different", _("不同主体")


@pghistory.track()
class NameJudgement(models.Model):
    """What a person decided about two applicants' names that could be one; names are normalised keys, `first` before `second`."""

    first = models.CharField(_("名称一"), max_length=300)
    second = models.CharField(_("名称二"), max_length=300)
    judgement = models.CharField(_("判断"), max_length=10, choices=Judgement)
    why = models.CharField(_("理由"), max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("判断人"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("申请人名称判断")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="names_judged_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="names_in_order"),
            models.CheckConstraint(condition=Q(judgement__in=Judgement.values), name="names_judgement_known"),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}: {self.get_judgement_display()}"


@pghistory.track()
class ApplicantName(models.Model):
    """A normalised applicant name confirmed to be a party of the platform: its patents are the party's."""

    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", verbose_name=_("单位"))
    name_key = models.CharField(_("规范名称"), max_length=300, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("确认人")
    )
    at = models.DateTimeField(_("确认时间"), auto_now_add=True)

    objects: models.Manager["ApplicantName"] = ScopedManager(reach="party__region__code__startswith")

    class Meta:
        verbose_name = _("申请人名称")
        ordering = ["party", "name_key"]

    def __str__(self) -> str:
        return self.name_key


@pghistory.track()
class NameClaim(models.Model):
    """An organisation says that an applicant's name is its own; an officer decides. Kept only while it waits."""

    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", verbose_name=_("单位"))
    name_key = models.CharField(_("规范名称"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    at = models.DateTimeField(_("提出时间"), auto_now_add=True)

    objects: models.Manager["NameClaim"] = ScopedManager(reach="party__region__code__startswith")

    class Meta:
        verbose_name = _("申请人名称认领")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["party", "name_key"], name="name_claimed_once")]

    def __str__(self) -> str:
        return self.name_key


class MergeProposal(models.Model):
    """Two applicants' names of the lake that may be one, as computed after a load; `reasons` are codes of the engine's `Reason`.

    Computed anew after every load; what people decided is in `NameJudgement`.
    """

    first = models.CharField(_("规范名称一"), max_length=300)
    second = models.CharField(_("规范名称二"), max_length=300)
    first_name = models.CharField(_("名称一"), max_length=300)
    second_name = models.CharField(_("名称二"), max_length=300)
    first_patents = models.PositiveIntegerField(_("名称一的专利"))
    second_patents = models.PositiveIntegerField(_("名称二的专利"))
    score = models.FloatField(_("相似度"))
    reasons = models.JSONField(_("依据"))

    class Meta:
        verbose_name = _("申请人合并建议")
        ordering = ["-score", "pk"]
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="merge_proposed_once")]

    def __str__(self) -> str:
        return f"{self.first_name} / {self.second_name}"


@pghistory.track()
class AnnuityNote(models.Model):
    """What an organisation says of one year's fee of a patent of its own: paid, or not to be paid any more."""

    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", verbose_name=_("单位"))
    publication = models.CharField(_("公开号"), max_length=PUBLICATION_LENGTH)
    year = models.PositiveSmallIntegerField(_("年度"))
    paid_on = models.DateField(_("缴费日"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    objects: models.Manager["AnnuityNote"] = ScopedManager(reach="party__region__code__startswith")

    class Meta:
        verbose_name = _("年费登记")
        ordering = ["publication", "year"]
        constraints = [
            models.UniqueConstraint(fields=["party", "publication", "year"], name="annuity_noted_once"),
            models.CheckConstraint(condition=Q(year__range=(1, 20)), name="annuity_year_in_term"),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.year}"


@pghistory.track()
class AnnuityReminder(models.Model):
    """That the members of a party were reminded of a fee so many days before, so that nobody is told twice."""

    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", verbose_name=_("单位"))
    publication = models.CharField(_("公开号"), max_length=PUBLICATION_LENGTH)
    year = models.PositiveSmallIntegerField(_("年度"))
    days = models.PositiveSmallIntegerField(_("提前天数"))
    due_on = models.DateField(_("期限"))
    at = models.DateTimeField(_("提醒时间"), auto_now_add=True)

    objects: models.Manager["AnnuityReminder"] = ScopedManager(reach="party__region__code__startswith")

    class Meta:
        verbose_name = _("年费提醒")
        ordering = ["due_on", "publication"]
        constraints = [
            models.UniqueConstraint(fields=["party", "publication", "year", "days"], name="annuity_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.year}"


@pghistory.track(exclude=["token"])
class AnnuityFeed(models.Model):
    """A person's address of the fee calendar for a calendar program that cannot sign in; it shows the fees of the party of that time."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="annuity_feed", verbose_name=_("使用人")
    )
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("年费日历订阅")

    def __str__(self) -> str:
        return str(self.owner)
