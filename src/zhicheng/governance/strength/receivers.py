"""What a change elsewhere leads to here: changed figures or a changed scheme are evaluated anew, as a job."""

from typing import Any

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current
from zhicheng.base.definitions.signals import definition_published
from zhicheng.governance.indicators.signals import figures_changed
from zhicheng.governance.strength import actions, queries


def connect() -> None:
    """Listen; called once when the app is ready."""
    figures_changed.connect(on_figures_changed, dispatch_uid="strength.figures_changed")
    definition_published.connect(on_definition_published, dispatch_uid="strength.definition_published")


def on_figures_changed(*, indicators: frozenset[str], by: User | None, **_kwargs: Any) -> None:
    """Evaluate every scheme in force that uses one of the indicators."""
    for definition in all_current("strength").values():
        if indicators & queries.scheme_of(definition).indicator_codes:
            actions.start_evaluation(scheme=definition, by=by, why=_("指标数据有变化"))


def on_definition_published(*, kind: str, definition: Definition, by: User | None, **_kwargs: Any) -> None:
    """Evaluate a scheme that was changed."""
    if kind == "strength":
        actions.start_evaluation(scheme=definition, by=by, why=_("方案有变化"))
