"""What the working pages share: the round or the city's part that is asked for, the path to it."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.accounts.access import PersonRequest
from zhicheng.governance.assessment import queries
from zhicheng.governance.assessment.models import Entry, Round

Crumbs = list[tuple[str, str | None]]


def known_round(request: PersonRequest, pk: int) -> Round:
    """The round, when the person may know of it; else it does not exist for him."""
    found = queries.round_of(request.user, pk)
    if found is None:
        raise Http404(_("没有这一轮考核，或者与您的辖区无关"))
    return found


def known_entry(request: PersonRequest, pk: int) -> Entry:
    """A city's part, when the person may read it; else it does not exist for him."""
    found = queries.entry_of(request.user, pk)
    if found is None:
        raise Http404(_("没有这份自评，或者不属于您的辖区"))
    return found


def path_to(round_: Round | None = None, *further: tuple[str, str | None]) -> Crumbs:
    """Home, the assessments, the round, and what follows."""
    crumbs: Crumbs = [(_("首页"), reverse("home"))]
    here = round_ is None and not further
    crumbs.append((_("年度考核"), None if here else reverse("assessment:list")))
    if round_ is not None:
        label = _("%(year)d 年第 %(number)d 轮") % {"year": round_.year, "number": round_.number}
        crumbs.append((label, round_.get_absolute_url() if further else None))
    return [*crumbs, *further]


def path_to_entry(entry: Entry, *further: tuple[str, str | None]) -> Crumbs:
    """The round's path, the city, and what follows."""
    return path_to(entry.round, (entry.region.name, entry.get_absolute_url() if further else None), *further)


def kicker(round_: Round) -> str:
    """What is assessed, by which version of the scheme, in which round."""
    facts = {"year": round_.year, "version": round_.definition.version, "number": round_.number}
    return _("%(year)d 年度考核 · 方案第 %(version)d 版 · 第 %(number)d 轮") % facts


def caution(round_: Round) -> str:
    """What the demonstration strip says: that a round is invented, and that a scheme without a source is no official one."""
    scheme = queries.scheme_of(round_)
    invented = _("这一轮的自评、专家和评分都是虚构的演示数据。") if round_.synthetic else ""
    return invented + (scheme.note if scheme.basis == "assumed" else "")
