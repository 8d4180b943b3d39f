"""What happens by itself: titles whose term is over, cities that file nothing, and reminders of what is due."""

from django.utils import timezone
from procrastinate.contrib.django import app

from zhicheng.services.cultivation.actions.cities import drop_silent
from zhicheng.services.cultivation.actions.reminding import remind_all
from zhicheng.services.cultivation.actions.titles import expire_all


@app.periodic(cron="7 1 * * *")
@app.task(name="zhicheng.cultivation.watch", queueing_lock="zhicheng.cultivation.watch")
def watch(timestamp: int) -> None:
    """Every night, soon after the day has changed."""
    del timestamp
    watch_terms()


def watch_terms() -> tuple[int, int, int]:
    """End what is over, then remind; returns how many titles ended, how many cities left, how many messages were written."""
    today = timezone.localdate()
    return expire_all(today=today), drop_silent(today=today), remind_all(today=today)
