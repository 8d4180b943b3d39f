"""Reads of reviews, of what cities were given, and of who comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.accounts.queries import able_to_sign_in
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import current, model_of
from zhicheng.base.regions.queries import names
from zhicheng.engine.calendars.periods import add_months
from zhicheng.governance.assessment.queries.results import ResultRow, results_of
from zhicheng.governance.assessment.queries.terms import all_published
from zhicheng.governance.support import rules
from zhicheng.governance.support.definition_kinds import ReviewRuleDefinition
from zhicheng.governance.support.models import OPEN_REVIEWS, Decision, Guidance, PolicySupport, ReviewState, TermReview
from zhicheng.services.cultivation.models import CityStage, Stage
from zhicheng.services.cultivation.queries.cities import stages_now
from zhicheng.services.hall.models import Application

RULE = "demonstration_city"
YEARS_IN_TOP_HALF = 2


def rule_in_force() -> Definition:
    """The rule by which terms are reviewed; `Definition.DoesNotExist` when none is loaded."""
    return current("review_rule", RULE)


def rule_of(definition: Definition) -> ReviewRuleDefinition:
    return cast("ReviewRuleDefinition", model_of(definition))


def reviews() -> QuerySet[TermReview]:
    return TermReview.objects.select_related("region", "definition", "proposed_by", "decided_by")


def reviews_for(user: object) -> QuerySet[TermReview]:
    """What somebody may see: officers those of their reach, everybody else the decided ones."""
    if isinstance(user, User) and user.is_officer:
        return reviews().filter(region__code__startswith=user.reach)
    return reviews().filter(state=ReviewState.DECIDED)


def terms_to_review(today: date) -> list[CityStage]:
    """Demonstration cities whose term is over or nearly, and whose review has not begun."""
    return [one.stage for one in terms_at_hand(today) if one.review is None]


@dataclass(frozen=True, slots=True)
class TermAtHand:
    """A term that is over or nearly, with the key of its review, None before it began, and whether that is still open."""

    stage: CityStage
    review: int | None
    is_open: bool


def terms_at_hand(today: date) -> list[TermAtHand]:
    """The terms of demonstration cities that are over or nearly. One query."""
    soon = add_months(today, rules.OPENS_MONTHS)
    begun = TermReview.objects.filter(region=OuterRef("region"), starts_on=OuterRef("starts_on")).order_by("-pk")
    newest = begun.exclude(state=ReviewState.CANCELLED)
    stages = stages_now().filter(stage=Stage.DEMONSTRATION, ends_on__lte=soon).order_by("ends_on", "region")
    found = stages.annotate(review=Subquery(newest.values("pk")[:1]), state=Subquery(newest.values("state")[:1]))
    return [TermAtHand(one, one.review, one.state in OPEN_REVIEWS) for one in found]


def has_colleague(user: User) -> bool:
    """Whether the national office has another officer who can sign in."""
    return able_to_sign_in().filter(role=Role.NATIONAL).exclude(pk=user.pk).exists()


def waiting_for(user: User, today: date) -> list[tuple[str, str]]:
    """(words, address) of what waits for the person here: reviews to decide or begin, guidance without an opinion."""
    if user.role == Role.NATIONAL:
        terms = terms_at_hand(today)
        open_ = [
            (_("复核待决定：%(city)s") % {"city": one.stage.region.name}, reverse("support:review", args=[one.review]))
            for one in terms
            if one.is_open
        ]
        begin = sum(one.review is None for one in terms)
        new = [(_("%(count)d 个城市任期届满，待复核") % {"count": begin}, reverse("support:reviews"))]
        return open_ + (new if begin else [])
    late = Guidance.objects.filter(region=user.region_id, held_on=None).select_related("region")
    if not user.is_officer:
        return []
    return [
        (_("专家指导待登记结果：%(topic)s") % {"topic": one.get_topic_display()}, one.get_absolute_url())
        for one in late
    ]


def supports() -> QuerySet[PolicySupport]:
    """What was decided is public."""
    return PolicySupport.objects.select_related("region")


def supports_of(region: str) -> QuerySet[PolicySupport]:
    return supports().filter(region=region)


def guidance_of(region: str) -> QuerySet[Guidance]:
    """The guidance that a city was given, as it stands in its file."""
    return Guidance.objects.filter(region=region).select_related("region")


def guidance_for(user: User) -> QuerySet[Guidance]:
    """The guidance of an officer's area."""
    return Guidance.objects.filter(region__code__startswith=user.reach).select_related("region", "by")


@dataclass(frozen=True, slots=True)
class Recommended:
    """A city that may be recommended for 强市创建, and on which of the two grounds."""

    region_id: str
    name: str
    passed_on: date | None
    years: tuple[int, ...]
    synthetic: bool

    @property
    def ground(self) -> str:
        """The ground in words."""
        parts = [_("%(day)s复核通过") % {"day": self.passed_on.isoformat() + " "}] if self.passed_on else []
        if self.years:
            parts.append(_("%(years)s年度考核连续位于前一半") % {"years": "、".join(str(year) for year in self.years)})
        return "，".join(parts)


def recommended() -> list[Recommended]:
    """Cities that passed a review, or stood in the top half of the assessment two years running (国知办函管字〔2016〕864号)."""
    renewed = reviews().filter(state=ReviewState.DECIDED, decision=Decision.RENEW).order_by("decided_at")
    passed = {one.region_id: one for one in renewed}
    results = all_published()
    top, invented = years_in_top_half(results), {row.region_id for row in results if row.synthetic}
    codes = sorted(passed.keys() | top.keys())
    called = names(codes)
    return [
        Recommended(
            code,
            called.get(code, code),
            day_of(passed.get(code)),
            top.get(code, ()),
            synthetic=passed[code].synthetic if code in passed else code in invented,
        )
        for code in codes
    ]


def day_of(review: TermReview | None) -> date | None:
    """When a review was decided."""
    return timezone.localdate(review.decided_at) if review and review.decided_at else None


def years_in_top_half(results: Sequence[ResultRow]) -> dict[str, tuple[int, ...]]:
    """Cities in the top half in two consecutive published years → the newest such years."""
    tops: dict[str, set[int]] = {}
    for row in results:
        if row.is_top_half:
            tops.setdefault(row.region_id, set()).add(row.year)
    found = {}
    for region, years in tops.items():
        runs = [year for year in years if all(year - back in years for back in range(YEARS_IN_TOP_HALF))]
        if runs:
            last = max(runs)
            found[region] = tuple(range(last - YEARS_IN_TOP_HALF + 1, last + 1))
    return found


def excellent_year(region: str) -> int | None:
    """The newest published year when a city was 优秀 in it, None when it was not."""
    newest = next(iter(results_of(region)), None)
    return newest.year if newest is not None and newest.is_excellent else None


def preferred(cases: Sequence[Application]) -> dict[int, str]:
    """Case → why it comes first: cities that were 优秀 in the newest assessment get priority support (plan, guarantee (一))."""
    years = {region: excellent_year(region) for region in {case.region_id for case in cases}}
    return {case.pk: _("%(year)d 年度考核优秀") % {"year": year} for case in cases if (year := years[case.region_id])}


def city_file(region: str) -> tuple[list[PolicySupport], list[Guidance], list[TermReview]]:
    """What stands in a city's file: what it was given, who advised it, how its terms were judged."""
    decided = reviews().filter(Q(region=region), state=ReviewState.DECIDED)
    return list(supports_of(region)), list(guidance_of(region)), list(decided)
