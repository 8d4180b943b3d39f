"""Reads of the hall; each module one matter."""

from zhicheng.services.hall.queries.cases import (
    acting_as,
    all_cases,
    by_filing_key,
    case,
    drafts_of,
    of_office,
    officers_for,
    people_of,
    published,
    tracked,
    visible_to,
    waiting_for,
)
from zhicheng.services.hall.queries.items import call_open, item, items_open, offices_for
from zhicheng.services.hall.queries.possible import acts_of_applicant, acts_of_office
from zhicheng.services.hall.queries.timeline import Entry, timeline

__all__ = [
    "Entry", "acting_as", "acts_of_applicant", "acts_of_office", "all_cases", "by_filing_key", "call_open", "case", "drafts_of", "item", "items_open", "of_office", "officers_for", "offices_for",
    "people_of", "published", "timeline", "tracked", "visible_to", "waiting_for",
]  # fmt: skip
