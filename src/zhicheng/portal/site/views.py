"""The public pages of the site: home, help, demonstration cities and divisions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.regions.models import Level, Region
from zhicheng.base.ui.exports import respond
from zhicheng.portal.site import charts, queries
from zhicheng.portal.site.tables import ChildTable, RegionTable, UnitTable, term


def home(request: HttpRequest) -> HttpResponse:
    """What the platform is and for whom; the newest results."""
    ranking = queries.newest_ranking()
    facts = {
        "ranking": ranking,
        "targets": queries.plan_targets(""),
        "units": queries.designations(),
        "demonstration": ranking.caution if ranking else "",
    }
    return render(request, "site/home.html", facts)


def help_page(request: HttpRequest) -> HttpResponse:
    """How to read the pages, accessibility, and where to report errors."""
    return render(request, "site/help.html", {"crumbs": [(_("首页"), reverse("home")), (_("帮助"), None)]})


def regions(request: HttpRequest, as_format: str) -> HttpResponse:
    """The demonstration cities, and every division by province, name or code."""
    table = RegionTable(queries.divisions(), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("行政区划"))
    found = queries.designations()
    facts = {
        "heading": _("%(count)d 个示范单位，分 %(batches)d 批评定") % {"count": found.count, "batches": found.batches},
        "lead": found.nesting,
        "crumbs": [(_("首页"), reverse("home")), (_("示范城市与行政区划"), None)],
        "table": table,
        "units": UnitTable(found.units, request.GET),
        "tree": queries.cities_by_province(),
    }
    return render(request, "site/regions.html", facts)


def region(request: HttpRequest, code: str, as_format: str) -> HttpResponse:
    """One division: its standing, its figures, its demonstration term, what lies in it."""
    shown = known_region(code)
    children = queries.children(shown)
    table = ChildTable(children, request.GET)
    if as_format != "html":
        return respond(table, as_format, shown.name)
    history, units = queries.history(shown), queries.units_in(shown)
    own = next((unit for unit in units if unit.region_id == shown.code), None)
    facts = {
        "region": shown,
        "kicker": f"{shown.get_level_display()} · {shown.code}",
        "heading": history[-1].sentence(shown) if history else shown.name,
        "lead": designation(own),
        "crumbs": path_to(shown),
        "own": own,
        "own_term": term(own) if own else "",
        "nested": [unit for unit in units if unit.region_id != shown.code],
        "figures": queries.key_figures(shown),
        "history": history,
        "table": table if children else None,
        "map": charts.divisions_of(shown, children) if children else None,
    }
    return render(request, "site/region.html", facts)


def known_region(code: str) -> Region:
    try:
        return queries.region(code)
    except Region.DoesNotExist:
        raise Http404(_("没有代码为 %(code)s 的区划。请用六位代码，或按名称查找。") % {"code": code[:20]}) from None


def designation(unit: object) -> str:
    """What a division is as a demonstration city, in one sentence."""
    if unit is None:
        return ""
    facts = {"batch": unit.batch, "term": term(unit), "name": unit.name}
    return _("国家知识产权示范城市，第 %(batch)d 批（以“%(name)s”评定），任期 %(term)s。") % facts


def path_to(shown: Region) -> list[tuple[str, str | None]]:
    """Breadcrumb: home, all divisions, those above, the division."""
    crumbs: list[tuple[str, str | None]] = [(_("首页"), reverse("home")), (_("示范城市与行政区划"), reverse("regions"))]
    above = shown.parent
    while above is not None:
        crumbs.insert(2, (above.name, reverse("region", args=[above.code])))
        above = above.parent if above.level != Level.PROVINCE else None
    return [*crumbs, (shown.name, None)]
