"""Ask once: what the platform knows of an applicant already, offered in the form with the words where it is from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.parties.models import Party
from zhicheng.services.hall import asking
from zhicheng.services.hall.definition_kinds import Field, ItemDefinition
from zhicheng.services.hall.models import Application

FEN_A_YUAN = 100


@dataclass(frozen=True, slots=True)
class Known:
    """An answer that is offered, and where it is from, in words."""

    value: Any
    origin: str


def prefilled(
    model: ItemDefinition,
    party: Party | None,
    last_answers: Mapping[str, Any] | None = None,
    *,
    application: Application | None = None,
) -> dict[str, Known]:
    """Field → what is offered. `last_answers` is what the applicant wrote last time, looked up when it is not given."""
    wanting = [field for field in model.fields if field.prefill]
    if party is None or not wanting:
        return {}
    last = last_answers
    if last is None:
        last = answers_before(party, application) if any(field.prefill == "last" for field in wanting) else {}
    with asking.reading_together():
        offered = {field.code: offer(field, party, last) for field in wanting}
    return {code: known for code, known in offered.items() if known is not None}


def prefilled_answers(model: ItemDefinition, party: Party | None) -> dict[str, Any]:
    """The answers alone, to begin a draft with."""
    return {code: known.value for code, known in prefilled(model, party).items()}


def offer(field: Field, party: Party, last: Mapping[str, Any]) -> Known | None:
    """What is known for one field."""
    if field.prefill == "last":
        value = last.get(field.code)
        return None if value in (None, "", []) else Known(value, _("已从上次申请带入，可修改"))
    fact = asking.find(field.prefill)
    if fact is None:
        return None
    value = fact.read([party.pk], "").get(party.pk, fact.absent)
    return None if value in (None, "") else Known(as_answer(field, value), _("已从登记信息带入，可修改"))


def as_answer(field: Field, value: Any) -> Any:
    """What a fact says as the field keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if field.kind == "money" and isinstance(value, int | float):
        return round(value * FEN_A_YUAN)
    return value if isinstance(value, bool | int | float) else str(value)


def answers_before(party: Party, application: Application | None) -> Mapping[str, Any]:
    """What the applicant answered in its latest application for the same item that was handed in."""
    if application is None:
        return {}
    with scopes_disabled():
        earlier = Application.objects.filter(party=party, item=application.item, submitted_at__isnull=False)
        found = earlier.exclude(pk=application.pk).order_by("-submitted_at").values_list("answers", flat=True).first()
    return found or {}
