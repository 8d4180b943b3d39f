"""Where did records change since a mark was made? The histories tell, without reading the records.

All numbers of a province are counted from records in it, so a province is the smallest part of the country that can be counted alone. A changed row
touches the provinces in which it is now and those in which it ever was: too many are counted again at times, never too few.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.db import models
from pghistory.models import Event

from zhicheng.base.records.marks import WINDOW, histories, history_of
from zhicheng.base.records.registry import RecordSet

MOST_CHANGES = 2000
"""With more changes than these since the mark, everything is counted again."""
Path = tuple[str, ...]


def provinces_touched(record_set: RecordSet, mark: str) -> frozenset[str] | None:
    """First two digits of the codes of all provinces in which a record changed since the mark; None when that cannot be told."""
    if record_set.rows is None:
        return None
    known = dict(ends_in(mark))
    found: set[str] = set()
    for history in histories(record_set):
        objects = changed_objects(history, known.get(history._meta.label))
        if objects is None:
            return None
        if objects:
            found |= regions_around(record_set, history, objects)
    return frozenset(region[:2] for region in found)


def ends_in(mark: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """History → (its last event, how many stood shortly before it), as a mark says."""
    for part in mark.split(";"):
        label, _colon, numbers = part.partition(":")
        last, _colon, near = numbers.partition(":")
        if last.isdecimal() and near.isdecimal():
            yield label, (int(last), int(near))


def changed_objects(history: type[Event], end: tuple[int, int] | None) -> frozenset[Any] | None:
    """Keys of the rows with events after the end; None when earlier events came late, or there are too many."""
    if end is None:
        return None
    last, near = end
    events: Any = history.objects  # each history has columns of its own
    if events.filter(pgh_id__gt=last - WINDOW, pgh_id__lte=last).count() != near:
        return None
    keys = list(events.filter(pgh_id__gt=last).values_list("pgh_obj_id", flat=True)[: MOST_CHANGES + 1])
    return frozenset(keys) if len(keys) <= MOST_CHANGES else None


def regions_around(record_set: RecordSet, history: type[Event], objects: Collection[Any]) -> set[str]:
    """Codes of the divisions of all records that read the changed rows, now or before."""
    if record_set.rows is None:
        return set()
    rows = record_set.rows().order_by()
    region = tuple(record_set.region.split("__"))
    found: set[str] = set()
    for path in paths_to(history, rows.model, record_set):
        lookup = "__".join([*path, "pk__in"])
        found |= set(rows.filter(**{lookup: objects}).values_list(record_set.region, flat=True))
        there = reached(rows.model, path)
        if there is not None and region[: len(path)] == path:
            found |= ever(there, objects, region[len(path) :])
    return {code for code in found if code}


def paths_to(history: type[Event], model: type[models.Model], record_set: RecordSet) -> set[Path]:
    """The lookup paths by which a record set reads the table that a history belongs to; empty = its own table."""
    own = (record_set.region, record_set.date, record_set.until, record_set.synthetic)
    read = {*own, *record_set.filters.values(), *record_set.measures.values()}
    steps = {tuple(path.split("__")[:length]) for path in read if path for length in range(path.count("__") + 1)}
    return {each for each in steps if (there := reached(model, each)) is not None and history_of(there) is history}


def reached(model: type[models.Model], path: Path) -> type[models.Model] | None:
    """The model at the end of a path of relations; None when a step is none."""
    for step in path:
        field = next((each for each in model._meta.get_fields() if each.name == step), None)
        related = field.related_model if field else None
        if not isinstance(related, type):
            return None
        model = related
    return model


def ever(model: type[models.Model], keys: Collection[Any], path: Path) -> set[Any]:
    """All values that a path from these rows leads to or ever led to, by what the rows are and what their histories say."""
    step, rest = path[0], path[1:]
    column = step if step.endswith("_id") or not rest else f"{step}_id"
    history: Any = history_of(model)
    values = set(models.QuerySet(model).filter(pk__in=keys).values_list(column, flat=True))
    if history is not None:
        values |= set(history.objects.filter(pgh_obj_id__in=keys).values_list(column, flat=True))
    related = reached(model, (step,)) if rest else None
    return ever(related, values, rest) if related is not None else values
