"""Who sees a score sheet and who fills it."""

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.parties.models import Party
from zhicheng.base.parties.rules import can_see
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.cultivation.definition_kinds import ScoreLine


def can_read(user: User, party: Party) -> Verdict:
    """The organisation's own people and the officers of its place."""
    return can_see(user, party)


def has_party(user: User) -> Verdict:
    """Score sheets are filled by people of organisations."""
    if user.party_id is not None:
        return YES
    return no("not_of_a_party", _("评分表由单位自己填报"))


def can_enter(user: User, party: Party) -> Verdict:
    """An organisation fills its own sheet; officers read it."""
    if user.party_id == party.pk:
        return YES
    return no("not_your_party", _("评分表由单位自己填报"))


def fits(line: ScoreLine, values: list[float]) -> Verdict:
    """Whether the numbers are what the line takes."""
    if len(values) != (3 if line.kind == "yearly" else 1):
        return no("wrong_count", _("逐年比重要填三年，其他项只填一个数"))
    if any(value < 0 for value in values):
        return no("negative", _("数值不能小于 0"))
    if line.unit == "%" and any(value > 100 for value in values):
        return no("over_hundred", _("比重不能超过 100%"))
    if line.kind == "flag" and values[0] not in {0, 1}:
        return no("no_flag", _("这一项只有“是”或“否”"))
    return YES
