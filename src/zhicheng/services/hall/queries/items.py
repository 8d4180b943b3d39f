"""Reads of items: which can be applied for, and whose office handles them."""

from datetime import date
from typing import cast

from django.db.models import Q

from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current, current, current_models
from zhicheng.services.hall.definition_kinds import ITEM, ItemDefinition
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.models import Call
from zhicheng.services.hall.offices import office_of


def item(code: str) -> Definition:
    """The version of an item in force; `Definition.DoesNotExist` when there is none."""
    return current(ITEM.code, code)


def items_open(on: date) -> dict[str, Definition]:
    """The items that take applications on a day, by code; those applied for in batches too, whether or not a call is open."""
    return {code: one for code, one in all_current(ITEM.code).items() if is_open(one, on)}


def models_open(on: date) -> dict[str, ItemDefinition]:
    """What they say; their long texts travel only when one of them changed."""
    found = cast("dict[str, ItemDefinition]", current_models(ITEM.code))
    return {code: model for code, model in found.items() if is_open_on(model, on)}


def is_open(definition: Definition, on: date) -> bool:
    return is_open_on(model_of_item(definition), on)


def is_open_on(model: ItemDefinition, on: date) -> bool:
    """Whether an item takes applications on a day."""
    return (model.open_from or on) <= on <= (model.open_until or on)


def offices_for(definition: Definition, region_code: str) -> str | None:
    """The division code of the office that handles an item for an applicant's place; None for the national office."""
    return office_of(model_of_item(definition).level, region_code)


def call_open(item_code: str, office: str | None, on: date) -> Call | None:
    """The batch in which an item is taken on a day by an office; the earliest to close."""
    running = Q(item=item_code, office=office, opens_on__lte=on, closes_on__gte=on, state="announced")
    return Call.objects.filter(running).order_by("closes_on", "pk").first()
