"""What happens in the hall when something else changed."""

from typing import Any

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.signals import definition_published
from zhicheng.base.jobs.actions import start
from zhicheng.services.hall.definition_kinds import ITEM

MATCH_ITEM = "hall.match_item"


def connect() -> None:
    """Listen; a second time changes nothing."""
    definition_published.connect(match_published_item, dispatch_uid="hall.match_published_item")


def match_published_item(kind: str, definition: Definition, by: User | None, **_facts: Any) -> None:
    """Find in the background who may have an item that was put in force."""
    if kind == ITEM.code:
        title = _("核对谁符合“%s”") % definition.title
        arguments = {"item": definition.code}
        start(task=MATCH_ITEM, title=title[:200], by=by, arguments=arguments, once=f"{MATCH_ITEM} {definition.code}")
