"""Has anything changed in a record set since it was counted last? A mark answers without reading the records.

Every business table is tracked row by row; a record set's mark is made of the ends of the histories of all tables that its paths
lead through. It differs after each insert, change or deletion, however it was made.
"""

from collections.abc import Iterable, Iterator
from typing import cast

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Max
from pghistory.models import Event

from zhicheng.base.records.registry import RecordSet

WINDOW = 10_000
"""Events counted back from the last one: an older transaction may still commit events with lower numbers."""


def mark_of(record_set: RecordSet) -> str:
    """A text that differs when the records may differ. Two quick queries for each table."""
    if record_set.rows is None:
        return record_set.mark() if record_set.mark else ""
    return ";".join(end_of(history) for history in histories(record_set))


def histories(record_set: RecordSet) -> list[type[Event]]:
    """The history tables of the tables that a record set reads, in order of their names."""
    if record_set.rows is None:
        return []
    paths = {record_set.region, record_set.date, record_set.until, record_set.synthetic}
    paths |= {*record_set.filters.values(), *record_set.measures.values()}
    found = {model for path in paths if path for model in models_on(record_set.rows().model, path)}
    tracked = (history_of(model) for model in found)
    return sorted((each for each in tracked if each is not None), key=lambda each: each._meta.label)


def models_on(model: type[models.Model], path: str) -> Iterator[type[models.Model]]:
    """The models whose columns a lookup path reads."""
    yield model
    steps = path.split("__")
    for step in steps[:-1]:
        try:
            related = model._meta.get_field(step).related_model
        except FieldDoesNotExist:
            return
        if not isinstance(related, type):
            return
        model = related
        yield model


def history_of(model: type[models.Model]) -> type[Event] | None:
    """The table of a model's events; None for one that is not tracked."""
    try:
        return cast("type[Event]", apps.get_model(model._meta.app_label, f"{model._meta.object_name}Event"))
    except LookupError:
        return None


def end_of(history: type[Event]) -> str:
    """The last event, and how many stand shortly before it."""
    last = history.objects.aggregate(last=Max("pgh_id"))["last"] or 0
    near = history.objects.filter(pgh_id__gt=last - WINDOW).count()
    return f"{history._meta.label}:{last}:{near}"


def marks_of(record_sets: Iterable[RecordSet]) -> dict[str, str]:
    """Record set → its mark."""
    return {each.code: mark_of(each) for each in record_sets}
