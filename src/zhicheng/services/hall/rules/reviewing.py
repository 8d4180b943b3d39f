"""Who may judge a case, whom a reviewer must not judge, and who may object to a decision before it is final."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.hall.definition_kinds import Criterion, Step
from zhicheng.services.hall.models import Application, Interest, Objection, Review, ReviewState, State

STEP_OF_POINTS = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Ties:
    """What connects reviewers with a case, read once for all of them: ids of users."""

    interested: frozenset[int] = frozenset()
    handled: frozenset[int] = frozenset()


def is_expert(user: User) -> Verdict:
    """The pages of reviewers are for experts."""
    return YES if user.role == Role.EXPERT else no("not_an_expert", _("此页供评审专家使用"))


def knows_interests(user: User) -> Verdict:
    """Experts declare their own interests, officers enter those they learn of."""
    if user.role == Role.EXPERT or user.is_officer:
        return YES
    return no("not_concerned", _("利益关系由评审专家申报，或者由知识产权管理部门登记"))


def serves(user: User, office: str | None) -> Verdict:
    """Whether an officer belongs to the office of a division; None is the national one."""
    if user.is_officer and user.region_id == office:
        return YES
    return no("not_your_office", _("这件事由办理机关的工作人员办理"))


def reviewed_step(application: Application) -> Step | None:
    """The step a case is at, when experts judge it there."""
    if application.state != State.ACCEPTED:
        return None
    step = application.current_step
    return step if step.kind == "examine" and step.reviewers else None


def is_under_review(application: Application) -> Verdict:
    """Whether the case is at a step that experts judge."""
    if reviewed_step(application) is None:
        facts = {"state": application.get_state_display()}
        return no("not_under_review", _("办件现在是“%(state)s”，不在专家评审环节") % facts)
    return YES


def can_manage_reviews(user: User, application: Application) -> Verdict:
    """Officers of the office look after the reviews of its cases."""
    return serves(user, application.office_id)


def can_assign_reviewers(user: User, application: Application) -> Verdict:
    """Give a case to experts. Who filed it for the applicant leaves that to a colleague."""
    allowed = can_manage_reviews(user, application) & is_under_review(application)
    if allowed and application.filed_by_id == user.pk:
        return no("filed_by_you", _("这件申请由您代为填报，须由另一位工作人员指派评审"))
    return allowed


def can_be_reviewer(reviewer: User, application: Application, ties: Ties) -> Verdict:
    """Whether nothing speaks against a person's judgement of a case; the reason is shown to the officer."""
    if not is_expert(reviewer) or not reviewer.is_active:
        return no("not_an_expert", _("%(name)s不是在用的专家账户") % {"name": reviewer.name})
    return conflict(reviewer, application, ties)


def conflict(reviewer: User, application: Application, ties: Ties) -> Verdict:
    """The conflicts of interest that are refused, each with its rule."""
    who = {"name": reviewer.name}
    if application.party_id is not None and reviewer.party_id == application.party_id:
        return no("own_organisation", _("%(name)s在申请单位任职，须回避") % who)
    if reviewer.pk in ties.interested:
        return no("declared_interest", _("%(name)s与申请单位有已登记的利益关系，须回避") % who)
    if application.filed_by_id == reviewer.pk:
        return no("filed_by_reviewer", _("这件申请由%(name)s填报，须回避") % who)
    if organisations_of(reviewer) & organisations_behind(application):
        return no("organisation_behind", _("%(name)s所在单位是申请单位或代其办理的机构，须回避") % who)
    if reviewer.pk in ties.handled:
        return no("handled_before", _("%(name)s以工作人员身份办理过这件申请，须回避") % who)
    return YES


def organisations_of(reviewer: User) -> frozenset[str]:
    """The names under which a reviewer's employer may appear."""
    party = reviewer.party.name if reviewer.party else ""
    return frozenset({party, reviewer.department.strip()} - {""})


def organisations_behind(application: Application) -> frozenset[str]:
    """The applicant's name, that of the agency that filed, and every text of the form, among which an agency may be named."""
    agency = application.filed_by.party if application.filed_by else None
    texts = {answer.strip() for answer in application.answers.values() if isinstance(answer, str)}
    return frozenset({application.applicant_name, agency.name if agency else "", *texts} - {""})


def can_add_reviewers(count: int, *, wanted: int, present: int) -> Verdict:
    """Not more reviewers than the step asks for."""
    if not count:
        return no("nobody_chosen", _("请至少选择一位专家"))
    if present + count > wanted:
        facts = {"wanted": wanted, "present": present}
        return no(
            "too_many_reviewers", _("这一环节须 %(wanted)d 位专家评审，已指派 %(present)d 位，请减少人数") % facts
        )
    return YES


def is_reviewer(user: User, review: Review) -> Verdict:
    """A score sheet belongs to its reviewer."""
    return YES if review.reviewer_id == user.pk else no("not_your_review", _("这份评审没有指派给您"))


def is_waiting(review: Review) -> Verdict:
    """Whether a review can still be given or declined."""
    if review.state != ReviewState.ASSIGNED:
        return no("review_ended", _("这份评审%(state)s，不能再改") % {"state": review.get_state_display()})
    if review.application.step != review.step:
        return no("review_over", _("办件已进入下一环节，这份评审不再需要"))
    return is_under_review(review.application)


def can_review(user: User, review: Review, ties: Ties) -> Verdict:
    """Submit one's score sheet; an interest declared since the assignment still counts."""
    return is_reviewer(user, review) & is_waiting(review) & conflict(user, review.application, ties)


def can_decline(user: User, review: Review) -> Verdict:
    """Say that one cannot judge a case."""
    return is_reviewer(user, review) & is_waiting(review)


def can_see_sheet(user: User, review: Review, *, all_in: bool) -> Verdict:
    """Reviewers and officers are blind to the others' sheets until all are in; one's own is always there."""
    if review.reviewer_id == user.pk or all_in:
        return YES
    return no("not_all_in", _("全部专家提交以后才能看其他人的评分"))


def points_fault(criterion: Criterion, points: Decimal | None) -> str:
    """What is wrong with the points for one criterion; empty when nothing is."""
    facts = {"label": criterion.label, "most": f"{criterion.points:g}"}
    if points is None or not points.is_finite():
        return _("请给“%(label)s”打分") % facts
    if not 0 <= points <= Decimal(str(criterion.points)):
        return _("“%(label)s”应在 0 到 %(most)s 分之间") % facts
    if points % STEP_OF_POINTS:
        return _("“%(label)s”请按 0.5 分一档打分") % facts
    return ""


def total_of(scores: Mapping[str, Decimal]) -> Decimal:
    """The sum of a sheet, exact."""
    return sum(scores.values(), Decimal(0))


def needs_comment(step: Step, total: Decimal) -> bool:
    """Whether a total has to be explained: below the mark that a case has to reach."""
    return step.pass_mark is not None and total < Decimal(str(step.pass_mark))


def is_complete_sheet(step: Step, scores: Mapping[str, Decimal], comment: str) -> Verdict:
    """Every criterion has its points, none other, and a total below the mark is explained."""
    if unknown := set(scores) - {criterion.code for criterion in step.score_sheet}:
        return no("unknown_criterion", _("评分表没有这一项：%(codes)s") % {"codes": "、".join(sorted(unknown))})
    faults = [points_fault(criterion, scores.get(criterion.code)) for criterion in step.score_sheet]
    if wrong := [fault for fault in faults if fault]:
        return no("points_wrong", "；".join(wrong))
    if needs_comment(step, total_of(scores)) and not comment.strip():
        facts = {"mark": f"{step.pass_mark:g}"}
        return no("comment_missing", _("总分低于 %(mark)s 分，请写明评审意见") % facts)
    return YES


def reviews_are_in(application: Application, reviews: Sequence[Review]) -> Verdict:
    """Whether a step that experts judge may be left: `reviews` are those of this step that were not declined."""
    step = reviewed_step(application)
    if step is None:
        return YES
    done = sum(review.state == ReviewState.SUBMITTED for review in reviews)
    if done < step.reviewers or done < len(reviews):
        facts = {"wanted": step.reviewers, "done": done}
        return no("reviews_missing", _("须 %(wanted)d 位专家评审，已提交 %(done)d 份，全部提交后才能继续") % facts)
    return YES


def can_declare(user: User, reviewer: User) -> Verdict:
    """Declare one's own interest; officers enter one of an expert whom they can reach."""
    if not is_expert(reviewer):
        return no("reviewer_unknown", _("请选择一位评审专家"))
    if user.pk == reviewer.pk or (user.is_officer and user.reaches(reviewer.region_id or "")):
        return YES
    return no("not_your_expert", _("只能登记本人的，或者本辖区专家的利益关系"))


def can_end_interest(user: User, interest: Interest) -> Verdict:
    """End an interest that holds no more: an officer who reaches the expert, never the expert, who would judge in their own matter."""
    if interest.ended_at is not None:
        return no("ended_already", _("这项利益关系已经解除"))
    if user.is_officer and user.reaches(interest.reviewer.region_id or ""):
        return YES
    return no("not_your_expert", _("利益关系由专家所在辖区的知识产权管理部门解除"))


def is_publicised(application: Application, today: date) -> Verdict:
    """Whether the public may object to the decision of a case on this day."""
    until = application.publicised_until
    if application.state != State.PUBLICISED or until is None:
        return no("no_publicity", _("这件申请不在公示期"))
    if today > until:
        return no("too_late", _("公示已于 %(day)s结束，不再受理异议") % {"day": date_zh(until)})
    return YES


def can_object(application: Application, today: date) -> Verdict:
    """Object to a publicised decision: anybody, with or without an account, until the last day of the publicity."""
    return is_publicised(application, today)


def can_answer_objection(user: User, objection: Objection) -> Verdict:
    """The office answers each objection once. Nobody answers an objection that they made themselves."""
    application = objection.application
    if objection.upheld is not None:
        return no("answered_already", _("这份异议已经答复"))
    if objection.by_id == user.pk:
        return no("objected_by_you", _("这份异议由您提出，须由另一位工作人员答复"))
    if application.state != State.PUBLICISED:
        facts = {"state": application.get_state_display()}
        return no("no_publicity", _("办件现在是“%(state)s”，不能再答复公示期的异议") % facts)
    return serves(user, application.office_id)


def suitable(reviewers: Collection[User], application: Application, ties: Ties) -> list[User]:
    """Of some experts those against whom nothing speaks, in their order."""
    return [one for one in reviewers if can_be_reviewer(one, application, ties)]
