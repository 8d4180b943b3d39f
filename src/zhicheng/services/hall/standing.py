"""Where a case stands, in one sentence for its applicant, and what comes next."""

from django.utils.translation import gettext as _

from zhicheng.base.ui.formats import date_zh
from zhicheng.services.hall.models import Application, Decision, State


def finding(application: Application) -> str:
    """The case's state as a finding: 已受理，正在审查."""
    facts = {
        "count": len(application.corrections),
        "until": date_zh(application.expires_on),
        "step": application.current_step.title,
        "publicised": date_zh(application.publicised_until),
        "decision": application.get_decision_display(),
    }
    words = {
        State.DRAFT: _("还没有提交，草稿保留到 %(until)s"),
        State.SUBMITTED: _("已提交，等待受理"),
        State.RETURNED: _("请补正 %(count)d 处，在 %(until)s前再次提交"),
        State.ACCEPTED: _("已受理，正在%(step)s"),
        State.EXAMINED: _("审查结束，等待决定"),
        State.DECIDED: _("已决定：%(decision)s，等待办结"),
        State.PUBLICISED: _("正在公示，到 %(publicised)s为止"),
        State.DELIVERED: _("已办结：%(decision)s"),
        State.WITHDRAWN: _("已撤回"),
        State.EXPIRED: _("已失效，可以重新申请"),
    }
    return words[State(application.state)] % facts


def next_step(application: Application) -> str:
    """Who does what next."""
    words = {
        State.DRAFT: _("填好以后提交。不提交，办理机关看不到。"),
        State.SUBMITTED: _("办理机关先核对材料是否齐全，决定受理、退回补正或者不予受理。"),
        State.RETURNED: _("改好下面列出的内容，再提交一次。补正期间不计入办理时限；到期不提交的，申请失效。"),
        State.ACCEPTED: _("办理机关正在审查，您不用做什么。需要补正时会通知您。"),
        State.EXAMINED: _("办理机关将作出决定，您不用做什么。"),
        State.DECIDED: _("办理机关将制发文书，办结后通知您。"),
        State.PUBLICISED: _("公示期满没有异议，或者异议不成立的，办理机关予以办结。"),
        State.DELIVERED: ended_words(application),
        State.WITHDRAWN: _("您撤回了这件申请。需要时可以重新申请。"),
        State.EXPIRED: _("超过期限没有提交或者没有补正。填写过的内容还在，可以查看。"),
    }
    return words[State(application.state)]


def ended_words(application: Application) -> str:
    """What an ended case leaves to do."""
    if application.decision in {Decision.REFUSED, Decision.NOT_ACCEPTED}:
        return _("理由写在下面。情况有变化的，可以重新申请。")
    return _("文书和办理结果都在本页。请对这次办理作出评价。")
