"""Who may open a page: decorators for views.

@signed_in                      anyone with an account
@requires(can_list_accounts)    whoever the rule lets in: rule(user) -> Verdict; refused = a page that says why
@officers_only                  an officer of any level
@polled                         outermost: asked by a script, not by a person, so it does not put off the idle logout
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from zhicheng.base.accounts import kept_forms
from zhicheng.base.accounts.models import User
from zhicheng.base.accounts.rules import is_officer
from zhicheng.base.verdicts import Verdict

View = Callable[..., HttpResponseBase]
POLLED = "is_polled"
Answer = TypeVar("Answer", bound=HttpResponseBase)


class PersonRequest(HttpRequest):
    """What a guarded view gets: a request of somebody with an account. For annotations only."""

    user: User


def signed_in(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
    """Anyone with an account; others are sent to the sign-in page and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> Answer | HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def requires(
    rule: Callable[[User], Verdict],
) -> Callable[[Callable[..., Answer]], Callable[..., Answer | HttpResponse]]:
    """Signed in, and let in by the rule; else `Refused`."""

    def decorate(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
        @signed_in
        @wraps(view)
        def guarded(request: PersonRequest, *args: object, **kwargs: object) -> Answer:
            rule(request.user).or_refuse()
            return view(request, *args, **kwargs)

        return guarded

    return decorate


officers_only = requires(is_officer)


def polled(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Mark a view that scripts ask again and again."""
    setattr(view, POLLED, True)
    return view


def to_sign_in(request: HttpRequest, *, why: str = "") -> HttpResponse:
    """Send to the sign-in page, which knows where to return to; `why` is a word that page explains (`idle`).

    What was being sent by a form is kept for the form's page.
    """
    kept_forms.keep(request)
    page = reverse("accounts:login") + (f"?why={why}" if why else "")
    answer = redirect_to_login(page_to_return_to(request), page)
    if request.headers.get("HX-Request"):
        # A fragment must not be filled with the sign-in page: htmx loads it as a whole page.
        return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
    return answer


def page_to_return_to(request: HttpRequest) -> str:
    """The page asked for; for a form or a fragment, the page it was on."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if not is_own(came_from, request):
        return ""
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_own(url: str, request: HttpRequest) -> bool:
    """Whether an address is on this host, so that one may be sent there."""
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
