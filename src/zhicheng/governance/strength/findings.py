"""What the numbers say, in one sentence each: the headings and leads of the pages."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.governance.strength.definition_kinds import Doubts
from zhicheng.governance.strength.models import Evaluation, ScreenedOut
from zhicheng.governance.strength.naming import Names
from zhicheng.governance.strength.queries import HistoryRow, Interval, RankingRow, Sheet, TreeRow

PODIUM = 3
SURE = 0.9
"""Share of the draws from which on an order of two cities counts as sure."""


def listed(words: Sequence[str]) -> str:
    """Chinese enumeration: 甲、乙、丙."""
    return "、".join(words)


def ranking_heading(rows: Sequence[RankingRow], group: str, *, are_cities: bool = True) -> str:
    """Who stands first; `group` is the name of a part of the country, empty for all."""
    if not rows:
        return _("%(group)s没有城市入评") % {"group": group} if group else _("没有城市入评")
    place = _("市") if are_cities else _("地")
    first = [row.short_name for row in rows if row.group_rank <= PODIUM]
    words = _("%(cities)s居前三") if len(first) == PODIUM else _("%(cities)s居前")
    sentence = words % {"cities": listed(first)} + closeness([row for row in rows if row.group_rank <= PODIUM], place)
    return _("%(group)s：%(sentence)s") % {"group": group, "sentence": sentence} if group else sentence


def closeness(first: Sequence[RankingRow], place: str = "市") -> str:
    """That the first cities' intervals overlap: of every two, or at least of the first two; else empty."""
    known = [row.interval for row in first if row.interval is not None]
    if len(known) < len(first) or len(first) < 2:
        return ""
    if all(one.overlaps(other) for one, other in combinations(known, 2)):
        count = {2: _("两"), 3: _("三")}.get(len(first), str(len(first)))
        return _("，%(count)s%(place)s先后难分") % {"count": count, "place": place}
    if known[0].overlaps(known[1]):
        return _("，%(cities)s先后难分") % {"cities": listed([row.short_name for row in first[:2]])}
    return ""


def interval_sentence(interval: Interval | None, doubts: Doubts | None) -> str:
    """Where nine of ten draws put a city; empty when nothing was drawn."""
    if interval is None or doubts is None:
        return ""
    facts = {"draws": formats.number(doubts.draws), "low": interval.rank_low, "high": interval.rank_high}
    if interval.rank_low == interval.rank_high:
        return _("重算 %(draws)s 次，九成以上仍列第 %(low)d 名。") % facts
    return _("重算 %(draws)s 次，九成落在第 %(low)d 至 %(high)d 名。") % facts


def spread_finding(city: str, interval: Interval) -> str:
    """Between which places nine of ten draws put a city, as a chart's finding."""
    if interval.rank_low == interval.rank_high:
        return _("%(city)s在九成以上的重算中列第 %(low)d 名") % {"city": city, "low": interval.rank_low}
    return _("%(city)s在九成的重算中列第 %(low)d 至 %(high)d 名") % {
        "city": city,
        "low": interval.rank_low,
        "high": interval.rank_high,
    }


def neighbours_finding(city: str, chances: Sequence[tuple[str, float]]) -> str:
    """Before which of its neighbours a city stands surely, and with which it could well change places; share of draws each."""
    close = [name for name, share in chances if 1 - SURE < share < SURE]
    if not close:
        return _("%(city)s与前后各市的先后，在九成以上的重算中不变。") % {"city": city}
    if len(close) == len(chances):
        return _("%(city)s与前后各市先后难分：没有一市在九成以上的重算中始终在前或在后。") % {"city": city}
    return _("%(city)s与%(others)s先后难分；与其余各市的先后，在九成以上的重算中不变。") % {
        "city": city,
        "others": listed(close),
    }


def ranking_lead(evaluation: Evaluation, names: Names, rows: Sequence[RankingRow]) -> str:
    """How many were evaluated, and how far the first is ahead."""
    screen, counted = names.scheme.screen, names.counted
    words = _("%(units)d %(counted)s入评。")
    if screen.at_least > 0:
        words = _(
            "%(active)d %(counted)s当年有%(noun)s，其中 %(units)d %(each)s达到入评条件（%(noun)s不少于 %(least)s %(unit)s）。"
        )
    facts = {"noun": screen.noun, "unit": screen.unit, "least": formats.number(screen.at_least)}
    found = {"active": evaluation.active_units, "units": evaluation.units, "counted": counted, "each": counted[0]}
    parts = [words % (facts | found)]
    if len(rows) > 1:
        parts.append(lead_of_first(rows[0], rows[1], names.digits))
    return "".join(parts)


def lead_of_first(first: RankingRow, second: RankingRow, digits: int) -> str:
    if first.rank == second.rank:
        return _("%(first)s和%(second)s得分相同。") % {"first": first.short_name, "second": second.short_name}
    return _("%(first)s得 %(score)s 分，比%(second)s高 %(margin)s 分。") % {
        "first": first.short_name,
        "second": second.short_name,
        "score": formats.number(first.score, digits),
        "margin": formats.number(first.score - second.score, digits),
    }


def followed_place(
    rows: Sequence[RankingRow], left_out: Sequence[ScreenedOut], code: str, doubts: Doubts | None = None
) -> str:
    """Where the followed city stands and how surely, or why it has no place; empty when nothing is known of it."""
    row = next((one for one in rows if one.code == code), None)
    if row is not None:
        words = _("%(city)s列第 %(rank)d 名，%(change)s。") % {
            "city": row.short_name,
            "rank": row.rank,
            "change": since_last_year(row.change),
        }
        return words + interval_sentence(row.interval, doubts)
    reason = next((one for one in left_out if one.region_id == code), None)
    if reason is not None:
        return _("%(city)s未入评：%(reason)s。") % {"city": reason.region.short_name, "reason": reason.words}
    return ""


def since_last_year(change: int | None) -> str:
    """A change of place as part of a sentence."""
    if change is None:
        return _("上年未入评")
    if change == 0:
        return _("与上年持平")
    words = _("比上年升 %(places)d 名") if change > 0 else _("比上年降 %(places)d 名")
    return words % {"places": abs(change)}


def score_heading(city: str, rows: Sequence[TreeRow]) -> str:
    """A city's strongest and weakest aspect by place."""
    aspects = [row for row in rows if row.level == 1 and row.values.rank is not None]
    if not aspects:
        return _("%(city)s的得分") % {"city": city}
    in_order = sorted(aspects, key=lambda row: row.values.rank or 0)
    best, worst = in_order[0], in_order[-1]
    if best.values.rank == worst.values.rank:
        return _("%(city)s：各方面都列第 %(rank)d 名") % {"city": city, "rank": best.values.rank}
    return _("%(city)s：%(best)s列第 %(high)d 名最靠前，%(worst)s列第 %(low)d 名最靠后") % {
        "city": city,
        "best": best.label,
        "high": best.values.rank,
        "worst": worst.label,
        "low": worst.values.rank,
    }


def score_lead(rows: Sequence[TreeRow], of: int, names: Names) -> str:
    """Score and place, what brought most, and the weakest indicator."""
    total = rows[0].values
    parts = [
        _("得分 %(score)s，列 %(of)d %(each)s入评%(noun)s的第 %(rank)d 名。")
        % {
            "score": formats.number(total.score, names.digits),
            "of": of,
            "rank": total.rank or 0,
            "each": names.counted[0],
            "noun": names.unit_noun,
        }
    ]
    leaves = [row for row in rows if row.level == 2 and row.values.rank is not None]
    if leaves:
        most = max(leaves, key=lambda row: row.values.contribution or 0.0)
        last = max(leaves, key=lambda row: row.values.rank or 0)
        parts.append(
            _("%(most)s贡献最大（%(points)s 分）；%(last)s列第 %(rank)d 名，在各项指标中最靠后。")
            % {
                "most": names.label(most.node),
                "points": formats.number(most.values.contribution, names.digits),
                "last": names.label(last.node),
                "rank": last.values.rank,
            }
        )
    return "".join(parts)


def sum_check(rows: Sequence[TreeRow], names: Names) -> str:
    """One contribution worked out, and that all of them make the total."""
    total = rows[0].values
    leaves = [row for row in rows if row.level == 2 and row.values.contribution is not None]
    if not leaves:
        return ""
    most = max(leaves, key=lambda row: row.values.contribution or 0.0)
    example = _("贡献 = 换算分 × 权重，例：%(label)s %(score)s × %(weight)s = %(points)s 分。") % {
        "label": names.label(most.node),
        "score": formats.number(most.values.score, names.digits + 1),
        "weight": formats.percent(most.values.weight, 2),
        "points": formats.number(most.values.contribution, names.digits + 1),
    }
    added = sum(row.values.contribution or 0.0 for row in leaves)
    check = _("%(count)d 项相加得 %(sum)s 分，与总分 %(total)s 分一致。") % {
        "count": len(leaves),
        "sum": formats.number(added, names.digits + 1),
        "total": formats.number(total.score, names.digits + 1),
    }
    return example + check + missing_words(total.missing_share)


def missing_words(share: float) -> str:
    """How much of a score other indicators had to carry."""
    if not share:
        return _("没有缺项，也没有估算值。")
    return _("缺数据的指标占权重的 %(share)s，它们的权重由同一方面的其他指标分担，没有估算值。") % {
        "share": formats.percent(share)
    }


def shape_finding(scores: Sheet, code: str, other: str, names: Names) -> str:
    """In which aspect a city is furthest from another; `other` empty = from the middle city."""
    gaps = {
        aspect.code: (scores.of(code, aspect.code).score, other_score(scores, other, aspect.code))
        for aspect in names.scheme.aspects
    }
    known = {node: mine - theirs for node, (mine, theirs) in gaps.items() if mine is not None and theirs is not None}
    if not known:
        return _("没有可以比较的方面")
    node = max(known, key=lambda each: abs(known[each]))
    whom = scores.cities[other].short_name if other else _("中位城市")
    words = _("与%(whom)s相比，%(aspect)s领先最多") if known[node] > 0 else _("与%(whom)s相比，%(aspect)s落后最多")
    if not known[node]:
        return _("各方面都与%(whom)s持平") % {"whom": whom}
    return words % {"whom": whom, "aspect": names.label(node)}


def other_score(scores: Sheet, other: str, node: str) -> float | None:
    return scores.of(other, node).score if other else scores.median(node)


def history_finding(city: str, history: Sequence[HistoryRow]) -> str:
    """Between which places a city moved."""
    if not history:
        return _("%(city)s在各年都未入评") % {"city": city}
    ranks = [row.rank for row in history]
    if len(set(ranks)) == 1:
        return _("%(city)s在 %(count)d 个年份都列第 %(rank)d 名") % {
            "city": city,
            "count": len(ranks),
            "rank": ranks[0],
        }
    return _("%(city)s入评 %(count)d 年，在第 %(best)d 至 %(worst)d 名之间") % {
        "city": city,
        "count": len(ranks),
        "best": min(ranks),
        "worst": max(ranks),
    }


def map_finding(rows: Sequence[RankingRow], values: Mapping[str, float], label: str) -> str:
    """Who has most of what the map shows."""
    best = sorted((row for row in rows if row.code in values), key=lambda row: -values[row.code])
    if not best:
        return _("没有可以画在地图上的%(label)s") % {"label": label}
    return _("%(label)s最高的是%(cities)s") % {
        "label": label,
        "cities": listed([row.short_name for row in best[:PODIUM]]),
    }


def compare_heading(cities: Sequence[str], leader: str) -> str:
    """Who is first among those compared."""
    if not cities:
        return _("选择城市，比较各方面的得分")
    if len(cities) == 1:
        return _("再选一座城市，与%(city)s比较") % {"city": cities[0]}
    return _("%(cities)s中，%(leader)s总分最高") % {"cities": listed(cities), "leader": leader}
