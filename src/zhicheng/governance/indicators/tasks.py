"""Long work of figures."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from zhicheng.base.accounts.models import User
from zhicheng.base.jobs.registry import Progress, task
from zhicheng.governance.indicators import actions


@task(actions.RECOMPUTE, label=gettext_lazy("重算指标"))
def recompute(progress: Progress, *, by: int | None = None) -> str:
    """Compute all figures again; `by` is the id of who asked."""
    progress(0, 1, _("正在计算"))
    made = actions.recompute(by=User.objects.filter(pk=by).first() if by else None)
    facts = {"written": made.written, "removed": made.removed, "indicators": len(made.indicators)}
    return _("%(indicators)d 个指标有变化：写入 %(written)d 个数值，删除 %(removed)d 个") % facts


@task(actions.CHECK, label=gettext_lazy("核对数据"))
def check(progress: Progress, *, by: int | None = None) -> str:
    """Ask all integrity checks; `by` is the id of who asked."""
    progress(0, 1, _("正在核对"))
    run = actions.run_checks(by=User.objects.filter(pk=by).first() if by else None)
    found = [result for result in run.results.all() if result.count]
    return _("%(found)d 项有发现，共 %(all)d 项") % {"found": len(found), "all": run.results.count()}


@app.periodic(cron="* * * * *")
@app.task(name="zhicheng.indicators.follow_records", queueing_lock="zhicheng.indicators.follow_records")
def follow_records(timestamp: int) -> None:
    """Every minute: figures follow the records that changed, and nothing else is computed."""
    del timestamp
    actions.follow_records()


@app.periodic(cron="11 4 * * *")
@app.task(name="zhicheng.indicators.nightly", queueing_lock="zhicheng.indicators.nightly")
def nightly(timestamp: int) -> None:
    """Every night: all figures anew, since stocks change with the day, and the integrity checks."""
    del timestamp
    actions.recompute(by=None)
    actions.run_checks(by=None)
