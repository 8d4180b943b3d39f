"""Pages of definitions: anyone may read every version; the national office changes them."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.definitions import queries
from zhicheng.base.definitions.actions import publish
from zhicheng.base.definitions.forms import PublishForm, TextForm
from zhicheng.base.definitions.kinds import Kind, kind_of, kinds
from zhicheng.base.definitions.models import Definition, State
from zhicheng.base.definitions.reading import DefinitionRefused
from zhicheng.base.definitions.rules import can_publish
from zhicheng.base.definitions.tables import DefinitionTable, VersionTable
from zhicheng.base.ui.exports import respond
from zhicheng.base.verdicts import Refused


def catalogue(request: HttpRequest, as_format: str) -> HttpResponse:
    """Every definition in force."""
    table = DefinitionTable(queries.catalogue(), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("现行定义"))
    facts = {
        "heading": _("%(count)d 个定义正在生效") % {"count": table.total},
        "table": table,
        "kinds": kinds(),
        "drafts": queries.waiting_drafts(),
        "may_publish": may_publish(request),
    }
    return render(request, "definitions/catalogue.html", facts)


def detail(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The version in force, and all others."""
    found = queries.versions(known_kind(kind).code, code)
    shown = next((one for one in found if one.state == State.CURRENT), None)
    if shown is None:
        raise Http404(_("没有这个定义"))
    facts = {
        **facts_of(request, shown),
        "table": VersionTable(found, request.GET),
        "drafts": [one for one in found if one.state == State.DRAFT],
        "before": next((one for one in found if one.version < shown.version and one.state == State.SUPERSEDED), None),
        "page_url": page_url(kind_of(kind), code),
    }
    return render(request, "definitions/detail.html", facts)


def version(request: HttpRequest, kind: str, code: str, number: int) -> HttpResponse:
    """One version, in force or not."""
    shown = known_version(kind, code, number)
    facts = {**facts_of(request, shown), "in_force": queries.version_in_force(kind, code)}
    return render(request, "definitions/version.html", facts)


def changes(request: HttpRequest, kind: str, code: str, before: int, after: int) -> HttpResponse:
    """What changed between two versions."""
    old, new = known_version(kind, code, before), known_version(kind, code, after)
    heading = _("%(title)s：第 %(old)d 版与第 %(new)d 版的差别") % {"title": new.title, "old": before, "new": after}
    facts = {**path_to(kind_of(kind), code), "heading": heading, **difference(old.text, new.text)}
    return render(request, "definitions/changes.html", facts)


def file(_request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The text in force as a file, byte for byte what was published."""
    return as_file(known_version(kind, code, queries.version_in_force(kind, code)))


def version_file(_request: HttpRequest, kind: str, code: str, number: int) -> HttpResponse:
    """The text of one version as a file."""
    return as_file(known_version(kind, code, number))


@requires(can_publish)
def new(request: PersonRequest, kind: str) -> HttpResponse:
    """A definition that does not exist yet."""
    return steps(request, known_kind(kind), "", "")


@requires(can_publish)
def edit(request: PersonRequest, kind: str, code: str) -> HttpResponse:
    """Change a definition: edit, see what changes, publish with a reason. `?from=3` begins with the text of version 3."""
    begun_with = request.GET.get("from", "")
    number = int(begun_with) if begun_with.isdecimal() and len(begun_with) < 9 else queries.version_in_force(kind, code)
    return steps(request, known_kind(kind), code, known_version(kind, code, number).text)


def steps(request: PersonRequest, kind: Kind, code: str, text: str) -> HttpResponse:
    """The step that the pressed button names: `check`, `publish`, else back to the text."""
    match request.POST.get("step"):
        case "check":
            return check_step(request, kind, code)
        case "publish":
            return publish_step(request, kind, code)
    begin_with = {"code": request.POST.get("code", ""), "text": request.POST.get("text", text)}
    return edit_page(request, TextForm(initial=begin_with, kind=kind, code=code))


def check_step(request: PersonRequest, kind: Kind, code: str) -> HttpResponse:
    form = TextForm(request.POST, kind=kind, code=code)
    if not form.is_valid():
        return edit_page(request, form)
    compared_with = queries.version_in_force(kind.code, form.definition_code)
    return preview_page(
        request, PublishForm(initial={**form.cleaned_data, "replacing": compared_with}, kind=kind, code=code)
    )


def publish_step(request: PersonRequest, kind: Kind, code: str) -> HttpResponse:
    text, form = TextForm(request.POST, kind=kind, code=code), PublishForm(request.POST, kind=kind, code=code)
    if not text.is_valid():
        return edit_page(request, text)
    if not form.is_valid():
        return preview_page(request, form)
    given = form.cleaned_data
    try:
        made = publish(
            kind=kind.code,
            code=form.definition_code,
            text=given["text"],
            by=request.user,
            why=given["why"],
            replacing=given["replacing"],
        )
    except Refused as refusal:
        # Another publisher was quicker: the text stays, and the next check compares it with the newer version.
        text.add_error(None, refusal.because)
        return edit_page(request, text)
    except DefinitionRefused as refusal:
        text.add_faults(refusal)
        return edit_page(request, text)
    messages.success(request, _("第 %(number)d 版已发布，现在起生效。") % {"number": made.version})
    return redirect("definitions:detail", made.kind, made.code)


def edit_page(request: HttpRequest, form: TextForm) -> HttpResponse:
    kind, code = form.kind, form.fixed_code
    words = _("修改%(kind)s %(code)s") if code else _("新建%(kind)s")
    heading = words % {"kind": kind.label, "code": code}
    back_url = reverse("definitions:detail", args=[kind.code, code]) if code else reverse("definitions:list")
    facts = {**path_to(kind, code), "form": form, "heading": heading, "back_url": back_url}
    return render(request, "definitions/edit.html", facts)


def preview_page(request: HttpRequest, form: PublishForm) -> HttpResponse:
    """What the text would change, and the question why."""
    given = form.cleaned_data if form.is_bound else form.initial
    code = form.fixed_code or given["code"]
    in_force = queries.all_current(form.kind.code).get(code)
    differing = difference(in_force.text if in_force else "", given["text"])
    heading = (
        _("%(kind)s %(code)s 的文本合格，请确认改动") if differing["lines"] else _("%(kind)s %(code)s 的文本没有改动")
    )
    facts = {
        **path_to(form.kind, form.fixed_code),
        "form": form,
        "heading": heading % {"kind": form.kind.label, "code": code},
        **differing,
    }
    return render(request, "definitions/preview.html", facts)


def known_kind(code: str) -> Kind:
    try:
        return kind_of(code)
    except KeyError:
        raise Http404(_("没有这一类定义")) from None


def known_version(kind: str, code: str, number: int) -> Definition:
    try:
        return queries.version(known_kind(kind).code, code, number)
    except Definition.DoesNotExist:
        raise Http404(_("没有这个定义，或没有这个版本")) from None


def facts_of(request: HttpRequest, shown: Definition) -> dict[str, Any]:
    """What the pages of one version share."""
    return {**path_to(kind_of(shown.kind), shown.code), "definition": shown, "may_publish": may_publish(request)}


def path_to(kind: Kind, code: str) -> dict[str, Any]:
    """Breadcrumb and kicker of a definition's pages; `code` is empty while there is none."""
    home = [(_("首页"), reverse("home")), (_("定义"), reverse("definitions:list"))]
    here = [(code, reverse("definitions:detail", args=[kind.code, code]))] if code else []
    return {
        "kind": kind,
        "kicker": f"{kind.label} · {code}" if code else kind.label,
        "crumbs": [*home, *here, (_("本页"), None)],
    }


def may_publish(request: HttpRequest) -> bool:
    return request.user.is_authenticated and bool(can_publish(request.user))


def difference(before: str, after: str) -> dict[str, Any]:
    """The lines that differ, and in words how many were added and taken away."""
    lines = queries.difference(before, after)
    counts = {"added": sum(line.sign == "+" for line in lines), "removed": sum(line.sign == "-" for line in lines)}
    return {"lines": lines, "lead": _("增加 %(added)d 行，删去 %(removed)d 行。") % counts}


def page_url(kind: Kind, code: str) -> str | None:
    """The page that shows what the definition says, where its app has one."""
    try:
        return reverse(kind.page, args=[code]) if kind.page else None
    except NoReverseMatch:
        return None


def as_file(definition: Definition) -> HttpResponse:
    response = HttpResponse(definition.text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(definition.code)}.toml"
    return response
