"""The acts of the annual assessment, each one verb: it locks the round, asks its rule, writes, tells whom it concerns and logs itself.

`at` dates an act with another moment than now: for demonstrations and tests; the log keeps its own time.
"""

from zhicheng.governance.assessment.actions.entries import give_opinion, mark_complete, return_entry, sign, write_answer
from zhicheng.governance.assessment.actions.outcomes import (
    accept_objection,
    arbitrate,
    enter_incident,
    object_to,
    reject_objection,
    withdraw_incident,
    withdraw_objection,
)
from zhicheng.governance.assessment.actions.panels import (
    declare_connection,
    decline,
    draw_panels,
    fill_seats,
    save_sheet,
    submit_sheet,
)
from zhicheng.governance.assessment.actions.reminders import remind_all
from zhicheng.governance.assessment.actions.rounds import (
    cancel,
    close_collection,
    close_scoring,
    finalise,
    open_round,
    publish,
    remove_city,
    send_results,
)

__all__ = [
    "accept_objection", "arbitrate", "cancel", "close_collection", "close_scoring", "declare_connection", "decline", "draw_panels",
    "enter_incident", "fill_seats", "finalise", "give_opinion", "mark_complete", "object_to", "open_round", "publish", "reject_objection",
    "remind_all", "remove_city", "return_entry", "save_sheet", "send_results", "sign", "submit_sheet", "withdraw_incident",
    "withdraw_objection", "write_answer",
]  # fmt: skip
