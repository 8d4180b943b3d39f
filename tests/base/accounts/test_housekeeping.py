"""Every night what has expired is deleted, and nothing else."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app

from zhicheng.base.accounts import sent_forms, tasks, throttle
from zhicheng.base.accounts.models import SentForm

pytestmark = pytest.mark.django_db


def test_expired_sessions_are_deleted() -> None:
    now = timezone.now()
    for key, days in (("living", 1), ("expired", -1)):
        Session.objects.create(session_key=key, session_data="x", expire_date=now + timedelta(days=days))
    tasks.forget_expired(timestamp=0)
    assert [each.session_key for each in Session.objects.all()] == ["living"]


def test_wrong_passwords_are_deleted_once_nobody_waits_for_them() -> None:
    for name in ("waits", "waited"):
        AccessAttempt.objects.create(username=name, ip_address="10.0.0.1", failures_since_start=5)
    long_ago = timezone.now() - throttle.wait() - timedelta(seconds=1)
    AccessAttempt.objects.filter(username="waited").update(attempt_time=long_ago)
    tasks.forget_expired(timestamp=0)
    assert [each.username for each in AccessAttempt.objects.all()] == ["waits"]


def test_forms_that_nobody_sends_again_are_deleted() -> None:
    for digest in ("new", "old"):
        SentForm.objects.create(digest=digest, led_to="/")
    long_ago = timezone.now() - timedelta(days=sent_forms.KEPT_DAYS, seconds=1)
    SentForm.objects.filter(digest="old").update(sent_at=long_ago)
    tasks.forget_expired(timestamp=0)
    assert [each.digest for each in SentForm.objects.all()] == ["new"]


def test_the_worker_does_it_every_night() -> None:
    nightly = [each.task.name for each in app.periodic_registry.periodic_tasks.values() if each.cron == "41 3 * * *"]
    assert nightly == ["zhicheng.accounts.forget_expired"]
