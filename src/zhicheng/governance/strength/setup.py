"""Setup step: evaluate every scheme in force."""

from zhicheng.base.definitions.queries import all_current
from zhicheng.governance.strength.actions import evaluate
from zhicheng.governance.strength.tasks import words_of


def load() -> str:
    """Publish what is new; returns what was done, in words."""
    made = [one for code in all_current("strength") for one in evaluate(scheme=code)]
    return words_of([one.year for one in made])
