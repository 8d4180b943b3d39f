"""Long work of releases."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.jobs.registry import JobFailed, Progress, task
from zhicheng.base.verdicts import Refused
from zhicheng.governance.releases import actions, queries


@task(actions.TASK, label=gettext_lazy("制作公开发布"))
def make(progress: Progress, *, year: int, by: int, corrects: str = "", why: str = "") -> str:
    """Make the release of a year; `by` is the id of who asked, `corrects` the number of the release to correct."""
    progress(0, 1, _("正在固定数据、重算、签名"))
    try:
        made = actions.make_release(
            year=year,
            by=User.objects.get(pk=by),
            corrects=queries.release_of(corrects) if corrects else None,
            why=why,
        )
    except Refused as refusal:
        raise JobFailed(refusal.because) from None
    return _("已发布 %(number)s") % {"number": made.number}
