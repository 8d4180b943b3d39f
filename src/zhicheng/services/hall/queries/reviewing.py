"""Reads of reviews, of what connects reviewers with a case, and of publicised decisions with their objections."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, F, Q, QuerySet, Sum
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import OFFICERS, Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.documents.models import Document
from zhicheng.base.parties.models import Party
from zhicheng.services.hall.models import Application, Attachment, Interest, Objection, Review, ReviewState, State
from zhicheng.services.hall.queries.cases import all_cases, missing_of
from zhicheng.services.hall.rules import reviewing as rules
from zhicheng.services.hall.rules.reviewing import Ties

# What a reviewer writes into the log of a case is no handling of it.
OWN_VERBS = ("review.submitted", "review.declined")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One reviewer's sheet as somebody may see it: `total`, `scores` and `comment` are None and empty until all are in."""

    review: Review
    is_shown: bool
    scores: Mapping[str, str]
    total: Decimal | None
    comment: str


def case(pk: int) -> Application | None:
    """One case, whosever it is: the rule of the act says who may."""
    return all_cases().filter(pk=pk).first()


def ties_of(application: Application) -> Ties:
    """Who is connected with a case: declared interests, and those who handled it as officers."""
    interested: Iterable[int] = ()
    if application.party_id is not None:
        interested = Interest.objects.filter(party_id=application.party_id, ended_at=None).values_list(
            "reviewer_id", flat=True
        )
    entries = LogEntry.objects.filter(
        on_kind=application._meta.label_lower, on_id=str(application.pk), user__isnull=False
    )
    acted = entries.exclude(verb__in=OWN_VERBS).values_list("user_id", flat=True)
    people = {application.handler_id, application.accepted_by_id, application.decided_by_id}
    return Ties(frozenset(interested), frozenset({pk for pk in (*acted, *people) if pk is not None}))


def reviews_of(application: Application, step: int | None = None) -> list[Review]:
    """The reviews of a round (of the current one unless said) that were not declined."""
    round_ = application.step if step is None else step
    return list(
        Review.objects.filter(application=application, step=round_)
        .exclude(state=ReviewState.DECLINED)
        .select_related("reviewer__party")
    )


def officers_of(office: str | None) -> QuerySet[User]:
    """The people of an office: a division's code, None = the national one."""
    return User.objects.filter(role__in=OFFICERS, region_id=office, is_active=True)


def experts() -> QuerySet[User]:
    """Every expert who can sign in."""
    return User.objects.filter(role=Role.EXPERT, is_active=True).select_related("party", "region").order_by("pk")


def candidates(application: Application) -> list[User]:
    """The experts of the country that have no review in this round yet, those whose reach covers the applicant's place first."""
    taken = Review.objects.filter(application=application, step=application.step).values("reviewer_id")
    found = experts().exclude(pk__in=taken)
    return sorted(found, key=lambda one: (not one.reaches(application.region_id), one.pk))


def draw(application: Application, *, seed: int, count: int) -> list[User]:
    """Some suitable experts whose reach covers the applicant's place, by lot: the same seed draws the same ones."""
    near = [one for one in candidates(application) if one.reaches(application.region_id)]
    suitable = rules.suitable(near, application, ties_of(application))
    lots = random.Random(seed)  # noqa: S311 - a lot that can be drawn again, not a secret
    return lots.sample(suitable, min(count, len(suitable)))


def reviews_for(user: User) -> QuerySet[Review]:
    """A reviewer's own reviews, those that wait first, each with its case."""
    found = Review.objects.filter(reviewer=user).select_related("application__definition", "application__region")
    return found.order_by("state", "-pk")


def waiting_reviews(user: User) -> QuerySet[Review]:
    """The score sheets that a reviewer still owes."""
    at_this_round = Q(application__state=State.ACCEPTED, application__step=F("step"))
    return reviews_for(user).filter(at_this_round, state=ReviewState.ASSIGNED)


def review_of(user: User, pk: int) -> Review | None:
    """One of a reviewer's own reviews."""
    found = Review.objects.filter(reviewer=user, pk=pk)
    return found.select_related(
        "reviewer__party", "application__definition", "application__region", "application__filed_by__party"
    ).first()


def held_review(review: Review) -> Review:
    """The review, locked until our commit; lock its case before, as every verb does."""
    return Review.objects.select_for_update(of=("self",)).select_related("reviewer__party").get(pk=review.pk)


def sheets_of(application: Application, user: User) -> list[Sheet]:
    """All score sheets of a case in order, as a person may see them."""
    found = Review.objects.filter(application=application).exclude(state=ReviewState.DECLINED)
    reviews = list(found.select_related("reviewer").order_by("step", "pk"))
    rounds = {one.step for one in reviews}
    complete = {step for step in rounds if is_complete(application, [one for one in reviews if one.step == step])}
    return [sheet_of(one, user, all_in=one.step in complete) for one in reviews]


def missing_in(application: Application, sheets: Iterable[Sheet]) -> int:
    """How many score sheets the round that is due still lacks, of a case whose sheets are at hand."""
    step = application.current_step
    if step.kind != "examine":
        return 0
    return missing_of(step.reviewers, [one.review.state for one in sheets if one.review.step == application.step])


def is_complete(application: Application, reviews: Sequence[Review]) -> bool:
    """Whether as many sheets of a round are in as its step asks for, and none is out."""
    wanted = application.model.steps[reviews[0].step].reviewers
    return len(reviews) >= wanted and all(one.state == ReviewState.SUBMITTED for one in reviews)


def sheet_of(review: Review, user: User, *, all_in: bool) -> Sheet:
    if not rules.can_see_sheet(user, review, all_in=all_in):
        return Sheet(review, False, {}, None, "")
    return Sheet(review, True, review.scores, review.total, review.comment)


def papers_of(application: Application) -> list[Attachment]:
    """The papers of a case that were not replaced by later ones."""
    return list(application.attachments.filter(replaced_at=None).select_related("document").order_by("pk"))


def paper_of(user: User, review_pk: int, paper_pk: int) -> Document | None:
    """A paper of a case that a reviewer was asked to judge and did not decline."""
    asked = Review.objects.filter(pk=review_pk, reviewer=user).exclude(state=ReviewState.DECLINED)
    found = Attachment.objects.filter(pk=paper_pk, replaced_at=None, application__in=asked.values("application"))
    attachment = found.select_related("document").first()
    return attachment.document if attachment else None


def exact_scores(cases: Iterable[Application]) -> dict[int, Fraction]:
    """Case → mean of the totals of its last reviewed round, as an exact fraction; nothing is rounded before cases are ranked."""
    given = Review.objects.filter(application__in=[case.pk for case in cases], state=ReviewState.SUBMITTED)
    rounds = given.order_by("step").values_list("application_id", "step").annotate(Sum("total"), Count("pk"))
    # A later round overwrites an earlier one.
    return {case: Fraction(total) / count for case, _step, total, count in rounds}


def interests_known_to(user: User) -> QuerySet[Interest]:
    """An expert's own interests; for officers those of the experts whom they can reach."""
    with scopes_disabled():
        found = Interest.objects.select_related("reviewer", "party", "declared_by", "ended_by").order_by("-pk")
    if user.is_officer:
        return found.filter(reviewer__region__code__startswith=user.reach)
    return found.filter(reviewer=user)


def parties_called(text: str) -> list[Party]:
    """The organisations of the country with this name or code: an expert may have ties far from home."""
    with scopes_disabled():
        return list(Party.objects.filter(Q(name=text) | Q(uscc=text)).select_related("region").order_by("pk")[:10])


def publicised_case(pk: int) -> Application | None:
    """A case in publicity, also when its last day has passed."""
    return all_cases().filter(pk=pk, state=State.PUBLICISED).select_related("region").first()


def objections_to(user: User) -> QuerySet[Objection]:
    """The objections to decisions of an officer's own office, those that wait first."""
    found = (
        Objection.objects.filter(application__office_id=user.region_id) if user.is_officer else Objection.objects.none()
    )
    return found.select_related("application__definition", "by", "answered_by").order_by(
        F("upheld").asc(nulls_first=True), "pk"
    )


def objections_of(application: Application) -> list[Objection]:
    """What was objected to one decision, the unanswered first."""
    found = Objection.objects.filter(application=application)
    return list(found.order_by(F("upheld").asc(nulls_first=True), "pk"))


def objection(pk: int) -> Objection | None:
    """One objection, whoever answers it."""
    found = Objection.objects.filter(pk=pk)
    return found.select_related("application__definition", "by", "answered_by").first()


def offered_and_refused(application: Application) -> tuple[list[User], list[tuple[User, str]]]:
    """The experts who may judge a case, and those against whom something speaks, with the reason."""
    ties, offered, refused = ties_of(application), [], []
    for expert in candidates(application):
        verdict = rules.can_be_reviewer(expert, application, ties)
        if verdict:
            offered.append(expert)
        else:
            refused.append((expert, verdict.because))
    return offered, refused


def declined_of(application: Application) -> list[Review]:
    """The reviewers who declined, with their reasons."""
    found = Review.objects.filter(application=application, state=ReviewState.DECLINED)
    return list(found.select_related("reviewer").order_by("pk"))
