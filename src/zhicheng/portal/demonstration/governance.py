"""Setup step: the year's governance of a demonstration, told once: plans, an assessment, a release."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.definitions.queries import current
from zhicheng.base.notices.actions import read
from zhicheng.base.notices.models import Notice
from zhicheng.base.verdicts import Refused
from zhicheng.governance.releases import actions as releases
from zhicheng.governance.releases.queries import newest_of
from zhicheng.governance.support.outcomes import SUPPORT_ITEMS
from zhicheng.portal.demonstration import support_year
from zhicheng.portal.demonstration.assessed_year import assess
from zhicheng.portal.demonstration.offices import CITIES, Offices
from zhicheng.portal.demonstration.plan_year import YEAR, adopt_all
from zhicheng.services.hall.actions.calls import announce_call
from zhicheng.services.hall.queries.calls import calls_of

Step = Callable[[Offices], str]


def load() -> str:
    """Tell what is missing; returns what was done."""
    if not settings.DEMONSTRATION:
        return _("不是演示系统，不设演示的年度工作")
    with scopes_disabled():
        return tell()


def tell() -> str:
    """Every step in a transaction of its own, each once: what was told stays, and an installation that is filled gets what is new."""
    offices, last = Offices(), Notice.objects.aggregate(last=Max("pk"))["last"] or 0
    with transaction.atomic():
        offices.enter()
    said = [words for step in STEPS if (words := taken(step, offices))]
    with transaction.atomic():
        settle_the_past(last)
    return "；".join(said) or _("没有变化")


def taken(step: Step, offices: Offices) -> str:
    """What a step did, in words; nothing when it was taken before."""
    with transaction.atomic():
        return step(offices)


def plan(offices: Offices) -> str:
    """Every city's plan."""
    made = adopt_all(offices)
    return _("%(count)d 个城市的 %(year)d 年度计划") % {"count": made, "year": YEAR} if made else ""


def assessed(offices: Offices) -> str:
    """The assessment of all cities."""
    return _("%(count)d 个城市的年度考核") % {"count": len(CITIES)} if assess(offices) else ""


def release(offices: Offices) -> str:
    """The year's release, once; what was done, in words. One that is refused now is made at the next start."""
    if newest_of(YEAR) is not None:
        return ""
    try:
        made = releases.make_release(year=YEAR, by=offices.guojia)
    except Refused as refused:
        return _("公开发布留待下次：%(because)s") % {"because": refused.because}
    return _("公开发布 %(number)s") % {"number": made.number}


def announce(offices: Offices) -> str:
    """A batch of each kind of policy support for which cities may apply; those that were 优秀 come first in it."""
    today, made = timezone.localdate(), 0
    for kind, code in SUPPORT_ITEMS.items():
        if calls_of(code, None):
            continue
        announce_call(
            definition=current("item", code), title=_("%(year)d 年度%(kind)s（演示）") % {"year": today.year, "kind": kind.label},
            opens_on=today - timedelta(days=10), closes_on=today + timedelta(days=80), quota=2, reserve=1, by=offices.guojia,
            synthetic=True,
        )  # fmt: skip
        made += 1
    return _("%(count)d 个政策支持的批次") % {"count": made} if made else ""


def settle_the_past(last: int) -> None:
    """What all this told people is read, so that inboxes hold what waits; `last` is the last message before it."""
    for notice in Notice.objects.filter(pk__gt=last, to__synthetic=True, read_at=None).select_related("to"):
        read(notice=notice, by=notice.to)


STEPS: tuple[Step, ...] = (
    plan, assessed, support_year.review, support_year.support, announce, support_year.guide, release,
)  # fmt: skip
"""What is told, in this order: the consequences look at the assessment, and the release holds all of it."""
