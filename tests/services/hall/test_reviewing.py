"""Reviewers: who may judge, what a sheet must hold, who sees whose, and what follows."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django_scopes import scopes_disabled

from tests.people import HEFEI, NANSHAN, SHUSHAN, firm, person
from tests.services.hall.reviewing_samples import (
    assigned,
    code_of,
    expert,
    experts,
    points,
    reviewed_item,
    scored,
    under_review,
)
from tests.services.hall.samples import case, fresh, office
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.notices.models import Notice
from zhicheng.services.hall import actions
from zhicheng.services.hall.actions import reviewing
from zhicheng.services.hall.models import Application, Review, State
from zhicheng.services.hall.queries import reviewing as queries

pytestmark = pytest.mark.django_db


class TestAssigning:
    def test_the_office_asks_two_experts_and_they_are_told(self) -> None:
        application, people = under_review(), experts(2)
        made = assigned(application, people)
        assert [(one.reviewer, one.state, one.step) for one in made] == [
            (people[0], "assigned", 1),
            (people[1], "assigned", 1),
        ]
        told = Notice.objects.filter(to__in=people).order_by("to").values_list("to", "url")
        assert list(told) == [(one.reviewer.pk, f"/hall/reviews/{one.pk}/") for one in made]
        assert LogEntry.objects.filter(verb="review.assigned", on_id=str(application.pk)).count() == 1

    def test_not_more_than_the_step_asks_for(self) -> None:
        application = under_review()
        assert code_of(assigned, application=application, people=experts(3)) == "too_many_reviewers"
        assert Review.objects.count() == 0

    def test_only_while_experts_judge_the_case(self) -> None:
        application = case(State.SUBMITTED, definition=reviewed_item())
        assert code_of(assigned, application=application, people=experts(2)) == "not_under_review"

    def test_an_office_elsewhere_assigns_nobody(self) -> None:
        application, people = under_review(), experts(2)
        elsewhere = person("合肥", Role.CITY_HANDLER, HEFEI)
        act = reviewing.assign_reviewers
        assert code_of(act, application=application, reviewers=people, by=elsewhere) == "not_your_office"
        assert code_of(act, application=application, reviewers=people, by=application.filed_by) == "not_your_office"

    def test_only_experts_in_office_judge(self) -> None:
        application = under_review()
        gone = expert("离职")
        gone.is_active = False
        gone.save()
        for somebody in (gone, person("导师", Role.MENTOR)):
            assert code_of(assigned, application=application, people=[somebody]) == "not_an_expert"


class TestConflicts:
    def refused(self, reviewer: object, application: Application) -> str:
        return code_of(assigned, application=application, people=[reviewer])

    def test_a_person_of_the_applicant(self) -> None:
        party = firm(region=NANSHAN)
        application = under_review(by=person("李", Role.ORGANISATION, NANSHAN, party=party))
        assert self.refused(expert(party=party), application) == "own_organisation"

    def test_a_declared_interest_and_nobody_elses(self) -> None:
        application, one, other = under_review(), expert(), expert()
        reviewing.declare_interest(reviewer=one, party=application.party, why="持股", by=one)
        assert (self.refused(one, application), self.refused(other, application)) == ("declared_interest", "")

    def test_an_interest_in_another_organisation_does_not_matter(self) -> None:
        application, one = under_review(), expert()
        reviewing.declare_interest(reviewer=one, party=firm(), why="持股", by=one)
        assert self.refused(one, application) == ""

    def test_the_agency_named_in_the_form(self) -> None:
        answers = {"project": "鹏程代理有限公司", "amount": 100}
        application = under_review(answers=answers)
        colleague = expert(party=firm("鹏程代理有限公司"))
        assert self.refused(colleague, application) == "organisation_behind"

    def test_who_handled_the_case_as_an_officer(self) -> None:
        application = under_review()
        officer = office().handler
        officer.role = Role.EXPERT
        officer.save()
        head = office().head
        act = reviewing.assign_reviewers
        assert code_of(act, application=application, reviewers=[officer], by=head) == "handled_before"

    def test_an_interest_declared_after_the_assignment_still_counts(self) -> None:
        application, one = under_review(), expert()
        review = assigned(application, [one])[0]
        reviewing.declare_interest(reviewer=one, party=application.party, why="任职", by=one)
        assert code_of(scored, review=review) == "declared_interest"

    def test_declared_twice_counts_once(self) -> None:
        one, party = expert(), firm()
        first = reviewing.declare_interest(reviewer=one, party=party, why="持股", by=one)
        assert reviewing.declare_interest(reviewer=one, party=party, why="任职", by=one) == first
        assert LogEntry.objects.filter(verb="interest.declared").count() == 1

    def test_officers_enter_interests_of_experts_they_reach(self) -> None:
        near, far = expert(), expert(region=HEFEI)
        by, act, party = office().handler, reviewing.declare_interest, firm()
        assert code_of(act, reviewer=near, party=party, why="投诉", by=by) == ""
        assert code_of(act, reviewer=far, party=party, why="投诉", by=by) == "not_your_expert"
        assert code_of(act, reviewer=near, party=firm(), why="投诉", by=far) == "not_your_expert"

    def test_an_ended_interest_no_longer_counts_and_can_be_declared_again(self) -> None:
        application, one = under_review(), expert()
        declared = reviewing.declare_interest(reviewer=one, party=application.party, why="持股", by=one)
        by, act = office().handler, reviewing.end_interest
        assert code_of(act, interest=declared, why="已转让", by=one) == "not_your_expert"
        assert (
            code_of(act, interest=declared, why="已转让", by=person("外地", Role.CITY_HANDLER, HEFEI))
            == "not_your_expert"
        )
        assert code_of(act, interest=declared, why=" ", by=by) == "reason_missing"
        assert self.refused(one, application) == "declared_interest"
        ended = reviewing.end_interest(interest=declared, why="股份已转让", by=by)
        assert (ended.ended_by, ended.ended_why) == (by, "股份已转让")
        assert code_of(act, interest=declared, why="再次", by=by) == "ended_already"
        again = reviewing.declare_interest(reviewer=one, party=application.party, why="任职", by=one)
        assert (again != declared, self.refused(one, application)) == (True, "declared_interest")


class TestDrawing:
    def test_the_same_number_draws_the_same_experts(self) -> None:
        application = under_review()
        experts(9)
        first = [one.pk for one in queries.draw(application, seed=20181016, count=2)]
        assert [one.pk for one in queries.draw(application, seed=20181016, count=2)] == first
        others = {tuple(one.pk for one in queries.draw(application, seed=seed, count=2)) for seed in range(20)}
        assert len(others) > 1

    def test_those_in_conflict_and_those_elsewhere_are_never_drawn(self) -> None:
        application, people = under_review(), experts(3)
        expert("远", region=HEFEI)
        reviewing.declare_interest(reviewer=people[0], party=application.party, why="持股", by=people[0])
        drawn = reviewing.draw_reviewers(application=application, seed=1, by=office().handler)
        assert {one.reviewer for one in drawn} == {people[1], people[2]}
        assert LogEntry.objects.get(verb="review.assigned").facts["seed"] == 1

    def test_too_few_experts(self) -> None:
        application = under_review()
        experts(1)
        act = reviewing.draw_reviewers
        assert code_of(act, application=application, seed=1, by=office().handler) == "too_few_experts"
        assert Review.objects.count() == 0


class TestDeclining:
    def test_a_replacement_is_drawn(self) -> None:
        application, people = under_review(), experts(3)
        review = assigned(application, people[:2])[0]
        found = reviewing.decline_review(review=review, reason="出差", by=people[0])
        assert found is not None
        assert (found.reviewer, found.state) == (people[2], "assigned")
        assert sorted(one.reviewer_id for one in queries.reviews_of(application)) == sorted(
            [people[1].pk, people[2].pk]
        )

    def test_nobody_left_and_the_office_is_told(self) -> None:
        application, people = under_review(), experts(2)
        review = assigned(application, people)[0]
        Notice.objects.all().delete()
        assert reviewing.decline_review(review=review, reason="出差", by=people[0]) is None
        assert [one.to for one in Notice.objects.all()] == [office().handler]

    def test_who_declined_is_not_asked_again(self) -> None:
        application, people = under_review(), experts(2)
        reviewing.decline_review(review=assigned(application, people)[0], reason="出差", by=people[0])
        assert code_of(assigned, application=application, people=[people[0]]) == "asked_already"

    def test_only_ones_own_review(self) -> None:
        application, people = under_review(), experts(2)
        review = assigned(application, people)[0]
        assert code_of(reviewing.decline_review, review=review, reason="出差", by=people[1]) == "not_your_review"


class TestSheets:
    @pytest.mark.parametrize(
        ("plan", "team", "comment", "expected"),
        [
            ("60", "40", "", ""),
            ("0", "0", "没有方案", ""),
            ("30", "29.5", "", "comment_missing"),
            ("30", "30", "", ""),
            ("60.5", "10", "", "points_wrong"),
            ("-0.5", "10", "意见", "points_wrong"),
            ("10.3", "10", "意见", "points_wrong"),
            ("NaN", "10", "意见", "points_wrong"),
        ],
    )
    def test_what_a_sheet_must_hold(self, plan: str, team: str, comment: str, expected: str) -> None:
        review = assigned(under_review(), [expert()])[0]
        assert code_of(scored, review=review, plan=plan, team=team, comment=comment) == expected
        review.refresh_from_db()
        assert review.state == ("assigned" if expected else "submitted")

    def test_every_criterion_and_none_other(self) -> None:
        review = assigned(under_review(), [expert()])[0]
        act, by = reviewing.submit_review, review.reviewer
        missing = {"plan": Decimal(50)}
        assert code_of(act, review=review, scores=missing, comment="意见", by=by) == "points_wrong"
        more = points("50", "20") | {"bonus": Decimal(10)}
        assert code_of(act, review=review, scores=more, comment="意见", by=by) == "unknown_criterion"

    def test_sent_twice_it_counts_once(self) -> None:
        review = assigned(under_review(), [expert()])[0]
        first = scored(review)
        assert scored(review) == first
        assert LogEntry.objects.filter(verb="review.submitted").count() == 1

    def test_a_submitted_sheet_does_not_change(self) -> None:
        review = assigned(under_review(), [expert()])[0]
        scored(review, plan="50")
        assert code_of(scored, review=review, plan="60") == "review_ended"

    def test_nobody_scores_for_another(self) -> None:
        people = experts(2)
        one, _other = assigned(under_review(), people)
        act = reviewing.submit_review
        assert code_of(act, review=one, scores=points("50", "30"), comment="", by=people[1]) == "not_your_review"

    def test_the_score_is_the_mean_and_the_round_ends_when_all_are_in(self) -> None:
        application = under_review()
        first, second = assigned(application, experts(2))
        by = office().handler
        scored(first, plan="50", team="30.5")
        assert code_of(actions.pass_examination, application=application, by=by) == "reviews_missing"
        scored(second, plan="60", team="20")
        passed = actions.pass_examination(application=fresh(application), by=by)
        assert (passed.state, passed.score) == ("examined", Decimal("80.250"))
        assert queries.exact_scores([application]) == {application.pk: Fraction(321, 4)}


class TestBlindness:
    def test_others_sheets_open_when_all_are_in(self) -> None:
        application, people = under_review(), experts(2)
        first, second = assigned(application, people)
        scored(first, plan="55", comment="扎实")
        seen_before = [(one.is_shown, one.total, one.comment) for one in queries.sheets_of(application, people[1])]
        assert seen_before == [(False, None, ""), (True, None, "")]
        of_office = [one.total for one in queries.sheets_of(application, office().handler)]
        assert of_office == [None, None]
        own = [one.total for one in queries.sheets_of(application, people[0])]
        assert own == [Decimal("85.000"), None]
        scored(second, plan="40")
        after = [(one.total, one.comment) for one in queries.sheets_of(application, people[1])]
        assert after == [(Decimal("85.000"), "扎实"), (Decimal("70.000"), "")]


def test_a_case_far_away_can_be_judged_by_hand() -> None:
    """An expert of Shenzhen judges a case of Hefei: the reach of the account does not hide it."""
    application, one = under_review(), expert("远", region=SHUSHAN)
    review = assigned(application, [one])[0]
    found = queries.review_of(one, review.pk)
    assert found is not None
    assert found.application == application
    with scopes_disabled():
        assert queries.waiting_reviews(one).count() == 1
    scored(review)
    assert queries.waiting_reviews(one).count() == 0
