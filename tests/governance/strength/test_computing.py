"""One year's result from figures: who is left out, scores that one can reckon, digests."""

import pytest

from tests.governance.strength.samples import (
    BEIJING,
    CODE,
    FIGURES,
    HEFEI,
    SCHEME,
    SHENZHEN,
    WUHU,
    XIAN,
    Figures,
    panel,
    scheme,
)
from zhicheng.governance.strength.computing import NodeScore, YearResult, evaluate_year


def computed(figures: Figures, text: str = SCHEME) -> YearResult:
    result = evaluate_year(CODE, scheme(text), panel({2010: figures}), 2010)
    assert result is not None
    return result


def nodes(result: YearResult, region: str) -> dict[str, NodeScore]:
    return {one.node: one for one in result.scores if one.region == region}


def totals(result: YearResult) -> dict[str, tuple[float | None, int | None]]:
    return {one.region: (one.score, one.rank) for one in result.scores if one.node == "strength"}


def test_scores_are_the_weighted_sum_of_stretched_figures_and_equal_scores_share_a_place() -> None:
    assert totals(computed(FIGURES)) == {SHENZHEN: (85.0, 1), HEFEI: (30.0, 2), XIAN: (30.0, 2)}


def test_the_place_after_a_shared_one_is_left_out() -> None:
    figures = {**FIGURES, BEIJING: (15, 2, 1)}
    assert totals(computed(figures)) == {SHENZHEN: (85.0, 1), HEFEI: (30.0, 2), XIAN: (30.0, 2), BEIJING: (6.0, 4)}


def test_every_node_says_what_it_brought() -> None:
    found = nodes(computed(FIGURES), SHENZHEN)
    assert {code: (one.raw, one.score, one.weight, one.contribution) for code, one in found.items()} == {
        "strength": (None, 85.0, 1.0, 85.0),
        "scale": (None, 100.0, 0.6, 60.0),
        "patents": (105.0, 100.0, 0.6, 60.0),
        "quality": (None, 62.5, 0.4, 25.0),
        "family_size": (3.0, 50.0, pytest.approx(0.3), pytest.approx(15.0)),
        "citations_per_patent": (9.0, 100.0, 0.1, 10.0),
    }


def test_those_left_out_are_kept_with_the_reason() -> None:
    assert [(one.region, one.reason.value, one.words, one.value) for one in computed(FIGURES).left_out] == [
        (BEIJING, "none", "当年没有申请记录", None),
        (WUHU, "few", "当年申请 3 件，少于 5 件", 3.0),
    ]


def test_too_few_indicators_leave_a_city_out() -> None:
    result = computed({**FIGURES, HEFEI: (50, None, None)})
    assert [(one.region, one.reason.value) for one in result.left_out] == [
        (BEIJING, "none"),
        (HEFEI, "missing"),
        (WUHU, "few"),
    ]
    assert result.left_out[1].words == "有数据的指标占 33.3%，低于要求的 60.0%"


def test_a_missing_figure_is_no_zero_and_its_weight_goes_to_its_siblings() -> None:
    found = nodes(computed({**FIGURES, HEFEI: (5, 4, None)}), HEFEI)
    assert (found["citations_per_patent"].score, found["citations_per_patent"].missing_share) == (None, 1.0)
    assert (found["quality"].score, found["quality"].missing_share) == (100.0, 0.25)
    assert (found["strength"].score, found["strength"].missing_share) == (40.0, pytest.approx(0.1))


def test_a_year_in_which_nobody_passes_has_no_result() -> None:
    assert evaluate_year(CODE, scheme(), panel({2010: {WUHU: (3, 4, 9)}}), 2010) is None


def test_a_year_without_figures_has_no_result() -> None:
    assert evaluate_year(CODE, scheme(), panel({2010: FIGURES}), 2009) is None


def test_the_same_figures_and_scheme_give_the_same_digests() -> None:
    first, second = computed(FIGURES), computed(dict(reversed(list(FIGURES.items()))))
    assert (first.inputs_sha256, first.outputs_sha256) == (second.inputs_sha256, second.outputs_sha256)


def test_the_inputs_digest_covers_those_left_out_and_the_scheme() -> None:
    of_figures = computed(FIGURES).inputs_sha256
    of_other_figure = computed({**FIGURES, WUHU: (4, 4, 9)}).inputs_sha256
    of_other_text = computed(FIGURES, SCHEME.replace("仅供测试。", "只供测试。")).inputs_sha256
    assert len({of_figures, of_other_figure, of_other_text}) == 3


def test_the_trace_keeps_the_bounds() -> None:
    steps = {step["name"]: step for step in computed(FIGURES).trace}
    assert list(steps) == ["screen", "transform", "minmax", "weighted_mean"]
    assert steps["minmax"]["details"] == {
        "patents": [5.0, 105.0],
        "family_size": [2.0, 4.0],
        "citations_per_patent": [1.0, 9.0],
    }
