"""Who may do what in the hall, and why not; each module one matter."""

from zhicheng.services.hall.rules.filing import (
    can_file,
    can_file_paper,
    can_rate,
    can_resubmit,
    can_save,
    can_submit,
    can_withdraw,
    is_applicant,
)
from zhicheng.services.hall.rules.handling import (
    can_accept,
    can_decide,
    can_delegate,
    can_deliver,
    can_end_delegation,
    can_examine,
    can_hand_over,
    can_publicise,
    can_read_notes,
    can_refuse_acceptance,
    can_reply_to_rating,
    can_return,
    can_revoke_letter,
    can_send_back,
    can_take,
    can_write_message,
    can_write_note,
)
from zhicheng.services.hall.rules.stages import is_at, is_in, is_turn_of, works_on

__all__ = [
    "can_accept", "can_decide", "can_delegate", "can_deliver", "can_end_delegation", "can_examine", "can_file", "can_file_paper", "can_hand_over",
    "can_publicise", "can_rate", "can_read_notes", "can_refuse_acceptance", "can_reply_to_rating", "can_resubmit", "can_return", "can_revoke_letter", "can_save",
    "can_send_back", "can_submit", "can_take", "can_withdraw", "can_write_message", "can_write_note", "is_applicant", "is_at", "is_in", "is_turn_of",
    "works_on",
]  # fmt: skip
