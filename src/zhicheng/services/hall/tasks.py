"""Long and nightly work of the hall."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from zhicheng.base.jobs.actions import start
from zhicheng.base.jobs.registry import JobFailed, Progress, task
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import tasks_matching as matching
from zhicheng.services.hall.actions import handing_over, watching

# Tasks are found in this module; those of matching stand beside it.
__all__ = ["hand_over", "matching", "watch", "watch_nightly"]

WATCH = "hall.watch"


@task(handing_over.HAND_OVER, label=gettext_lazy("落实办理结果"))
def hand_over(progress: Progress, *, handover: int) -> str:
    """Do what an approval leads to, exactly once."""
    progress(0, 1, _("正在落实"))
    try:
        return handing_over.perform(handover_id=handover).text
    except Refused as refused:
        handing_over.fail(handover_id=handover, words=refused.because)
        raise JobFailed(refused.because) from refused


@task(WATCH, label=gettext_lazy("检查办件时限"))
def watch(progress: Progress) -> str:
    """Warn, escalate, let lapse, end publicity."""
    return watching.watch_all(progress)


@app.periodic(cron="7 5 * * *")
@app.task(name="zhicheng.hall.watch", queueing_lock="zhicheng.hall.watch")
def watch_nightly(timestamp: int) -> None:
    """Every morning before the offices open."""
    del timestamp
    start(task=WATCH, title=_("检查办件时限"), by=None, once=WATCH)
