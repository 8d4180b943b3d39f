"""What somebody typed into a form while the session ran out: it waits in the browser's session until they have signed in again.

A form page fills itself with `sent_or_kept(request)`. Files are not kept.
"""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

KEPT = "kept_form"
MOST_CHARACTERS = 200_000
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "password", "new_password", "again", "old_password", "code", "next"})


def typed(request: HttpRequest) -> QueryDict:
    """What a form brought, without secrets; empty unless it was sent from a page of this site, and when it is far too much."""
    if request.method != "POST" or not came_from_here(request):
        return QueryDict()
    found = request.POST.copy()
    for name in NEVER_KEPT:
        found.pop(name, None)
    too_much = sum(len(text) for _name, texts in found.lists() for text in texts) > MOST_CHARACTERS
    return QueryDict() if too_much else found


def came_from_here(request: HttpRequest) -> bool:
    """Whether a page of this site sent it: what another site makes a browser send is not kept."""
    sent_by = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(sent_by).netloc == request.get_host()


def keep(request: HttpRequest) -> bool:
    """Keep what was typed for the page at this address; whether there was anything to keep."""
    found = typed(request)
    if found:
        request.session[KEPT] = {"path": urlsplit(request.get_full_path()).path, "typed": found.urlencode()}
    return bool(found)


def take(request: HttpRequest) -> QueryDict | None:
    """What was kept for this page, once; None when nothing was."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    return QueryDict(kept["typed"])


def sent_or_kept(request: HttpRequest) -> QueryDict | None:
    """What a form is filled with: what was sent; after a sign-in what was kept for this page, and the page says so; else nothing."""
    if request.method == "POST":
        return request.POST
    kept = take(request)
    if kept:
        messages.warning(request, _("登录过期前填写的内容已经填回，还没有保存。请核对后保存。"))
    return kept or None
