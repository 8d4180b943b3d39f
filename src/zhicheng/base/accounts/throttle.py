"""Guessing passwords: after five wrong ones for a name from one address, that pair waits a quarter of an hour."""

from datetime import datetime, timedelta

from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def wait() -> timedelta:
    """How long a pair waits after its last wrong password."""
    return timedelta(hours=settings.AXES_COOLOFF_TIME)


def is_locked(username: str) -> bool:
    """Whether somebody has used up the attempts for this name, from whatever address."""
    recent = AccessAttempt.objects.filter(username=username, attempt_time__gte=timezone.now() - wait())
    locked: bool = recent.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists()
    return locked


def try_again_at(*, username: str, ip_address: str | None) -> datetime:
    """When the pair may try again: the last wrong password and the wait."""
    attempts = AccessAttempt.objects.filter(username=username, ip_address=ip_address).order_by("-attempt_time")
    last: datetime = attempts.values_list("attempt_time", flat=True).first() or timezone.now()
    return last + wait()


def forget_expired() -> None:
    """Delete the attempts after which nobody waits any more."""
    AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - wait()).delete()


def locked_page(request: HttpRequest, _response: HttpResponse, credentials: dict[str, str] | None) -> HttpResponse:
    """The answer to a pair that has to wait. It says the same whether the account exists or not."""
    username = (credentials or {}).get("username", "")
    again_at = try_again_at(username=username, ip_address=get_client_ip_address(request))
    response = render(request, "accounts/locked.html", {"again_at": again_at}, status=429)
    response["Retry-After"] = str(max(1, round((again_at - timezone.now()).total_seconds())))
    return response
