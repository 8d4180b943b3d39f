"""Nightly work of the assessment."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from zhicheng.base.jobs.actions import start
from zhicheng.base.jobs.registry import Progress, task
from zhicheng.governance.assessment import actions

REMIND = "assessment.remind"


@task(REMIND, label=gettext_lazy("提醒年度考核的期限"))
def remind(progress: Progress) -> str:
    """Tell those whose time in a round runs out."""
    progress(0, 1, _("正在检查"))
    return _("提醒了 %(count)d 件事") % {"count": actions.remind_all()}


@app.periodic(cron="37 5 * * *")
@app.task(name="zhicheng.assessment.remind", queueing_lock="zhicheng.assessment.remind")
def remind_nightly(timestamp: int) -> None:
    """Every morning before the offices open."""
    del timestamp
    start(task=REMIND, title=_("提醒年度考核的期限"), by=None, once=REMIND)
