"""What every page of the patent strength evaluation shares: the published run it shows, the path to it, the city followed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.governance.indicators.queries import indicator_models
from zhicheng.governance.strength import coverage, queries
from zhicheng.governance.strength.definition_kinds import SchemeDefinition
from zhicheng.governance.strength.models import Evaluation
from zhicheng.governance.strength.naming import MEANS, SCALES, WEIGHINGS, Address, Names

CHOSEN, OFFERED = '<option value="{}" selected>{}</option>', '<option value="{}">{}</option>'


@dataclass(frozen=True)
class Published:
    """One year's published run and what every page of it needs."""

    evaluation: Evaluation
    evaluations: list[Evaluation]
    scheme: SchemeDefinition
    names: Names

    @property
    def year(self) -> int:
        return self.evaluation.year

    @property
    def code(self) -> str:
        """The scheme in addresses; empty for the main scheme."""
        return "" if self.scheme.main else self.evaluation.scheme

    @property
    def address(self) -> Address:
        """Where this year's pages stand."""
        return Address(self.year, self.code)

    def crumbs(self, last: str = "") -> list[tuple[str, str | None]]:
        """The path to a page of this year; `last` is empty for the ranking itself."""
        path = path_to()
        if self.code:
            path.append((self.scheme.short, reverse("strength:scheme", args=[self.code])))
        if not last:
            return [*path, (year_words(self.year), None)]
        return [*path, (year_words(self.year), self.address.url("ranking")), (last, None)]

    @property
    def kicker(self) -> str:
        """What, which year, officially published or live, which run, by which version of the scheme."""
        words = _(
            "%(noun)s专利实力评价 · %(year)d 年 · %(standing)s（%(day)s，第 %(run)d 次计算） · %(scheme)s第 %(version)d 版"
        )
        return words % {
            "standing": _("正式发布") if self.evaluation.official else _("实时测算"),
            "noun": self.names.unit_noun,
            "year": self.year,
            "run": self.evaluation.run,
            "day": formats.date_iso(self.evaluation.published_at and localtime(self.evaluation.published_at).date()),
            "scheme": self.scheme.short,
            "version": self.evaluation.definition.version,
        }

    @property
    def context(self) -> dict[str, Any]:
        """What the templates of all pages read."""
        scheme = self.scheme
        return {
            "address": self.address,
            "names": self.names,
            "digits": self.names.digits,
            "evaluation": self.evaluation,
            "scheme": scheme,
            "year": self.year,
            "years": [one.year for one in self.evaluations],
            "kicker": self.kicker,
            "is_complete": scheme.is_complete(self.year),
            "demonstration": scheme.note if scheme.main and scheme.basis == "assumed" else "",
            "coverage": coverage.words(scheme),
            "cuts": grade_words(scheme),
            "scale": SCALES[scheme.method.normalise],
            "weighing": WEIGHINGS[scheme.method.weigh],
            "mean": MEANS[scheme.method.aggregate],
            "doubts": scheme.uncertainty,
            "scales": [str(SCALES[one]) for one in scheme.uncertainty.normalise] if scheme.uncertainty else [],
        }

    def facts(self) -> dict[str, Any]:
        """What stands beside the rows of a JSON file."""
        return {
            "year": self.year,
            "scheme": self.evaluation.scheme,
            "scheme_version": self.evaluation.definition.version,
            "run": self.evaluation.run,
            "official": self.evaluation.official,
            "published_at": self.evaluation.published_at and self.evaluation.published_at.isoformat(),
            "inputs_sha256": self.evaluation.inputs_sha256,
            "outputs_sha256": self.evaluation.outputs_sha256,
            "uncertainty": self.scheme.uncertainty and self.scheme.uncertainty.model_dump(mode="json"),
            "note": self.scheme.note,
            "basis": self.scheme.basis,
            "covered_share": self.scheme.covered_share,
            "indicators": [one.code for one in self.scheme.measured],
            "not_covered": [gap.plain() for gap in coverage.gaps(self.scheme, self.names)],
            "grades": self.scheme.grades and self.scheme.grades.model_dump(mode="json"),
        }


def published(year: int, scheme: str = "") -> Published:
    """The published run of a year, of the main scheme when none is named; 404 when there is none."""
    evaluations = queries.shown(scheme)
    evaluation = next((one for one in evaluations if one.year == year), None)
    if evaluation is None:
        raise Http404(_("没有发布 %(year)d 年的专利实力评价") % {"year": year})
    model = queries.scheme_as_run(evaluation)
    names = Names(model, indicator_models(), "" if model.main else evaluation.scheme)
    return Published(evaluation, evaluations, model, names)


def grade_words(scheme: SchemeDefinition) -> str:
    """The classes and where they begin; empty without classes."""
    if scheme.grades is None:
        return ""
    least = [*(_("%(cut)g 及以上") % {"cut": cut} for cut in scheme.grades.cuts), _("其余")]
    return "；".join(f"{name} {words}" for name, words in zip(scheme.grades.names, least, strict=True))


def followed_city(request: HttpRequest) -> str:
    """The city that the reader follows: the one asked for, else that of a city's officer."""
    asked = request.GET.get("city")
    if asked is not None or not request.user.is_authenticated:
        return asked or ""
    return request.user.region_id or ""


def options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a select; hundreds of them are quicker made here than in a template."""
    rows = (format_html(CHOSEN if value == chosen else OFFERED, value, words) for value, words in choices)
    return format_html_join("", "{}", ((row,) for row in rows))


def path_to() -> list[tuple[str, str | None]]:
    return [(_("首页"), reverse("home")), (_("专利实力"), reverse("strength:latest"))]


def year_words(year: int) -> str:
    return _("%(year)d 年") % {"year": year}
