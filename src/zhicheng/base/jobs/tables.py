from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhicheng.base.jobs.models import Job, State
from zhicheng.base.jobs.registry import label_of, registered
from zhicheng.base.ui.tables import Column, Filter, Table

CHIPS = {
    State.WAITING: "line",
    State.RUNNING: "info",
    State.DONE: "ok",
    State.FAILED: "bad",
    State.CANCELLED: "",
}


def state_chip(job: Job) -> tuple[str, str]:
    """A job's state as a chip's kind and words."""
    return CHIPS[State(job.state)], job.get_state_display()


def moment(at: datetime | None) -> str:
    """A time of day in local time, to the minute."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else "—"


def tasks_offered() -> list[tuple[str, Any]]:
    return [(task.code, task.label) for task in registered()]


class JobTable(Table):
    code = "jobs"
    caption = _("后台任务")
    columns = (
        Column("title", _("内容"), row_header=True, link=Job.get_absolute_url),
        Column("task", _("任务"), shows=label_of, optional=True),
        Column("requested_by__name", _("发起人"), optional=True),
        Column("state", _("状态"), chip=state_chip),
        Column("created_at", _("发起时间"), shows=moment, sorts_down=True),
        Column("finished_at", _("结束时间"), shows=moment, sorts_down=True, optional=True),
    )
    filters = (Filter("state", _("状态"), State.choices), Filter("task", _("任务"), tasks_offered))
    search_fields = ("title",)
    default_sort = "-created_at"
    cards = True
    empty_text = _("还没有后台任务。导入数据、重算指标这类耗时的工作会在这里显示进度。")
