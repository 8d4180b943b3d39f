from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.jobs.registry import JobFailed, Progress, task
from zhicheng.governance.strength import actions


@task(actions.TASK, label=gettext_lazy("专利实力评价"))
def evaluate(progress: Progress, *, scheme: str, by: int | None = None, why: str = "") -> str:
    """Compute all years of a scheme; publishes only what changed, so a second run does nothing."""
    progress(0, 1, _("正在计算各年得分"))
    try:
        made = actions.evaluate(scheme=scheme, by=User.objects.filter(pk=by).first() if by else None, why=why)
    except Definition.DoesNotExist:
        raise JobFailed(_("没有现行的专利实力方案 %(scheme)s") % {"scheme": scheme}) from None
    return words_of([one.year for one in made])


def words_of(years: list[int]) -> str:
    """What was published, in one line."""
    if not years:
        return _("各年得分没有变化")
    if len(years) == 1:
        return _("发布了 %(year)d 年的新结果") % {"year": years[0]}
    return _("发布了 %(count)d 个年份的新结果（%(first)d–%(last)d 年）") % {
        "count": len(years),
        "first": min(years),
        "last": max(years),
    }
