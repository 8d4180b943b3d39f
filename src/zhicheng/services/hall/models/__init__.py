"""What the hall keeps: applications, what reviewers say, batches, and who can have what."""

from zhicheng.services.hall.models.applications import (
    AT_OFFICE,
    ENDED,
    Application,
    Attachment,
    Channel,
    Decision,
    Delegation,
    Handover,
    HandoverState,
    Letter,
    Message,
    Once,
    Rating,
    Series,
    State,
)
from zhicheng.services.hall.models.calls import Call, CallState
from zhicheng.services.hall.models.drafts import ItemDraft
from zhicheng.services.hall.models.matching import ItemStanding, MatchMark, MatchNotice, PartyStanding
from zhicheng.services.hall.models.reviewing import Interest, Objection, Review, ReviewState

__all__ = [
    "AT_OFFICE", "ENDED", "Application", "Attachment", "Call", "CallState", "Channel", "Decision", "Delegation", "Handover", "HandoverState", "Interest",
    "ItemDraft", "ItemStanding", "Letter", "MatchMark", "MatchNotice", "Message", "Objection", "Once", "PartyStanding", "Rating", "Review", "ReviewState", "Series", "State",
]  # fmt: skip
