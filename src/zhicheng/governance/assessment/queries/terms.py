"""What a term of several years looks back on."""

from datetime import date

from zhicheng.governance.assessment.models import Incident
from zhicheng.governance.assessment.queries.results import ResultRow, rows_of
from zhicheng.governance.assessment.queries.standings import published_rounds


def all_published() -> list[ResultRow]:
    """The published results of all years; of a year that was assessed again those of the newest round."""
    return [row for round_ in published_rounds().values() for row in rows_of(round_)]


def incidents_between(region_code: str, first: date, last: date) -> list[Incident]:
    """What was entered of a city within two days, oldest first, without what was withdrawn."""
    return list(
        Incident.objects.filter(region=region_code, on__range=(first, last), why_withdrawn="").order_by("on", "pk")
    )
