"""The search as a form of rows, and how the query language is written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.engine.patents.query import Field, QueryRefused, explain, parse
from zhicheng.engine.patents.query.fields import FIELDS
from zhicheng.services.patentinfo.building import EXAMPLES, ROWS, built, rows_of
from zhicheng.services.patentinfo.views.pages import path_to

HOW = {"AND": gettext_lazy("并且"), "OR": gettext_lazy("或者"), "NOT": gettext_lazy("但不含")}


def advanced(request: HttpRequest) -> HttpResponse:
    """Rows of field and words; sent off, they become one query of the search."""
    rows = rows_of(request.GET)
    facts: dict[str, object] = {
        "rows": rows or ROWS,
        "fields": [(field.value, facts.label) for field, facts in FIELDS.items() if field],
        "how": HOW.items(),
        "crumbs": path_to((_("表格检索"), None)),
    }
    if not rows:
        return render(request, "patentinfo/advanced.html", facts)
    try:
        text = built(rows)
    except QueryRefused as refused:
        return render(request, "patentinfo/advanced.html", facts | {"refused": refused}, status=400)
    return redirect(f"{reverse('patentinfo:search')}?{urlencode({'q': text})}")


def syntax(request: HttpRequest) -> HttpResponse:
    """Every field and every sign, with an example that can be run, said back in plain words."""
    facts = {
        "fields": [(field.value, "、".join(facts.names)) for field, facts in FIELDS.items() if field is not Field.ANY],
        "examples": [(text, explain(parse(text)), why) for text, why in EXAMPLES],
        "crumbs": path_to((_("检索式写法"), None)),
    }
    return render(request, "patentinfo/syntax.html", facts)
