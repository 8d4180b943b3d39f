"""Two officers at once, in real threads: one takes the step, the other is told that it was taken."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.governance.rounds import samples
from tests.governance.strength.samples import HEFEI
from tests.people import person
from zhicheng.base.accounts.models import Role
from zhicheng.base.verdicts import Refused
from zhicheng.governance.rounds import actions
from zhicheng.governance.rounds.models import Objection, Release, Round
from zhicheng.governance.strength.models import Evaluation

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts in threads that start together; the codes of those refused, "" for those that went through."""
    ready, codes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        ready.wait()
        try:
            act()
            codes.append("")
        except Refused as refusal:
            codes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes)


def test_two_officers_publish_one_release() -> None:
    samples.publish_country()
    checker, second, third = samples.national("甲"), samples.national("乙"), samples.national("丙")
    round_ = samples.final(checker)
    codes = at_once(*(lambda by=by: actions.publish(round_=round_, by=by) for by in (second, third)))
    assert codes == ["", "wrong_state"]
    assert Release.objects.count() == 1
    assert Evaluation.objects.filter(year=2010, state="published", official=True).count() == 1


def test_two_officers_open_one_round() -> None:
    samples.publish_country()
    one, other = samples.national("甲"), samples.national("乙")
    assert at_once(lambda: samples.opened(one), lambda: samples.opened(other)) == ["", "round_open"]
    assert Round.objects.count() == 1


def test_an_objection_is_answered_once() -> None:
    samples.publish_country()
    by = samples.national()
    made = samples.objection(samples.sent(by), person("合肥", Role.CITY_HANDLER, HEFEI))
    codes = at_once(
        lambda: actions.accept(objection=made, answer="采纳", by=by),
        lambda: actions.reject(objection=made, answer="不采纳", by=by),
    )
    assert codes == ["", "objection_ended"]
    assert Objection.objects.get().state in {"accepted", "rejected"}


def test_an_objection_and_the_final_step_do_not_pass_each_other() -> None:
    samples.publish_country()
    by, hefei = samples.national(), person("合肥", Role.CITY_HANDLER, HEFEI)
    round_ = samples.sent(by)
    samples.time_is_over(round_)
    codes = at_once(lambda: actions.finalise(round_=round_, by=by), lambda: samples.objection(round_, hefei))
    assert codes in (["", "too_late"], ["", "wrong_state"])
    assert (samples.fresh(round_).state, Objection.objects.count()) == ("final", 0)
