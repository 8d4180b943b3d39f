"""A public page is the same until somebody does something, and everything done is in the log: while the log's head stands
still, a page that was rendered once for a stranger is given again.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from zhicheng.base.audit.queries import head_number
from zhicheng.base.ui.middleware import TEXT_COOKIE

GetResponse = Callable[[HttpRequest], HttpResponseBase]
Key = tuple[str, ...]

# Beyond this the oldest goes: 400 pages of 60 KB are 24 MB a process.
MOST_PAGES = 400
LARGEST_BYTES = 400_000
# What no act causes, such as a setup step of another process, shows after so long at the latest.
LONGEST_S = 60.0


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it was given, until when, and what named the log's head before it was rendered."""

    content: bytes
    headers: dict[str, str]
    log_head: int | str
    until_s: float


class KeptPages:
    """Pages of one process, the newest of each key; safe for threads."""

    def __init__(self) -> None:
        self.pages: OrderedDict[Key, Kept] = OrderedDict()
        self.lock = threading.Lock()

    def find(self, key: Key, log_head: int | str) -> HttpResponse | None:
        """The page as it was given, while the log stands where it stood."""
        kept = self.pages.get(key)
        if kept and kept.log_head == log_head and time.monotonic() < kept.until_s:
            return HttpResponse(kept.content, headers=kept.headers)
        return None

    def keep(self, key: Key, response: HttpResponse, log_head: int | str) -> None:
        """Keep a page that was rendered when the log stood there."""
        page = Kept(response.content, dict(response.items()), log_head, time.monotonic() + LONGEST_S)
        with self.lock:
            self.pages[key] = page
            self.pages.move_to_end(key)
            while len(self.pages) > MOST_PAGES:
                self.pages.popitem(last=False)


class FreshPageMiddleware:
    """Stands outside sessions: a request that carries a session is never answered from here, nor kept."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.kept = KeptPages()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        log_number = log_head() if is_strangers(request) else None
        if log_number is None:
            return self.get_response(request)
        key = key_of(request)
        found = self.kept.find(key, log_number)
        if found is not None:
            return found
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and may_be_kept(response):
            self.kept.keep(key, response, log_number)
        return response


def log_head() -> int | None:
    """The number of the newest log entry; None while the database does not answer."""
    try:
        return head_number()
    except DatabaseError:
        # The view will find the same and answer with the page for it.
        return None


def is_strangers(request: HttpRequest) -> bool:
    """Whether nobody is signed in and nothing but a page is asked for."""
    is_plain = request.method == "GET" and "HX-Request" not in request.headers
    return is_plain and settings.SESSION_COOKIE_NAME not in request.COOKIES


def key_of(request: HttpRequest) -> Key:
    """All that a public page depends on besides the data: address, text size, the day."""
    size = request.COOKIES.get(TEXT_COOKIE, "")
    return (request.get_host(), request.get_full_path(), size, timezone.localdate().isoformat())


def may_be_kept(response: HttpResponse) -> bool:
    """Whether the answer is a whole public page: one that sets a cookie (a form's token, say) belongs to one visitor."""
    is_page = (
        response.status_code == 200 and not response.cookies and "no-store" not in response.get("Cache-Control", "")
    )
    return is_page and len(response.content) <= LARGEST_BYTES
