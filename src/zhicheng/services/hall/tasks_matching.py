"""Matching as jobs: all of it when asked and each night, what changed every minute, one item when it is published."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from zhicheng.base.jobs.actions import start
from zhicheng.base.jobs.registry import Progress, task
from zhicheng.services.hall.actions import matching
from zhicheng.services.hall.actions.matching import Matched
from zhicheng.services.hall.receivers import MATCH_ITEM

MATCH = "hall.match"
MATCH_PARTIES = "hall.match_parties"


@task(MATCH, label=gettext_lazy("政策匹配：核对全部单位"))
def match_all(progress: Progress) -> str:
    """Every organisation against every open item."""
    return words_of(matching.match_all(progress=progress))


@task(MATCH_ITEM, label=gettext_lazy("政策匹配：核对一个事项"))
def match_item(progress: Progress, *, item: str) -> str:
    """Every organisation against one item."""
    return words_of(matching.match_items(codes=[item], progress=progress))


@task(MATCH_PARTIES, label=gettext_lazy("政策匹配：核对几家单位"))
def match_parties(progress: Progress, *, parties: list[int]) -> str:
    """Some organisations against every open item."""
    progress(0, 1, _("正在核对"))
    return words_of(matching.match_parties(parties=parties))


def words_of(done: Matched) -> str:
    facts = {"parties": done.parties, "items": done.items, "changed": done.changed, "told": done.told}
    return _("核对 %(parties)d 家单位、%(items)d 个事项：%(changed)d 家有变化，通知 %(told)d 家") % facts


@app.periodic(cron="* * * * *")
@app.task(name="zhicheng.hall.follow_changes", queueing_lock="zhicheng.hall.follow_changes")
def follow_changes(timestamp: int) -> None:
    """Every minute: what organisations can have follows the records that changed."""
    del timestamp
    matching.follow_changes()


@app.periodic(cron="47 4 * * *")
@app.task(name="zhicheng.hall.match", queueing_lock="zhicheng.hall.match")
def match_nightly(timestamp: int) -> None:
    """Every night: conditions that count months change without anybody's doing."""
    del timestamp
    start(task=MATCH, title=_("核对全部单位可以办的事项"), by=None, once=MATCH)
