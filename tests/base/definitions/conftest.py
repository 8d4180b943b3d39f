"""A kind of definition for tests, so that they do not hang on what the governance apps define."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import pytest

from zhicheng.base.definitions import kinds
from zhicheng.base.definitions.kinds import DefinitionModel, Kind


class Step(DefinitionModel):
    name: str
    days: int


class Rule(DefinitionModel):
    title: str
    mode: Literal["strict", "loose"] = "strict"
    follows: str | None = None
    steps: tuple[Step, ...] = ()


def follows_a_known_rule(rules: Mapping[str, DefinitionModel]) -> Iterable[tuple[str, str, str]]:
    return (
        (code, "follows", f"没有规则“{rule.follows}”")
        for code, rule in rules.items()
        if rule.follows is not None and rule.follows not in rules
    )


RULE = Kind(code="rule", label="规则", folder="rules", model=Rule, check=follows_a_known_rule)


@pytest.fixture
def rule_kind() -> Iterator[Kind]:
    yield kinds.register(RULE)
    del kinds._kinds["rule"]
