"""Numbers with their unit: one place writes them for pages, files and papers."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.invented import caution_of


def shipped(code: str) -> IndicatorDefinition:
    text = files("zhicheng").joinpath(f"definitions/indicators/{code}.toml").read_text("utf-8")
    return IndicatorDefinition.model_validate(tomllib.loads(text))


@pytest.mark.parametrize(
    ("code", "value", "in_column", "in_sentence", "in_file"),
    [
        ("heads_trained_share", 2 / 3, "66.7%", "66.7%", 66.6666666666667),
        ("heads_trained_share", 1, "100.0%", "100.0%", 100),
        ("plan_budget_fen", 141_500_000_00, "14,150", "14,150 万元", 14150),
        ("plan_budget_fen", 386_400_00, "38.6", "38.6 万元", 38.64),
        ("plan_budget_fen", 800_00, "0.08", "800 元", 0.08),
        ("gbt29490_new_certificates", 1180, "1,180", "1,180 家", 1180),
        ("gbt29490_new_certificates", 0, "0", "0 家", 0),
        ("heads_trained_share", None, "—", "—", None),
        ("plan_budget_fen", None, "—", "—", None),
    ],
)
def test_a_number_is_written_in_the_unit_in_which_people_read_it(
    code: str, value: float | None, in_column: str, in_sentence: str, in_file: float | None
) -> None:
    model = shipped(code)
    amount = words.Amount.of(value, model)
    assert (words.number(value, model), words.with_unit(value, model), amount) == (in_column, in_sentence, in_file)
    assert model.shown_unit == {"heads_trained_share": "%", "plan_budget_fen": "万元"}.get(code, model.unit)


def test_a_page_of_invented_records_says_so_and_one_of_imported_statistics_does_not(settings: Any) -> None:
    invented = {"heads_trained_share", "heads_trained_within_3_years", "heads", "enforcement_cases"}
    models = {code: shipped(code) for code in (*invented, "colleges", "districts")}
    assert {code for code in models if caution_of(code, models)} == invented
    settings.DEMONSTRATION = False
    assert {caution_of(code, models) for code in models} == {""}


def test_a_number_of_an_indicator_that_nobody_knows_stays_as_it_is() -> None:
    assert (words.number(0.5, None), words.with_unit(12, None)) == ("0.5", "12")
