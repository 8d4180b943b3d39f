"""What a city's profile says, in sentences."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.governance.strength.findings import listed
from zhicheng.governance.strength.naming import Names
from zhicheng.governance.strength.needs import NeedRow
from zhicheng.governance.strength.profiles import Change, PeerRow, root_row, strengths, weaknesses
from zhicheng.governance.strength.queries import Sheet


def signed(points: float, digits: int = 1) -> str:
    """`+1.2`, `−0.8`, `0.0`: points of a change."""
    words = formats.number(points, digits)
    return f"+{words}" if points > 0 and any(mark in "123456789" for mark in words) else words


def heading(city: str, rows: Sequence[PeerRow], peers: int, names: Names) -> str:
    """The furthest strength and weakness."""
    if not peers:
        return _("%(city)s：这个范围内没有别的可比") % {"city": city}
    ahead, behind = strengths(rows), weaknesses(rows)
    if ahead and behind:
        return _("%(city)s：强在%(best)s，弱在%(worst)s") % {
            "city": city,
            "best": names.label(ahead[0].node),
            "worst": names.label(behind[0].node),
        }
    if ahead:
        return _("%(city)s：没有一项指标低于同类的中位数") % {"city": city}
    if behind:
        return _("%(city)s：没有一项指标高于同类的中位数") % {"city": city}
    return _("%(city)s：各项指标都与同类的中位数持平") % {"city": city}


def lead(rows: Sequence[PeerRow], names: Names) -> str:
    """The place among the peers, and what makes the distance to their median."""
    total = root_row(rows)
    if total.scores is None or total.gap is None or total.place is None:
        return ""
    words = _("总分 %(score)s，同类的中位数是 %(median)s；连自己在内的 %(of)d %(counted)s中列第 %(place)d。") % {
        "score": formats.number(total.values.score, names.digits),
        "median": formats.number(total.scores.middle, names.digits),
        "counted": names.counted,
        "of": total.of,
        "place": total.place,
    }
    return words + gaps_words(rows, names)


def gaps_words(rows: Sequence[PeerRow], names: Names) -> str:
    """By how many points of the total the first strength and the first weakness count."""
    parts = []
    if ahead := strengths(rows):
        parts.append(
            _("%(label)s比中位数多得 %(points)s 分")
            % {"label": names.label(ahead[0].node), "points": formats.number(ahead[0].gap, names.digits)}
        )
    if behind := weaknesses(rows):
        parts.append(
            _("%(label)s少得 %(points)s 分")
            % {"label": names.label(behind[0].node), "points": formats.number(-(behind[0].gap or 0), names.digits)}
        )
    return _("折成总分，%(parts)s。") % {"parts": _("，").join(parts)} if parts else ""


def change_finding(city: str, change: Change, names: Names) -> str:
    """By how much the score changed, and what did most."""
    facts = {
        "city": city,
        "from": change.before.evaluation.year,
        "to": change.after.evaluation.year,
        "points": formats.number(abs(change.points), names.digits),
    }
    most = max(change.parts, key=lambda part: abs(part.points))
    if not formats.number(abs(change.points), names.digits).strip("0."):
        return _("%(from)d 至 %(to)d 年，%(city)s的得分没有变") % facts
    words = (
        _("%(from)d 至 %(to)d 年，%(city)s的得分升 %(points)s 分")
        if change.points > 0
        else _("%(from)d 至 %(to)d 年，%(city)s的得分降 %(points)s 分")
    ) % facts
    return words + _("，变动最大的是%(label)s（%(part)s）") % {
        "label": names.label(most.node),
        "part": signed(most.points, names.digits),
    }


def change_words(change: Change, names: Names) -> str:
    """How much of a change is the city's own doing."""
    return _(
        "其中自己的指标变化带来 %(own)s 分，其他%(noun)s的变化（换算的尺度随之移动）带来 %(others)s 分，合计 %(points)s 分，与总分之差一致。"
    ) % {
        "noun": names.unit_noun,
        "own": signed(change.own, names.digits),
        "others": signed(change.others, names.digits),
        "points": signed(change.points, names.digits),
    }


def ahead_words(scores: Sheet, code: str, digits: int) -> str:
    """How far the city with the next better place is ahead; empty for the first."""
    own = scores.of(code)
    better = [each for each in scores.values if (scores.of(each).rank or 0) < (own.rank or 0)]
    if not better or own.score is None:
        return ""
    other = better[-1]
    return _("比第 %(rank)d 名的%(city)s低 %(points)s 分。") % {
        "rank": scores.of(other).rank or 0,
        "city": scores.cities[other].short_name,
        "points": formats.number((scores.of(other).score or 0.0) - own.score, digits),
    }


def needs_heading(city: str, place: int, rows: Sequence[NeedRow]) -> str:
    """How many indicators could bring the city to a place by themselves."""
    reachable = [row for row in rows if row.is_reachable]
    if not reachable:
        return _("%(city)s要到第 %(place)d 名，任何一项指标单独都不够") % {"city": city, "place": place}
    words = _("%(city)s要到第 %(place)d 名：%(count)d 项指标单独改进就够")
    return words % {"city": city, "place": place, "count": len(reachable)}


def needs_lead(rows: Sequence[NeedRow], names: Names) -> str:
    """Which cannot do it alone."""
    never = [names.label(row.node) for row in rows if row.need is not None and not row.is_reachable]
    if not never:
        return ""
    return _("%(labels)s再高，单独也到不了。") % {"labels": listed(never)}
