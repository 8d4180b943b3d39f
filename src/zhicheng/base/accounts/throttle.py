"""Guessing passwords: after five wrong ones for a name from one address, that pair waits a quarter of an hour."""

from datetime import datetime

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def try_again_at(*, username: str, ip_address: str | None) -> datetime:
    """When the pair may try again: the last wrong password and the wait."""
    attempts = AccessAttempt.objects.filter(username=username, ip_address=ip_address).order_by("-attempt_time")
    last = attempts.values_list("attempt_time", flat=True).first()
    return (last or timezone.now()) + get_cool_off()


def locked_page(request: HttpRequest, _response: HttpResponse, credentials: dict[str, str] | None) -> HttpResponse:
    """The answer to a pair that has to wait. It says the same whether the account exists or not."""
    username = (credentials or {}).get("username", "")
    again_at = try_again_at(username=username, ip_address=request.axes_ip_address)
    response = render(request, "accounts/locked.html", {"again_at": again_at}, status=429)
    response["Retry-After"] = str(max(1, round((again_at - timezone.now()).total_seconds())))
    return response
