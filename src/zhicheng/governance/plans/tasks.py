"""Nightly work of plans."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from zhicheng.base.jobs.actions import start
from zhicheng.base.jobs.registry import Progress, task
from zhicheng.governance.plans import actions

WATCH = "plans.watch"


@task(WATCH, label=gettext_lazy("检查年度计划的执行"))
def watch(progress: Progress) -> str:
    """Tell officers of what became late or silent."""
    progress(0, 1, _("正在检查"))
    return _("提醒了 %(count)d 份计划") % {"count": actions.warn_all()}


@app.periodic(cron="27 5 * * *")
@app.task(name="zhicheng.plans.watch", queueing_lock="zhicheng.plans.watch")
def watch_nightly(timestamp: int) -> None:
    """Every morning before the offices open."""
    del timestamp
    start(task=WATCH, title=_("检查年度计划的执行"), by=None, once=WATCH)
