"""A region's year told on paper: the monthly bulletin 工作通报 and the report of a half year, from the same records as the pages."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.documents.word import Align, Bars, Facts, Grid, Paper, Series
from zhicheng.base.ui import formats
from zhicheng.governance.plans import queries
from zhicheng.governance.plans.models import Adoption, Milestone
from zhicheng.governance.plans.queries import JudgedTarget, MeasureStanding, Standing, TaskStanding, Watch

LEFT, RIGHT, CENTRE = Align.LEFT, Align.RIGHT, Align.CENTRE
FEN_IN_10K_YUAN = 1_000_000
HALF_YEARS = {1: (1, 6), 2: (7, 12)}
LIGHTS = {
    "ok": gettext_lazy("正常"),
    "warn": gettext_lazy("提醒"),
    "bad": gettext_lazy("须办理"),
    "mute": gettext_lazy("未开始"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a paper speaks of, both included, and what they are called."""

    first: date
    last: date
    title: str

    @property
    def looked_at(self) -> date:
        """Its last day, or today while it runs."""
        return min(self.last, timezone.localdate())


def month(year: int, number: int) -> Period:
    last = date(year, number, monthrange(year, number)[1])
    return Period(date(year, number, 1), last, _("%(year)d 年 %(month)d 月") % {"year": year, "month": number})


def half_year(year: int, number: int) -> Period:
    """The first or the second half; the second ends the year."""
    first, last = HALF_YEARS[number]
    words = _("%(year)d 年上半年") if number == 1 else _("%(year)d 年度")
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]), words % {"year": year})


@dataclass(frozen=True, slots=True)
class Told:
    """What a paper tells, read once."""

    adoption: Adoption
    period: Period
    standing: Standing
    tasks: list[TaskStanding]
    measures: list[MeasureStanding]
    targets: list[JudgedTarget]
    watched: list[Watch]

    @property
    def city(self) -> str:
        return self.adoption.region.name


def told(adoption: Adoption, period: Period) -> Told:
    """Everything that the paper says, as it stood on the period's last day; figures are those of now."""
    seen = queries.year_of(adoption, period.looked_at)
    return Told(
        adoption=adoption,
        period=period,
        standing=seen.standing,
        tasks=seen.tasks,
        measures=seen.measures,
        targets=seen.targets,
        watched=seen.watched if adoption.is_in_force else queries.watch_list(adoption.plan_year, adoption.region_id),
    )


def bulletin(found: Told) -> bytes:
    """The monthly bulletin: where the year stands, what was done in the month, what comes, what needs a look."""
    paper = opened(found, _("知识产权示范城市工作通报"))
    overall(paper, found)
    targets(paper, found.targets)
    progress(paper, found.measures)
    steps(paper, found)
    watch(paper, found.watched)
    method(paper, found)
    return paper.file()


def report(found: Told) -> bytes:
    """The report of a half year: the bulletin's matter, and each task with its choice, measures and newest words."""
    paper = opened(found, _("知识产权示范城市工作报告"))
    overall(paper, found)
    targets(paper, found.targets)
    tasks(paper, found.tasks)
    progress(paper, found.measures)
    steps(paper, found)
    watch(paper, found.watched)
    method(paper, found)
    return paper.file()


def opened(found: Told, name: str) -> Paper:
    """The paper with title and running head. It says the day it looks at, so that the same records give the same bytes."""
    title = f"{found.city}{name}"
    at = timezone.make_aware(datetime.combine(found.period.looked_at, time(18)))
    paper = Paper(Facts(title, found.period.title, at))
    paper.running_head(f"{title}（{found.period.title}）", _("第 "), _(" 页　共 "), _(" 页"))
    paper.title(title, f"（{found.period.title}）")
    if found.adoption.synthetic:
        paper.note(_("演示数据：本文由演示系统按虚构的记录生成，不是真实的工作情况。"))
    return paper


def overall(paper: Paper, found: Told) -> None:
    standing = found.standing
    paper.heading(_("总体情况"))
    facts = {
        "day": formats.date_zh(found.period.looked_at), "all": standing.measures_total, "done": standing.measures_done,
        "late": standing.overdue, "stale": standing.stale,
    }  # fmt: skip
    paper.say(
        _(
            "截至 %(day)s，年度计划共 %(all)d 项措施，完成 %(done)d 项，超期或有困难 %(late)d 项，久未登记进展 %(stale)d 项。"
        )
        % facts
    )
    paper.say(target_words(found.targets))
    if standing.budget_fen:
        money = {
            "budget": yuan(standing.budget_fen), "spent": yuan(standing.spent_fen), "share": formats.percent(standing.spent_share),
        }  # fmt: skip
        paper.say(_("预算 %(budget)s 万元，已支出 %(spent)s 万元，占 %(share)s。") % money)


def yuan(fen: int) -> str:
    """Money in 万元."""
    return formats.number(fen / FEN_IN_10K_YUAN, 1)


def target_words(judged: Sequence[JudgedTarget]) -> str:
    """How many targets are met, missed, not judged."""
    met, missed = sum(one.is_met is True for one in judged), sum(one.is_met is False for one in judged)
    facts = {"all": len(judged), "met": met, "missed": missed, "open": len(judged) - met - missed}
    return _("计划的 %(all)d 个目标中，达标 %(met)d 个，未达标 %(missed)d 个，%(open)d 个还不能判断。") % facts


def targets(paper: Paper, judged: Sequence[JudgedTarget]) -> None:
    paper.heading(_("目标完成情况"))
    heads = [_("目标"), _("本年"), _("上年"), _("预期"), _("判断")]
    rows = [[one.target.label, *one.numbers, one.chip[1]] for one in judged]
    paper.table(_("各项目标"), Grid(heads, rows, (46, 20, 20, 20, 22), (LEFT, RIGHT, RIGHT, RIGHT, CENTRE)))
    paper.points([one.told for one in judged if one.is_met is not None])
    known = [one for one in judged if one.value is not None and one.expected]
    if known:
        paper.chart(_("目标完成程度"), reached(known), 30 + 10 * len(known))


def reached(known: Sequence[JudgedTarget]) -> Bars:
    """How much of what was expected is there, in percent."""
    shares = tuple(100 * (one.value or 0) / (one.expected or 1) for one in known)
    says = "，".join(f"{one.target.label} {share:.0f}%" for one, share in zip(known, shares, strict=True))
    labels = tuple(one.target.label for one in known)
    return Bars(labels, (Series(_("完成预期的 %"), shares),), says, digits=0, axis="%")


def tasks(paper: Paper, standings: Sequence[TaskStanding]) -> None:
    paper.heading(_("各项任务"))
    for one in standings:
        paper.subheading(one.title)
        if not one.taken:
            paper.say(_("本年不承担。%(reason)s") % {"reason": one.reason})
            continue
        paper.say(_("%(why)s。") % {"why": one.why})
        if one.reason:
            paper.say(_("选做理由：%(reason)s。") % {"reason": one.reason.rstrip("。")})
        paper.points([newest_words(each) for each in one.measures])


def newest_words(one: MeasureStanding) -> str:
    """A measure with the newest that was written about it."""
    notes = [note for note in one.measure.notes.all() if one.noted_on is not None and note.day <= one.noted_on]
    words = f"{day_words(notes[0].day)}，{notes[0].text}" if notes else _("还没有进展记录")
    return _("%(title)s（%(owner)s，里程碑 %(steps)s）：%(words)s") % {
        "title": one.measure.title, "owner": one.measure.department, "steps": one.steps, "words": words,
    }  # fmt: skip


def progress(paper: Paper, measures: Sequence[MeasureStanding]) -> None:
    paper.heading(_("措施进展"))
    if not measures:
        paper.say(_("还没有登记措施。"))
        return
    heads = [_("措施"), _("牵头处室"), _("里程碑"), _("支出/预算（万元）"), _("状态")]
    rows = [
        [
            one.measure.title, one.measure.department, one.steps, f"{yuan(one.spent_fen)}/{yuan(one.measure.budget_fen)}",
            _("完成") if one.is_done else str(LIGHTS[one.light.kind]),
        ]
        for one in measures
    ]  # fmt: skip
    paper.table(_("各项措施"), Grid(heads, rows, (50, 22, 16, 32, 16), (LEFT, LEFT, CENTRE, RIGHT, CENTRE)))


def steps(paper: Paper, found: Told) -> None:
    """What was finished in the period, and what is due next."""
    all_steps = [(step, one.measure.title) for one in found.measures for step in one.measure.milestones.all()]
    done = [
        each for each in all_steps if each[0].done_on and found.period.first <= each[0].done_on <= found.period.last
    ]
    ahead = [each for each in all_steps if is_ahead(each[0], found.period)]
    paper.heading(_("本期完成和下一步"))
    paper.say(_("本期完成 %(count)d 个里程碑。") % {"count": len(done)})
    paper.points([step_words(step, title, step.done_on) for step, title in sorted(done, key=lambda one: one[0].due_on)])
    if ahead:
        paper.say(_("接下来到期的里程碑："))
        coming = sorted(ahead, key=lambda one: one[0].due_on)[:10]
        paper.points([step_words(step, title, step.due_on) for step, title in coming])


def is_ahead(step: Milestone, period: Period) -> bool:
    """Whether a step was still to come when the period ended."""
    return step.due_on > period.last and (step.done_on is None or step.done_on > period.last)


def step_words(step: Milestone, title: str, day: date | None) -> str:
    return f"{day_words(day)} {step.title}（{title}）" if day else f"{step.title}（{title}）"


def day_words(day: date) -> str:
    """A day of the year that the paper speaks of."""
    return _("%(month)d 月 %(day)d 日") % {"month": day.month, "day": day.day}


def watch(paper: Paper, watched: Sequence[Watch]) -> None:
    paper.heading(_("需要关注"))
    if watched:
        paper.points([one.words for one in watched])
    else:
        paper.say(_("没有需要关注的事项。"))


def method(paper: Paper, found: Told) -> None:
    paper.heading(_("说明"))
    version = (
        _("计划第 %(number)d 版。") % {"number": found.adoption.version}
        if found.adoption.version
        else _("计划还没有批准。")
    )
    paper.say(
        _(
            "措施、里程碑和支出截至 %(day)s；目标按生成本文时的记录判断，数字可以在平台上打开到逐条记录。措施的进展由承担处室登记，数字没有人工改动。"
        )
        % {"day": formats.date_zh(found.period.looked_at)}
        + version
    )
