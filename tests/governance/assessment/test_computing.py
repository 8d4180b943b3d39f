"""Results from points alone, and panels from a seed alone: no database."""

from itertools import product

import numpy as np
import pytest

from tests.governance.assessment.samples import SCHEME
from zhicheng.base.definitions.reading import DefinitionRefused, read
from zhicheng.governance.assessment import drawing
from zhicheng.governance.assessment.computing import Decided, Facts, Given, Material, results_of, spreads, undecided
from zhicheng.governance.assessment.definition_kinds import KIND, AssessmentDefinition


def scheme(text: str = SCHEME) -> AssessmentDefinition:
    model = read(KIND, "2018", text).model
    assert isinstance(model, AssessmentDefinition)
    return model


def given(region: str, rater: int, *points: float) -> list[Given]:
    """Points for the scheme's criteria in their order."""
    codes = [one.code for one in scheme().criteria]
    return [Given(region, rater, code, value) for code, value in zip(codes, points, strict=False)]


def material(given_: list[Given], facts: list[Facts] | None = None, decided: tuple[Decided, ...] = ()) -> Material:
    regions = sorted({one.region for one in given_})
    return Material(scheme(), tuple(given_), decided, tuple(facts or [Facts(region) for region in regions]))


def alike(totals: dict[str, tuple[float, ...]]) -> list[Given]:
    """Three raters of one mind on each city."""
    return [one for region, points in totals.items() for rater in (1, 2, 3) for one in given(region, rater, *points)]


def test_points_are_the_mean_and_bonus_and_deductions_follow() -> None:
    rows = alike({"A": (30, 30, 15, 4), "B": (20, 20, 10, 0)})
    facts = [Facts("A", deduction=3.0), Facts("B", deduction=60.0)]
    found = [
        (one.region, one.raw, one.adjusted, one.bonus, one.deduction, one.total)
        for one in results_of(material(rows, facts))
    ]
    assert found == [("A", 75.0, 75.0, 4.0, 3.0, 76.0), ("B", 50.0, 50.0, 0.0, 60.0, 0.0)]


def test_the_bonus_is_capped() -> None:
    text = SCHEME.replace("bonus_cap = 5", "bonus_cap = 2")
    rows = Material(scheme(text), tuple(alike({"A": (30, 30, 15, 4)})), (), (Facts("A"),))
    assert [one.bonus for one in results_of(rows)] == [2.0]


def test_a_criterion_that_is_not_asked_leaves_the_rest_to_make_a_hundred() -> None:
    rows = [one for one in alike({"A": (32, 32, 16, 0)}) if one.criterion != "service"]
    [found] = results_of(material(rows, [Facts("A", frozenset({"service"}))]))
    assert (found.raw, found.adjusted, dict(found.criteria)) == (
        80.0, 80.0, {"year_plan": 32.0, "management": 32.0, "innovation": 0.0},
    )  # fmt: skip


def severe(leniency: dict[int, float], panels: dict[str, tuple[int, ...]], worth: dict[str, float]) -> list[Given]:
    """Each rater gives what a city is worth and his leniency on top, all on the first criterion."""
    return [
        one
        for region, raters in panels.items()
        for rater in raters
        for one in given(region, rater, worth[region] + leniency[rater], 30, 15, 0)
    ]


def test_who_met_lenient_raters_is_corrected_downward() -> None:
    # Raters 1 to 3 give 6 more than 4 to 6; C joins the two halves. A and B are worth the same.
    panels = {"A": (1, 2, 3), "B": (4, 5, 6), "C": (1, 2, 3, 4, 5, 6), "D": (1, 2, 4, 5)}
    leniency = {rater: 6.0 if rater <= 3 else 0.0 for rater in range(1, 7)}
    rows = severe(leniency, panels, dict.fromkeys(panels, 25.0))
    found = {one.region: one for one in results_of(material(rows))}
    assert (found["A"].raw, found["B"].raw) == (76.0, 70.0)
    assert found["A"].adjusted == pytest.approx(found["B"].adjusted, abs=0.6)
    assert found["A"].adjusted < 74.0


def test_panels_that_do_not_hang_together_are_not_corrected() -> None:
    rows = severe({1: 6.0, 2: 6.0, 3: 0.0, 4: 0.0}, {"A": (1, 2), "B": (3, 4)}, {"A": 25.0, "B": 25.0})
    assert [(one.region, one.raw, one.adjusted) for one in results_of(material(rows))] == [
        ("A", 76.0, 76.0),
        ("B", 70.0, 70.0),
    ]


def test_set_points_replace_the_mean_and_are_not_corrected() -> None:
    rows = alike({"A": (30, 30, 15, 0), "B": (20, 20, 10, 0)})
    [first, second] = results_of(material(rows, decided=(Decided("B", "year_plan", 10), Decided("B", "year_plan", 40))))
    assert (first.region, second.region, second.raw, second.adjusted) == ("A", "B", 50.0, 70.0)
    assert second.criteria["year_plan"] == 40


def test_a_spread_counts_beyond_the_limit_only() -> None:
    rows = [*given("A", 1, 20, 30, 15, 0), *given("A", 2, 36, 30, 15, 0), *given("A", 3, 30, 30, 6.5, 3)]
    found = material(rows, decided=(Decided("A", "innovation", 2),))
    # 16 of 40 is just the limit of 40 %; 8.5 of 20 and 3 of 5 are beyond.
    assert [(one.criterion, one.percent) for one in spreads(found)] == [("innovation", 60.0), ("service", 42.5)]
    assert [one.criterion for one in undecided(found)] == ["service"]


def graded(totals: dict[str, float], failed: tuple[str, ...] = ()) -> dict[str, tuple[int, str]]:
    """City → (rank, grade), all points on two criteria."""
    rows = alike({region: (total * 0.4, total * 0.4, total * 0.2, 0) for region, total in totals.items()})
    facts = [Facts(region, must_failed=("certificates",) if region in failed else ()) for region in totals]
    return {one.region: (one.rank, one.grade) for one in results_of(material(rows, facts))}


def test_the_best_grade_is_for_thirty_percent_at_most() -> None:
    found = graded({f"{number:02d}": 98.0 - number for number in range(10)})
    assert [grade for _rank, grade in found.values()] == ["excellent"] * 3 + ["good"] * 7
    assert [rank for rank, _grade in found.values()] == list(range(1, 11))


def test_equals_share_a_rank_and_a_grade_or_neither_has_it() -> None:
    totals = {f"{number:02d}": 70.0 for number in range(10)} | {"00": 95.0, "01": 95.0, "02": 90.0, "03": 90.0}
    found = graded(totals)
    assert [found[code] for code in ("00", "01", "02", "03", "04")] == [
        (1, "excellent"), (1, "excellent"), (3, "good"), (3, "good"), (5, "passed"),
    ]  # fmt: skip


def test_who_failed_a_must_item_leaves_the_grade_to_the_next() -> None:
    totals = {f"{number:02d}": 98.0 - number for number in range(4)}
    found = graded(totals, failed=("00",))
    assert found == {"00": (1, "passed"), "01": (2, "excellent"), "02": (3, "good"), "03": (4, "good")}
    assert graded({"A": 55.0, "B": 60.0}, failed=("B",)) == {"A": (2, "failed"), "B": (1, "passed")}


def test_the_scheme_has_to_add_up() -> None:
    for before, after, words in (
        ("points = 20", "points = 30", "基本项的分值合计应为 100，现为 110"),
        ("floor = 85", "floor = 55", "等级应从高到低排列"),
        ("extreme_low_percent = 20", "extreme_low_percent = 96", "须说明的低分线应低于高分线"),
    ):
        with pytest.raises(DefinitionRefused, match=words):
            read(KIND, "2018", SCHEME.replace(before, after, 1))


def test_a_draw_is_even_repeatable_and_changes_with_the_seed() -> None:
    suitable = {f"{city:02d}": [expert for expert in range(20) if expert % 10 != city] for city in range(10)}
    draws = {seed: drawing.draw(suitable, panel=3, each=2, seed=seed) for seed in ("甲", "乙")}
    assert draws["甲"] == drawing.draw(dict(reversed(suitable.items())), panel=3, each=2, seed="甲")
    assert draws["甲"] != draws["乙"]
    for one in draws.values():
        seats = [(seat.region, seat.expert) for seat in one.seats]
        load = np.unique([expert for _region, expert in seats], return_counts=True)[1]
        assert (len(set(seats)), len(load), load.min(), load.max()) == (30, 15, 2, 2)
        assert all(expert in suitable[region] for region, expert in seats)


def test_as_few_are_called_as_can_judge_and_be_compared() -> None:
    suitable = {f"{city:02d}": range(40) for city in range(10)}
    for each, experts in ((6, 5), (10, 3), (30, 3), (2, 15)):
        seats = drawing.draw(suitable, panel=3, each=each, seed="x").seats
        assert (len(seats), len({seat.expert for seat in seats})) == (30, experts)
    # Whoever is called first by lot, a city all of whose experts are other people gets its panel.
    apart = drawing.draw({"A": range(3), "B": range(3, 6), "C": range(6)}, panel=3, each=6, seed="x").seats
    assert len({seat.expert for seat in apart}) == 6


def test_no_draw_when_one_city_lacks_experts() -> None:
    found = drawing.draw({"A": [1, 2, 3], "B": [1, 2]}, panel=3, each=6, seed="x")
    assert (found.seats, found.too_few) == ((), (drawing.TooFew("B", 2),))


def test_numbers_are_a_lot_of_their_own() -> None:
    first, second = (drawing.numbers(range(50), seed) for seed in ("甲", "乙"))
    assert sorted(first.values()) == list(range(1, 51))
    assert sum(first[one] == second[one] for one in range(50)) < 10
    lots = {drawing.lot(seed, expert, city) for seed, expert, city in product("ab", range(5), ("1", "2"))}
    assert len(lots) == 20
