"""Pages that say what went wrong and what to do next, and the gallery of components."""

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from zhicheng.base.accounts import kept_forms
from zhicheng.base.ui import failures, gallery
from zhicheng.base.verdicts import Refused

logger = logging.getLogger(__name__)
WORTH_COPYING = 4
"""Characters from which a typed text is shown again: shorter ones are choices and marks of the page itself."""
# Codes of refusals that say who may not ("not_an_officer", "outside_reach"); all others say that things stand otherwise.
LACKS_RIGHT = ("not_", "outside_", "no_right")


def components(request: HttpRequest) -> HttpResponse:
    """Every component with sample texts, for those who build pages."""
    return render(request, "ui/gallery.html", gallery.samples(request.GET))


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Why an act was refused; nothing was written."""
    lacks_right = refusal.code.startswith(LACKS_RIGHT)
    facts = {"refusal": refusal, "back_url": _page_before(request), "lacks_right": lacks_right}
    return render(request, "ui/refused.html", facts, status=403 if lacks_right else 409)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form's content cannot be read."""
    logger.warning("bad request at %s: %s", request.path, exception)
    return _plain(
        _("这个请求看不懂"),
        [_("地址或提交的内容不完整，可能是链接被截断了。"), _("请回到首页重新进入，或返回上一页再提交一次。")],
        400,
    )


def no_right(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the visitor may not see or do this."""
    said = _own_words(exception)
    return render(request, "ui/no_right.html", {"said": said, "back_url": _page_before(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing this visitor may see."""
    return render(request, "ui/not_found.html", {"said": _own_words(exception)}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the reason is the database; Django calls this while the error is being handled."""
    if failures.database_is_down(sys.exc_info()[1]):
        return failures.unavailable(request)
    return failures.broken(request)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the form protection: the page was open for too long, or cookies are off. What was typed is shown, and kept for the page."""
    logger.info("form expired at %s: %s", request.path, reason)
    typed = kept_forms.typed(request)
    if typed:
        kept_forms.keep(request)
    texts = [text for _name, values in typed.lists() for text in values if len(text) >= WORTH_COPYING]
    return render(request, "ui/form_expired.html", {"back_url": _page_before(request), "typed": texts}, status=403)


def _plain(heading: str, sentences: list[str], status: int) -> HttpResponse:
    return render(None, "ui/plain.html", {"heading": heading, "sentences": sentences}, status=status)


def _page_before(request: HttpRequest) -> str:
    """The page that the visitor came from, when it is one of ours."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()})
    return before if ours else ""


def _own_words(exception: Exception | None) -> str:
    """The sentence our code gave with the error; Django's own are in English and for developers."""
    text = str(exception.args[0]) if exception and exception.args else ""
    return text if any("\u4e00" <= mark <= "\u9fff" for mark in text) and not text.startswith("{") else ""
