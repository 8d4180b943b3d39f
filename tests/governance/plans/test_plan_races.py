"""Two officers at once, in real threads: one takes the step, the other is told."""

import pytest

from tests.governance.plans import samples
from tests.people import SHENZHEN, division, person
from tests.racing import race
from zhicheng.base.accounts.models import Role
from zhicheng.governance.plans import actions
from zhicheng.governance.plans.actions import MilestonePlan
from zhicheng.governance.plans.models import Adoption, Measure, Version

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_heads_approve_once() -> None:
    adoption = samples.submitted(person("经办"))
    heads = [person(name, Role.CITY_HEAD) for name in ("甲", "乙")]
    outcomes = race([lambda by=by: actions.approve(adoption=adoption, by=by).state for by in heads])
    assert outcomes == {"approved": 1, "wrong_state": 1}
    assert (samples.fresh(adoption).version, Version.objects.count()) == (1, 1)


def test_of_two_edits_of_a_measure_the_second_is_told() -> None:
    by = person("经办")
    adoption = samples.begun(by)
    measure = samples.measure(adoption, by)
    kept = [MilestonePlan(step.title, step.due_on, step.pk) for step in measure.milestones.all()]

    def edit(title: str) -> str:
        changed = actions.edit_measure(
            measure=measure, plan=samples.measure_plan(title=title), milestones=kept, replacing=0, by=by
        )
        return str(changed.revision)

    assert race([lambda: edit("甲"), lambda: edit("乙")]) == {"1": 1, "changed_meanwhile": 1}
    assert Measure.objects.get().milestones.count() == 2


def test_two_colleagues_begin_one_plan() -> None:
    samples.publish_plan()
    place, colleagues = division(SHENZHEN), [person(name) for name in ("甲", "乙")]
    outcomes = race([lambda by=by: actions.begin(year=2018, region=place, by=by).state for by in colleagues])
    assert outcomes == {"draft": 1, "begun_already": 1}
    assert Adoption.objects.count() == 1
