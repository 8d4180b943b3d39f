"""The way of a plan: to the head, upward, back, and changed again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.actions import record
from zhicheng.base.notices.actions import notify
from zhicheng.governance.plans import checking, queries, rules
from zhicheng.governance.plans.actions.planning import held
from zhicheng.governance.plans.models import Adoption, State, Version


def tell(people: Iterable[User], adoption: Adoption, words: str, text: str = "") -> None:
    subject = words % {"plan": adoption}
    for user in people:
        notify(to=user, subject=subject, text=text, url=adoption.get_absolute_url())


def move(adoption: Adoption, state: State, step: str, by: User, at: datetime | None) -> None:
    """The new state, and who took the step when (`step` names the fields)."""
    adoption.state = state
    setattr(adoption, f"{step}_by", by)
    setattr(adoption, f"{step}_at", at or timezone.now())
    adoption.save()


@transaction.atomic
def submit(*, adoption: Adoption, by: User, at: datetime | None = None) -> Adoption:
    """Hand the plan to the head; refused while something is missing."""
    adoption = held(adoption)
    faults = checking.blocking(checking.faults_of(checking.content_of(adoption)))
    rules.can_submit(by, adoption, faults).or_refuse()
    adoption.returned_why = ""
    move(adoption, State.SUBMITTED, "submitted", by, at)
    tell(queries.heads_of(adoption.region_id).exclude(pk=by.pk), adoption, _("%(plan)s待您批准"))
    record("adoption.submitted", on=adoption, by=by, region_code=adoption.region_id)
    return adoption


@transaction.atomic
def approve(*, adoption: Adoption, by: User, at: datetime | None = None) -> Adoption:
    """Put the plan, or its amendment, in force: what was approved is kept whole as the next version."""
    adoption = held(adoption)
    rules.can_approve(by, adoption).or_refuse()
    adoption.version += 1
    move(adoption, State.APPROVED, "approved", by, at)
    Version.objects.create(
        adoption=adoption, number=adoption.version, why=adoption.amending_why, approved_by=by,
        approved_at=at or timezone.now(), content=snapshot(adoption),
    )  # fmt: skip
    tell(queries.officers_of(adoption.region_id).exclude(pk=by.pk), adoption, _("%(plan)s已批准，可以上报"))
    record("adoption.approved", on=adoption, by=by, region_code=adoption.region_id, version=adoption.version)
    return adoption


def snapshot(adoption: Adoption) -> dict[str, Any]:
    """What is planned, as JSON values; execution is not part of it."""
    content = checking.content_of(adoption)
    return {
        "tasks": [
            {"ref": ref, "taken": ref in content.taken, "reason": choice.reason}
            for ref, choice in content.choices.items()
        ],
        "expectations": {code: one.value for code, one in content.expectations.items()},
        "measures": [
            {
                "task": each.task_ref, "title": each.title, "content": each.content, "owner": each.owner,
                "department": each.department, "partners": each.partners, "starts_on": each.starts_on.isoformat(),
                "ends_on": each.ends_on.isoformat(), "budget_fen": each.budget_fen,
                "milestones": [[step.title, step.due_on.isoformat()] for step in each.milestones.all()],
            }
            for each in content.measures
        ],
    }  # fmt: skip


@transaction.atomic
def send_back(*, adoption: Adoption, why: str, by: User, at: datetime | None = None) -> Adoption:
    """The head wants it changed, and says what."""
    adoption = held(adoption)
    rules.can_send_back(by, adoption).or_refuse()
    give_back(adoption, why, by, at)
    record("adoption.sent_back", on=adoption, by=by, why=why, region_code=adoption.region_id)
    return adoption


def give_back(adoption: Adoption, why: str, by: User, at: datetime | None) -> None:
    adoption.returned_why = why
    move(adoption, State.RETURNED, "returned", by, at)
    tell(queries.officers_of(adoption.region_id).exclude(pk=by.pk), adoption, _("%(plan)s退回修改"), why)


@transaction.atomic
def file(*, adoption: Adoption, by: User, at: datetime | None = None) -> Adoption:
    """Send the approved plan to the office above."""
    adoption = held(adoption)
    rules.can_file(by, adoption).or_refuse()
    move(adoption, State.FILED, "filed", by, at)
    tell(queries.officers_above(adoption), adoption, _("%(plan)s已上报，请接收"))
    record("adoption.filed", on=adoption, by=by, region_code=adoption.region_id, version=adoption.version)
    return adoption


@transaction.atomic
def receive(*, adoption: Adoption, by: User, at: datetime | None = None) -> Adoption:
    """The province takes note of a city's plan and passes it on to the nation; the nation ends the way."""
    adoption = held(adoption)
    rules.can_receive(by, adoption).or_refuse()
    if by.role == Role.NATIONAL:
        move(adoption, State.RECEIVED, "received", by, at)
        tell(queries.officers_of(adoption.region_id), adoption, _("国家局已接收%(plan)s"))
        record("adoption.received", on=adoption, by=by, region_code=adoption.region_id)
    else:
        move(adoption, State.FORWARDED, "forwarded", by, at)
        tell(queries.officers_above(adoption), adoption, _("省局已接收%(plan)s，请接收"))
        record("adoption.forwarded", on=adoption, by=by, region_code=adoption.region_id)
    return adoption


@transaction.atomic
def return_to_writers(*, adoption: Adoption, why: str, by: User, at: datetime | None = None) -> Adoption:
    """The office above wants it changed, and says what; it has to be approved and filed again."""
    adoption = held(adoption)
    rules.can_return(by, adoption).or_refuse()
    adoption.amending_why = why
    give_back(adoption, why, by, at)
    record("adoption.returned", on=adoption, by=by, why=why, region_code=adoption.region_id)
    return adoption


@transaction.atomic
def amend(*, adoption: Adoption, why: str, by: User, at: datetime | None = None) -> Adoption:
    """Open an approved plan for a change and say why; the approved version stays in the history, and execution goes on."""
    adoption = held(adoption)
    rules.can_amend(by, adoption).or_refuse()
    adoption.amending_why, adoption.state = why, State.DRAFT
    adoption.edited_by, adoption.edited_at = by, at or timezone.now()
    adoption.save()
    record("adoption.amending", on=adoption, by=by, why=why, region_code=adoption.region_id, version=adoption.version)
    return adoption
