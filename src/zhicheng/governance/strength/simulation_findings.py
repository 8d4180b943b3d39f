"""What a simulation says, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.governance.strength.findings import PODIUM, listed
from zhicheng.governance.strength.naming import Names
from zhicheng.governance.strength.queries import City
from zhicheng.governance.strength.simulation import Lead


@dataclass(frozen=True, slots=True)
class SimulatedRow:
    """A city in a simulated ranking beside its real place. `change` = places gained, positive is better."""

    code: str
    name: str
    short_name: str
    rank: int
    official: int
    score: float
    official_score: float

    @property
    def change(self) -> int:
        return self.official - self.rank


def heading(rows: Sequence[SimulatedRow]) -> str:
    """Who would lead."""
    first = [row.short_name for row in rows if row.rank <= PODIUM]
    if not first:
        return _("模拟：没有可以排名的")
    words = _("模拟：%(cities)s居前三") if len(first) == PODIUM else _("模拟：%(cities)s居前")
    return words % {"cities": listed(first)}


def lead_words(rows: Sequence[SimulatedRow], names: Names) -> str:
    """How many cities would move, how far, and who furthest."""
    moved = [row for row in rows if row.change]
    if not moved:
        return _("名次与正式结果完全相同。")
    furthest = max(moved, key=lambda row: (abs(row.change), -row.official))
    return _(
        "%(units)d %(counted)s中 %(moved)d 个名次有变，平均变动 %(mean)s 名；变动最大的是%(city)s，从第 %(old)d 名到第 %(new)d 名。"
    ) % {
        "units": len(rows),
        "counted": names.counted,
        "moved": len(moved),
        "mean": formats.number(sum(abs(row.change) for row in rows) / len(rows), 1),
        "city": furthest.short_name,
        "old": furthest.official,
        "new": furthest.rank,
    }


def followed_words(row: SimulatedRow | None) -> str:
    """What would become of the followed city; empty when it has no place."""
    if row is None:
        return ""
    facts = {"city": row.short_name, "old": row.official, "new": row.rank, "places": abs(row.change)}
    if not row.change:
        return _("%(city)s仍列第 %(new)d 名。") % facts
    words = (
        _("%(city)s从第 %(old)d 名升到第 %(new)d 名。")
        if row.change > 0
        else _("%(city)s从第 %(old)d 名降到第 %(new)d 名。")
    )
    return words % facts


def leader_words(leader: City, leads: Sequence[Lead], names: Names) -> str:
    """Which aspect's weight decides over the first place."""
    tight = [one for one in leads if one.low > 0 or one.high < 1]
    if not tight:
        return _("无论哪个方面的权重怎样变，%(city)s都居首。") % {"city": leader.short_name}
    room = min(
        tight, key=lambda one: min(one.now - one.low if one.low > 0 else 1, one.high - one.now if one.high < 1 else 1)
    )
    return _("%(city)s居首的余地，在“%(aspect)s”的权重上最小：从 %(low)s 到 %(high)s 之间才居首，现为 %(now)s。") % {
        "city": leader.short_name,
        "aspect": names.label(room.aspect),
        "low": formats.percent(room.low, 0),
        "high": formats.percent(room.high, 0),
        "now": formats.percent(room.now, 0),
    }
