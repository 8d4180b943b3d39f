"""Housekeeping of accounts, run by the job worker."""

from procrastinate.contrib.django import app

from zhicheng.base.accounts import sent_forms, sessions, throttle


@app.periodic(cron="41 3 * * *")
@app.task(name="zhicheng.accounts.forget_expired", queueing_lock="zhicheng.accounts.forget_expired")
def forget_expired(timestamp: int) -> None:
    """Every night: delete sessions past their end, forms that nobody sends again, and wrong passwords that make nobody wait any more."""
    del timestamp
    sessions.forget_expired()
    sent_forms.forget_expired()
    throttle.forget_expired()
