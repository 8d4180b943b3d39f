"""What the pages of results share: the round, who asks, the path, what stands at the top."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.verdicts import Verdict
from zhicheng.governance.assessment import queries
from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition
from zhicheng.governance.assessment.models import Round, State
from zhicheng.governance.assessment.queries import standings
from zhicheng.governance.assessment.views.pages import caution

Crumbs = list[tuple[str, str | None]]
TAKING_PART = frozenset({Role.NATIONAL, Role.PROVINCIAL, *CITY_OFFICERS})


@dataclass(frozen=True)
class Shown:
    """A round whose results somebody may read, with its scheme and who asks (None: not signed in)."""

    round: Round
    scheme: AssessmentDefinition
    reader: User | None

    @property
    def is_published(self) -> bool:
        return self.round.state == State.PUBLISHED

    @property
    def followed(self) -> str:
        """The city of a city's officer."""
        reader = self.reader
        return (reader.region_id or "") if reader is not None and reader.role in CITY_OFFICERS else ""

    @property
    def kicker(self) -> str:
        """What is assessed, by which version of the scheme, and how far it is."""
        facts = {
            "year": self.round.year,
            "version": self.round.definition.version,
            "number": self.round.number,
            "state": self.round.get_state_display(),
        }
        return _("%(year)d 年度考核 · 方案第 %(version)d 版 · 第 %(number)d 轮 · %(state)s") % facts

    def crumbs(self, *further: tuple[str, str | None]) -> Crumbs:
        """Home, the assessments, this round's results, and what follows."""
        home: Crumbs = [(_("首页"), reverse("home")), self.upward()]
        here = _("%(year)d 年考核结果") % {"year": self.round.year}
        url = reverse("assessment:results", args=[self.round.pk]) if further else None
        return [*home, (here, url), *further]

    def upward(self) -> tuple[str, str | None]:
        """Officers go up to the round, everybody else to the published years."""
        if self.reader is not None and self.reader.role in TAKING_PART:
            return (_("年度考核"), reverse("assessment:list"))
        return (_("年度考核"), reverse("assessment:latest"))

    def context(self) -> dict[str, Any]:
        """What the templates of all these pages read."""
        scheme = self.scheme
        return {
            "round": self.round,
            "scheme": scheme,
            "kicker": self.kicker,
            "is_published": self.is_published,
            "demonstration": caution(self.round),
        }

    def facts(self) -> dict[str, Any]:
        """What stands beside the rows of a JSON file."""
        return {
            "year": self.round.year,
            "round": self.round.number,
            "state": self.round.state,
            "scheme_version": self.round.definition.version,
            "published_at": self.round.published_at and self.round.published_at.isoformat(),
            "seed": self.round.seed,
            "synthetic": self.round.synthetic,
            "note": self.scheme.note,
            "basis": self.scheme.basis,
        }


def reader_of(request: HttpRequest) -> User | None:
    """Who asks; None when nobody has signed in."""
    return request.user if isinstance(request.user, User) else None


def shown_round(request: HttpRequest, pk: int, *, may: Any) -> Shown:
    """The round, when the rule lets the reader in: may(user or None, round) → Verdict. Else it does not exist for him."""
    round_, reader = standings.round_with_results(pk), reader_of(request)
    allowed: Verdict | None = None if round_ is None else may(reader, round_)
    if round_ is None or not allowed:
        raise Http404(allowed.because if allowed is not None else _("没有这一轮考核"))
    return Shown(round_, queries.scheme_of(round_), reader)
