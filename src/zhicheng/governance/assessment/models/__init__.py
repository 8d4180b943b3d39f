"""What is kept of a year's assessment: the round, the cities' parts, the experts' sheets, the results and what is said of them."""

from zhicheng.governance.assessment.models.entries import Answer, Citation, Entry, EntryState, Opinion
from zhicheng.governance.assessment.models.outcomes import Arbitration, Incident, Objection, ObjectionState, Result
from zhicheng.governance.assessment.models.panels import Connection, Panelist, Score, SeatState
from zhicheng.governance.assessment.models.rounds import BEFORE_CITIES, ENDED, ORDER, Round, State

__all__ = [
    "BEFORE_CITIES",
    "ENDED",
    "ORDER",
    "Answer",
    "Arbitration",
    "Citation",
    "Connection",
    "Entry",
    "EntryState",
    "Incident",
    "Objection",
    "ObjectionState",
    "Opinion",
    "Panelist",
    "Result",
    "Round",
    "Score",
    "SeatState",
    "State",
]
