"""Setup step: the year's governance of a demonstration, told once: plans, an assessment, a release."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.queries import current
from zhicheng.base.notices.actions import read_all
from zhicheng.base.verdicts import Refused
from zhicheng.governance.releases import actions as releases
from zhicheng.governance.releases.queries import newest_of
from zhicheng.governance.support.outcomes import SUPPORT_ITEMS
from zhicheng.portal.demonstration.assessed_year import assess
from zhicheng.portal.demonstration.offices import CITIES, Offices
from zhicheng.portal.demonstration.plan_year import YEAR, adopt_all
from zhicheng.services.hall.actions.calls import announce_call
from zhicheng.services.hall.queries.calls import calls_of


def load() -> str:
    """Tell what is missing; returns what was done."""
    if not settings.DEMONSTRATION:
        return _("不是演示系统，不设演示的年度工作")
    with scopes_disabled():
        return tell()


def tell() -> str:
    """Plans, the assessment, the release: each in a transaction of its own, so that what was told stays."""
    offices = Offices()
    with transaction.atomic():
        offices.enter()
    with transaction.atomic():
        plans = adopt_all(offices)
    with transaction.atomic():
        is_assessed = assess(offices)
        announce(offices)
        settle_the_past()
    released = release(offices)
    if not (plans or is_assessed or released):
        return _("没有变化")
    facts = {"plans": plans, "cities": len(CITIES), "year": YEAR, "released": released}
    return _("%(plans)d 个城市的 %(year)d 年度计划，%(cities)d 个城市的年度考核；%(released)s") % facts


def release(offices: Offices) -> str:
    """The year's release, once; what was done, in words. One that is refused now is made at the next start."""
    if newest_of(YEAR) is not None:
        return ""
    try:
        made = releases.make_release(year=YEAR, by=offices.guojia)
    except Refused as refused:
        return _("公开发布留待下次：%(because)s") % {"because": refused.because}
    return _("公开发布 %(number)s") % {"number": made.number}


def announce(offices: Offices) -> None:
    """A batch of each kind of policy support for which cities may apply; those that were 优秀 come first in it."""
    today = timezone.localdate()
    for kind, item in SUPPORT_ITEMS.items():
        if calls_of(item, None):
            continue
        announce_call(
            definition=current("item", item), title=_("%(year)d 年度%(kind)s（演示）") % {"year": today.year, "kind": kind.label},
            opens_on=today - timedelta(days=10), closes_on=today + timedelta(days=80), quota=2, reserve=1, by=offices.guojia,
            synthetic=True,
        )  # fmt: skip


def settle_the_past() -> None:
    """What all this told people so far is read, so that inboxes begin with what waits."""
    for user in User.objects.filter(synthetic=True, notices__read_at=None, notices__isnull=False).distinct():
        read_all(by=user)
