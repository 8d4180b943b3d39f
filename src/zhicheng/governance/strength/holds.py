"""Which years of a scheme stand still: an app that governs them says so, and the live evaluation leaves them alone.

holds.register(lambda scheme: frozenset({2010}) if scheme == … else frozenset())
"""

from collections.abc import Callable

Held = Callable[[str], frozenset[int]]
_registered: list[Held] = []


def register(held: Held) -> Held:
    """Announce a function: scheme's code → its years that stand still. It is called inside the evaluation's transaction."""
    _registered.append(held)
    return held


def years(scheme: str) -> frozenset[int]:
    """All years of a scheme that somebody holds."""
    return frozenset[int]().union(*(held(scheme) for held in _registered))
