"""Long work on patents."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from zhicheng.base.accounts.models import User
from zhicheng.base.jobs.registry import JobCancelled, JobFailed, Progress, task
from zhicheng.engine.patents import loading
from zhicheng.engine.patents.lake import LakeRefused, Version
from zhicheng.engine.patents.loading.files import file_inputs
from zhicheng.engine.patents.search import IndexRefused
from zhicheng.services.patentinfo import holdings, incoming
from zhicheng.services.patentinfo.actions import annuities, applicants, loads, saved
from zhicheng.services.patentinfo.models import Load

REFUSALS = (loading.LoadRefused, LakeRefused, IndexRefused)
SECONDS_A_MINUTE = 60


@task(loads.LOAD, label=gettext_lazy("载入专利"))
def load_patents(progress: Progress, *, load: int) -> str:
    """Read a confirmed load into the lake and its index; killed and run again, it goes on where it stood."""
    row = loads.begin(load=Load.objects.get(pk=load))
    try:
        version = already_made(row) or read_in(row, progress)
    except REFUSALS as refused:
        loads.fail(load=row, words=str(refused))
        raise JobFailed(str(refused)) from refused
    except JobCancelled:
        holdings.lake().abandon()
        loads.fail(load=row, words=_("已取消，专利库没有改变。"))
        raise
    row = loads.finish(load=row, version=version)
    return result_of(row)


def already_made(load: Load) -> Version | None:
    """The version, when the process was killed between the lake's last write and ours."""
    snapshot = holdings.snapshot()
    if snapshot is None or snapshot.version.number == load.before:
        return None
    version = snapshot.version
    if [source.name for source in version.sources] != load.file_names:
        return None
    loads.catch_up()
    return version


def read_in(load: Load, progress: Progress) -> Version:
    """Raises `LoadRefused`, `LakeRefused` and `IndexRefused` in words."""
    progress(0, 0, _("正在打开文件"))
    with incoming.staged(load) as paths:
        inputs = file_inputs(paths)
        index = holdings.index_folder()
        return loading.load(holdings.lake(), inputs, index=index, tell=lambda now: tell(progress, now))


def tell(progress: Progress, now: loading.Progress) -> None:
    """How far, how fast, how much longer."""
    expected = round(now.counts.read / now.share) if now.share else 0
    words = [_("每秒 %s 件") % f"{now.per_second:,.0f}"]
    if now.remaining_seconds is not None:
        words.append(_("约剩 %s") % duration(now.remaining_seconds))
    progress(now.counts.read, expected, "，".join(words))


def duration(seconds: float) -> str:
    """A span of time in words: seconds below two minutes, else minutes."""
    if seconds < 2 * SECONDS_A_MINUTE:
        return _("%d 秒") % round(seconds)
    return _("%d 分钟") % round(seconds / SECONDS_A_MINUTE)


def result_of(load: Load) -> str:
    facts = {"version": load.version, "new": load.new, "changed": load.changed, "rejected": load.rejected}
    return _("载入为第 %(version)d 版：新增 %(new)d 件，更新 %(changed)d 件，%(rejected)d 条不能读取") % facts


@task(loads.ROLL_BACK, label=gettext_lazy("退回专利库版次"))
def roll_back(progress: Progress, *, number: int, why: str, by: int) -> str:
    """Put an earlier version of the lake in force, and bring the index to it."""
    progress(0, 2, _("正在退回"))
    version = loads.roll_back(number=number, why=why, by=User.objects.get(pk=by))
    progress(1, 2, _("正在重建检索索引"))
    loads.catch_up()
    return _("已退回第 %(number)d 版的内容，成为第 %(version)d 版") % {"number": number, "version": version.number}


@task(applicants.PROPOSE, label=gettext_lazy("比较申请人名称"))
def propose_merges(progress: Progress) -> str:
    """After a load: which applicants' names may be one."""
    progress(0, 1, _("正在比较申请人名称"))
    return _("%(count)d 对名称等待判断") % {"count": applicants.propose_merges()}


@task(saved.ALERTS, label=gettext_lazy("提醒保存的检索"))
def tell_news(progress: Progress) -> str:
    """After a load: tell the owners of saved searches what is new."""
    progress(0, 1, _("正在检索新载入的专利"))
    told = saved.tell_all()
    return _("%(count)d 个检索有新命中") % {"count": told}


@app.periodic(cron="* * * * *")
@app.task(name="zhicheng.patentinfo.follow_lake", queueing_lock="zhicheng.patentinfo.follow_lake")
def follow_lake(timestamp: int) -> None:
    """Every minute: versions that came by the command line are news like those that came by the page."""
    del timestamp
    try:
        loads.follow_lake()
    except IndexRefused:
        # Being rebuilt, or made by another version of the program: the next minute or the next start sees to it.
        return


@app.periodic(cron="17 6 * * *")
@app.task(name="zhicheng.patentinfo.tell_due", queueing_lock="zhicheng.patentinfo.tell_due")
def tell_due(timestamp: int) -> None:
    """Every morning: those whose day or week is over, and what a load could not tell."""
    del timestamp
    saved.tell_all()


@app.periodic(cron="37 6 * * *")
@app.task(name="zhicheng.patentinfo.remind_of_fees", queueing_lock="zhicheng.patentinfo.remind_of_fees")
def remind_of_fees(timestamp: int) -> None:
    """Every morning: fees that fall due in 90 or in 30 days."""
    del timestamp
    annuities.remind_all()
