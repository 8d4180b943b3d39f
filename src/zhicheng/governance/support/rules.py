"""Who reviews terms, who decides, and what was given to whom."""

from datetime import date

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.engine.calendars.periods import add_months
from zhicheng.governance.support.models import Guidance, ReviewState, TermReview
from zhicheng.governance.support.proposing import OPEN
from zhicheng.services.cultivation.models import CityStage, Stage

FOLLOWING = CITY_OFFICERS | {Role.PROVINCIAL, Role.NATIONAL}
OPENS_MONTHS = 6
"""A review may be prepared so many months before the term ends; it is decided when the term is over."""


def is_national(user: User) -> Verdict:
    if user.role == Role.NATIONAL:
        return YES
    return no("not_national", _("示范城市由国家局复核"))


def can_follow(user: User) -> Verdict:
    """Working papers of cities are read by their own offices and those above."""
    if user.role in FOLLOWING:
        return YES
    return no("not_an_office", _("城市的复核、支持和指导由市局以上管理部门办理"))


def can_propose(user: User, stage: CityStage | None, today: date) -> Verdict:
    """Begin the review of a term that is over, or nearly."""
    return is_national(user) & may_be_proposed(stage, today)


def may_be_proposed(stage: CityStage | None, today: date) -> Verdict:
    if stage is None or stage.stage != Stage.DEMONSTRATION or stage.ends_on is None:
        return no("no_demonstration", _("只有任期内的示范城市需要三年复核"))
    first = add_months(stage.ends_on, -OPENS_MONTHS)
    if today < first:
        return no("too_early", _("任期到 %(end)s届满，%(first)s起可以准备复核") % {
            "end": date_zh(stage.ends_on), "first": date_zh(first),
        })  # fmt: skip
    return YES


def can_state(user: User, review: TermReview) -> Verdict:
    """State a fact that no record holds."""
    return is_national(user) & is_open(review)


def is_open(review: TermReview) -> Verdict:
    if review.is_open:
        return YES
    return no("ended", _("这次复核%(state)s") % {"state": review.get_state_display()})


def can_rectify(user: User, review: TermReview, until: date, today: date) -> Verdict:
    """Give the city time to mend what is missing."""
    allowed = is_national(user) & is_in(review, ReviewState.PROPOSED)
    if allowed and until <= today:
        return no("no_time", _("整改期限应在今天以后"))
    return allowed


def can_propose_again(user: User, review: TermReview) -> Verdict:
    """Ask the records again, after the city mended or facts changed."""
    return is_national(user) & is_open(review)


def can_decide(user: User, review: TermReview, *, agrees: bool, why: str, has_colleague: bool) -> Verdict:
    """Decide on a proposal. Four eyes while there are four; another decision than the proposed one says why."""
    allowed = is_national(user) & is_in(review, ReviewState.PROPOSED)
    if not allowed:
        return allowed
    if has_colleague and review.proposed_by_id == user.pk:
        return no("proposed_by_you", _("这次复核由您提出，须由国家局的另一位工作人员决定"))
    if review.proposal == OPEN and not why:
        return no("open_proposal", _("还有事实不清楚，平台没有建议；请写明决定的理由"))
    if not agrees and not why:
        return no("no_reason", _("决定与建议不同，请写明理由"))
    return YES


def is_in(review: TermReview, state: ReviewState) -> Verdict:
    if review.state == state:
        return YES
    return no("wrong_state", _("这次复核%(state)s") % {"state": review.get_state_display()})


def can_cancel(user: User, review: TermReview) -> Verdict:
    return is_national(user) & is_in(review, ReviewState.PROPOSED)


def can_register_guidance(user: User, guidance: Guidance) -> Verdict:
    """The city that was advised, or the national office, says what came of it, once."""
    own = user.role in CITY_OFFICERS and user.region_id == guidance.region_id
    if not own and user.role != Role.NATIONAL:
        return no("not_your_guidance", _("由申请的城市或国家局登记指导结果"))
    if guidance.held_on is not None:
        return no("registered", _("指导结果已于 %(day)s登记") % {"day": date_zh(guidance.held_on)})
    return YES
