"""Small pieces of HTML that tables and templates share."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhicheng.base.ui import formats


def chip(kind: str, words: object) -> SafeString:
    """A state: `kind` is ok, warn, bad, info, line or empty."""
    return format_html('<span class="zc-chip{}">{}</span>', f" zc-chip--{kind}" if kind else "", words)


def rank_change(places: int | None) -> SafeString:
    """`升 3` in its colour; positive = places gained."""
    kind = "muted" if not places else "up" if places > 0 else "down"
    return format_html('<span class="zc-{}">{}</span>', kind, formats.rank_change(places))
