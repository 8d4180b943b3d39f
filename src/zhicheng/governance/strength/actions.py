"""Writes of evaluations: a run is kept for good, a new one is made only when a number changed."""

import math

from django.db import transaction
from django.db.models import Max

from zhicheng.base.accounts.models import User
from zhicheng.base.audit.actions import record
from zhicheng.base.definitions.models import Definition
from zhicheng.governance.strength.computing import Computed, compute, trace_of
from zhicheng.governance.strength.models import Evaluation, LeftOut, NodeScore, Standing, State
from zhicheng.governance.strength.queries import scheme_in_force, scheme_of
from zhicheng.governance.strength.rules import can_evaluate

ROWS_AT_ONCE = 5000


@transaction.atomic
def evaluate(*, scheme: str, by: User | None) -> list[Evaluation]:
    """Compute every year of a scheme and publish the runs that differ from those in force; returns the new ones.

    `by` is None when changed figures ask for it. Raises `SchemeError` when the engine refuses: then the old runs stay.
    """
    if by is not None:
        can_evaluate(by).or_refuse()
    definition = scheme_in_force(scheme)
    # Race: two recomputes of one scheme; the row of its definition puts them in order.
    Definition.objects.select_for_update().get(pk=definition.pk)
    model = scheme_of(definition)
    in_force = {one.year: one for one in Evaluation.objects.filter(scheme=scheme, state=State.PUBLISHED)}
    runs = compute(scheme, model, model.years)
    changed = [run for run in runs if not is_same(in_force.get(run.year), run, definition)]
    retire(scheme, in_force, [run.year for run in changed], [run.year for run in runs])
    made = [publish(run, scheme=scheme, definition=definition, by=by) for run in changed]
    for one in made:
        record("strength.evaluated", on=one, by=by, year=one.year, run=one.run, units=one.units, digest=one.digest)
    return made


def is_same(old: Evaluation | None, run: Computed, definition: Definition) -> bool:
    """Whether a run in force was made from the same figures under the same text with the same result."""
    if old is None:
        return False
    same_text = old.definition_id == definition.pk
    return same_text and old.input_digest == run.input_digest and old.digest == run.digest


def retire(scheme: str, in_force: dict[int, Evaluation], changed: list[int], computed: list[int]) -> None:
    """Supersede the runs that are replaced, and those of years that can no longer be computed."""
    years = [*changed, *(year for year in in_force if year not in computed)]
    Evaluation.objects.filter(scheme=scheme, year__in=years, state=State.PUBLISHED).update(state=State.SUPERSEDED)


def publish(run: Computed, *, scheme: str, definition: Definition, by: User | None) -> Evaluation:
    """Write a run with all its numbers."""
    last = Evaluation.objects.filter(scheme=scheme, year=run.year).aggregate(Max("run"))["run__max"] or 0
    made = Evaluation.objects.create(
        scheme=scheme,
        definition=definition,
        year=run.year,
        run=last + 1,
        state=State.PUBLISHED,
        computed_by=by,
        units=len(run.result.units),
        input_digest=run.input_digest,
        digest=run.digest,
        trace=trace_of(run.result),
    )
    LeftOut.objects.bulk_create(
        LeftOut(evaluation=made, region_id=region, reason=reason) for region, reason in sorted(run.left_out.items())
    )
    write_scores(made, run)
    return made


def write_scores(made: Evaluation, run: Computed) -> None:
    """One standing a city, and one row for each of its nodes."""
    result = run.result
    standings = Standing.objects.bulk_create(
        Standing(
            evaluation=made,
            region_id=region,
            score=float(result.total[row]),
            rank=int(result.ranks[row, 0]),
            availability=float(result.availability[row]),
            missing_share=float(result.missing_share[row]),
        )
        for row, region in enumerate(result.units)
    )
    nodes = (node for row, standing in enumerate(standings) for node in node_scores(run, row, standing))
    NodeScore.objects.bulk_create(nodes, batch_size=ROWS_AT_ONCE)


def node_scores(run: Computed, row: int, standing: Standing) -> list[NodeScore]:
    """Every node of a city's tree, the root left out: it is the standing."""
    result = run.result
    leaf = {code: column for column, code in enumerate(result.indicator_codes)}
    return [
        NodeScore(
            standing=standing,
            node=node.code,
            raw=known(result.raw[row, leaf[node.code]]) if node.code in leaf else None,
            score=known(result.scores[row, column]),
            weight=known(result.applied_weights[row, column]) or 0.0,
            contribution=known(result.contributions[row, column]) or 0.0,
            rank=int(rank) if (rank := known(result.ranks[row, column])) is not None else None,
        )
        for column, node in enumerate(result.nodes)
        if column > 0
    ]


def known(value: float) -> float | None:
    """NaN is null in the database."""
    return None if math.isnan(value) else float(value)
