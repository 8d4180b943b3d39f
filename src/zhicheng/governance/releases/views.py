"""Public pages of releases: all of them, one with its files, the walk from a number to what it follows from; and making one."""

from collections.abc import Callable, Sequence
from mimetypes import guess_type
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.accounts.models import User
from zhicheng.base.ui.exports import respond
from zhicheng.base.verdicts import Refused
from zhicheng.engine.packages import rows_of
from zhicheng.governance.releases import actions, package, parts, queries, rules, signing
from zhicheng.governance.releases.differences import FILES_TABLE, VALUES_TABLE
from zhicheng.governance.releases.forms import ReleaseForm
from zhicheng.governance.releases.models import Release
from zhicheng.governance.releases.parts import Files, Head, Walk, WalkTable
from zhicheng.governance.releases.readiness import Year, years_for
from zhicheng.governance.releases.tables import (
    ChangedFileTable,
    ChangeFile,
    ChangeTable,
    FileTable,
    ReleaseTable,
    WalkList,
    YearTable,
    change_rows,
    corrected_by,
    size_words,
)

Crumbs = list[tuple[str, str | None]]


@require_safe
def releases(request: HttpRequest, as_format: str) -> HttpResponse:
    """Every release, newest first."""
    table = ReleaseTable(queries.releases(), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("公开发布"))
    facts = {
        "heading": heading_of(queries.newest(), queries.releases().count()),
        "table": table,
        "may_make": isinstance(request.user, User) and bool(rules.is_national(request.user)),
        "demonstration": demonstration_words(),
        "crumbs": path_to(),
    }
    return render(request, "releases/list.html", facts)


def heading_of(newest: Release | None, count: int) -> str:
    """The finding of the list."""
    if newest is None:
        return _("还没有公开发布")
    return _("已有 %(count)d 个公开发布，最新的是 %(number)s") % {"count": count, "number": newest.number}


def demonstration_words() -> str:
    """What the strip says where the data are invented."""
    return _("演示系统的发布含虚构的演示数据，不是国家或地方的正式结果。") if settings.DEMONSTRATION else ""


def path_to(found: Release | None = None, *further: tuple[str, str | None]) -> Crumbs:
    """Home, releases, the release, and what follows."""
    crumbs: Crumbs = [(_("首页"), reverse("home"))]
    if found is None:
        return [*crumbs, (_("公开发布"), reverse("releases:list") if further else None), *further]
    here = found.get_absolute_url() if further else None
    return [*crumbs, (_("公开发布"), reverse("releases:list")), (found.number, here), *further]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.is_national)
def new(request: PersonRequest) -> HttpResponse:
    """Say which year is released; a job makes it."""
    years = years_for(request.user)
    form = ReleaseForm(request.POST or None, years=years)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            job = actions.ask_for_release(
                year=wanted["year"], by=request.user, corrects=form.corrects, why=wanted["why"] if form.corrects else ""
            )
        except Refused as refusal:
            form.add_error("year", refusal.because)
        else:
            messages.success(request, _("已开始制作。完成后在“公开发布”中可以下载。"))
            return redirect(job)
    ready = [one for one in years if one.is_ready]
    facts = {
        "heading": heading_of_years(ready),
        "form": form if ready or form.is_bound else None,
        "table": YearTable(years, request.GET),
        "crumbs": path_to(None, (_("制作发布"), None)),
    }
    return render(request, "releases/new.html", facts)


def heading_of_years(ready: Sequence[Year]) -> str:
    """`可以发布 2018、2017 年`."""
    if not ready:
        return _("还没有可以发布的年份")
    return _("可以发布 %(years)s 年") % {"years": "、".join(str(one.year) for one in ready)}


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The public key that checks the signatures."""
    pem = signing.public_key()
    facts = {
        "pem": pem.decode("ascii"),
        "fingerprint": signing.fingerprint(pem),
        "demonstration": demonstration_words(),
        "crumbs": path_to(None, (_("公钥"), None)),
    }
    return render(request, "releases/key.html", facts)


@require_safe
def key_file(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    del request
    return download(signing.public_key(), package.KEY, "application/x-pem-file")


@require_safe
def release(request: HttpRequest, number: str, as_format: str) -> HttpResponse:
    """One release: what it is, its files, how to check it."""
    found = known(number)
    table = FileTable(found.files, request.GET, number=number)
    if as_format != "html":
        return respond(table, as_format, found.title)
    facts = {
        "release": found,
        "manifest": found.manifest,
        "heading": _("%(title)s：%(parts)d 个部分，%(files)d 个文件")
        % {"title": found.title, "parts": len(found.manifest["parts"]), "files": len(found.files)},
        "size": size_words(found.size),
        "parts": list(parts_of(found)),
        "table": table,
        "later": corrected_by(found),
        "following": getattr(found, "next", None),
        "fingerprint": found.manifest["key_fingerprint"],
        "demonstration": found.manifest["caution"],
        "crumbs": path_to(found),
    }
    return render(request, "releases/release.html", facts)


def parts_of(found: Release) -> list[dict[str, Any]]:
    """The parts of a release, each with the page on which its walk begins."""
    offered = {part.code: part for part in parts.offered()}
    return [
        {
            "label": label,
            "code": code,
            "url": reverse("releases:part", args=[found.number, code])
            if code in offered and offered[code].walk
            else None,
        }
        for code, label in sorted(found.manifest["parts"].items())
    ]


def known(number: str) -> Release:
    """The release of an address."""
    found = queries.release_of(number)
    if found is None:
        raise Http404(_("没有这个发布"))
    return found


@require_safe
def file(request: HttpRequest, number: str) -> HttpResponse:
    """The release itself."""
    del request
    found = known(number)
    return download(queries.content_of(found), found.name, "application/zip")


@require_safe
def content(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """One file out of a release."""
    del request
    files = queries.package_of(known(number)).files
    if name not in files:
        raise Http404(_("发布包里没有这个文件"))
    kind = guess_type(name)[0] or "application/octet-stream"
    return download(files[name], name.rpartition("/")[2], "text/csv; charset=utf-8" if kind == "text/csv" else kind)


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def differences(request: HttpRequest, number: str, as_format: str) -> HttpResponse:
    """What a correction changes."""
    found = known(number)
    if found.corrects is None:
        raise Http404(_("这个发布不是更正"))
    files = queries.package_of(found).files
    values, changed = rows_of(files[VALUES_TABLE]), rows_of(files[FILES_TABLE])
    rows = change_rows(values, files)
    if as_format != "html":
        return respond(ChangeFile(rows, request.GET), as_format, _("%(number)s的差别") % {"number": number})
    counts = {"number": number, "before": found.corrects.number, "files": len(changed), "values": len(rows)}
    facts = {
        "release": found,
        "heading": _("%(number)s 更正 %(before)s：%(files)d 个文件、%(values)d 处不同") % counts,
        "table": ChangeTable(rows, request.GET),
        "changed": ChangedFileTable(changed, request.GET),
        "demonstration": found.manifest["caution"],
        "crumbs": path_to(found, (_("差别"), None)),
    }
    return render(request, "releases/differences.html", facts)


@require_safe
def walk(request: HttpRequest, number: str, part: str, as_format: str, rest: str = "") -> HttpResponse:
    """From a published number to what it follows from, read from the release and not from the tables of today."""
    found = known(number)
    offered = parts.find(part)
    files = queries.package_of(found).files
    is_there = offered is not None and offered.walk is not None and part in found.manifest["parts"]
    page = offered.walk(files, rest, address_in(number)) if is_there and offered and offered.walk else None
    if offered is None or page is None:
        raise Http404(_("发布包里没有这个数字"))
    first, *others = [*page.tables, facts_table(page)][: max(len(page.tables), 1)]
    table = WalkList(first, request.GET)
    if as_format != "html":
        return respond(table, as_format, f"{number}-{part}-{rest.replace('/', '-')}".rstrip("-"))
    facts = {
        "release": found,
        "page": page,
        "facts": [fact_of(fact, number, files) for fact in page.facts],
        "kicker": _("发布 %(number)s · %(part)s") % {"number": number, "part": offered.label},
        "table": table if page.tables else None,
        "others": [WalkList(one, request.GET, prefix=f"t{place}-") for place, one in enumerate(others, start=2)],
        "demonstration": found.manifest["caution"],
        "crumbs": walk_crumbs(found, part, str(offered.label), rest, page),
    }
    return render(request, "releases/walk.html", facts)


def fact_of(fact: tuple[Any, ...], number: str, files: Files) -> tuple[Any, ...]:
    """A fact of a walk; one that names a file of the release leads to it."""
    label, words = fact[:2]
    return (label, words, reverse("releases:content", args=[number, words])) if words in files else fact


def address_in(number: str) -> Callable[[str, str], str]:
    """The addresses of a release's walk."""
    return lambda part, path: (
        reverse("releases:walk", args=[number, part, path]) if path else reverse("releases:part", args=[number, part])
    )


def facts_table(page: Walk) -> WalkTable:
    """What stands for a number that is made of nothing else in the release."""
    heads = (Head(_("名目")), Head(_("内容")))
    return WalkTable(page.heading, heads, [(fact[0], fact[1]) for fact in page.facts])


def walk_crumbs(found: Release, part: str, label: str, rest: str, page: Walk) -> Crumbs:
    """The release, the part, what lies between, and the page itself."""
    address = address_in(found.number)
    if not rest:
        return path_to(found, (label, None))
    between = [(words, address(part, path)) for words, path in page.crumbs]
    return path_to(
        found, (label, address(part, "")), *between, (rest.rpartition("/")[2] if not between else _("数值"), None)
    )
