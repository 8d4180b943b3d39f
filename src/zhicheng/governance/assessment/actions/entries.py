"""A city's self-assessment: written, signed, returned, found complete, and the province's opinion."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.verdicts import Refused
from zhicheng.governance.assessment import queries
from zhicheng.governance.assessment.actions.holding import day_of, held_entry, moment, tell
from zhicheng.governance.assessment.definition_kinds import Criterion
from zhicheng.governance.assessment.models import Answer, Citation, Entry, EntryState, Opinion
from zhicheng.governance.assessment.rules import entries as rules

NAMES = verbs.register(
    {
        "self_assessment.written": gettext_lazy("填写年度考核自评"),
        "self_assessment.signed": gettext_lazy("签报年度考核自评"),
        "self_assessment.returned": gettext_lazy("退回年度考核自评"),
        "self_assessment.completed": gettext_lazy("年度考核自评通过审核"),
        "self_assessment.opinion_given": gettext_lazy("填写年度考核省局意见"),
    }
)


@transaction.atomic
def write_answer(
    *,
    entry: Entry,
    criterion: str,
    narrative: str,
    self_points: Decimal | None,
    evidence: Collection[int],
    by: User,
    at: datetime | None = None,
) -> Answer:
    """Write what the city says to a criterion; `evidence` are the papers of its year that prove it."""
    entry = held_entry(entry)
    rules.can_write(by, entry).or_refuse()
    asked, answer = criterion_of(entry, criterion), Answer.objects.get(entry=entry, criterion=criterion)
    rules.is_fair_points(asked, self_points).or_refuse()
    rules.is_within_words(asked, narrative).or_refuse()
    answer.narrative, answer.self_points = narrative.strip(), self_points
    answer.written_at, answer.written_by = moment(at), by
    answer.save()
    cite(answer, entry, evidence)
    record("self_assessment.written", on=entry, by=by, region_code=entry.region_id, criterion=criterion)
    return answer


def criterion_of(entry: Entry, code: str) -> Criterion:
    """The criterion of a code, asked of this city; refused when there is none."""
    found = queries.scheme_of(entry.round).criterion(code)
    if found is None or code not in queries.asked_of(entry):
        raise Refused("no_such_criterion", _("本市没有这一评分项"))
    return found


def cite(answer: Answer, entry: Entry, evidence: Collection[int]) -> None:
    """Pick just these papers; refused when one is not of the city's year."""
    offered = {pk for pk, _words in queries.evidence_choices(entry)}
    if not offered.issuperset(evidence):
        raise Refused("not_your_evidence", _("选取的证明材料不在本市这一年度的材料中"))
    Citation.objects.filter(answer=answer).exclude(evidence__in=evidence).delete()
    for pk in sorted(evidence):
        Citation.objects.get_or_create(answer=answer, evidence_id=pk)


@transaction.atomic
def sign(*, entry: Entry, by: User, at: datetime | None = None) -> Entry:
    """Sign a self-assessment: the figures and must-items are frozen as the platform has them now."""
    entry = held_entry(entry)
    freeze(entry)
    rules.can_sign(by, entry, faults=queries.faults_in(entry)).or_refuse()
    entry.was_late = day_of(at) > entry.round.self_assessment_until
    entry.state, entry.signed_at, entry.signed_by, entry.faults = EntryState.SIGNED, moment(at), by, []
    entry.save()
    subject = _("%(city)s已签报 %(year)d 年度自评") % {"city": entry.region.name, "year": entry.round.year}
    above = list(queries.provincial_officers(entry.region_id)) or list(queries.national_officers())
    tell(above, subject, "", entry.get_absolute_url())
    record("self_assessment.signed", on=entry, by=by, region_code=entry.region_id, must=entry.must, late=entry.was_late)
    return entry


def freeze(entry: Entry) -> None:
    """Keep what the platform fills in: figures beside each criterion, must-items, criteria not asked. The caller saves the entry."""
    scheme = queries.scheme_of(entry.round)
    figures = queries.filled(entry.region_id, entry.round.year, scheme)
    left = queries.not_asked(entry.region_id, scheme)
    for answer in Answer.objects.filter(entry=entry):
        answer.figures = [one.frozen() for one in figures.get(answer.criterion, ())]
        answer.applies = answer.criterion not in left
        answer.save(update_fields=["figures", "applies"])
    entry.must = queries.must_now(entry.region_id, scheme)


@transaction.atomic
def return_entry(*, entry: Entry, faults: Sequence[tuple[str, str]], by: User, at: datetime | None = None) -> Entry:
    """Give a signed self-assessment back; `faults` are (criterion, what to mend), at least one."""
    entry = held_entry(entry)
    rules.can_check(by, entry).or_refuse()
    if not faults:
        raise Refused("no_faults", _("请写明须补正之处"))
    titles = {one.code: one.title for one in queries.scheme_of(entry.round).criteria}
    entry.faults = [{"criterion": code, "title": titles.get(code, ""), "words": words} for code, words in faults]
    entry.state, entry.returned_at, entry.returned_by = EntryState.RETURNED, moment(at), by
    entry.signed_at = entry.signed_by = None
    entry.save()
    words = "；".join(f"{one['title']}：{one['words']}" if one["title"] else one["words"] for one in entry.faults)
    subject = _("%(year)d 年度自评须补正") % {"year": entry.round.year}
    tell(queries.officers_of([entry.region_id]), subject, words, entry.get_absolute_url())
    record("self_assessment.returned", on=entry, by=by, why=words, region_code=entry.region_id)
    return entry


@transaction.atomic
def mark_complete(*, entry: Entry, by: User, at: datetime | None = None) -> Entry:
    """Find a signed self-assessment complete."""
    entry = held_entry(entry)
    rules.can_check(by, entry).or_refuse()
    entry.state, entry.completed_at, entry.completed_by = EntryState.COMPLETE, moment(at), by
    entry.save()
    subject = _("%(year)d 年度自评已通过审核") % {"year": entry.round.year}
    tell(queries.officers_of([entry.region_id]), subject, "", entry.get_absolute_url())
    record("self_assessment.completed", on=entry, by=by, region_code=entry.region_id)
    return entry


@transaction.atomic
def give_opinion(
    *, entry: Entry, text: str, points: Decimal | None = None, by: User, at: datetime | None = None
) -> Opinion:
    """Say what the province thinks of one of its cities; `points` (0 to 100) are shown to the experts, never counted."""
    entry = held_entry(entry)
    has_opinion = Opinion.objects.filter(entry=entry).exists()
    rules.can_give_opinion(by, entry, has_opinion=has_opinion).or_refuse()
    if not text.strip():
        raise Refused("no_words", _("请填写省局意见"))
    made = Opinion.objects.create(entry=entry, text=text.strip(), points=points, by=by, at=moment(at))
    record("self_assessment.opinion_given", on=entry, by=by, region_code=entry.region_id)
    return made
