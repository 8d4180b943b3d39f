"""Integrity checks: what is wrong or easily misread in the figures in force, each with why it matters and what to do.

A check is data and a query (DESIGN §5). `find` gives every place; a run keeps the number of them and the first hundred.
"""

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.formats import number, percent
from zhicheng.engine.tables import parse_number
from zhicheng.governance.indicators import queries
from zhicheng.governance.indicators import record_checks as records
from zhicheng.governance.indicators.checking import Check, Finding

__all__ = ["CHECKS", "Check", "Finding", "check_of"]
from zhicheng.governance.indicators.models import Row, Value

JUMP = 0.15
BREAK_YEAR = 2007
OUTLIER_TIMES = 2.0


def series(indicator: str) -> dict[str, list[Value]]:
    """The present values of an indicator in force, by region, in order of years."""
    rows = Value.objects.filter(version__state="current", indicator=indicator, value__isnull=False).select_related(
        "region"
    )
    found: dict[str, list[Value]] = {}
    for value in rows.order_by("region_id", "period"):
        found.setdefault(value.region_id, []).append(value)
    return found


def at(value: Value, words: str) -> Finding:
    """A finding at a value."""
    name = value.region.short_name
    return Finding(words, value.region_id, name, value.period, value.indicator, value.origin_id, value.line)


def changes(indicator: str) -> Iterator[tuple[Value, Value, float]]:
    """(year before, year, relative change) for consecutive years."""
    for values in series(indicator).values():
        for before, now in pairwise(values):
            if now.period == before.period + 1 and before.value and now.value is not None:
                yield before, now, now.value / before.value - 1


def population_jumps() -> Iterator[Finding]:
    for before, now, change in changes("population_10k"):
        if abs(change) > JUMP:
            facts = {"before": number(before.value, 1), "now": number(now.value, 1), "change": percent(change)}
            yield at(now, _("从 %(before)s 万人到 %(now)s 万人（%(change)s）") % facts)


def zeros_for_missing() -> Iterator[Finding]:
    rows = Value.objects.filter(version__state="current", value__isnull=True).exclude(raw="").select_related("region")
    for value in rows.order_by("indicator", "region_id", "period"):
        if parse_number(value.raw).value == 0:
            yield at(value, _("文件写“%(raw)s”，按没有数据处理") % {"raw": value.raw})


def science_break() -> Iterator[Finding]:
    for before, now, change in changes("science_expenditure_10k_yuan"):
        if now.period == BREAK_YEAR and change > 1:
            facts = {"before": number(before.value, 0), "now": number(now.value, 0)}
            yield at(now, _("上年 %(before)s 万元，当年 %(now)s 万元") % facts)


def cells_of(layout: str, *heads: str) -> Iterator[tuple[Row, list[str]]]:
    """The cells of a dataset's file in force under some heads, also of columns that are not read; none when a head is absent."""
    current = queries.current_import(layout)
    if current is None or any(head not in current.header for head in heads):
        return
    places = [current.header.index(head) for head in heads]
    for row in Row.objects.filter(source=current).order_by("line"):
        yield row, [row.cells[place] for place in places]


def internet_beyond_population() -> Iterator[Finding]:
    heads = ("adcode", "city", "year", "internet_users_10k", "population_10k")
    for row, (code, name, year, users, people) in cells_of("city_economy", *heads):
        online, residents = parse_number(users).value, parse_number(people).value
        if online and residents and online > residents:
            facts = {"users": number(online, 1), "people": number(residents, 1)}
            words = _("互联网用户 %(users)s，人口 %(people)s 万人") % facts
            yield Finding(words, code, name, int(year), "", row.source_id, row.line)


def wage_outliers() -> Iterator[Finding]:
    """A wage more than twice the median of the city's five years around it."""
    by_city: dict[str, list[tuple[Row, str, int, float]]] = {}
    for row, (code, name, year, wage) in cells_of("city_economy", "adcode", "city", "year", "avg_wage_yuan"):
        if amount := parse_number(wage).value:
            by_city.setdefault(code, []).append((row, name, int(year), amount))
    for code, years in by_city.items():
        for row, name, when, amount in years:
            usual = median(other for _row, _name, year, other in years if abs(year - when) <= 2)
            if amount > OUTLIER_TIMES * usual:
                facts = {"amount": number(amount, 0), "usual": number(usual, 0)}
                words = _("%(amount)s 元，前后五年的中位数为 %(usual)s 元") % facts
                yield Finding(words, code, name, when, "", row.source_id, row.line)


def incomplete_years() -> Iterator[Finding]:
    for code, layout in queries.layout_models().items():
        rule = layout.provisional_from
        if rule is None or not layout.columns:
            continue
        totals = queries.values_in_force(code).filter(indicator=layout.columns[0].indicator, period__gte=rule.year - 1)
        for row in totals.values("period").annotate(total=Sum("value")).order_by("period"):
            if row["period"] >= rule.year:
                words = _("全部城市合计 %(total)s；%(why)s") % {"total": number(row["total"], 0), "why": rule.why}
                yield Finding(words, period=row["period"], indicator=layout.columns[0].indicator)


def shared_spellings() -> Iterator[Finding]:
    for layout in queries.layout_models().values():
        rule = layout.absent_row_is_zero
        if rule is None or not rule.unknown_regions:
            continue
        for region in queries.regions_of("any").filter(code__in=rule.unknown_regions).order_by("code"):
            yield Finding(rule.unknown_why, region.code, region.short_name, indicator=layout.columns[0].indicator)


def whole_counting() -> Iterator[Finding]:
    values = Value.objects.filter(version__state="current", indicator__in=("patents", "co_invented_patents"))
    totals = dict(values.order_by().values_list("indicator").annotate(total=Sum("value")))
    if totals.get("co_invented_patents"):
        facts = {"sum": number(totals["patents"], 0), "shared": number(totals["co_invented_patents"], 0)}
        yield Finding(
            _("各城市相加 %(sum)s 件，其中 %(shared)s 件次有别的城市的发明人，重复计入") % facts, indicator="patents"
        )


def absent_cells() -> Iterator[Finding]:
    rows = Value.objects.filter(version__state="current", raw="").order_by("indicator").values("indicator")
    models = queries.indicator_models()
    for row in rows.annotate(cells=Count("pk")):
        if one := models.get(row["indicator"]):
            words = _("“%(title)s”有 %(cells)s 格是空的") % {"title": one.title, "cells": number(row["cells"])}
            yield Finding(words, indicator=row["indicator"])


WHOLE_AND_PARTS = {
    "patents": ("company_patents", "university_patents", "co_invented_patents", "highly_cited_patents"),
    "patents_in_force": ("inventions_in_force", "utility_models_in_force", "designs_in_force"),
    "applications_accepted": ("invention_applications_accepted",),
    "patents_granted": ("inventions_granted",),
}


def parts_beyond_whole() -> Iterator[Finding]:
    for whole, parts in WHOLE_AND_PARTS.items():
        limits = {(one.region_id, one.period): one.value for values in series(whole).values() for one in values}
        for part in parts:
            for values in series(part).values():
                yield from (
                    at(one, _("%(part)s，而总数为 %(whole)s") % {"part": number(one.value), "whole": number(limit)})
                    for one in values
                    if (limit := limits.get((one.region_id, one.period))) is not None and (one.value or 0) > limit
                )


def sums_that_differ() -> Iterator[Finding]:
    """Three kinds that do not add up to the total of the same row."""
    kinds = [series(code) for code in WHOLE_AND_PARTS["patents_in_force"]]
    parts: dict[tuple[str, int], float] = {}
    for kind in kinds:
        for values in kind.values():
            for one in values:
                parts[one.region_id, one.period] = parts.get((one.region_id, one.period), 0) + (one.value or 0)
    for values in series("patents_in_force").values():
        for one in values:
            if parts.get((one.region_id, one.period), one.value) != one.value:
                facts = {"sum": number(parts[one.region_id, one.period]), "total": number(one.value)}
                yield at(one, _("三种之和 %(sum)s，合计写 %(total)s") % facts)


def definition_change_2017() -> Iterator[Finding]:
    codes = ("applications_accepted", "patents_granted")
    rows = Value.objects.filter(version__state="current", indicator__in=codes, period=2017).select_related("region")
    for value in rows.order_by("indicator"):
        yield at(value, _("2017 年起口径不同，不与以前各年相比"))


def columns_left_out() -> Iterator[Finding]:
    for layout in queries.layout_models().values():
        for each in layout.ignored:
            facts = {"title": layout.title, "column": each.column, "why": each.why}
            yield Finding(_("%(title)s的“%(column)s”列：%(why)s") % facts)


def rows_without_applicant() -> Iterator[Finding]:
    rows = Value.objects.filter(Q(indicator="company_patents"), version__state="current", value__isnull=True)
    for value in rows.select_related("region").order_by("region_id", "period"):
        yield at(value, _("有申请但没有申请人记录，企业和高校占比按没有数据处理"))


CHECKS: tuple[Check, ...] = (
    Check("parts_beyond_whole", gettext_lazy("部分大于总数"), gettext_lazy("某一类的件数不可能多于总件数，出现即是错行或错列。"),
          gettext_lazy("核对来源行，改正后重新导入。"), parts_beyond_whole),
    Check("sums_that_differ", gettext_lazy("分项之和与合计不等"), gettext_lazy("三种专利之和应等于合计，不等说明表有误。"),
          gettext_lazy("核对来源行，改正后重新导入。"), sums_that_differ),
    Check("population_jumps", gettext_lazy("推算人口一年变化超过 15%"),
          gettext_lazy("人口由生产总值推算，年鉴在户籍人口与常住人口之间改口径时会跳变，按人口计算的指标随之失真。"),
          gettext_lazy("按人口计算时使用三年中位数；有城市公布的常住人口时优先采用。"), population_jumps),
    Check("zeros_for_missing", gettext_lazy("以 0 表示没有数据"), gettext_lazy("把没有数据当作 0 会拉低城市的排位。"),
          gettext_lazy("已按没有数据处理，不需要改；取得实际数字后重新导入。"), zeros_for_missing),
    Check("science_break", gettext_lazy("2007 年科学支出口径变化"),
          gettext_lazy("2007 年预算科目调整，数值约为上年的五倍，增长不代表投入增加。"),
          gettext_lazy("只在 2007 年及以后各年之间比较，不跨 2007 年算增长。"), science_break),
    Check("incomplete_years", gettext_lazy("近年数据不全"), gettext_lazy("尚未公布的申请没有计入，数量下降不代表活动减少。"),
          gettext_lazy("标为暂定；不据此下增减的结论，数据补齐后重新导入。"), incomplete_years),
    Check("shared_spellings", gettext_lazy("两个城市拼音相同"), gettext_lazy("一个拼法只归一个城市，另一个城市的数不明，不能当作 0。"),
          gettext_lazy("不对这些城市作评价；取得按城市区分的数据后重新导入。"), shared_spellings),
    Check("whole_counting", gettext_lazy("各城市相加不等于总数"), gettext_lazy("合作申请在每个发明人所在城市各计一次。"),
          gettext_lazy("不要把各城市相加当作全国总数。"), whole_counting),
    Check("rows_without_applicant", gettext_lazy("没有申请人记录"), gettext_lazy("申请人不明时，企业占比和高校占比无从计算。"),
          gettext_lazy("按没有数据处理；申请很少的城市，占比本来就不稳定。"), rows_without_applicant),
    Check("definition_change_2017", gettext_lazy("2017 年申请和授权口径变化"), gettext_lazy("前后口径不同，跨年比较会得出错误的增减。"),
          gettext_lazy("分 2016 年以前和 2017 年以后两段使用。"), definition_change_2017),
    Check("internet_beyond_population", gettext_lazy("互联网用户多于人口"),
          gettext_lazy("多数数值超过全市人口，单位可疑，像是每万人用户数。"), gettext_lazy("这一列不用于任何指标；查明单位以前不要使用。"),
          internet_beyond_population),
    Check("wage_outliers", gettext_lazy("平均工资的异常值"), gettext_lazy("个别数值比前后各年高一倍以上，应是录入错误。"),
          gettext_lazy("这一列不用于任何指标；逐个核对年鉴后再启用。"), wage_outliers),
    Check("absent_cells", gettext_lazy("空格"), gettext_lazy("没有数据的城市不参加相应的比较，评价时会因数据不足而不列入。"),
          gettext_lazy("向城市补充收集后重新导入；不要填 0。"), absent_cells),
    Check("columns_left_out", gettext_lazy("没有使用的列"), gettext_lazy("来源文件里有些列有缺陷，没有作为指标。"),
          gettext_lazy("不需要处理；列在这里是为了说明。"), columns_left_out),
    Check("parties_placed_in_a_province", gettext_lazy("单位只登记到省"), gettext_lazy("没有登记到市、县的单位，只计入省，不计入任何城市。"),
          gettext_lazy("补登单位所在的县（市、区）。"), records.parties_placed_in_a_province, is_public=False),
    Check("enterprises_without_code", gettext_lazy("企业没有统一社会信用代码"), gettext_lazy("没有代码就认不出同一家企业，可能重复计数。"),
          gettext_lazy("向企业核实后补登。"), records.enterprises_without_code, is_public=False),
    Check("parties_of_one_name", gettext_lazy("同一地区同名单位"), gettext_lazy("同一单位登记两次，按单位计的数就多一个。"),
          gettext_lazy("核实是否同一单位；是则合并到一条。"), records.parties_of_one_name, is_public=False),
    Check("certificates_expired", gettext_lazy("证书过期未换证"), gettext_lazy("过期的证书不计入年末有效数；已换证而没有登记的会少计。"),
          gettext_lazy("已换证的登记新证书，没有换证的登记撤销或保留。"), records.certificates_expired, is_public=False),
    Check("certificates_of_the_future", gettext_lazy("证书颁发日期在将来"), gettext_lazy("日期填错会计入别的年份。"),
          gettext_lazy("核对证书后更正日期。"), records.certificates_of_the_future, is_public=False),
    Check("certificate_numbers_alike", gettext_lazy("证书编号几乎相同"), gettext_lazy("同一张证书登记两次，新增认证数就多一个。"),
          gettext_lazy("核对证书，登记重复的删去一条。"), records.certificate_numbers_alike, is_public=False),
    Check("titles_past_their_end", gettext_lazy("称号已过有效期"), gettext_lazy("有效期以后不再计数，是否续期应当有结论。"),
          gettext_lazy("登记复核结论：续期或者终止。"), records.titles_past_their_end, is_public=False),
    Check("outlets_without_service", gettext_lazy("网点一年没有服务记录"), gettext_lazy("有名无实的网点使覆盖率虚高。"),
          gettext_lazy("补登服务记录，或登记网点停止服务。"), records.outlets_without_service, is_public=False),
    Check("services_of_closed_outlets", gettext_lazy("网点停止服务以后的服务记录"), gettext_lazy("停止日期或服务日期必有一个不对。"),
          gettext_lazy("核对后更正日期。"), records.services_of_closed_outlets, is_public=False),
    Check("county_returns_missing", gettext_lazy("强县工程季报缺报"), gettext_lazy("缺报的县（市、区）使全市的合计偏低。"),
          gettext_lazy("催报，并审核已提交的季报。"), records.county_returns_missing, is_public=False),
    Check("cases_without_letter", gettext_lazy("办结的办件没有文书"), gettext_lazy("没有文书，申请人和第三方无从核验。"),
          gettext_lazy("补制文书。"), records.cases_without_letter, is_public=False),
    Check("cases_without_decision", gettext_lazy("办结的办件没有决定"), gettext_lazy("没有决定的办件不计入按决定统计的指标。"),
          gettext_lazy("查明办理过程，补登决定。"), records.cases_without_decision, is_public=False),
    Check("cases_past_their_limit", gettext_lazy("超过承诺期限的在办件"), gettext_lazy("超期办件降低按期办结率，办结以前不显现。"),
          gettext_lazy("催办；需要延期的按规定办理。"), records.cases_past_their_limit, is_public=False),
    Check("ratings_of_unfinished_cases", gettext_lazy("没有办结的办件有评价"), gettext_lazy("评价应在办结以后作出，否则平均评价失真。"),
          gettext_lazy("核对办件状态。"), records.ratings_of_unfinished_cases, is_public=False),
    Check("custodies_past_their_end", gettext_lazy("托管到期仍在托管中"), gettext_lazy("到期以后不计入托管单位数。"),
          gettext_lazy("登记续签或者结束。"), records.custodies_past_their_end, is_public=False),
    Check("follow_ups_overdue", gettext_lazy("服务后续事项逾期"), gettext_lazy("答应的事没有做，服务次数就没有意义。"),
          gettext_lazy("办理后登记完成。"), records.follow_ups_overdue, is_public=False),
    Check("reports_waiting", gettext_lazy("填报久未审核"), gettext_lazy("没有审核的填报不计入，上级的合计也不能提交。"),
          gettext_lazy("审核通过或者退回。"), records.reports_waiting, is_public=False),
    Check("reports_not_handed_in_again", gettext_lazy("退回的填报久未重报"), gettext_lazy("缺这一份，上级的合计不能提交。"),
          gettext_lazy("催促修改并重新提交。"), records.reports_not_handed_in_again, is_public=False),
    Check("figures_behind_records", gettext_lazy("数值落后于记录"), gettext_lazy("记录变动后一分钟内应重算；长时间落后说明后台任务停了。"),
          gettext_lazy("检查后台任务，必要时重算指标。"), records.figures_behind_records),
    Check("used_without_figures", gettext_lazy("计划或评价采用的指标没有数值"), gettext_lazy("没有数值的目标无法判断是否达到。"),
          gettext_lazy("登记或导入数据，或改用有数据的指标。"), records.used_without_figures),
    Check("quantity_without_quality", gettext_lazy("数量大增而质量下降"),
          gettext_lazy("2017 年专利实力报告指出片面追求数量的问题；数量一年增两成以上而质量指标降一成以上应当警惕。"),
          gettext_lazy("查明增长来自哪些单位和类型，再下结论。"), records.quantity_without_quality),
    Check("counts_fallen_to_nothing", gettext_lazy("计数骤降为零"), gettext_lazy("多半是当年没有登记，而不是没有发生。"),
          gettext_lazy("向登记单位核实，补登记录。"), records.counts_fallen_to_nothing),
    Check("invented_records_in_a_real_installation", gettext_lazy("正式系统里有演示记录"), gettext_lazy("演示记录不计入数值，但会出现在名册里。"),
          gettext_lazy("删去演示记录。"), records.invented_records_in_a_real_installation),
)  # fmt: skip


def check_of(code: str) -> Check | None:
    """The check of a code; None when this version no longer has it."""
    return next((each for each in CHECKS if each.code == code), None)
