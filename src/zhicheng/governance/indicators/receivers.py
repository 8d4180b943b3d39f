"""What indicators do when definitions change."""

from typing import Any

from django.dispatch import receiver

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.signals import definition_published
from zhicheng.governance.indicators.actions import recompute_later

KINDS = frozenset({"indicator", "layout"})


@receiver(definition_published, dispatch_uid="indicators.recompute_after_definition")
def recompute_after_definition(kind: str, by: User | None, **_rest: Any) -> None:
    """A new text of an indicator or a layout changes figures."""
    if kind in KINDS:
        recompute_later(by=by)
