"""Two people at once, in real threads: one takes the step, the other is told that it was taken."""

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from tests.governance.assessment import samples
from tests.governance.assessment.samples import HEFEI, XIAN
from zhicheng.base.verdicts import Refused
from zhicheng.governance.assessment import actions
from zhicheng.governance.assessment.models import Arbitration, Panelist, Result, Round, Score

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


def test_a_round_goes_through_its_steps_once() -> None:
    """One round for all the races of its steps: opened, drawn, scored, objected to, published, each by two at once."""
    samples.publish_scheme()
    one, other = samples.national("甲"), samples.national("乙")
    cities = (HEFEI, XIAN)
    assert at_once(lambda: samples.opened(one, cities), lambda: samples.opened(other, cities)) == ["", "round_open"]
    round_ = Round.objects.get()
    for region in cities:
        actions.mark_complete(entry=samples.signed(round_, region), by=one)
    actions.close_collection(round_=round_, by=one)

    samples.experts()
    codes = at_once(
        lambda: actions.draw_panels(round_=round_, seed="一", by=one),
        lambda: actions.draw_panels(round_=round_, seed="二", by=other),
    )
    assert (codes, Panelist.objects.count()) == (["", "wrong_state"], 6)

    sheet = Panelist.objects.select_related("expert", "entry", "round").first()
    marks = samples.marks(samples.USUAL)
    codes = at_once(
        lambda: actions.submit_sheet(panelist=sheet, marks=marks, by=sheet.expert),
        lambda: actions.submit_sheet(panelist=sheet, marks=marks, by=sheet.expert),
    )
    assert (codes, Score.objects.filter(panelist=sheet).count()) == (["", "sheet_ended"], 4)

    last = Panelist.objects.select_related("expert", "entry", "round").filter(state="assigned").first()
    codes = at_once(
        lambda: actions.submit_sheet(panelist=last, marks=marks, by=last.expert),
        lambda: actions.decline(panelist=last, reason="认识", by=last.expert),
    )
    assert codes == ["", "sheet_ended"]
    samples.score(round_)
    actions.close_scoring(round_=round_, by=one)
    actions.send_results(round_=round_, by=one)

    entry, officer = samples.entry(round_, HEFEI), samples.handler(HEFEI)
    made = actions.object_to(entry=entry, criterion="service", reason="材料没有计入", by=officer)
    codes = at_once(
        lambda: actions.accept_objection(objection=made, points=Decimal(20), answer="采纳", by=one),
        lambda: actions.reject_objection(objection=made, answer="不采纳", by=other),
    )
    made.refresh_from_db()
    assert (codes, Arbitration.objects.count()) == (["", "objection_ended"], int(made.state == "accepted"))

    samples.time_is_over(round_)
    actions.finalise(round_=round_, by=one)
    third = samples.national("丙")
    codes = at_once(
        lambda: actions.publish(round_=round_, by=other),
        lambda: actions.publish(round_=round_, by=third),
    )
    assert (codes, Result.objects.count()) == (["", "wrong_state"], 2)
