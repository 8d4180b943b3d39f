"""A city's report as a Word paper: the sentences and numbers of its pages, set out to be handed on."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhicheng.base.documents.word import Align, Bars, Facts, Grid, Lines, Paper, Series
from zhicheng.base.ui import formats
from zhicheng.governance.strength import coverage, findings, peers, profile_findings, robustness_findings
from zhicheng.governance.strength.definition_kinds import ROOT
from zhicheng.governance.strength.naming import MEANS, SCALES, WEIGHINGS, places_words
from zhicheng.governance.strength.profiles import LEAF, PeerRow, strengths, weaknesses
from zhicheng.governance.strength.report import Report
from zhicheng.governance.strength.tables.profile import ProfileLine, need_lines, part_lines, profile_lines

LEFT, RIGHT, CENTRE = Align.LEFT, Align.RIGHT, Align.CENTRE


def word(report: Report) -> bytes:
    """The paper as a file. The same run gives the same bytes."""
    name, year = report.city.name, report.year
    title = _("%(city)s专利实力评价报告") % {"city": name}
    paper = Paper(Facts(title, report.standing, made_at(report), keywords=report.evaluation.outputs_sha256))
    head = _("%(title)s（%(year)d 年）") % {"title": title, "year": year}
    paper.running_head(head, _("第 "), _(" 页　共 "), _(" 页"))
    paper.title(title, _("（%(year)d 年）") % {"year": year})
    for part in (result, aspects, peers_part, changes, needed, robustness, method, cautions, proof):
        part(paper, report)
    return paper.file()


def made_at(report: Report) -> datetime:
    """When the run was made known; the file says so of itself, so that it does not change from day to day."""
    return localtime(report.evaluation.published_at or report.evaluation.computed_at)


def result(paper: Paper, report: Report) -> None:
    """Score, place, interval and the strongest and weakest sides in words, then in a small table."""
    names, tree = report.names, report.tree
    paper.heading(_("评价结果"))
    paper.say(coverage.words(names.scheme))
    heading = findings.score_heading(report.city.short_name, tree)
    paper.say(f"{heading}。{findings.score_lead(tree, report.evaluation.units, names)}{since_last_year(report)}")
    doubts = names.scheme.uncertainty
    ahead = profile_findings.ahead_words(report.scores, report.city.code, names.digits)
    paper.say(findings.interval_sentence(report.interval, doubts) + ahead)
    heads = [_("项目"), _("本年"), _("上年")]
    paper.table(_("得分和名次"), Grid(heads, result_rows(report), (3, 2, 2)))
    paper.note(standing_words(report))


def since_last_year(report: Report) -> str:
    own, before = report.scores.of(report.city.code).rank, report.last_year
    change = None if own is None or before is None else before.rank - own
    return _("%(change)s。") % {"change": findings.since_last_year(change)}


def result_rows(report: Report) -> list[list[str]]:
    """Score, place, interval, chance; last year's where it is known."""
    total, before, digits = report.scores.of(report.city.code), report.last_year, report.names.digits
    doubts, own = report.names.scheme.uncertainty, report.interval
    rows = [
        [_("得分"), formats.number(total.score, digits), formats.number(before and before.score, digits)],
        [_("名次"), formats.number(total.rank), formats.number(before and before.rank)],
        [_("入评数"), formats.number(report.evaluation.units), formats.number(before and before.of)],
        [_("得分中位数"), formats.number(report.scores.median(ROOT), digits), ""],
    ]
    if doubts is not None and own is not None:
        rows += [
            [_("名次区间（九成）"), places_words(own), ""],
            [_("进入前 %(top)d 名的机会") % {"top": doubts.top}, formats.percent(own.top_share, 0), ""],
        ]
    return rows


def standing_words(report: Report) -> str:
    """Officially published or live, and whether the scheme is ours."""
    scheme = report.names.scheme
    words = (
        _("本结果为正式发布，经过核对和征求各市意见，发布后不再改变。")
        if report.evaluation.official
        else _("本结果为实时测算，按现有数据自动计算，未经年度评价的核对和征求意见；数据有变化时会重算。")
    )
    late = "" if scheme.is_complete(report.year) else scheme.incomplete_note
    return words + (_("权重为设定值，属演示。") if scheme.basis == "assumed" else "") + late


def aspects(paper: Paper, report: Report) -> None:
    """The aspects beside their peers, drawn; then the whole tree with its numbers."""
    names, scheme = report.names, report.names.scheme
    paper.heading(_("各方面和各项指标"))
    paper.say(profile_findings.lead(report.rows, names))
    if report.members:
        paper.chart(_("各方面换算分与同类中位数"), aspects_chart(report), 30 + 14 * len(scheme.aspects))
    heads = [
        _("指标"), _("原值"), _("上年原值"), _("换算分"), _("中位"), _("权重"), _("贡献"), _("名次"), _("上年名次"),
    ]  # fmt: skip
    rows = [tree_row(report, row) for row in report.rows]
    strong = frozenset(at for at, row in enumerate(report.rows) if row.level < LEAF)
    paper.table(
        _("得分构成"),
        Grid(
            heads,
            rows,
            (44, 16.5, 16.5, 14, 13, 14, 11, 11, 16.5),
            strong=strong,
            levels=[row.level for row in report.rows],
        ),
    )
    paper.note(findings.sum_check(report.tree, names) + peers_words(report))


def peers_words(report: Report) -> str:
    """Who the peers are."""
    facts = {
        "kind": peers.LABELS[report.kind],
        "count": len(report.members),
        "meaning": peers.MEANINGS[report.kind],
        "unit": _("市") if report.names.scheme.unit_level == "city" else _("地区"),
    }
    return _("同类指%(kind)s，共 %(count)d 个：%(meaning)s“中位”是同类换算分的中位数，不含本%(unit)s。") % facts


def aspects_chart(report: Report) -> Bars:
    """The aspects' scores of the city and of the middle of its peers, as the table shows them."""
    scheme, rows = report.names.scheme, [row for row in report.rows if row.level == 1]
    own = tuple(row.values.score for row in rows)
    middle = tuple(None if row.scores is None else row.scores.middle for row in rows)
    return Bars(
        categories=tuple(report.names.label(row.node) for row in rows),
        series=(Series(report.city.short_name, own), Series(_("同类中位"), middle)),
        says=findings.score_heading(report.city.short_name, report.tree),
        digits=report.names.digits,
        axis=_("换算分"),
        most=scheme.method.high if report.names.span else None,
    )


def tree_row(report: Report, row: PeerRow) -> list[str]:
    """A node's numbers; figures only of indicators."""
    names, own, before = report.names, row.values, report.before.get(row.node)
    is_leaf, unit = row.level == LEAF, names.unit(row.node)
    return [
        names.label(row.node) + (_("（%(unit)s）") % {"unit": unit} if unit else ""),
        names.figure(row.node, own.raw) if is_leaf else "",
        names.figure(row.node, before and before.raw) if is_leaf else "",
        formats.number(own.score, names.digits),
        formats.number(row.scores and row.scores.middle, names.digits),
        formats.percent(own.weight),
        formats.number(own.contribution, names.digits),
        formats.number(own.rank),
        formats.number(before and before.rank),
    ]


def peers_part(paper: Paper, report: Report) -> None:
    """The indicators that put the city furthest before and behind its peers."""
    paper.heading(_("强项和弱项"))
    paper.say(profile_findings.heading(report.city.short_name, report.rows, len(report.members), report.names) + "。")
    for head, rows in ((_("强项"), strengths(report.rows)), (_("弱项"), weaknesses(report.rows))):
        if rows:
            paper.subheading(head)
            lines = profile_lines(rows, report.names, report.city.code, report.year)
            paper.points([gap_words(line) for line in lines])


def gap_words(line: ProfileLine) -> str:
    """One indicator beside the middle of the peers."""
    return _("%(name)s：%(own)s%(unit)s，同类中位 %(peers)s，总分因此 %(gap)s 分（同类中第 %(place)s / %(of)d）。") % {
        "name": line.name,
        "own": line.own,
        "unit": f" {line.unit}" if line.unit else "",
        "peers": line.peers,
        "gap": line.gap,
        "place": formats.number(line.row.place),
        "of": line.row.of,
    }


def changes(paper: Paper, report: Report) -> None:
    """Places over the years; then the change of the score taken apart."""
    paper.heading(_("名次和得分的变化"))
    paper.say(findings.history_finding(report.city.short_name, report.history) + "。")
    if len(report.history) > 1:
        paper.chart(_("各年名次"), history_chart(report), 70)
    heads = [_("年份"), _("名次"), _("得分"), _("入评数"), _("说明")]
    rows = [
        [str(row.year), formats.number(row.rank), formats.number(row.score, report.names.digits), formats.number(row.of),
         "" if row.is_complete else _("数据尚不完整")]
        for row in report.history
    ]  # fmt: skip
    paper.table(_("各年名次和得分"), Grid(heads, rows, (2, 2, 2, 2, 4), (LEFT, RIGHT, RIGHT, RIGHT, CENTRE)))
    paper.note(_("各年按同一方案计算；入评数不同，名次不宜直接相减。"))
    taken_apart(paper, report)


def history_chart(report: Report) -> Lines:
    """The places of the table, the first place at the top."""
    return Lines(
        categories=tuple(str(row.year) for row in report.history),
        series=(Series(report.city.short_name, tuple(row.rank for row in report.history)),),
        says=findings.history_finding(report.city.short_name, report.history),
        digits=0,
        axis=_("名次"),
        turned=True,
    )


def taken_apart(paper: Paper, report: Report) -> None:
    """What each indicator did to the score over about three years."""
    change, names = report.change, report.names
    if change is None:
        paper.say(_("此前没有可以比较的年份。"))
        return
    since = change.before.evaluation.year
    paper.say(profile_findings.change_finding(report.city.short_name, change, names) + "。")
    paper.say(profile_findings.change_words(change, names))
    signed = profile_findings.signed
    rows = [
        [line.name, line.before, line.after, line.own, line.others, line.points] for line in part_lines(change, names)
    ]
    total = [formats.number(score, names.digits) for score in (change.score_before, change.score_after)]
    parts = [signed(points, names.digits) for points in (change.own, change.others, change.points)]
    heads = [_("指标"), year_words(since), year_words(report.year), _("自己"), _("其他"), _("增减（分）")]
    caption = _("%(from)d 至 %(to)d 年得分变化的构成") % {"from": since, "to": report.year}
    grid = Grid(heads, [*rows, [_("总分"), *total, *parts]], (42, 22, 22, 18, 18, 22), strong=frozenset({len(rows)}))
    paper.table(caption, grid)
    paper.note(_("“自己”一列假定别的都停在前一年，只换上自己后一年的数据；“其他”一列是别的变化的结果。"))


def year_words(year: int) -> str:
    return _("%(year)d 年") % {"year": year}


def needed(paper: Paper, report: Report) -> None:
    """What each indicator alone would have to be for the next better place; nothing for the first city."""
    if not report.place:
        return
    names = report.names
    paper.heading(_("前进一名需要什么"))
    heading = profile_findings.needs_heading(report.city.short_name, report.place, report.rows_needed)
    paper.say(f"{heading}。{profile_findings.needs_lead(report.rows_needed, names)}")
    lines = need_lines(report.rows_needed, names, report.best, report.city.code, report.year)
    heads = [_("指标"), _("现在"), _("需要"), _("增减"), _("现有最好"), _("说明")]
    rows = [
        [line.name + (_("（%(unit)s）") % {"unit": line.unit} if line.unit else ""),
         line.own, line.value, line.change, line.best, line.note]
        for line in lines
    ]  # fmt: skip
    caption = _("单靠一项指标，到第 %(place)d 名要到多少") % {"place": report.place}
    aligns = (LEFT, RIGHT, RIGHT, RIGHT, RIGHT, CENTRE)
    paper.table(caption, Grid(heads, rows, (44, 22, 22, 22, 22, 24), aligns))
    paper.note(_("其他指标和其他%(noun)s都不变。“现有最好”是入评%(noun)s中最好的数值。") % {"noun": names.unit_noun})


def robustness(paper: Paper, report: Report) -> None:
    """How surely places are held, as the robustness page says it; nothing when it was not studied."""
    study, scores = report.study, report.scores
    if study is None:
        return
    paper.heading(_("名次有多稳"))
    paper.say(robustness_findings.heading(study, report.names) + "。")
    paper.say(robustness_findings.lead(study, scores.cities, scores.leaders[0].code))
    paper.say(robustness_findings.choices_words(study, report.names))
    paper.say(robustness_findings.factors_words(study))


def method(paper: Paper, report: Report) -> None:
    """The method in short."""
    names, scheme = report.names, report.names.scheme
    scale = _("数值相差悬殊的指标先取对数或平方根，再在入评%(noun)s之间%(scale)s换算%(span)s。") % {
        "noun": names.unit_noun,
        "scale": SCALES[scheme.method.normalise],
        "span": _("为 %(span)s") % {"span": names.span} if names.span else "",
    }
    paper.heading(_("怎么算的"))
    counts = {"count": len(scheme.measured), "aspects": len(scheme.aspects)}
    ways = {"weighing": WEIGHINGS[scheme.method.weigh], "mean": MEANS[scheme.method.aggregate]}
    sentences = [
        scheme.origin,
        _("取 %(count)d 项指标，分为 %(aspects)d 个方面。") % counts,
        scheme.screen.why,
        scale,
        _("%(weighing)s，%(mean)s得出总分，按未取整的得分排序。") % ways,
    ]
    paper.points([words for words in sentences if words])


def cautions(paper: Paper, report: Report) -> None:
    """What the result can say and what it cannot."""
    scheme = report.names.scheme
    paper.heading(_("能说明什么，不能说明什么"))
    missing = [one.aspect for one in scheme.unmeasured]
    last = _("没有数据或内容不明、因此未计入的方面有：%(aspects)s。") % {"aspects": findings.listed(missing)}
    paper.points([scheme.note, *(one.text for one in scheme.cautions), *([last] if missing else [])])


def proof(paper: Paper, report: Report) -> None:
    """Where the figures come from, and the digests by which anybody can check the run."""
    paper.heading(_("数据来源和核验"))
    paper.say(_("每个数字的来源文件和行，可在平台上该指标的数据页查到。下表的两个摘要相同，即输入和结果都相同。"))
    paper.table(_("本次评价"), Grid(["", ""], proof_rows(report), (1, 4), (LEFT, LEFT)))


def proof_rows(report: Report) -> Sequence[Sequence[str]]:
    one, scheme = report.evaluation, report.names.scheme
    version = _("%(scheme)s（%(code)s）第 %(version)d 版") % {
        "scheme": scheme.title,
        "code": one.scheme,
        "version": one.definition.version,
    }
    return [
        [_("性质"), _("正式发布") if one.official else _("实时测算")],
        [_("评价方案"), version],
        [_("计算"), _("%(year)d 年第 %(run)d 次") % {"year": one.year, "run": one.run}],
        [_("发布时间"), formats.date_iso(one.published_at)],
        [_("输入摘要"), one.inputs_sha256],
        [_("结果摘要"), one.outputs_sha256],
    ]
