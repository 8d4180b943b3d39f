"""What every request of a signed-in person goes through: idle logout, steps that come first, reach, and history."""

from collections.abc import Callable
from contextlib import ExitStack

import pghistory
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django_scopes import scope

from zhicheng.base.accounts import sessions
from zhicheng.base.accounts.access import POLLED, PersonRequest, View, to_sign_in
from zhicheng.base.accounts.second_factor import page_due

# Pages of the steps themselves, and the way out.
ALWAYS_OPEN = frozenset(
    {
        "accounts:login",
        "accounts:logout",
        "accounts:second-factor",
        "accounts:second-factor-set-up",
        "accounts:password",
        "accounts:join",
    }
)


class AccountMiddleware:
    """Put the request into its person's reach; sign idle people out; hold others at what they must do first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: PersonRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        if sessions.is_over(request.session):
            logout(request)
            return to_sign_in(request, why="idle")
        with ExitStack() as stack:
            stack.enter_context(scope(reach=request.user.reach))
            stack.enter_context(pghistory.context(user=request.user.pk, url=request.path))
            response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(self, request: PersonRequest, view: View, _args: object, _kwargs: object) -> HttpResponse | None:
        """The page is known now: a person's own visit counts as use, and steps that are due come first."""
        if not request.user.is_authenticated:
            return None
        if not getattr(view, POLLED, False):
            sessions.mark_seen(request.session)
        step, match = page_due(request), request.resolver_match
        if step and (match is None or match.view_name not in ALWAYS_OPEN):
            return redirect(step)
        return None
