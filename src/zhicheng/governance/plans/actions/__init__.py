"""Writes of plans; each module one matter."""

from zhicheng.governance.plans.actions.approving import (
    amend,
    approve,
    file,
    receive,
    return_to_writers,
    send_back,
    submit,
)
from zhicheng.governance.plans.actions.carrying_out import (
    attach,
    end_use,
    finish,
    note,
    reopen,
    use,
    warn,
    warn_all,
)
from zhicheng.governance.plans.actions.names import NAMES
from zhicheng.governance.plans.actions.planning import (
    Choice,
    Expected,
    MeasurePlan,
    MilestonePlan,
    add_measure,
    begin,
    choose_tasks,
    drop_measure,
    edit_measure,
    expect,
)

__all__ = [
    "NAMES", "Choice", "Expected", "MeasurePlan", "MilestonePlan", "add_measure", "amend", "approve", "attach", "begin", "choose_tasks",
    "drop_measure", "edit_measure", "end_use", "expect", "file", "finish", "note", "receive", "reopen", "return_to_writers",
    "send_back", "submit", "use", "warn", "warn_all",
]  # fmt: skip
