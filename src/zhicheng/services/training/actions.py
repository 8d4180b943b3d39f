"""Writes of heads and their trainings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.documents.models import Document
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import Refused
from zhicheng.services.training import rules
from zhicheng.services.training.models import Head, HeadTraining

NAMES = verbs.register(
    {
        "head.entered": gettext_lazy("登记负责人"),
        "head.corrected": gettext_lazy("更正负责人登记"),
        "head.trained": gettext_lazy("登记负责人培训"),
        "head.imported": gettext_lazy("导入负责人名册"),
    }
)


@dataclass(frozen=True, slots=True)
class HeadFacts:
    """What is registered of a head; `until` is the last day in post."""

    name: str
    unit: str
    post: str
    region: Region
    since: date
    until: date | None = None
    synthetic: bool = False

    def as_fields(self) -> dict[str, Any]:
        return {
            "name": self.name, "unit": self.unit, "post": self.post, "region": self.region, "since": self.since,
            "until": self.until, "synthetic": self.synthetic,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """A training that somebody finished."""

    ended_on: date
    course: str
    organiser: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A row of a list: a head, new or known, and a training of his that is new."""

    facts: HeadFacts
    head: Head | None = None
    training: TrainingFacts | None = None


@transaction.atomic
def enter(*, facts: HeadFacts, by: User) -> Head:
    """Put a head on the list."""
    rules.can_enter(by, facts.region).or_refuse()
    made = write(Head(registered_by=by), facts)
    record("head.entered", on=made, by=by, region_code=made.region_id)
    return made


@transaction.atomic
def correct(*, head: Head, facts: HeadFacts, by: User, why: str) -> Head:
    """Correct what is registered of a head, or note that he left."""
    head = locked(head)
    rules.can_change(by, head).or_refuse()
    rules.can_enter(by, facts.region).or_refuse()
    changed = differences(head, facts)
    if changed:
        write(head, facts)
        record("head.corrected", on=head, by=by, why=why, region_code=head.region_id, changed=changed)
    return head


@transaction.atomic
def record_training(*, head: Head, facts: TrainingFacts, by: User) -> HeadTraining:
    """Record a training that a head finished; recorded twice it stays one."""
    head = locked(head)
    rules.can_record(by, head, facts.ended_on).or_refuse()
    made, is_new = add_training(head, facts, by)
    if is_new:
        record(
            "head.trained",
            on=head,
            by=by,
            region_code=head.region_id,
            course=facts.course,
            ended_on=str(facts.ended_on),
        )
    return made


@transaction.atomic
def import_list(*, changes: Sequence[Change], document: Document, by: User) -> tuple[int, int]:
    """Enter and correct the rows of a checked list with their trainings, all or nothing; returns (entered, corrected)."""
    for change in changes:
        rules.can_enter(by, change.facts.region).or_refuse()
        head = write(change.head or Head(registered_by=by), change.facts)
        if change.training is not None:
            rules.can_record(by, head, change.training.ended_on).or_refuse()
            add_training(head, change.training, by)
    new = sum(change.head is None for change in changes)
    record(
        "head.imported",
        on=document,
        by=by,
        region_code=by.region_id or "",
        registered=new,
        corrected=len(changes) - new,
    )
    return new, len(changes) - new


def locked(head: Head) -> Head:
    with scopes_disabled():
        return Head.objects.select_for_update().get(pk=head.pk)


def write(head: Head, facts: HeadFacts) -> Head:
    for name, value in facts.as_fields().items():
        setattr(head, name, value)
    try:
        with transaction.atomic():
            head.save()
    except IntegrityError as error:
        if "head_in_post_once" not in str(error):
            raise
        raise Refused("name_taken", _("名册中已有同一单位的同名负责人，请先在名册中查找")) from error
    return head


def add_training(head: Head, facts: TrainingFacts, by: User) -> tuple[HeadTraining, bool]:
    """A head's training, and whether it is new."""
    return HeadTraining.objects.get_or_create(
        head=head, ended_on=facts.ended_on, course=facts.course,
        defaults={
            "counts_until": rules.counts_until(facts.ended_on), "organiser": facts.organiser, "recorded_by": by, "synthetic": head.synthetic,
        },
    )  # fmt: skip


def differences(head: Head, facts: HeadFacts) -> dict[str, list[str]]:
    """Field → [old, new] of what differs."""
    new = facts.as_fields()
    old = {name: getattr(head, name) for name in new}
    return {name: [str(old[name]), str(new[name])] for name in new if old[name] != new[name]}
