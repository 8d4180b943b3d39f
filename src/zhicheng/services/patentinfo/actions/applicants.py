"""Applicants' names: which are one applicant, and whose they are."""

from typing import cast

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.notices.actions import notify
from zhicheng.base.verdicts import Refused
from zhicheng.engine.patents.applicants import Applicant, Decision, DecisionConflict, groups, propose
from zhicheng.services.patentinfo.models import ApplicantName, Judgement, MergeProposal, NameClaim, NameJudgement
from zhicheng.services.patentinfo.queries import applicants as queries
from zhicheng.services.patentinfo.rules.applicants import can_claim, can_decide, can_judge

NAMES = verbs.register(
    {
        "applicant_name.judged": gettext_lazy("确认申请人名称是否同一主体"),
        "applicant_name.withdrawn": gettext_lazy("撤销申请人名称的判断"),
        "applicant_name.claimed": gettext_lazy("认领申请人名称"),
        "applicant_name.confirmed": gettext_lazy("确认申请人名称所属单位"),
        "applicant_name.refused": gettext_lazy("退回申请人名称的认领"),
    }
)
PROPOSE = "patentinfo.propose"
# Any constant will do; it names the judgements among PostgreSQL's advisory locks.
LOCK = 7_400_317
MOST_NAMES, MOST_PROPOSALS = 20_000, 2_000
"""Names compared, those with most documents; pairs kept, the likeliest."""


@transaction.atomic
def propose_merges() -> int:
    """Compute anew which names may be one; how many pairs wait for a person. What was judged is not asked again."""
    names = {one.key: one for one in queries.busiest(MOST_NAMES)}
    judged = set(NameJudgement.objects.values_list("first", "second"))
    applicants = [Applicant(one.key, one.name, addresses=one.addresses) for one in names.values()]
    pairs = [one for one in propose(applicants) if (one.left, one.right) not in judged][:MOST_PROPOSALS]
    MergeProposal.objects.all().delete()
    MergeProposal.objects.bulk_create(
        MergeProposal(
            first=one.left, second=one.right, score=one.score, reasons=[reason.value for reason in one.reasons],
            first_name=names[one.left].name, second_name=names[one.right].name,
            first_patents=names[one.left].patents, second_patents=names[one.right].patents,
        )
        for one in pairs
    )  # fmt: skip
    return len(pairs)


@transaction.atomic
def judge(*, first: str, second: str, judgement: str, why: str = "", by: User) -> NameJudgement:
    """Say whether two names (keys) are one applicant. Judged again, the later word holds.

    Raises `Refused` when it contradicts what was decided before: the words name the chain, or the two parties.
    """
    can_judge(by).or_refuse()
    first, second = sorted((first, second))
    hold_judgements()
    refuse_conflict(first, second, Judgement(judgement))
    row, _made = NameJudgement.objects.update_or_create(
        first=first, second=second, defaults={"judgement": judgement, "why": why, "by": by}
    )
    MergeProposal.objects.filter(first=first, second=second).delete()
    record("applicant_name.judged", on=row, by=by, why=why, region_code=by.region_id or "", judgement=judgement)
    return row


def hold_judgements() -> None:
    """Race: two officers deciding at once must not contradict each other unseen, so they queue until commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def refuse_conflict(first: str, second: str, judgement: Judgement) -> None:
    """Raise `Refused` when the decision does not go together with earlier ones, or joins two parties' names."""
    decided = [*queries.decisions(), Decision(first, second, queries.VERDICTS[judgement])]
    try:
        found = groups([first, second], decided)
    except DecisionConflict as conflict:
        raise Refused("decisions_conflict", str(conflict)) from conflict
    together = next(group.members for group in found if first in group.members)
    if len(queries.parties_of(together)) > 1:
        raise Refused("two_parties", _("这两个名称已确认属于不同的单位，不能判为同一主体"))


@transaction.atomic
def withdraw(*, judgement: NameJudgement, by: User) -> None:
    """Take a judgement back; the pair is proposed again after the next load."""
    can_judge(by).or_refuse()
    record("applicant_name.withdrawn", on=judgement, by=by, region_code=by.region_id or "")
    judgement.delete()


@transaction.atomic
def claim_name(*, name_key: str, by: User) -> NameClaim:
    """An organisation says that a name is its own; an officer of its city decides. Again changes nothing."""
    can_claim(by, name_key).or_refuse()
    if not queries.documents_of(name_key):
        raise Refused("no_such_name", _("专利库里没有这个申请人名称"))
    party_id = cast("int", by.party_id)  # the rule has seen to it
    with scopes_disabled():
        claim, made = NameClaim.objects.get_or_create(party_id=party_id, name_key=name_key, defaults={"by": by})
    if made:
        record("applicant_name.claimed", on=claim, by=by, region_code=by.region_id or "", party=by.party_id)
    return claim


@transaction.atomic
def confirm_claim(*, claim: NameClaim, by: User) -> ApplicantName:
    """The name is the organisation's: its documents are the organisation's patents."""
    claim = held(claim)
    can_decide(by, claim).or_refuse()
    if queries.parties_of(queries.with_same([claim.name_key])) - {claim.party_id}:
        raise Refused("name_taken", _("这个名称或与它同一主体的名称已确认属于另一家单位"))
    try:
        with transaction.atomic(), scopes_disabled():
            name = ApplicantName.objects.create(party_id=claim.party_id, name_key=claim.name_key, by=by)
    except IntegrityError:
        raise Refused("name_taken", _("这个申请人名称已经确认了所属单位")) from None
    region = claim.party.region_id
    notify(to=claim.by, subject=_("申请人名称“%s”已确认为贵单位") % claim, url=reverse("patentinfo:search"))
    record("applicant_name.confirmed", on=name, by=by, region_code=region, party=claim.party_id)
    claim.delete()
    return name


@transaction.atomic
def refuse_claim(*, claim: NameClaim, why: str, by: User) -> None:
    """The name is not the organisation's, and why."""
    claim = held(claim)
    can_decide(by, claim).or_refuse()
    notify(to=claim.by, subject=_("申请人名称“%s”没有确认") % claim, text=why, url=reverse("patentinfo:search"))
    record("applicant_name.refused", on=claim, by=by, why=why, region_code=claim.party.region_id)
    claim.delete()


def held(claim: NameClaim) -> NameClaim:
    """The claim as it is now, held until our commit. Raises `Refused` when it was decided meanwhile."""
    with scopes_disabled():
        found = (
            NameClaim.objects.select_for_update(of=("self",)).select_related("party", "by").filter(pk=claim.pk).first()
        )
    if found is None:
        raise Refused("claim_decided", _("这项认领已经有人办理了"))
    return found
