"""What happens elsewhere that a round has to know."""

from typing import Any

from zhicheng.base.accounts.models import User
from zhicheng.governance.rounds import actions
from zhicheng.governance.strength.signals import held_year_computed


def connect() -> None:
    """Listen; called once when the app is ready."""
    held_year_computed.connect(on_held_year_computed, dispatch_uid="rounds.held_year_computed")


def on_held_year_computed(*, scheme: str, year: int, inputs_sha256: str, by: User | None, **_kwargs: Any) -> None:
    """The figures in force may give something else than the round that holds the year."""
    actions.note_drift(scheme=scheme, year=year, inputs_sha256=inputs_sha256, by=by)
