"""The page that explains the language to people says what the program does."""

import re
from pathlib import Path

import pytest

from zhicheng.engine.patents.query import Field, parse
from zhicheng.engine.patents.query.fields import FIELDS

PAGE = (Path(__file__).parents[4] / "docs/enterprise/search.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([A-Z]+) \| ([^|（]+)", PAGE, re.MULTILINE)
# In a table and in the text below it; what stands for a part of a query is no query.
EXAMPLES = [
    example for example in re.findall(r"`([^`]+)`", PAGE) if example not in {"[2010 TO 2012]", "OR", "AND", "NOT"}
]
QUERIES = [example for example in EXAMPLES if re.search(r"\w", example) and not re.fullmatch(r"NEAR/\d+", example)]


def test_it_lists_every_field_by_both_names() -> None:
    assert {name: label.strip() for name, label in ROWS} == {
        field.value: facts.label for field, facts in FIELDS.items() if field is not Field.ANY
    }


@pytest.mark.parametrize("example", QUERIES)
def test_its_examples_can_be_asked(example: str) -> None:
    assert parse(example) == parse(f"({example})")
