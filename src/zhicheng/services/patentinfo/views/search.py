"""The search: box, filters, hits; the same as files."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.addresses import TWIN_FORMATS
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.paging import Page
from zhicheng.engine.patents.query import QueryRefused, explain
from zhicheng.engine.patents.query.fields import FIELDS
from zhicheng.engine.patents.search import MOST_IDS, IndexRefused, Results, Sort
from zhicheng.services.patentinfo import facets, holdings
from zhicheng.services.patentinfo.asking import BOX_FIELDS, VIEWS, Asked, read
from zhicheng.services.patentinfo.searching import MOST_PAGES, PAGE_SIZE, all_cards, cards_of, find, sort_of
from zhicheng.services.patentinfo.shown import shown
from zhicheng.services.patentinfo.tables import HitFile, HitTable
from zhicheng.services.patentinfo.views.pages import demonstration_words, path_to

SORT_WORDS = {
    Sort.RELEVANCE: gettext_lazy("相关度"),
    Sort.FILED: gettext_lazy("申请日，新的在前"),
    Sort.PUBLISHED: gettext_lazy("公开日，新的在前"),
    Sort.CITATIONS: gettext_lazy("被引次数"),
}
VIEW_WORDS = {"list": gettext_lazy("列表"), "table": gettext_lazy("表格"), "cards": gettext_lazy("卡片")}
MOST_CHOSEN = 500


def search(request: HttpRequest, as_format: str) -> HttpResponse:
    """Patents that meet what is asked; without anything asked, all of them, the newest first."""
    asked = read(request.GET)
    try:
        if as_format != "html":
            return respond(HitFile(all_cards(asked), request.GET), as_format, _("专利检索结果"))
        return found_page(request, asked)
    except QueryRefused as refused:
        return refused_page(request, asked, refused)
    except IndexRefused:
        return nothing_yet(request)


def found_page(request: HttpRequest, asked: Asked) -> HttpResponse:
    if not holdings.index().holds:
        return nothing_yet(request)
    number = page_number(request.GET.get("page", ""))
    found = find(asked, number)
    results = found.results
    bars = facets.years(found.facets)
    facts = {
        **box(asked),
        "asked": asked,
        "results": results,
        "seconds": found.seconds,
        "hits": shown(results.hits),
        "table": HitTable([hit.card for hit in results.hits], request.GET) if asked.view == "table" else None,
        "page": page_of(results),
        "panels": facets.panels(asked, found.facets),
        "years": bars,
        "last_year": bars[-1].year if bars else "",
        "tags": facets.tags(asked),
        "explained": "" if asked.is_everything else explain(asked.query),
        "sorts": [(sort.value, words, sort is sort_of(asked)) for sort, words in SORT_WORDS.items()],
        "views": [(VIEW_WORDS[view], replace(asked, view=view).address, view == asked.view) for view in VIEWS],
        "folded": replace(asked, fold=not asked.fold).address,
        "is_too_many": results.total > MOST_IDS,
        "most_in_a_file": MOST_IDS,
        "demonstration": demonstration_words() if any(hit.card.synthetic for hit in results.hits) else "",
    }
    return render(request, "patentinfo/search.html", facts)


def nothing_yet(request: HttpRequest) -> HttpResponse:
    """Before the first load."""
    return render(request, "patentinfo/nothing_yet.html", {"crumbs": path_to()[:-1]})


def box(asked: Asked) -> dict[str, object]:
    """What the search box needs."""
    fields = [(field.value, FIELDS[field].label if field else _("全部"), field is asked.field) for field in BOX_FIELDS]
    kept = [(name, value) for name, value in asked.parameters() if name not in {"q", "field", "plain"}]
    return {"box_fields": fields, "kept": kept, "crumbs": []}


def refused_page(request: HttpRequest, asked: Asked, refused: QueryRefused) -> HttpResponse:
    """The text that cannot be read, with the place marked, and two ways on."""
    shift = len(asked.field.value) + 2 if asked.field else 0
    place = min(max(refused.position - shift, 0), len(asked.text))
    facts = {
        **box(asked),
        "asked": asked,
        "refused": refused,
        "before": asked.text[:place],
        "at": asked.text[place : place + 1],
        "after": asked.text[place + 1 :],
        "as_words": replace(asked, plain=True).address,
    }
    return render(request, "patentinfo/refused.html", facts, status=400)


def page_number(text: str) -> int:
    """A page between the first and the last that is offered."""
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def page_of(results: Results) -> Page:
    """The pages to offer."""
    count = results.total if results.families is None else results.families
    pages = min(max(1, -(-count // PAGE_SIZE)), MOST_PAGES)
    return Page(results.page, pages, count, PAGE_SIZE, list(results.hits))


def chosen(request: HttpRequest, as_format: str) -> HttpResponse:
    """The patents ticked on a page of hits, to download or to keep."""
    publications = list(dict.fromkeys(request.GET.getlist("publication")))[:MOST_CHOSEN]
    try:
        cards = cards_of(publications)
    except IndexRefused:
        cards = []
    if as_format != "html":
        return respond(HitFile(cards, request.GET), as_format, _("所选专利"))
    if not cards:
        return redirect("patentinfo:search")
    facts = {
        "heading": _("选了 %(count)d 件专利") % {"count": len(cards)},
        "table": HitTable(cards, request.GET),
        "publications": [card.publication for card in cards],
        "formats": TWIN_FORMATS,
        "crumbs": path_to((_("所选专利"), None)),
        "demonstration": demonstration_words() if any(card.synthetic for card in cards) else "",
    }
    return render(request, "patentinfo/chosen.html", facts)
