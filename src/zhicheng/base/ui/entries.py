"""The page with one form and one button, the same in every register."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhicheng.base.ui.forms import Form


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands around the form: `kicker` the register, `heading` what is done, `button` its words, `back` the address to return to.

    `demonstration` are the words of the strip over pages that show made-up records.
    """

    kicker: str
    heading: str
    button: str
    back: str
    crumbs: Sequence[tuple[str, str | None]] = ()
    demonstration: str = ""


def show(request: HttpRequest, form: Form, entry: Entry) -> HttpResponse:
    """The page, with what was typed and what is wrong with it."""
    facts = {name: getattr(entry, name) for name in Entry.__slots__}
    return render(request, "ui/entry.html", {"form": form, **facts})
