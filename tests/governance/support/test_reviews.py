"""A term is reviewed: proposed from records, mended by hand only where none are, decided by another pair of eyes."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from tests.governance.support import samples
from tests.governance.support.samples import DOCUMENT, SUZHOU, national
from tests.people import division, person, signed_in
from tests.racing import race
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.notices.models import Notice
from zhicheng.base.verdicts import Refused
from zhicheng.governance.support import actions, queries
from zhicheng.governance.support.models import Decision, ReviewState, TermReview
from zhicheng.services.cultivation.models import Stage
from zhicheng.services.cultivation.queries.cities import stage_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    samples.load()


def proposed(by: User | None = None) -> TermReview:
    samples.demonstration_city()
    return actions.propose_review(region=division(SUZHOU), by=by or national())


def refused_with(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_without_assessments_nothing_is_proposed_and_the_gaps_are_named() -> None:
    review = proposed()
    gaps = [one["label"] for one in review.reasons if one["value"] is None and one["counts"]]
    assert (review.proposal, gaps) == ("open", ["年度考核平均分", "未完成的必做任务", "负责人轮训"])


def test_what_an_officer_states_fills_a_gap_and_is_marked() -> None:
    review, officer = proposed(), national()
    for fact, value in (("assessment_mean", "82.5"), ("must_tasks_undone", "0"), ("heads_trained_percent", "100")):
        review = actions.state_fact(review=review, fact=fact, value=Decimal(value), why="纸质档案", by=officer)
    stated = {one["label"]: (one["shown"], one["is_stated"]) for one in review.reasons if one["is_stated"]}
    assert (review.proposal, stated) == (
        "rectify",  # no assessment was published here
        {"年度考核平均分": ("82.5 分", True), "未完成的必做任务": ("0 项", True), "负责人轮训": ("100.0%", True)},
    )


def test_a_recorded_fact_is_not_typed_over() -> None:
    review = proposed()
    act = partial(
        actions.state_fact, review=review, fact="serious_incidents", value=Decimal(0), why="无", by=national()
    )
    assert refused_with(act) == "recorded"


def test_who_proposed_does_not_decide_while_there_is_a_colleague() -> None:
    first, second = national("甲"), national("乙")
    review = proposed(first)
    decide = partial(actions.decide, review=review, decision=Decision.RENEW, document=DOCUMENT, why="档案齐全")
    assert refused_with(partial(decide, by=first)) == "proposed_by_you"
    assert decide(by=second).state == ReviewState.DECIDED


def test_a_decision_beside_the_proposal_says_why() -> None:
    review = proposed()
    decide = partial(actions.decide, review=review, decision=Decision.RENEW, document=DOCUMENT, by=national("乙"))
    assert refused_with(decide) == "open_proposal"


def test_renewal_opens_the_next_term_the_day_after_and_tells_the_city() -> None:
    head = person("苏州负责人", Role.CITY_HEAD, SUZHOU)
    review = proposed()
    actions.decide(review=review, decision=Decision.RENEW, document=DOCUMENT, why="达到标准", by=national("乙"))
    stage = stage_of(SUZHOU)
    assert stage is not None
    assert (stage.stage, stage.starts_on, stage.document) == (
        Stage.DEMONSTRATION,
        review.ends_on + timedelta(days=1),
        DOCUMENT,
    )
    assert [one.subject for one in Notice.objects.filter(to=head)] == ["三年复核：通过，进入下一任期"]


def test_withdrawal_puts_the_city_out() -> None:
    review = proposed()
    actions.decide(review=review, decision=Decision.WITHDRAW, document=DOCUMENT, why="工作停滞", by=national("乙"))
    stage = stage_of(SUZHOU)
    assert stage is not None
    assert (stage.stage, stage.reason) == (Stage.OUT, "工作停滞")


def test_a_city_that_has_to_mend_comes_back_by_a_new_proposal() -> None:
    review, officer = proposed(), national()
    until = timezone.localdate() + timedelta(days=90)
    actions.rectify(review=review, until=until, why="补齐轮训", by=officer)
    review.refresh_from_db()
    assert (review.state, review.rectify_by) == (ReviewState.RECTIFYING, until)
    decide = partial(actions.decide, review=review, decision=Decision.RENEW, document=DOCUMENT, by=national("乙"))
    assert refused_with(decide) == "wrong_state"
    assert actions.propose_again(review=review, by=officer).state == ReviewState.PROPOSED


@pytest.mark.parametrize(("days_left", "code"), [(200, "too_early"), (150, "")])
def test_a_review_is_prepared_half_a_year_ahead(days_left: int, code: str) -> None:
    ends_on = timezone.localdate() + timedelta(days=days_left)
    samples.demonstration_city(starts_on=date(ends_on.year - 3, ends_on.month, min(ends_on.day, 28)))
    verdict = queries.rules.can_propose(national(), stage_of(SUZHOU), timezone.localdate())
    assert verdict.code == code


def test_a_term_is_reviewed_once() -> None:
    proposed()
    again = partial(actions.propose_review, region=division(SUZHOU), by=national())
    assert refused_with(again) == "begun"


def test_three_people_see_what_is_theirs() -> None:
    review = proposed()
    own, other = person("苏州", Role.CITY_HANDLER, SUZHOU), person("合肥", Role.CITY_HANDLER, "340100")
    address = review.get_absolute_url()
    statuses = [signed_in(user).get(address).status_code for user in (national(), own, other)]
    assert statuses == [200, 200, 404]
    organisation = person("企业", Role.ORGANISATION, SUZHOU)
    assert signed_in(organisation).get(address).status_code == 404
    actions.decide(review=review, decision=Decision.RENEW, document=DOCUMENT, why="达到标准", by=national("乙"))
    assert signed_in(organisation).get(address).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_many_who_begin_and_decide_at_once_one_does() -> None:
    samples.demonstration_city()
    officers = [national(f"国家局{number}") for number in range(6)]
    begin = [lambda by=by: str(actions.propose_review(region=division(SUZHOU), by=by).state) for by in officers]
    assert race(begin) == {"proposed": 1, "begun": 5}
    review = TermReview.objects.get()
    others = [by for by in officers if by.pk != review.proposed_by_id]
    decide = [
        lambda by=by: str(
            actions.decide(review=review, decision=Decision.RENEW, document=DOCUMENT, why="可", by=by).state
        )
        for by in others
    ]
    assert race(decide) == {"decided": 1, "wrong_state": 4}
