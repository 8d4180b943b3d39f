"""Writes of evaluations: compute, and publish a new run where the numbers differ from those published."""

from collections.abc import Iterable, Sequence

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
from zhicheng.governance.strength import queries
from zhicheng.governance.strength.computing import Interval, LeftOut, NodeScore, YearResult, evaluate_year
from zhicheng.governance.strength.definition_kinds import ROOT
from zhicheng.governance.strength.models import Evaluation, RankInterval, Score, ScreenedOut, State
from zhicheng.governance.strength.rules import can_ask_for_evaluation, can_be_evaluated

TASK = "strength.evaluate"
ROWS_AT_ONCE = 2000
NAMES = verbs.register(
    {
        "strength.published": gettext_lazy("发布专利实力评价"),
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

    Returns the runs that are new. The numbers follow from figures and scheme alone; `by` is whose act led here, None the
    system's. Raises `Definition.DoesNotExist`.
    """
    # Two evaluations of one scheme take turns: each compares with what the other published.
    definition = Definition.objects.select_for_update(no_key=True).get(pk=current("strength", scheme).pk)
    can_be_evaluated(definition).or_refuse()
    results = compute(definition, years)
    before = {one.year: one for one in queries.published(scheme)}
    fresh = [result for result in results.values() if result and differs(result, before.get(result.year))]
    ranks_before = queries.ranks_of({year: one.pk for year, one in before.items()})
    made = [publish(definition, result, before.get(result.year), by=by, why=why) for result in fresh]
    tell_cities(made, fresh, ranks_before)
    for evaluation in made:
        log(evaluation, by=by)
    for year in [year for year, result in results.items() if result is None and year in before]:
        withdraw(before[year], by=by)
    return made


def log(evaluation: Evaluation, *, by: User | None) -> None:
    """Say in the log what was published."""
    record(
        "strength.published",
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
    of_year = Evaluation.objects.filter(scheme=definition.code, year=result.year)
    last = of_year.aggregate(last=Max("run"))["last"] or 0
    if before is not None:
        supersede(before)
    evaluation = Evaluation.objects.create(
        scheme=definition.code,
        definition=definition,
        year=result.year,
        run=last + 1,
        state=State.PUBLISHED,
        published_at=timezone.now(),
        by=by,
        why=why or reason(definition, before),
        units=result.units,
        active_units=result.active_units,
        inputs_sha256=result.inputs_sha256,
        outputs_sha256=result.outputs_sha256,
        trace=result.trace,
    )
    keep_scores(evaluation, result.scores)
    keep_intervals(evaluation, result.intervals)
    keep_left_out(evaluation, result.left_out)
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


def tell_cities(made: Sequence[Evaluation], results: Sequence[YearResult], before: queries.Ranks) -> None:
    """One notice to each officer of a city whose place changed, about the newest such year."""
    news: dict[str, tuple[Evaluation, int, int | None]] = {}
    for evaluation, result in zip(made, results, strict=True):
        for one in result.scores:
            old = before.get(evaluation.year, {}).get(one.region)
            if one.node == ROOT and one.rank is not None and one.rank != old:
                news[one.region] = (evaluation, one.rank, old)
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
