"""The records behind a counted figure: who may see them, and how the condition reads in words."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.records.asking import Question, behind
from zhicheng.base.records.registry import RecordSet, find
from zhicheng.governance.indicators.compute import question_of
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.lineage import Place
from zhicheng.governance.indicators.models import Figure


@dataclass(frozen=True, slots=True)
class Behind:
    """What a figure was counted from: the record set, the condition in words, and the page that lists the rows."""

    record_set: RecordSet
    question: Question
    condition: str
    url: str


def behind_of(code: str, indicator: IndicatorDefinition, place: Place) -> Behind | None:
    """Where the records of a figure are listed; None when it is not counted, or no app offers its records yet."""
    offered = find(indicator.counted.records) if indicator.counted else None
    if indicator.counted is None or offered is None:
        return None
    question = question_of(offered, indicator.counted)
    url = reverse("indicators:records", args=[code, place.region, place.period])
    if offered.opens is not None:
        url = offered.opens(question.where, place.region, place.period)
    return Behind(offered, question, condition_words(question), url)


def condition_words(question: Question) -> str:
    """`“贯标认证登记”中 standard = GB/T 29490 的记录，按件数计`."""
    offered = question.record_set
    label = {"label": offered.label}
    where = "，".join(
        f"{name_of(offered, key)}为“{value_of(offered, key, value)}”" for key, value in question.where.items()
    )
    words = (
        _("“%(label)s”中%(where)s的记录") % {**label, "where": where} if where else _("“%(label)s”的全部记录") % label
    )
    how = {
        "count": _("一条计一个"),
        "sum": _("按“%s”合计") % name_of(offered, question.name),
        "distinct": _("同一“%s”只计一次") % name_of(offered, question.name),
    }
    kept = _("年末仍在有效期内的计入当年（当年按今天计）") if offered.until else _("按记录日期计入当年")
    return "，".join([words, how[question.kind], kept])


def name_of(offered: RecordSet, name: str) -> str:
    """What a filter or measure is called: its column's label where the list shows it."""
    path = offered.filters.get(name) or offered.measures.get(name) or name
    return next(
        (str(column.label) for column in offered.columns if column.path.split("__")[0] == path.split("__")[0]), name
    )


def value_of(offered: RecordSet, key: str, value: Any) -> str:
    """A condition's value in words."""
    if isinstance(value, list | tuple):
        return "、".join(value_of(offered, key, each) for each in value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    path = offered.filters[key]
    words = next((column.words for column in offered.columns if column.path == path), {})
    return str(words.get(value, value))


def visible_rows(found: Behind, place: Place, user: object) -> QuerySet[Any] | None:
    """The rows behind a figure that somebody may see: all when they are public, an officer those of his reach; None = no right."""
    officer = user if isinstance(user, User) and user.is_officer else None
    if officer is None and not found.record_set.is_public:
        return None
    with scopes_disabled():
        rows = behind(found.question, place.region, place.period)
    if officer is not None and not found.record_set.is_public:
        rows = rows.filter(zc_region__startswith=officer.reach)
    return rows


def parts_of(code: str, place: Place) -> QuerySet[Figure]:
    """The same figure of the divisions just below, largest first."""
    below = Figure.objects.filter(indicator=code, period=place.period, region__parent_id=place.region)
    return below.select_related("region").order_by("-value", "region_id")
