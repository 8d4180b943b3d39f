"""The public pages of the site: home, help, demonstration cities and divisions."""

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.regions.models import DemonstrationUnit, Level, Region
from zhicheng.base.ui.addresses import TWIN_FORMATS
from zhicheng.base.ui.exports import respond
from zhicheng.governance.strength.queries import HistoryRow
from zhicheng.portal.site import charts, queries
from zhicheng.portal.site.tables import ChildTable, LeaderTable, RegionTable, UnitTable, term

LEADERS = 10
# Glyph, what one does there, what one finds, route: only what exists.
DOORS = (
    ("办", gettext_lazy("办事服务"), gettext_lazy("查条件、填申请、看进度，也可以免登录预核对"), "hall:home"),
    ("力", gettext_lazy("看专利实力"), gettext_lazy("城市排名、得分和每一分的来历"), "strength:latest"),
    ("数", gettext_lazy("查指标数据"), gettext_lazy("口径、公式、历年数值和来源"), "indicators:catalogue"),
    ("计", gettext_lazy("看工作计划"), gettext_lazy("任务、必做选做和可计算的目标"), "plans:list"),
    ("利", gettext_lazy("查专利"), gettext_lazy("检索、下载，看一件专利的来龙去脉"), "patentinfo:search"),
    ("城", gettext_lazy("找示范城市"), gettext_lazy("名单、任期和各地的主要数据"), "regions"),
    ("称", gettext_lazy("称号名录"), gettext_lazy("示范城市、示范企业等称号，可核验"), "cultivation:list"),
    ("证", gettext_lazy("认证证书"), gettext_lazy("贯标认证证书登记簿，可核验"), "standards:list"),
    ("点", gettext_lazy("服务网点"), gettext_lazy("就近求助，看各区县的覆盖"), "outlets:list"),
    ("文", gettext_lazy("核对定义"), gettext_lazy("计划、指标和方案的现行文本与旧版"), "definitions:list"),
    ("台", gettext_lazy("工作台"), gettext_lazy("登录后办本单位的事，主管部门办理和发布"), "workbench"),
    ("助", gettext_lazy("使用帮助"), gettext_lazy("怎样看数据、无障碍与找错"), "help"),
)


def home(request: HttpRequest) -> HttpResponse:
    """What the platform is and for whom; the newest results."""
    ranking, units = queries.newest_ranking(), queries.designations()
    leaders = LeaderTable(ranking.rows[:LEADERS], request.GET) if ranking else None
    if ranking and leaders:
        leaders.caption = _("%(year)d 年专利实力居前的城市") % {"year": ranking.year}
    facts = {
        "ranking": ranking,
        "leaders": leaders,
        "map": charts.scores_of_cities(ranking) if ranking and ranking.rows else None,
        "targets": queries.newest_targets(""),
        "units": units,
        "doors": [(glyph, label, words, reverse(route)) for glyph, label, words, route in DOORS],
        "open_data": open_data(ranking),
        "by_batch": sorted(Counter(unit.batch for unit in units.units).items()),
        "demonstration": ranking.caution if ranking else "",
    }
    return render(request, "site/home.html", facts)


def open_data(ranking: queries.Ranking | None) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Data sets that anyone may take: label, page, files."""
    routes: list[tuple[str, str, list[int]]] = [
        (_("示范城市与行政区划"), "regions", []),
        (_("指标目录"), "indicators:catalogue", []),
        (_("现行定义"), "definitions:list", []),
    ]
    if ranking:
        routes.insert(0, (_("专利实力排名 %(year)d") % {"year": ranking.year}, "strength:ranking", [ranking.year]))
    return [
        (
            label,
            reverse(route, args=args),
            [(each.upper(), reverse(f"{route}_file", args=[*args, each])) for each in TWIN_FORMATS],
        )
        for label, route, args in routes
    ]


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
    newest = next((row for row in reversed(history) if row.is_complete), None)
    facts = {
        "region": shown,
        "kicker": f"{shown.get_level_display()} · {shown.code}",
        "heading": finding(shown, newest),
        "lead": designation(own),
        "crumbs": path_to(shown),
        "own": own,
        "own_term": term(own) if own else "",
        "nested": [unit for unit in units if unit.region_id != shown.code],
        "figures": queries.key_figures(shown, newest.year if newest else None),
        "newest": newest,
        "history_chart": charts.rank_history(shown, history) if len(history) > 1 else None,
        "table": table if children else None,
        "map": charts.divisions_of(shown, children, units) if children else None,
    }
    return render(request, "site/region.html", facts)


def known_region(code: str) -> Region:
    try:
        return queries.region(code)
    except Region.DoesNotExist:
        raise Http404(_("没有代码为 %(code)s 的区划。请在“示范城市”中按名称查找。") % {"code": code}) from None


def finding(shown: Region, newest: HistoryRow | None) -> str:
    """Where a city stands; the mere name for others."""
    if newest is None:
        return shown.name
    facts = {"name": shown.name, "year": newest.year, "rank": newest.rank, "of": newest.of}
    return _("%(name)s：%(year)d 年专利实力在 %(of)d 个城市中列第 %(rank)d") % facts


def designation(unit: DemonstrationUnit | None) -> str:
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
