"""Schemes as definitions: what is refused, and where the fault is said to be."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.governance.strength.samples import SCHEME, TITLES, scheme
from zhicheng.base.definitions.reading import DefinitionRefused, Read, check_together, read
from zhicheng.governance.strength import definition_kinds
from zhicheng.governance.strength.definition_kinds import STRENGTH, SchemeDefinition


def faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(DefinitionRefused) as refused:
        read(STRENGTH, "small", text)
    return [(fault.line, fault.field, fault.message) for fault in refused.value.faults]


def line_of(text: str, words: str, nth: int = 1) -> int:
    found = [number for number, line in enumerate(text.split("\n"), 1) if line == words]
    return found[nth - 1]


def shipped() -> SchemeDefinition:
    text = (Path(settings.DEFINITIONS_DIR) / "strength" / "demo-2010.toml").read_text("utf-8")
    model = read(STRENGTH, "demo-2010", text).model
    assert isinstance(model, SchemeDefinition)
    return model


def test_the_shipped_scheme_says_that_it_is_a_demonstration() -> None:
    model = shipped()
    assert (model.main, model.basis, list(model.years)) == (True, "assumed", list(range(2005, 2015)))
    assert model.note.startswith("演示方案")
    assert "不是国家或地方的正式评价" in model.note


def test_the_shipped_scheme_names_the_official_aspects_without_data() -> None:
    model = shipped()
    measured = {aspect.official for aspect in model.aspects if aspect.official}
    assert (measured, [one.aspect for one in model.unmeasured]) == ({"创造"}, ["运用", "保护", "管理", "服务"])


def test_the_shipped_scheme_uses_shipped_indicators() -> None:
    files = {path.stem for path in (Path(settings.DEFINITIONS_DIR) / "indicators").glob("*.toml")}
    assert sorted(shipped().indicator_codes - files) == []


def test_weights_of_aspects_must_make_a_whole() -> None:
    text = SCHEME.replace("weight = 60", "weight = 50")
    message = "权重（weight）合计应为 100，现为 90"
    assert faults(text) == [(line_of(text, "[[aspects]]"), "aspects", message)]


def test_weights_within_an_aspect_must_make_a_whole() -> None:
    text = SCHEME.replace("weight = 75", "weight = 80")
    message = "权重（weight）合计应为 100，现为 105"
    assert faults(text) == [(line_of(text, "[[aspects.indicators]]", 2), "aspects.1.indicators", message)]


def test_an_indicator_is_weighed_once() -> None:
    text = SCHEME.replace('indicator = "family_size"', 'indicator = "patents"')
    assert faults(text) == [(line_of(text, "[[aspects]]"), "aspects", "代码重复：patents")]


@pytest.mark.parametrize(
    ("before", "after", "field", "message"),
    [
        ("last_year = 2010", "last_year = 2008", "last_year", "不应早于 first_year（现为 2008）"),
        ("high = 100", "high = 0", "method.high", "应大于 low（现为 0）"),
        (
            'normalise = "min_max"',
            'normalise = "magic"',
            "method.normalise",
            "不在允许的取值之内：'min_max', 'goalposts', 'benchmark', 'z_score' 或 'percentile_rank'（现为 'magic'）",
        ),
        ("availability = 0.6", 'availability = 0.6\ncolour = "red"', "screen.colour", "没有这一项，请检查是否拼错"),
    ],
)
def test_other_faults_name_their_field(before: str, after: str, field: str, message: str) -> None:
    [(line, at, words)] = faults(SCHEME.replace(before, after, 1))
    assert (at, words) == (field, message)
    assert line == line_of(SCHEME, before) + after.count("\n")


def test_an_unknown_indicator_is_named_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definition_kinds, "known_indicators", lambda: frozenset(TITLES) - {"family_size"})
    with pytest.raises(DefinitionRefused) as refused:
        check_together(STRENGTH, [Read("small", SCHEME, scheme())])
    [fault] = refused.value.faults
    assert (fault.line, fault.field) == (
        line_of(SCHEME, 'indicator = "family_size"'),
        "aspects.1.indicators.0.indicator",
    )
    assert fault.message == "没有指标“family_size”"


def test_there_is_one_main_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definition_kinds, "known_indicators", lambda: frozenset(TITLES))
    with pytest.raises(DefinitionRefused) as refused:
        check_together(STRENGTH, [Read("one", SCHEME, scheme()), Read("two", SCHEME, scheme())])
    assert [(fault.file, fault.field, fault.message) for fault in refused.value.faults] == [
        ("strength/two.toml", "main", "已有主方案 one，只能有一个")
    ]
