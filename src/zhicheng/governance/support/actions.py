"""Writes: a term is reviewed and decided, a city is given support, guidance leaves an opinion."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import CITY_OFFICERS, User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.notices.actions import notify
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import Refused
from zhicheng.governance.support import queries, rules
from zhicheng.governance.support.definition_kinds import FACTS
from zhicheng.governance.support.models import (
    Decision,
    Guidance,
    PolicySupport,
    ReviewState,
    SupportKind,
    TermReview,
    Topic,
)
from zhicheng.governance.support.proposing import Proposal, Reason, propose
from zhicheng.governance.support.terms import Term, facts_of
from zhicheng.services.cultivation.actions.cities import judge_term
from zhicheng.services.cultivation.queries.cities import stage_of

NAMES = verbs.register(
    {
        "review.proposed": gettext_lazy("提出三年复核"),
        "review.stated": gettext_lazy("补充复核的事实"),
        "review.proposed_again": gettext_lazy("重新提出复核建议"),
        "review.rectifying": gettext_lazy("要求限期整改"),
        "review.decided": gettext_lazy("决定三年复核"),
        "review.cancelled": gettext_lazy("取消三年复核"),
        "support.given": gettext_lazy("给予政策支持"),
        "guidance.arranged": gettext_lazy("安排专家指导"),
        "guidance.registered": gettext_lazy("登记专家指导结果"),
    }
)
PROPOSED_AS = {Decision.RENEW: "best", Decision.WITHDRAW: "worst"}


@transaction.atomic
def propose_review(*, region: Region, by: User, synthetic: bool = False, at: datetime | None = None) -> TermReview:
    """Begin the review of a city's term: ask the records, and say what the rule in force proposes; `at` dates what a demonstration tells."""
    stage = stage_of(region.code)
    moment = at or timezone.now()
    rules.can_propose(by, stage, timezone.localdate(moment)).or_refuse()
    if stage is None or stage.ends_on is None:
        raise Refused("no_demonstration", _("这个城市没有示范任期"))
    made = TermReview(
        region=region, definition=queries.rule_in_force(), starts_on=stage.starts_on, ends_on=stage.ends_on,
        proposed_by=by, synthetic=synthetic or stage.synthetic,
    )  # fmt: skip
    ask(made, by, moment)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        # Race: a colleague began the same review between our look and our insert.
        raise Refused("begun", _("这个任期的复核已经开始，请刷新页面")) from error
    record("review.proposed", on=made, by=by, region_code=region.code, proposal=made.proposal)
    return made


def ask(review: TermReview, by: User, moment: datetime) -> None:
    """Fill in what the rule says of the facts as they are now."""
    found = proposal_of(review)
    review.proposal, review.reasons = found.outcome, [kept(reason) for reason in found.reasons]
    review.proposed_at, review.proposed_by = moment, by


def proposal_of(review: TermReview) -> Proposal:
    term = Term(review.region_id, review.starts_on, review.ends_on)
    return propose(queries.rule_of(review.definition), facts_of(term, review.stated))


def kept(reason: Reason) -> dict[str, Any]:
    """A reason as JSON; the value keeps all its digits."""
    return asdict(reason) | {"value": None if reason.value is None else str(reason.value)}


def locked(review: TermReview) -> TermReview:
    """The row until our commit: two officers act one after the other."""
    rows = TermReview.objects.select_for_update(of=["self"]).select_related("region", "definition")
    return rows.get(pk=review.pk)


@transaction.atomic
def state_fact(*, review: TermReview, fact: str, value: Decimal, why: str, by: User) -> TermReview:
    """Say what no record holds; a fact that a record holds cannot be typed over."""
    row = locked(review)
    rules.can_state(by, row).or_refuse()
    if fact not in FACTS:
        raise Refused("no_such_fact", _("没有这项事实"))
    recorded = {each.code: each for each in proposal_of(row).reasons if each.value is not None and not each.is_stated}
    criterion = next((one for one in queries.rule_of(row.definition).criteria if one.fact == fact), None)
    if criterion is None or criterion.code in recorded:
        raise Refused("recorded", _("平台已有这项记录，不能人工填写；有误请更正记录"))
    row.stated = row.stated | {fact: {"value": str(value), "why": why}}
    ask(row, by, timezone.now())
    row.save(update_fields=["stated", "proposal", "reasons", "proposed_at", "proposed_by"])
    record("review.stated", on=row, by=by, why=why, region_code=row.region_id, fact=fact, value=str(value))
    return row


@transaction.atomic
def propose_again(*, review: TermReview, by: User) -> TermReview:
    """Ask the records once more, with the rule in force today; a city that had time to mend comes back to be decided."""
    row = locked(review)
    rules.can_propose_again(by, row).or_refuse()
    row.definition, row.state, row.rectify_by = queries.rule_in_force(), ReviewState.PROPOSED, None
    ask(row, by, timezone.now())
    row.save()
    record("review.proposed_again", on=row, by=by, region_code=row.region_id, proposal=row.proposal)
    return row


@transaction.atomic
def rectify(*, review: TermReview, until: date, why: str, by: User) -> TermReview:
    """Give the city until a day to mend what is missing; its officers are told."""
    row = locked(review)
    rules.can_rectify(by, row, until, timezone.localdate()).or_refuse()
    row.state, row.rectify_by, row.why = ReviewState.RECTIFYING, until, why
    row.save(update_fields=["state", "rectify_by", "why"])
    tell_city(
        row.region_id,
        _("三年复核：请在 %(day)s以前整改") % {"day": until.isoformat() + " "},
        why,
        row.get_absolute_url(),
    )
    record("review.rectifying", on=row, by=by, why=why, region_code=row.region_id, until=until.isoformat())
    return row


@transaction.atomic
def decide(
    *, review: TermReview, decision: Decision, document: str, by: User, why: str = "", at: datetime | None = None
) -> TermReview:
    """Decide the review: another term, or the title is withdrawn; the city's stage follows in the same transaction."""
    row = locked(review)
    agrees = row.proposal == getattr(queries.rule_of(row.definition), PROPOSED_AS[decision]).code
    colleague = queries.has_colleague(by)
    rules.can_decide(by, row, agrees=agrees, why=why, has_colleague=colleague).or_refuse()
    stage = stage_of(row.region_id)
    if stage is None or stage.starts_on != row.starts_on:
        raise Refused("term_moved_on", _("这个城市的任期已有变化，请取消这次复核后重新提出"))
    passed, moment = decision == Decision.RENEW, at or timezone.now()
    judge_term(stage=stage, by=by, on=timezone.localdate(moment), passed=passed, document=document, reason=why)
    row.state, row.decision, row.document, row.why = ReviewState.DECIDED, decision, document, why
    row.decided_at, row.decided_by = moment, by
    row.save()
    tell_city(
        row.region_id,
        _("三年复核：%(decision)s") % {"decision": row.get_decision_display()},
        why,
        row.get_absolute_url(),
    )
    record(
        "review.decided", on=row, by=by, why=why, region_code=row.region_id, decision=decision, proposal=row.proposal
    )
    return row


@transaction.atomic
def cancel_review(*, review: TermReview, by: User, why: str) -> TermReview:
    """Give up a review that was not decided."""
    row = locked(review)
    rules.can_cancel(by, row).or_refuse()
    row.state, row.why = ReviewState.CANCELLED, why
    row.save(update_fields=["state", "why"])
    record("review.cancelled", on=row, by=by, why=why, region_code=row.region_id)
    return row


def tell_city(region: str, subject: str, text: str, url: str) -> None:
    """Tell the officers of a city."""
    for user in User.objects.filter(region=region, role__in=CITY_OFFICERS, is_active=True).order_by("pk"):
        notify(to=user, subject=subject, text=text, url=url)


@transaction.atomic
def give_support(
    *, region: Region, kind: SupportKind, given_on: date, application: str, document: str = "", preferred: str = "",
    synthetic: bool = False,
) -> PolicySupport:  # fmt: skip
    """Write down what a city was given; called by the hall once for each approved application."""
    made = PolicySupport.objects.create(
        region=region, kind=kind, given_on=given_on, application=application, document=document, preferred=preferred,
        synthetic=synthetic,
    )  # fmt: skip
    record("support.given", on=made, by=None, region_code=region.code, kind=kind, preferred=preferred)
    return made


@transaction.atomic
def arrange_guidance(
    *, region: Region, topic: Topic, question: str, arranged_on: date, application: str, synthetic: bool = False
) -> Guidance:
    """Expert guidance that was granted on a city's application."""
    made = Guidance.objects.create(
        region=region, topic=topic, question=question, arranged_on=arranged_on, application=application, synthetic=synthetic
    )  # fmt: skip
    record("guidance.arranged", on=made, by=None, region_code=region.code, topic=topic)
    return made


@transaction.atomic
def register_guidance(*, guidance: Guidance, held_on: date, experts: str, opinion: str, by: User) -> Guidance:
    """What came of it: who advised when, and the opinion in writing."""
    row = Guidance.objects.select_for_update(of=["self"]).select_related("region").get(pk=guidance.pk)
    rules.can_register_guidance(by, row).or_refuse()
    if held_on > timezone.localdate() or held_on < row.arranged_on:
        raise Refused("wrong_day", _("指导日期应在安排以后、今天以前"))
    row.held_on, row.experts, row.opinion, row.by = held_on, experts, opinion, by
    row.save(update_fields=["held_on", "experts", "opinion", "by"])
    record("guidance.registered", on=row, by=by, region_code=row.region_id, held_on=held_on.isoformat())
    return row
