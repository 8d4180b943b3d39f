"""A form page acts once: the same page sent again, by a double click, a lost connection or the way back, leads to where it led before.

    @requires(rules.can_record)
    @acts_once
    def new(request): ...

Each time a page is shown its form carries another token; the token with what was typed names one sending. For views that write where they
redirect and write nothing where they show the page again.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from zhicheng.base.accounts.models import SentForm

KEPT_DAYS = 2
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a form's field


def acts_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Guard a view that writes. Race: of two sendings at once the second waits at the digest for the first's commit."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "POST" or TOKEN not in request.POST:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            sent, is_new = SentForm.objects.get_or_create(digest=digest_of(request))
            if not is_new:
                return redirect(sent.led_to)
            answer = view(request, *args, **kwargs)
            if answer.status_code in {301, 302, 303}:
                sent.led_to = answer.headers["Location"]
                sent.save(update_fields=["led_to"])
            else:
                transaction.set_rollback(True)
        return answer

    return guarded


def digest_of(request: HttpRequest) -> str:
    """What names one sending: who, where, from which showing of the page, and what was typed."""
    files = sorted((name, str(file), file.size) for name, several in request.FILES.lists() for file in several)
    typed = sorted((name, texts) for name, texts in request.POST.lists())
    said = json.dumps([request.user.pk, request.get_full_path(), typed, files], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def forget_expired() -> None:
    """Delete what is too long ago for anybody to send it again."""
    SentForm.objects.filter(sent_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()
