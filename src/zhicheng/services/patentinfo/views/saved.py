"""Saved searches: keep one, see what is new, subscribe."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.base.accounts.access import PersonRequest, signed_in
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.paging import paginate
from zhicheng.engine.patents.query import QueryRefused
from zhicheng.services.patentinfo import asking
from zhicheng.services.patentinfo.actions import saved as verbs
from zhicheng.services.patentinfo.keeping_forms import SaveForm
from zhicheng.services.patentinfo.models import Cadence, SavedSearch
from zhicheng.services.patentinfo.queries import saved as queries
from zhicheng.services.patentinfo.rules.saved import can_save
from zhicheng.services.patentinfo.tables.kept import SavedTable
from zhicheng.services.patentinfo.views.pages import path_to

FINDINGS_A_PAGE = 10
NAME_LENGTH = 80
show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def saved(request: PersonRequest, as_format: str) -> HttpResponse:
    """The person's searches."""
    table = SavedTable(list(queries.saved_by(request.user)), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("保存的检索"))
    facts = {"table": table, "crumbs": path_to((_("保存的检索"), None)), "may_save": can_save(request.user)}
    return render(request, "patentinfo/saved.html", facts)


@signed_in
@show_or_submit
def save(request: PersonRequest) -> HttpResponse:
    """Keep the search that the address asks."""
    asked = asking.read(request.GET)
    can_save(request.user).or_refuse()
    verbs.refuse_unreadable(asked)
    words = _("全部专利") if asked.is_everything else queries.words_of(asked)
    initial = {"name": (asked.text or words)[:NAME_LENGTH], "cadence": Cadence.DAILY.value}
    form = SaveForm(sent_or_kept(request) or None, owner=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        search = verbs.save(asked=asked, by=request.user, **form.cleaned_data)
        messages.success(request, _("已保存检索“%(name)s”") % {"name": search.name})
        return redirect("patentinfo:saved")
    crumbs = path_to((_("保存的检索"), reverse("patentinfo:saved")), (_("保存并订阅"), None))
    return render(request, "patentinfo/save.html", {"form": form, "words": words, "crumbs": crumbs})


@signed_in
@require_safe
def findings(request: PersonRequest, pk: int) -> HttpResponse:
    """One search: what it looks for and what it newly found."""
    search = own(request, pk)
    page = paginate(search.findings.all(), request.GET.get("page"), FINDINGS_A_PAGE)
    patents = queries.found_in(page.rows)
    facts = {
        "search": search,
        "words": words_or_fault(search),
        "page": page,
        "found": [(finding, patents[finding.pk]) for finding in page.rows],
        "feed": request.build_absolute_uri(reverse("patentinfo:feed", args=[search.token])),
        "crumbs": path_to((_("保存的检索"), reverse("patentinfo:saved")), (search.name, None)),
    }
    return render(request, "patentinfo/findings.html", facts)


@signed_in
@show_or_submit
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """Another name or cadence."""
    search = own(request, pk)
    initial = {"name": search.name, "cadence": search.cadence}
    form = SaveForm(sent_or_kept(request) or None, owner=request.user, search=search, initial=initial)
    if request.method == "POST" and form.is_valid():
        verbs.change(search=search, by=request.user, **form.cleaned_data)
        messages.success(request, _("已更改“%(name)s”") % {"name": search.name})
        return redirect("patentinfo:findings", search.pk)
    crumbs = path_to(
        (_("保存的检索"), reverse("patentinfo:saved")),
        (search.name, reverse("patentinfo:findings", args=[search.pk])),
        (_("更改"), None),
    )
    facts = {"form": form, "search": search, "words": words_or_fault(search), "crumbs": crumbs}
    return render(request, "patentinfo/save.html", facts)


@signed_in
@require_POST
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    search = own(request, pk)
    verbs.remove(search=search, by=request.user)
    messages.success(request, _("已删除检索“%(name)s”") % {"name": search.name})
    return redirect("patentinfo:saved")


@signed_in
@require_POST
def renew(request: PersonRequest, pk: int) -> HttpResponse:
    """Another feed address, for who has given the old one away."""
    verbs.renew_token(search=own(request, pk), by=request.user)
    messages.success(request, _("订阅地址已更换，旧地址不能再用"))
    return redirect("patentinfo:findings", pk)


@require_safe
def feed(request: HttpRequest, token: UUID) -> HttpResponse:
    """The Atom feed of a search; who knows the address reads it."""
    search = get_object_or_404(SavedSearch.objects.filter(owner__is_active=True), token=token)
    page = request.build_absolute_uri(reverse("patentinfo:search") + f"?{search.query}")
    atom = Atom1Feed(
        title=search.name,
        link=page,
        description=words_or_fault(search),
        language="zh-CN",
        author_name=_("专利检索"),
        feed_url=request.build_absolute_uri(),
        feed_guid=f"urn:uuid:{search.token}",
    )
    for found in queries.in_feed(search):
        add_entry(atom, request, found)
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)


def add_entry(atom: Atom1Feed, request: HttpRequest, found: queries.FoundPatent) -> None:
    """One publication: title, applicants, abstract."""
    link = request.build_absolute_uri(reverse("patentinfo:patent", args=[found.publication]))
    card = found.card
    title = f"{found.publication} {card.title}" if card else found.publication
    words = "；".join(part for part in ("、".join(card.applicants), card.abstract) if part) if card else ""
    atom.add_item(
        title=title, link=link, unique_id=link, description=words, pubdate=found.found_at, updateddate=found.found_at
    )


def own(request: PersonRequest, pk: int) -> SavedSearch:
    """A search of the person's; another's is not there."""
    return get_object_or_404(queries.saved_by(request.user), pk=pk)


def words_or_fault(search: SavedSearch) -> str:
    """What a search looks for, or why it cannot be read any more."""
    asked = queries.asked_of(search)
    try:
        return _("全部专利") if asked.is_everything else queries.words_of(asked)
    except QueryRefused as refused:
        return str(refused)
