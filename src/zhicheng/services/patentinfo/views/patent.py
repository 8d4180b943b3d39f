"""One patent: everything about it, and where each thing comes from."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.ui.charts import Chart, Row
from zhicheng.base.ui.exports import respond
from zhicheng.engine.patents.record import PartyRole
from zhicheng.services.patentinfo import holdings, labels, sheets
from zhicheng.services.patentinfo.asking import Asked, read
from zhicheng.services.patentinfo.marking import marked
from zhicheng.services.patentinfo.numbers import LookedUp, looked_up
from zhicheng.services.patentinfo.shown import application_words
from zhicheng.services.patentinfo.tables import FactTable, fact_rows, record_of
from zhicheng.services.patentinfo.views.pages import demonstration_words, path_to

SHOWN_ON_A_SIDE = 10
"""In the picture of citations; more would lie on each other, and the list below has them all."""
BASIS_WORDS = {"secondary": gettext_lazy("转述"), "unverified": gettext_lazy("未核实")}


def patent(request: HttpRequest, publication: str, as_format: str) -> HttpResponse:
    """The patent of a publication number; a number in another spelling leads to it."""
    snapshot = holdings.snapshot()
    found = snapshot.patent(publication) if snapshot else None
    if found is None:
        return elsewhere(request, publication)
    if as_format == "json":
        return JsonResponse(record_of(found), json_dumps_params={"ensure_ascii": False})
    if as_format != "html":
        return respond(FactTable(fact_rows(found), request.GET), as_format, publication)
    is_officer = isinstance(request.user, User) and request.user.is_officer
    facts = facts_of(sheets.sheet(found, for_officer=is_officer), read(request.GET))
    return render(request, "patentinfo/patent.html", facts)


def elsewhere(request: HttpRequest, publication: str) -> HttpResponse:
    """Where a number leads that is no publication held: to the patent it means, or to a page that says what it may be."""
    [looked] = looked_up([publication])
    if looked.publication and looked.publication != publication:
        return redirect("patentinfo:patent", looked.publication)
    if request.path.endswith("/"):
        return unknown(request, looked)
    raise Http404(_("专利库中没有 %(number)s") % {"number": publication})


def unknown(request: HttpRequest, looked: LookedUp) -> HttpResponse:
    facts = {"looked": looked, "crumbs": path_to((looked.written, None))}
    return render(request, "patentinfo/unknown.html", facts, status=404)


def facts_of(sheet: sheets.Sheet, asked: Asked) -> dict[str, object]:
    """What the page shows; who comes from a search sees there what was sought."""
    one = sheet.patent
    texts = marked(one, sheet.claims, asked)
    return {
        "sheet": sheet,
        "marked": texts,
        "claims": list(zip(sheet.claims, texts.claims, strict=True)),
        "back": asked.trail,
        "patent": one,
        "title": one.title() or one.publication,
        "kind": labels.kind(one.kind),
        "state": labels.state(one.state),
        "chip": labels.chip(one.state),
        "application": application_words(one.application),
        "inventors": "、".join(party.name for party in one.parties_as(PartyRole.INVENTOR)),
        "agencies": "、".join(party.name for party in one.parties_as(PartyRole.AGENCY)),
        "symbols": [(labels.symbol(code), narrowed(ipc=code)) for code in sheets.symbols(one)],
        "published": [
            (card.publication, labels.published(card.stage, card.published_on)) for card in sheet.publications
        ],
        "events": events(sheet),
        "fees": fee_lines(sheet),
        "next_fee": next_fee(sheet),
        "citations": citation_chart(sheet),
        "further": [*sheet.cited[SHOWN_ON_A_SIDE:], *sheet.citing[SHOWN_ON_A_SIDE:]],
        "similar": [(card, labels.kind(card.kind)) for card in sheet.similar],
        "office": labels.office(one.country),
        "crumbs": path_to((one.publication, None)),
        "demonstration": demonstration_words() if one.synthetic else "",
    }


def narrowed(**parameters: str) -> str:
    """The search with one filter."""
    [(name, value)] = parameters.items()
    return f"{reverse('patentinfo:search')}?{name}={value}"


def events(sheet: sheets.Sheet) -> list[dict[str, object]]:
    """What happened to the right, the newest first; what no event tells is taken from the dates of the record."""
    one = sheet.patent
    known = [(event.happened_on, event.words or event.code) for event in one.events] or [
        (one.granted_on, _("授权")),
        (one.published_on, _("公布") if one.stage == "application" else _("公告")),
        (one.filed_on, _("申请")),
    ]
    dated = sorted(
        {(day, words) for day, words in known if day is not None}, key=lambda pair: (pair[0], pair[1]), reverse=True
    )
    until = _("期限至 %(day)s 届满") % {"day": sheet.expires} if sheet.expires else ""
    return [
        {"date": day, "event": words, "state": "done" if place else "now", "note": "" if place else until}
        for place, (day, words) in enumerate(dated)
    ]


def fee_lines(sheet: sheets.Sheet) -> list[dict[str, object]]:
    """The fees still to come, this year's and the next ones."""
    today = timezone.localdate()
    return [
        {
            "year": fee.annuity.year,
            "due_on": fee.annuity.due_on,
            "amount_fen": fee.annuity.amount_fen,
            "basis": BASIS_WORDS.get(fee.basis, ""),
        }
        for fee in sheet.fees
        if fee.annuity.grace_until >= today
    ]


def next_fee(sheet: sheets.Sheet) -> str:
    today = timezone.localdate()
    for fee in sheet.fees:
        if fee.annuity.due_on >= today:
            return _("下一次：%(day)s 前缴第 %(year)d 年年费。") % {
                "day": fee.annuity.due_on.isoformat(),
                "year": fee.annuity.year,
            }
    return ""


def citation_chart(sheet: sheets.Sheet) -> Chart | None:
    """Cited documents on the left, citing ones on the right, the first of each."""
    if not sheet.cited and not sheet.citing:
        return None
    sides = [
        (_("引用的文献"), 0, 0.0, sheet.cited),
        (_("引用本专利的"), 1, 1.0, sheet.citing),
    ]
    rows: list[Row] = [Row(["0", sheet.patent.publication, 2, None, 0.5, 0.5, _("本专利"), ""], mine=True)]
    links = []
    for words, group, x, documents in sides:
        for place, document in enumerate(documents[:SHOWN_ON_A_SIDE]):
            node = f"{group}-{place}"
            rows.append(
                Row(node_cells(node, document, group, x, height(place, min(len(documents), SHOWN_ON_A_SIDE)), words))
            )
            ends = ("0", node) if group == 0 else (node, "0")
            links.append({"source": ends[0], "target": ends[1]})
    counts = {"cited": len(sheet.cited), "citing": len(sheet.citing)}
    return Chart(
        kind="network",
        finding=_("引用 %(cited)d 篇，被 %(citing)d 篇引用") % counts,
        note=_("左侧为本专利引用的文献，右侧为引用本专利的文献"),
        columns=[
            ("id", _("序号")),
            ("name", _("文献")),
            ("group", _("组")),
            ("value", _("被引次数")),
            ("x", _("横")),
            ("y", _("纵")),
            (None, _("方向")),
            (None, _("公布日")),
        ],
        rows=rows,
        options={"groups": [_("引用的文献"), _("引用本专利的"), _("本专利")], "links": links},
        source=_("载入的专利文件；被引只计本平台收录的专利"),
    )


def node_cells(node: str, document: sheets.CitedDocument, group: int, x: float, y: float, words: str) -> list[object]:
    card = document.card
    name: object = document.number
    if card is not None:
        name = (document.number, document.number, reverse("patentinfo:patent", args=[card.publication]))
    day: date | None = card.published_on if card else None
    return [node, name, group, card.cited_by_count if card else None, x, y, words, day.isoformat() if day else None]


def height(place: int, count: int) -> float:
    """Where one of several stands from top (0) to bottom (1)."""
    return round(place / (count - 1), 3) if count > 1 else 0.5
