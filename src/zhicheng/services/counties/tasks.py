"""Nightly work of the strong counties."""

from django.utils import timezone
from procrastinate.contrib.django import app

from zhicheng.services.counties.actions import remind_all


@app.periodic(cron="47 5 * * *")
@app.task(name="zhicheng.counties.remind", queueing_lock="zhicheng.counties.remind")
def remind(timestamp: int) -> None:
    """Every morning before the offices open: returns that are due soon or overdue."""
    del timestamp
    remind_all(on=timezone.localdate())
