"""Writes of evaluations: compute, and publish a new run where the numbers differ from those published."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import CITY_OFFICERS, User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import current
from zhicheng.base.jobs.actions import start
from zhicheng.base.jobs.models import Job
from zhicheng.base.notices.actions import notify
from zhicheng.governance.indicators.queries import panel
from zhicheng.governance.strength import holds, queries
from zhicheng.governance.strength.computing import Interval, LeftOut, NodeScore, YearResult, evaluate_year
from zhicheng.governance.strength.models import Evaluation, RankInterval, Robustness, Score, ScreenedOut, State
from zhicheng.governance.strength.rebuilding import rebuilt
from zhicheng.governance.strength.robustness import study
from zhicheng.governance.strength.rules import can_ask_for_evaluation, can_be_evaluated, can_be_made_official
from zhicheng.governance.strength.signals import held_year_computed

TASK = "strength.evaluate"
ROWS_AT_ONCE = 2000
NAMES = verbs.register(
    {
        "strength.published": gettext_lazy("发布专利实力评价"),
        "strength.made_official": gettext_lazy("正式发布专利实力评价"),
        "strength.withdrawn": gettext_lazy("撤下专利实力评价"),
        "strength.asked": gettext_lazy("发起专利实力计算"),
    }
)


@transaction.atomic
def ask_for_evaluation(*, scheme: str, by: User) -> Job:
    """The national office asks for the scheme to be computed anew, as a job; raises `Definition.DoesNotExist`."""
    can_ask_for_evaluation(by).or_refuse()
    definition = current("strength", scheme)
    job = start_evaluation(scheme=definition, by=by, why=_("国家局发起"))
    record("strength.asked", on=definition, by=by, job=job.pk)
    return job


def start_evaluation(*, scheme: Definition, by: User | None, why: str) -> Job:
    """Queue the computing in the caller's transaction; one waiting job a scheme is enough, whoever asked first."""
    return start(
        task=TASK,
        title=_("计算%(title)s") % {"title": scheme.title},
        by=by,
        arguments={"scheme": scheme.code, "by": by.pk if by else None, "why": why},
        result_url=reverse("strength:latest"),
        once=f"{TASK}:{scheme.code}",
    )


@transaction.atomic
def evaluate(
    *, scheme: str, years: Iterable[int] | None = None, by: User | None = None, why: str = ""
) -> list[Evaluation]:
    """Compute the years of a scheme in force (all when none are named) and publish those whose inputs or results differ.

    Years that stand still (`held_years`) are computed but left as they are: their holders are told what would come out. Returns
    the runs that are new. The numbers follow from figures and scheme alone; `by` is whose act led here, None the system's.
    Raises `Definition.DoesNotExist`.
    """
    # Two evaluations of one scheme take turns: each compares with what the other published.
    definition = Definition.objects.select_for_update(no_key=True).get(pk=current("strength", scheme).pk)
    can_be_evaluated(definition).or_refuse()
    computed, held = compute(definition, years), held_years(scheme)
    tell_holders(scheme, {year: result for year, result in computed.items() if year in held}, by=by)
    results = {year: result for year, result in computed.items() if year not in held}
    before = {one.year: one for one in queries.published(scheme)}
    fresh = [result for result in results.values() if result and differs(result, before.get(result.year))]
    ranks_before = queries.ranks_of({year: one.pk for year, one in before.items()})
    made = [publish(definition, result, before.get(result.year), by=by, why=why) for result in fresh]
    tell_cities(made, ranks_before)
    for evaluation in made:
        log(evaluation, by=by)
    for year in [year for year, result in results.items() if result is None and year in before]:
        withdraw(before[year], by=by)
    return made


def held_years(scheme: str) -> frozenset[int]:
    """The years that the live evaluation leaves alone: officially published ones, and those that another app holds."""
    official = queries.published(scheme).filter(official=True).values_list("year", flat=True)
    return holds.years(scheme) | frozenset(official)


def tell_holders(scheme: str, results: Mapping[int, YearResult | None], *, by: User | None) -> None:
    """Say what years that stand still would give now; the digest is empty where nobody could be ranked."""
    for year, result in results.items():
        inputs = result.inputs_sha256 if result else ""
        held_year_computed.send(sender=Evaluation, scheme=scheme, year=year, inputs_sha256=inputs, by=by)


@transaction.atomic
def make_official(*, evaluation: Evaluation, by: User) -> Evaluation:
    """Publish a draft run as the year's official one, in place of what was published before. Who governs the year tells the cities."""
    evaluation = Evaluation.objects.select_for_update(no_key=True).get(pk=evaluation.pk)
    can_be_made_official(by, evaluation).or_refuse()
    before = queries.published(evaluation.scheme).filter(year=evaluation.year).first()
    if before is not None:
        supersede(before)
    evaluation.state, evaluation.official, evaluation.published_at = State.PUBLISHED, True, timezone.now()
    evaluation.save(update_fields=["state", "official", "published_at"])
    log(evaluation, by=by, verb="strength.made_official")
    return evaluation


def log(evaluation: Evaluation, *, by: User | None, verb: str = "strength.published") -> None:
    """Say in the log what was published."""
    record(
        verb,
        on=evaluation,
        by=by,
        why=evaluation.why,
        year=evaluation.year,
        run=evaluation.run,
        inputs=evaluation.inputs_sha256,
        outputs=evaluation.outputs_sha256,
    )


def withdraw(evaluation: Evaluation, *, by: User | None) -> None:
    """Take back a run whose year has no figures to rank any more; the run itself is kept."""
    supersede(evaluation)
    why = _("已没有可以排名的数据")
    record("strength.withdrawn", on=evaluation, by=by, why=why, year=evaluation.year, run=evaluation.run)


def supersede(evaluation: Evaluation) -> None:
    evaluation.state = State.SUPERSEDED
    evaluation.save(update_fields=["state"])


def compute(definition: Definition, years: Iterable[int] | None = None) -> dict[int, YearResult | None]:
    """Year → the result of a scheme's version over the figures of now, None where nobody can be ranked; writes nothing."""
    scheme = queries.scheme_of(definition)
    asked = None if years is None else set(years)
    figures = panel(sorted(scheme.indicator_codes), level=scheme.unit_level)
    return {
        year: evaluate_year(definition.code, scheme, figures, year)
        for year in scheme.years
        if asked is None or year in asked
    }


def differs(result: YearResult, published: Evaluation | None) -> bool:
    if published is None:
        return True
    return (result.inputs_sha256, result.outputs_sha256) != (published.inputs_sha256, published.outputs_sha256)


def publish(
    definition: Definition, result: YearResult, before: Evaluation | None, *, by: User | None, why: str
) -> Evaluation:
    """Store a result as the next run of its year and let it take the place of the one published before."""
    if before is not None:
        supersede(before)
    return store(definition, result, by=by, why=why or reason(definition, before), is_public=True)


def store(
    definition: Definition, result: YearResult, *, by: User | None, why: str, is_public: bool = False
) -> Evaluation:
    """Keep a result as the next run of its year: a draft that nobody is shown, or public at once."""
    of_year = Evaluation.objects.filter(scheme=definition.code, year=result.year)
    last = of_year.aggregate(last=Max("run"))["last"] or 0
    evaluation = Evaluation.objects.create(
        scheme=definition.code,
        definition=definition,
        year=result.year,
        run=last + 1,
        state=State.PUBLISHED if is_public else State.DRAFT,
        published_at=timezone.now() if is_public else None,
        by=by,
        why=why,
        units=result.units,
        active_units=result.active_units,
        indicators=list(result.indicators),
        inputs_sha256=result.inputs_sha256,
        outputs_sha256=result.outputs_sha256,
        trace=result.trace,
    )
    keep_scores(evaluation, result.scores)
    keep_intervals(evaluation, result.intervals)
    keep_left_out(evaluation, result.left_out)
    keep_robustness(evaluation)
    return evaluation


def reason(definition: Definition, before: Evaluation | None) -> str:
    """Why a run became necessary, when nobody says."""
    if before is None:
        return _("首次计算")
    return _("指标数据有变化") if before.definition_id == definition.pk else _("方案有变化")


def keep_scores(evaluation: Evaluation, scores: Sequence[NodeScore]) -> None:
    rows = [
        Score(
            evaluation=evaluation,
            region_id=one.region,
            node=one.node,
            raw=one.raw,
            score=one.score,
            weight=one.weight,
            contribution=one.contribution,
            rank=one.rank,
            missing_share=one.missing_share,
        )
        for one in scores
    ]
    Score.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def keep_intervals(evaluation: Evaluation, intervals: Sequence[Interval]) -> None:
    rows = [
        RankInterval(
            evaluation=evaluation,
            region_id=one.region,
            rank_low=one.rank_low,
            rank_high=one.rank_high,
            top_share=one.top_share,
            places=one.places,
            ahead=one.ahead,
        )
        for one in intervals
    ]
    RankInterval.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def keep_left_out(evaluation: Evaluation, left_out: Sequence[LeftOut]) -> None:
    rows = [
        ScreenedOut(evaluation=evaluation, region_id=one.region, reason=one.reason, words=one.words, value=one.value)
        for one in left_out
    ]
    ScreenedOut.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def keep_robustness(evaluation: Evaluation) -> None:
    """Try the choices that could have been made otherwise, over the scores just stored."""
    doubts = queries.scheme_of(evaluation.definition).uncertainty
    found = study(rebuilt(queries.sheet(evaluation)), doubts)
    Robustness.objects.create(evaluation=evaluation, found=found.plain())


def tell_cities(made: Sequence[Evaluation], before: queries.Ranks) -> None:
    """One notice to each officer of a city whose place changed, about the newest such year."""
    now = queries.ranks_of({one.year: one.pk for one in made})
    news: dict[str, tuple[Evaluation, int, int | None]] = {}
    for evaluation in made:
        for region, rank in now[evaluation.year].items():
            old = before.get(evaluation.year, {}).get(region)
            if rank != old:
                news[region] = (evaluation, rank, old)
    for user in User.objects.filter(role__in=CITY_OFFICERS, is_active=True, region__in=news).order_by("pk"):
        evaluation, rank, old = news[user.region_id or ""]
        notify(
            to=user,
            subject=_("%(year)d 年专利实力评价有新结果：列第 %(rank)d 名") % {"year": evaluation.year, "rank": rank},
            text=_("第 %(run)d 次发布，此前列第 %(old)d 名。") % {"run": evaluation.run, "old": old}
            if old
            else _("首次列入排名。"),
            url=reverse("strength:score", args=[evaluation.year, user.region_id]),
        )
