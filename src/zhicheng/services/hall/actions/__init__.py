"""What people do in the hall; each module the verbs of one matter."""

from zhicheng.services.hall.actions.filing import attach, begin, detach, file_paper, resubmit, save, submit, withdraw
from zhicheng.services.hall.actions.handling import (
    accept,
    decide,
    deliver,
    pass_examination,
    publicise,
    refuse_acceptance,
    return_for_correction,
    revoke_letter,
    send_back,
)
from zhicheng.services.hall.actions.people import delegate, end_delegation, hand_over, take
from zhicheng.services.hall.actions.talking import note, rate, reply_to_rating, say

__all__ = [
    "accept", "attach", "begin", "decide", "delegate", "deliver", "detach", "end_delegation", "file_paper", "hand_over", "note", "pass_examination",
    "publicise", "rate", "refuse_acceptance", "reply_to_rating", "resubmit", "return_for_correction", "revoke_letter", "save", "say", "send_back", "submit", "take",
    "withdraw",
]  # fmt: skip
