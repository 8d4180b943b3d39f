"""Which years a release can be made of, and what the others still lack."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from zhicheng.base.accounts.models import User
from zhicheng.base.verdicts import Verdict
from zhicheng.governance.releases import parts, queries, rules
from zhicheng.governance.releases.models import Release
from zhicheng.governance.releases.parts import Part, Standing


@dataclass(frozen=True, slots=True)
class Year:
    """A year with how far each part is, its newest release, and whether the person asking may make the next one."""

    year: int
    standings: Mapping[str, Standing]
    newest: Release | None
    verdict: Verdict

    @property
    def is_ready(self) -> bool:
        return bool(self.verdict)

    def url_of(self, part: Part) -> str | None:
        """Where a part's year can be seen, or begun."""
        if part.code in self.standings:
            return self.standings[part.code].url
        return reverse(part.begins) if part.begins else None


def years_for(user: User) -> list[Year]:
    """Every year that some part knows, newest first. A few queries, however many years there are."""
    told = {part.code: part.standings() for part in parts.offered() if part.standings}
    newest = {one.year: one for one in queries.releases().order_by("serial")}
    colleague = queries.has_colleague(user)
    return [
        year_of(
            year,
            {code: known[year] for code, known in told.items() if year in known},
            newest.get(year),
            user,
            colleague,
        )
        for year in sorted({year for known in told.values() for year in known}, reverse=True)
    ]


def year_of(year: int, standings: Mapping[str, Standing], newest: Release | None, user: User, colleague: bool) -> Year:
    """One year by the rules that the making of a release asks."""
    results = {part.code for part in parts.offered() if not part.accompanies}
    is_there = any(one.is_ready for code, one in standings.items() if code in results)
    publishers = {pk for one in standings.values() for pk in one.published_by}
    verdict = rules.has_results(year, has_results=is_there) & rules.is_another_person(
        user, publishers=publishers, has_colleague=colleague
    )
    return Year(year, standings, newest, verdict)
