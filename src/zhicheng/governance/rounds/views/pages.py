"""What the pages of a yearly evaluation share."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.accounts.access import PersonRequest
from zhicheng.governance.rounds import queries
from zhicheng.governance.rounds.models import Round
from zhicheng.governance.rounds.tables import page_of

Crumbs = list[tuple[str, str | None]]


def known_round(request: PersonRequest, pk: int) -> Round:
    """The round, when the person may know of it; else it does not exist for him."""
    found = queries.round_of(request.user, pk)
    if found is None:
        raise Http404(_("没有这一轮评价，或者还没有送各市"))
    return found


def path_to(request: PersonRequest, round_: Round | None = None, *further: str) -> Crumbs:
    """Home, patent strength, rounds, the round, and what follows."""
    crumbs: Crumbs = [(_("首页"), reverse("home")), (_("专利实力"), reverse("strength:latest"))]
    if round_ is None:
        return [
            *crumbs,
            (_("年度评价"), reverse("rounds:list") if further else None),
            *((one, None) for one in further),
        ]
    here = _("%(year)d 年第 %(number)d 轮") % {"year": round_.year, "number": round_.number}
    crumbs += [(_("年度评价"), reverse("rounds:list")), (here, page_of(round_, request.user) if further else None)]
    return [*crumbs, *((one, None) for one in further)]


def kicker(round_: Round) -> str:
    """What is evaluated, by which version of which scheme, in which round."""
    facts = {
        "year": round_.year,
        "scheme": queries.scheme_of(round_).short,
        "version": round_.definition.version,
        "number": round_.number,
    }
    return _("%(year)d 年专利实力评价 · %(scheme)s第 %(version)d 版 · 第 %(number)d 轮") % facts


def warning(round_: Round) -> str:
    """What the demonstration strip says: a scheme without a source is no official evaluation."""
    scheme = queries.scheme_of(round_)
    return scheme.note if scheme.basis == "assumed" else ""
