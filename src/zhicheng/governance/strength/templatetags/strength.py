"""Addresses in the strength templates: the same page for whichever scheme is shown."""

from django import template
from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def strength_url(context: Context, page: str, *rest: str) -> str:
    """The address of a page of the scheme and year shown: `{% strength_url 'score' city.code %}`."""
    address: str = context["address"].url(page, *rest)
    return address
