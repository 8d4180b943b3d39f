"""Setup step: the year's governance of a demonstration, told once: plans, an assessment, a release."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.notices.actions import read_all
from zhicheng.governance.releases import actions as releases
from zhicheng.governance.releases.queries import newest_of
from zhicheng.portal.demonstration.assessed_year import assess
from zhicheng.portal.demonstration.offices import CITIES, Offices
from zhicheng.portal.demonstration.plan_year import YEAR, adopt_all


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
        settle_the_past()
    is_released = newest_of(YEAR) is None
    if is_released:
        releases.make_release(year=YEAR, by=offices.guojia)
    if not (plans or is_assessed or is_released):
        return _("没有变化")
    facts = {"plans": plans, "cities": len(CITIES), "year": YEAR}
    return _("%(plans)d 个城市的 %(year)d 年度计划，%(cities)d 个城市的年度考核，一次公开发布") % facts


def settle_the_past() -> None:
    """What all this told people so far is read, so that inboxes begin with what waits."""
    for user in User.objects.filter(synthetic=True, notices__read_at=None, notices__isnull=False).distinct():
        read_all(by=user)
