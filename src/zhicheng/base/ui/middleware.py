"""Middleware of the shell: text size, refusals, a dead database."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import escape_leading_slashes

from zhicheng.base.ui import failures, views
from zhicheng.base.verdicts import Refused

GetResponse = Callable[[HttpRequest], HttpResponse]
TEXT_COOKIE = "zc_text"
TEXT_SIZES = frozenset({"normal", "large"})
ONE_YEAR_SECONDS = 365 * 24 * 3600


class TextSizeMiddleware:
    """`?text=large` on any page: keeps the choice in a cookie and leads back to the page without the parameter."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = request.GET.get("text")
        if request.method != "GET" or size not in TEXT_SIZES:
            return self.get_response(request)
        query = request.GET.copy()
        del query["text"]
        # A path such as //elsewhere.example/ would lead away from this site.
        path = escape_leading_slashes(request.path)
        response = HttpResponseRedirect(f"{path}?{query.urlencode()}" if query else path)
        response.set_cookie(TEXT_COOKIE, str(size), max_age=ONE_YEAR_SECONDS, samesite="Lax", httponly=True)
        return response


class DatabaseDownMiddleware:
    """A view that finds the database gone answers with the plain 503 page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return failures.unavailable(request) if failures.database_is_down(error) else None


class RefusalMiddleware:
    """A refusal raised anywhere in a view becomes a page that says why, and what to do next."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return views.refused(request, error) if isinstance(error, Refused) else None
