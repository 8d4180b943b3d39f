"""Reviews and objections, each one verb: it locks the case, asks its rule, writes, tells whom it concerns and logs itself."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.notices.actions import notify
from zhicheng.base.parties.models import Party
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import clock
from zhicheng.services.hall.actions.calls import give_back_place, step_of_decision
from zhicheng.services.hall.actions.moving import date_as_told, enter, held, log, tell_applicant, tell_office
from zhicheng.services.hall.models import Application, Interest, Objection, Review, ReviewState
from zhicheng.services.hall.queries import reviewing as queries
from zhicheng.services.hall.rules import reviewing as rules

NAMES = verbs.register(
    {
        "review.assigned": gettext_lazy("指派评审专家"),
        "review.submitted": gettext_lazy("提交评审"),
        "review.declined": gettext_lazy("回避评审"),
        "interest.declared": gettext_lazy("登记利益关系"),
        "interest.ended": gettext_lazy("解除利益关系"),
        "publicity.objected": gettext_lazy("公示期收到异议"),
        "publicity.answered": gettext_lazy("答复公示异议"),
    }
)


@transaction.atomic
def assign_reviewers(*, application: Application, reviewers: Sequence[User], by: User) -> list[Review]:
    """Give a case to experts chosen by hand; all of them, or none when one has a conflict of interest."""
    application = held(application)
    rules.can_assign_reviewers(by, application).or_refuse()
    return ask(application, reviewers, by=by)


@transaction.atomic
def draw_reviewers(*, application: Application, seed: int, by: User) -> list[Review]:
    """Draw as many experts as are missing by lot; the seed stands in the log, so that the lot can be drawn again."""
    application = held(application)
    rules.can_assign_reviewers(by, application).or_refuse()
    missing = application.current_step.reviewers - len(queries.reviews_of(application))
    drawn = queries.draw(application, seed=seed, count=missing)
    if len(drawn) < missing:
        facts = {"missing": missing, "found": len(drawn)}
        raise Refused(
            "too_few_experts",
            _("还缺 %(missing)d 位专家，本辖区无利益冲突的只有 %(found)d 位，请从其他地区手工指派") % facts,
        )
    return ask(application, drawn, by=by, seed=seed)


def ask(
    application: Application, reviewers: Sequence[User], *, by: User | None, seed: int | None = None
) -> list[Review]:
    """Make the reviews and tell the experts; refused as a whole."""
    ties, step = queries.ties_of(application), application.current_step
    present = len(queries.reviews_of(application))
    rules.can_add_reviewers(len(reviewers), wanted=step.reviewers, present=present).or_refuse()
    for reviewer in reviewers:
        rules.can_be_reviewer(reviewer, application, ties).or_refuse()
        refuse_asked_before(reviewer, application)
    made = [
        Review.objects.create(application=application, step=application.step, reviewer=reviewer, assigned_by=by)
        for reviewer in reviewers
    ]
    for review in made:
        date_as_told(review, "assigned_at")
        subject = _("请评审：%(item)s %(number)s") % {"item": application.model.title, "number": application}
        notify(to=review.reviewer, subject=subject, url=reverse("hall:review", args=[review.pk]))
    log("review.assigned", application, by, reviewers=[one.pk for one in reviewers], seed=seed)
    return made


def refuse_asked_before(reviewer: User, application: Application) -> None:
    """A person is asked once a round, also after having declined."""
    if Review.objects.filter(application=application, step=application.step, reviewer=reviewer).exists():
        raise Refused("asked_already", _("%(name)s已经指派过，请选择另一位专家") % {"name": reviewer.name})


@transaction.atomic
def decline_review(*, review: Review, reason: str, by: User) -> Review | None:
    """Say that one cannot judge a case; a replacement is drawn by lot. None when nobody suitable is left: the office is told."""
    review = held_review(review)
    rules.can_decline(by, review).or_refuse()
    review.state, review.comment, review.scores = ReviewState.DECLINED, reason, {}
    review.save()
    application = review.application
    log("review.declined", application, by, why=reason, review=review.pk)
    found = queries.draw(application, seed=review.pk, count=1)
    if found:
        return ask(application, found, by=None, seed=review.pk)[0]
    tell_office(application, _("%(number)s 有专家回避，请另行指派") % {"number": application})
    return None


@transaction.atomic
def submit_review(*, review: Review, scores: Mapping[str, Decimal], comment: str, by: User) -> Review:
    """Submit a score sheet. Sent twice it counts once."""
    review = held_review(review)
    written = {code: f"{points.normalize():f}" for code, points in scores.items()}
    if review.state == ReviewState.SUBMITTED and (review.reviewer_id, review.scores) == (by.pk, written):
        return review
    rules.can_review(by, review, queries.ties_of(review.application)).or_refuse()
    rules.is_complete_sheet(review.application.current_step, scores, comment).or_refuse()
    review.state, review.scores, review.comment = ReviewState.SUBMITTED, written, comment.strip()
    review.total, review.submitted_at = rules.total_of(scores), clock.now()
    review.save()
    application = review.application
    log("review.submitted", application, by, review=review.pk)
    tell_when_all_in(application)
    return review


def tell_when_all_in(application: Application) -> None:
    """With the last sheet the office can go on."""
    if rules.reviews_are_in(application, queries.reviews_of(application)):
        tell_office(application, _("%(number)s 的专家评审已全部提交") % {"number": application})


def held_review(review: Review) -> Review:
    """The review and its case, locked until our commit."""
    case = held(review.application)
    locked = queries.held_review(review)
    locked.application = case
    return locked


@transaction.atomic
def declare_interest(*, reviewer: User, party: Party, why: str, by: User) -> Interest:
    """Say that a reviewer must not judge an organisation; again changes nothing."""
    rules.can_declare(by, reviewer).or_refuse()
    made, is_new = Interest.objects.get_or_create(
        reviewer=reviewer, party=party, ended_at=None, defaults={"why": why, "declared_by": by}
    )
    if is_new:
        record("interest.declared", on=made, by=by, why=why, region_code=party.region_id)
    return made


@transaction.atomic
def end_interest(*, interest: Interest, why: str, by: User) -> Interest:
    """Say that an interest holds no more, and why; what was decided meanwhile stays as it is."""
    held_one = Interest.objects.select_for_update(of=("self",)).select_related("reviewer").get(pk=interest.pk)
    rules.can_end_interest(by, held_one).or_refuse()
    if not why.strip():
        raise Refused("reason_missing", _("请写明解除原因"))
    held_one.ended_at, held_one.ended_by, held_one.ended_why = clock.now(), by, why.strip()
    held_one.save(update_fields=["ended_at", "ended_by", "ended_why"])
    record("interest.ended", on=held_one, by=by, why=why, region_code=held_one.reviewer.region_id or "")
    return held_one


@transaction.atomic
def object_to(*, application: Application, name: str, contact: str, text: str, by: User | None) -> Objection:
    """Object to a publicised decision; the same words of the same person count once. Who objects stays out of the log."""
    application = held(application)
    rules.can_object(application, clock.today()).or_refuse()
    made, is_new = Objection.objects.get_or_create(
        application=application, name=name, contact=contact, text=text, defaults={"by": by}
    )
    if is_new:
        date_as_told(made, "at")
        log("publicity.objected", application, None, objection=made.pk)
        subject = _("%(number)s 在公示期收到异议") % {"number": application}
        url = reverse("hall:answer_objection", args=[made.pk])
        for officer in queries.officers_of(application.office_id):
            notify(to=officer, subject=subject, url=url)
    return made


@transaction.atomic
def answer_objection(*, objection: Objection, upheld: bool, answer: str, by: User) -> Objection:
    """Answer an objection. An upheld one takes the decision back: the case waits to be decided again."""
    application = held(objection.application)
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    objection.application = application
    rules.can_answer_objection(by, objection).or_refuse()
    objection.upheld, objection.answer = upheld, answer
    objection.answered_by, objection.answered_at = by, clock.now()
    objection.save()
    if upheld:
        take_back(application)
    log("publicity.answered", application, by, why=answer, objection=objection.pk, upheld=upheld)
    if objection.by:
        notify(to=objection.by, subject=_("您对 %(number)s 的异议已答复") % {"number": application}, text=answer)
    return objection


def take_back(application: Application) -> None:
    """Undo a publicised decision: its place in the batch is free again, and the case waits for the decision."""
    if application.call is not None:
        give_back_place(call=application.call)
    enter(
        application, step_of_decision(application), decision="", reason="", decided_by=None, decided_at=None,
        publicised_until=None,
    )  # fmt: skip
    tell_applicant(application, _("公示异议成立，将重新决定：%(case)s") % {"case": application})
