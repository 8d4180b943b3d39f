"""Bringing patents into the lake, and putting an earlier version back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.documents import checks
from zhicheng.base.documents.actions import store
from zhicheng.base.jobs.actions import start
from zhicheng.base.jobs.models import Job
from zhicheng.base.verdicts import Refused
from zhicheng.engine.patents import loading
from zhicheng.engine.patents.lake import LakeRefused, Version
from zhicheng.services.patentinfo import holdings, incoming
from zhicheng.services.patentinfo.models import AnnouncedVersion, Load, LoadState
from zhicheng.services.patentinfo.queries.loads import earlier_versions, lineage, newest_load, newest_number
from zhicheng.services.patentinfo.rules.loads import can_confirm, can_load, can_mend, can_roll_back, is_free
from zhicheng.services.patentinfo.signals import patents_changed

NAMES = verbs.register(
    {
        "patents.opened": gettext_lazy("上传待载入的专利文件"),
        "patents.discarded": gettext_lazy("放弃待载入的专利文件"),
        "patents.confirmed": gettext_lazy("确认载入专利"),
        "patents.loaded": gettext_lazy("载入专利"),
        "patents.not_loaded": gettext_lazy("载入专利没有成功"),
        "patents.resumed": gettext_lazy("继续中断的专利载入"),
        "patents.given_up": gettext_lazy("放弃中断的专利载入"),
        "patents.rollback_asked": gettext_lazy("申请退回专利库版次"),
        "patents.rolled_back": gettext_lazy("退回专利库版次"),
        "patents.found": gettext_lazy("发现命令行载入的专利"),
    }
)
LOAD, ROLL_BACK = "patentinfo.load", "patentinfo.roll_back"
PURPOSE = "patent_load"
MOST_FILES = 50


@transaction.atomic
def open_load(*, uploads: "Sequence[UploadedFile[bytes]]", chosen: Sequence[str], by: User) -> Load:
    """Keep files that may be loaded: uploads, and names `chosen` of what lies in the server's folder. Nothing is loaded yet.

    Raises `Refused` for a file that is no data file, is there twice, or is not of a known format.
    """
    can_load(by).or_refuse()
    files = [uploaded(upload, by) for upload in uploads] + from_folder(chosen)
    refuse_odd(files)
    load = Load(files=files, by=by)
    found = incoming.preview(load)
    if not found.formats:
        raise Refused("no_format", "".join(found.refused) or _("没有可以读取的专利文件，请换一个文件"))
    load.format_code = found.format_codes[:200]
    load.save(force_insert=True)
    record("patents.opened", on=load, by=by, region_code=by.region_id or "", files=load.file_names)
    return load


def uploaded(upload: "UploadedFile[bytes]", by: User) -> dict[str, Any]:
    """Keep one upload as a document; how a load names it."""
    kept = store(upload=upload, purpose=PURPOSE, by=by, forms=checks.DATA_FORMS)
    return {"name": kept.name, "sha256": kept.sha256, "bytes": kept.size, "where": incoming.UPLOAD}


def from_folder(chosen: Sequence[str]) -> list[dict[str, Any]]:
    """The chosen of what the server's folder offers. Raises `Refused` for a name that it does not have."""
    known = {one.name: one for one in incoming.offered()}
    if unknown := [name for name in chosen if name not in known]:
        raise Refused("not_in_folder", _("服务器上没有“%s”，请重新选择") % unknown[0][:80])
    return [{"name": name, "sha256": "", "bytes": known[name].size_bytes, "where": incoming.FOLDER} for name in chosen]


def refuse_odd(files: Sequence[Mapping[str, Any]]) -> None:
    """Raise `Refused` for no file, too many, or one content twice."""
    if not files:
        raise Refused("no_file", _("请选择要载入的文件"))
    if len(files) > MOST_FILES:
        raise Refused("too_many_files", _("一次最多载入 %d 个文件，请打成压缩包或分几次载入") % MOST_FILES)
    seen: dict[str, str] = {}
    for one in files:
        if one["sha256"] and one["sha256"] in seen:
            facts = {"name": one["name"], "other": seen[one["sha256"]]}
            raise Refused("file_twice", _("“%(name)s”与“%(other)s”内容相同，请只选一个") % facts)
        seen[one["sha256"]] = one["name"]


@transaction.atomic
def discard(*, load: Load, by: User) -> None:
    """Forget files that were uploaded and not confirmed."""
    if load.state != LoadState.DRAFT or load.by_id != by.pk:
        raise Refused("not_own_draft", _("只有上传的人可以放弃还没有确认的文件"))
    record("patents.discarded", on=load, by=by, region_code=by.region_id or "", files=load.file_names)
    load.delete()


@transaction.atomic
def confirm(*, load: Load, source: str, by: User) -> Load:
    """Queue the load; `source` says in words where the files come from. Of two at once the second is refused."""
    load = Load.objects.select_for_update(of=("self",)).get(pk=load.pk)
    can_confirm(by, load).or_refuse()
    load.source = source
    enqueue(load, by=by)
    record("patents.confirmed", on=load, by=by, region_code=by.region_id or "", source=source, files=load.file_names)
    return load


def enqueue(load: Load, *, by: User) -> None:
    """Let a job do the load. Race: where another load was confirmed since the rule looked, the database lets one through."""
    load.state, load.told, load.finished_at = LoadState.WAITING, "", None
    try:
        with transaction.atomic():
            load.save()
    except IntegrityError:
        raise Refused("another_load_runs", _("另一次载入刚刚开始，请等它结束后再确认")) from None
    load.job = start(
        task=LOAD,
        title=_("载入专利：%s") % load.source,
        by=by,
        arguments={"load": load.pk},
        result_url=load.get_absolute_url(),
        once=f"{LOAD}:{load.pk}",
    )
    load.save(update_fields=["job"])


@transaction.atomic
def begin(*, load: Load) -> Load:
    """A job takes the load up, for the first time or again after its process was killed."""
    load = Load.objects.select_for_update(of=("self",)).get(pk=load.pk)
    is_free(load).or_refuse()
    load.state = LoadState.RUNNING
    if load.before is None:
        load.before = newest_number()
    load.save()
    return load


@transaction.atomic
def finish(*, load: Load, version: Version) -> Load:
    """The lake has the load: keep what became of its records."""
    counts = version.counts
    load.state, load.version, load.finished_at, load.told = LoadState.DONE, version.number, timezone.now(), ""
    load.records, load.new, load.changed, load.rejected = counts.read, counts.added, counts.updated, counts.rejected
    load.files = [{**one, "sha256": source.sha256} for one, source in zip(load.files, version.sources, strict=True)]
    load.save()
    record(
        "patents.loaded", on=load, by=load.by, region_code=region_of(load),
        version=version.number, new=load.new, changed=load.changed, rejected=load.rejected,
    )  # fmt: skip
    announce(number=version.number, by=load.by)
    return load


@transaction.atomic
def fail(*, load: Load, words: str) -> Load:
    """The load came to nothing, and why; the lake is as before."""
    load.state, load.told, load.finished_at = LoadState.FAILED, words, timezone.now()
    load.save()
    record("patents.not_loaded", on=load, by=load.by, why=words, region_code=region_of(load))
    return load


@transaction.atomic
def resume(*, load: Load, by: User) -> Load:
    """Go on with a load whose process was killed; what it had done is not done again."""
    load = Load.objects.select_for_update(of=("self",)).select_related("job").get(pk=load.pk)
    can_mend(by, load).or_refuse()
    enqueue(load, by=by)
    record("patents.resumed", on=load, by=by, region_code=by.region_id or "")
    return load


@transaction.atomic
def give_up(*, load: Load, by: User) -> Load:
    """End a load that was cut off; the lake keeps the version it had."""
    load = Load.objects.select_for_update(of=("self",)).select_related("job").get(pk=load.pk)
    can_mend(by, load).or_refuse()
    in_words(holdings.lake().abandon)
    load.state, load.told, load.finished_at = LoadState.FAILED, _("已放弃，专利库没有改变。"), timezone.now()
    load.save()
    record("patents.given_up", on=load, by=by, region_code=by.region_id or "")
    return load


@transaction.atomic
def ask_roll_back(*, number: int, why: str, by: User) -> Job:
    """Queue the return to an earlier version: the index follows, which takes its time."""
    can_roll_back(by, newest_load()).or_refuse()
    if number not in earlier_versions():
        raise Refused("no_such_version", _("没有可以退回的第 %d 版") % number)
    job = start(
        task=ROLL_BACK,
        title=_("专利库退回第 %d 版") % number,
        by=by,
        arguments={"number": number, "why": why, "by": by.pk},
        result_url=reverse("patentinfo:versions"),
        once=ROLL_BACK,
    )
    record("patents.rollback_asked", on=job, by=by, why=why, region_code=by.region_id or "", version=number)
    return job


@transaction.atomic
def roll_back(*, number: int, why: str, by: User) -> Version:
    """Put an earlier version in force as a new one; loads that it does not hold are marked so."""
    can_roll_back(by, newest_load()).or_refuse()
    version: Version = in_words(lambda: holdings.lake().restore(number))
    held = lineage(version.number)
    kept = Load.objects.filter(version__isnull=False, state__in=[LoadState.DONE, LoadState.ROLLED_BACK])
    kept.filter(version__in=held).update(state=LoadState.DONE, told="")
    undone = kept.exclude(version__in=held)
    undone.exclude(state=LoadState.ROLLED_BACK).update(state=LoadState.ROLLED_BACK, told=why)
    newest = Load.objects.filter(version__isnull=False).order_by("-version").first()
    record(
        "patents.rolled_back", on=newest or by, by=by, why=why, region_code=by.region_id or "",
        restored=number, version=version.number,
    )  # fmt: skip
    announce(number=version.number, by=by)
    return version


@transaction.atomic
def announce(*, number: int, by: User | None) -> AnnouncedVersion | None:
    """Tell those who wait that a version of the lake is in force. Once: None when they were told before.

    Race: of two at the same moment the database lets one make the row, and the other finds it.
    """
    announced, is_new = AnnouncedVersion.objects.get_or_create(number=number)
    if is_new:
        patents_changed.send(Load, version=number, by=by)
    return announced if is_new else None


@transaction.atomic
def follow_lake() -> None:
    """Announce a version that came into the lake without the platform: loaded, put back or compacted on the command line."""
    number = newest_number()
    # A load of ours announces its version itself, and before the index has it there is nothing to be found.
    if not number or not is_free(None) or holdings.index().holds != number:
        return
    if announced := announce(number=number, by=None):
        record("patents.found", on=announced, by=None, version=number)


def catch_up() -> None:
    """Bring the search index to the lake's version in force."""
    loading.catch_up(holdings.lake(), holdings.index_folder())


def region_of(load: Load) -> str:
    """Whose log the load belongs to: that of its officer's division."""
    return (load.by.region_id or "") if load.by else ""


def in_words(act: Any) -> Any:
    """What the lake refuses, as a refusal with the lake's own words."""
    try:
        return act()
    except LakeRefused as refused:
        raise Refused("lake_refused", str(refused)) from refused
