"""What happens when the lake has changed."""

from typing import Any

from django.utils.translation import gettext as _

from zhicheng.base.jobs.actions import start
from zhicheng.services.patentinfo.actions.applicants import PROPOSE
from zhicheng.services.patentinfo.actions.saved import ALERTS
from zhicheng.services.patentinfo.signals import patents_changed


def connect() -> None:
    """Listen; a second time changes nothing."""
    patents_changed.connect(look_for_news, dispatch_uid="patentinfo.look_for_news")
    patents_changed.connect(compare_names, dispatch_uid="patentinfo.compare_names")


def look_for_news(**_facts: Any) -> None:
    """Look in the background what is new for saved searches."""
    start(task=ALERTS, title=_("提醒保存的检索"), by=None, once=ALERTS)


def compare_names(**_facts: Any) -> None:
    """Compare applicants' names in the background."""
    start(task=PROPOSE, title=_("比较申请人名称"), by=None, once=PROPOSE)
