"""Filters and tags that every template has without loading them."""

from datetime import date

from django import template
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from zhicheng.base.ui import drawing, formats, marks
from zhicheng.base.ui.addresses import TWIN_FORMATS
from zhicheng.base.ui.paging import Page

register = template.Library()


@register.filter
def number(value: object, digits: int | None = None) -> str:
    """`{{ score|number:1 }}` → `88.2`; missing → `—`."""
    return formats.number(value, digits)


@register.filter
def percent(share: object, digits: int = 1) -> str:
    """`{{ 0.135|percent }}` → `13.5%`: a share of one."""
    return formats.percent(share, digits)


@register.filter
def points(change: object, digits: int = 1) -> str:
    """`{{ 0.012|points }}` → `升 1.2 个百分点`: the change of a share of one."""
    return formats.points(change, digits)


@register.filter
def rank_change(places: int | None) -> SafeString:
    """`{{ places|rank_change }}` → `升 3` in its colour; positive = gained."""
    return marks.rank_change(places)


@register.filter
def missing(value: object) -> object:
    """`—` for what is not known, else the value unchanged."""
    return formats.MISSING if formats.is_missing(value) else value


@register.filter
def yuan(amount_fen: int | None) -> str:
    """`{{ amount_fen|yuan }}` → `50,000.00 元`."""
    return formats.yuan(amount_fen)


@register.filter
def date_zh(day: date | None) -> str:
    """`2018 年 10 月 16 日`, for sentences."""
    return formats.date_zh(day)


@register.filter
def date_iso(day: date | None) -> str:
    """`2018-10-16` or `2018-10-16 14:03`, for tables."""
    return formats.date_iso(day)


@register.filter
def shown(value: object, digits: int | None = None) -> str:
    """Any value as a table would write it."""
    return formats.shown(value, digits)


@register.simple_tag(takes_context=True)
def zc_query(context: Context, **changes: object) -> str:
    """The page's query string with some parameters changed; None removes one. `{% zc_query page=2 %}`."""
    query = QueryDict(mutable=True)
    request = context.get("request")
    if isinstance(request, HttpRequest):
        query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None and value != "":
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def zc_twins(context: Context) -> list[tuple[str, str]]:
    """The page's data files as (label, address), with the filters of the page; none when the page has no twins."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or not match.view_name:
        return []
    kwargs = {name: value for name, value in match.kwargs.items() if name != "as_format"}
    query = context["request"].GET.urlencode()
    try:
        return [
            (
                code.upper(),
                reverse(f"{match.view_name}_file", kwargs={**kwargs, "as_format": code}) + (query and f"?{query}"),
            )
            for code in TWIN_FORMATS
        ]
    except NoReverseMatch:
        return []


@register.simple_tag(takes_context=True)
def zc_needs(context: Context, script: str) -> str:
    """Remember that this page needs a script, so that the shell loads it at the end: `{% zc_needs "charts" %}`."""
    request = context.get("request")
    if isinstance(request, HttpRequest):
        request.__dict__.setdefault("zc_scripts", set()).add(script)
    return ""


@register.simple_tag(takes_context=True)
def zc_text_link(context: Context) -> str:
    """The address of this page in the other text size."""
    return zc_query(context, text="normal" if context.get("large_text") else "large")


@register.simple_tag
def zc_bar(value: object, of: object, width: object = 150) -> dict[str, float]:
    """The geometry of a small bar."""
    return drawing.bar(value, of, width)


@register.simple_tag
def zc_whisker(rank: object, low: object, high: object, of: object) -> dict[str, float]:
    """The geometry of a rank with its interval."""
    return drawing.whisker(rank, low, high, of)


@register.simple_tag(takes_context=True)
def zc_page(context: Context, page: Page, number: int) -> str:
    """The address of another page of a list."""
    return zc_query(context, **{page.parameter: number})
