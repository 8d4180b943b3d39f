"""Pages that are drawn once: a permission matrix asks a hundred times for one page and reads only the status.

    with drawn_once("plans:board for a city head"):
        client.get(…)   # the first time with its text, then without

The status is always the view's own. What a template cannot draw is found the first time; pages that refuse are the same
everywhere, and each role sees them drawn once in a test process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates, Template
from django.utils.safestring import SafeString

REFUSALS = frozenset({"ui/refused.html", "ui/no_right.html", "ui/not_found.html"})

_reader: ContextVar[tuple[str, str] | None] = ContextVar("reader", default=None)
_drawn: set[tuple[str, str]] = set()


@contextmanager
def drawn_once(what: str, by: str) -> Iterator[None]:
    """Within the block each template is drawn if it was not yet for `what`, asked `by` this kind of person."""
    token = _reader.set((what, by))
    try:
        yield
    finally:
        _reader.reset(token)


class PageTemplate(Template):
    """A template that knows whether somebody has seen it."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        reader = _reader.get()
        if reader is None:
            return super().render(context, request)
        if self._was_drawn_for(*reader):
            return SafeString("")
        # Parts that the page draws by themselves belong to it.
        token = _reader.set(None)
        try:
            return super().render(context, request)
        finally:
            _reader.reset(token)

    def _was_drawn_for(self, what: str, by: str) -> bool:
        name = str(self.template.name)
        key = (f"{name} by {by}", "" if name in REFUSALS else what)
        was_drawn = key in _drawn
        _drawn.add(key)
        return was_drawn


class Pages(DjangoTemplates):
    """Django's own engine, whose pages can be drawn once."""

    def get_template(self, template_name: str) -> PageTemplate:
        return PageTemplate(super().get_template(template_name).template, self)
