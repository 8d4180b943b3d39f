"""Collections of patents, one's own and the organisation's."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.base.accounts.access import PersonRequest, signed_in
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.ui.exports import respond
from zhicheng.services.patentinfo.actions import collections as verbs
from zhicheng.services.patentinfo.keeping_forms import CollectionForm, KeepForm, NoteForm
from zhicheng.services.patentinfo.models import Collection, Kept
from zhicheng.services.patentinfo.queries import collections as queries
from zhicheng.services.patentinfo.rules.collections import can_change, can_create
from zhicheng.services.patentinfo.searching import cards_of
from zhicheng.services.patentinfo.tables.kept import CollectionTable, KeptTable
from zhicheng.services.patentinfo.views.pages import demonstration_words, path_to

MOST_AT_ONCE = 500
show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def collections(request: PersonRequest, as_format: str) -> HttpResponse:
    """The collections that the person sees."""
    table = CollectionTable(list(queries.visible_to(request.user)), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("专利夹"))
    facts = {"table": table, "crumbs": path_to((_("专利夹"), None)), "may_create": can_create(request.user)}
    return render(request, "patentinfo/collections.html", facts)


@signed_in
@show_or_submit
def create(request: PersonRequest) -> HttpResponse:
    """A new collection."""
    form = CollectionForm(sent_or_kept(request) or None, owner=request.user)
    if request.method == "POST" and form.is_valid():
        made = verbs.create(by=request.user, **form.cleaned_data)
        return redirect("patentinfo:collection", made.pk)
    return render(request, "patentinfo/collection_form.html", {"form": form, "crumbs": path_below((_("新建"), None))})


@signed_in
@require_safe
def collection(request: PersonRequest, pk: int, as_format: str) -> HttpResponse:
    """What a collection holds, with the notes."""
    shown = seen(request, pk)
    kept = queries.kept_in(shown)
    table = KeptTable(kept, request.GET)
    if as_format != "html":
        return respond(table, as_format, shown.name)
    is_synthetic = any(one.card is not None and one.card.synthetic for one in kept)
    facts = {
        "collection": shown,
        "table": table,
        "may_change": can_change(request.user, shown),
        "crumbs": path_below((shown.name, None)),
        "demonstration": demonstration_words() if is_synthetic else "",
    }
    return render(request, "patentinfo/collection.html", facts)


@signed_in
@show_or_submit
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """Another name, or shared or not."""
    shown = seen(request, pk)
    can_change(request.user, shown).or_refuse()
    initial = {"name": shown.name, "note": shown.note, "shared": shown.shared}
    form = CollectionForm(sent_or_kept(request) or None, owner=request.user, collection=shown, initial=initial)
    if request.method == "POST" and form.is_valid():
        # Who has left every organisation is not asked about sharing: it stays as it was.
        said = {"shared": shown.shared, **form.cleaned_data}
        verbs.change(collection=shown, by=request.user, **said)
        return redirect("patentinfo:collection", shown.pk)
    crumbs = path_below((shown.name, reverse("patentinfo:collection", args=[shown.pk])), (_("更改"), None))
    return render(request, "patentinfo/collection_form.html", {"form": form, "collection": shown, "crumbs": crumbs})


@signed_in
@require_POST
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    shown = seen(request, pk)
    verbs.remove(collection=shown, by=request.user)
    messages.success(request, _("已删除专利夹“%(name)s”") % {"name": shown.name})
    return redirect("patentinfo:collections")


@signed_in
@show_or_submit
def keep(request: PersonRequest) -> HttpResponse:
    """Put chosen patents into a collection."""
    given = request.POST if request.method == "POST" else request.GET
    publications = list(dict.fromkeys(given.getlist("publication")))[:MOST_AT_ONCE]
    cards = cards_of(publications)
    if not cards:
        return redirect("patentinfo:search")
    form = KeepForm(sent_or_kept(request) or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return kept_in(request, form, [card.publication for card in cards])
    heading = _("把 %(count)d 件专利收入专利夹") % {"count": len(cards)}
    facts = {"form": form, "cards": cards, "heading": heading, "crumbs": path_below((_("收入"), None))}
    return render(request, "patentinfo/keep.html", facts)


def kept_in(request: PersonRequest, form: KeepForm, publications: list[str]) -> HttpResponse:
    """Fill the collection chosen, or a new one."""
    into = form.cleaned_data["collection"] or verbs.create(name=form.cleaned_data["name"], by=request.user)
    count = verbs.fill(collection=into, publications=publications, by=request.user)
    facts = {"count": count, "name": into.name}
    if count:
        messages.success(request, _("%(count)d 件专利已收入“%(name)s”") % facts)
    else:
        messages.info(request, _("“%(name)s”里已经有这些专利") % facts)
    return redirect("patentinfo:collection", into.pk)


@signed_in
@show_or_submit
def kept(request: PersonRequest, pk: int, publication: str) -> HttpResponse:
    """The note beside a kept patent."""
    row = one_kept(request, pk, publication)
    form = NoteForm(sent_or_kept(request) or None, initial={"note": row.note})
    if request.method == "POST" and form.is_valid():
        verbs.note(kept=row, text=form.cleaned_data["note"], by=request.user)
        return redirect("patentinfo:collection", pk)
    name = row.collection.name
    crumbs = path_below((name, reverse("patentinfo:collection", args=[pk])), (publication, None))
    return render(request, "patentinfo/kept.html", {"form": form, "kept": row, "crumbs": crumbs})


@signed_in
@require_POST
def take_out(request: PersonRequest, pk: int, publication: str) -> HttpResponse:
    verbs.take_out(kept=one_kept(request, pk, publication), by=request.user)
    messages.success(request, _("已移出 %(publication)s") % {"publication": publication})
    return redirect("patentinfo:collection", pk)


def seen(request: PersonRequest, pk: int) -> Collection:
    """A collection that the person sees; any other is not there."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def one_kept(request: PersonRequest, pk: int, publication: str) -> Kept:
    rows = Kept.objects.select_related("collection")
    return get_object_or_404(rows, collection=seen(request, pk), publication=publication)


def path_below(*steps: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return path_to((_("专利夹"), reverse("patentinfo:collections")), *steps)
