import tomllib

import pytest

from zhicheng.base.definitions.positions import entries, line_of

TEXT = '''# a comment with [brackets] and "quotes"
title = "第一行 # 不是注释"
notes = """
[not_a_table]
x = 1
"""
path = 'C:\\dir'
count = 3  # three
points = [
  1,
  # between
  [2, 3],
  { name = "a", size = { w = 1, h = 2 } },
]
"odd key" = true
a.b.c = 2018-03-15

[table]
x = 1

[table.inner]
y = 2

[[tasks]]
ref = "一"

[[tasks.steps]]
name = "first"

[[tasks.steps]]
name = """last"""""
days = 2

[[tasks]]
ref = "二"
[tasks.extra]
z = 1
[[tasks.steps]]
name = "of the second"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("notes",), 3),
        (("path",), 7),
        (("count",), 8),
        (("points",), 9),
        (("points", 0), 10),
        (("points", 1), 12),
        (("points", 1, 1), 12),
        (("points", 2, "size", "h"), 13),
        (("odd key",), 15),
        (("a", "b", "c"), 16),
        (("table",), 18),
        (("table", "x"), 19),
        (("table", "inner", "y"), 22),
        (("tasks",), 24),
        (("tasks", 0), 24),
        (("tasks", 0, "ref"), 25),
        (("tasks", 0, "steps", 0, "name"), 28),
        (("tasks", 0, "steps", 1, "name"), 31),
        (("tasks", 0, "steps", 1, "days"), 32),
        (("tasks", 1, "ref"), 35),
        (("tasks", 1, "extra", "z"), 37),
        (("tasks", 1, "steps", 0, "name"), 39),
    ],
)
def test_each_entry_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(TEXT, path) == line


def test_every_value_of_the_text_has_a_place() -> None:
    def paths(value: object, path: tuple[str, ...]) -> set[tuple[str, ...]]:
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return {path} | {found for key, child in inner for found in paths(child, (*path, str(key)))}

    assert set(entries(TEXT)) == paths(tomllib.loads(TEXT), ()) - {()}


def test_what_is_missing_stands_where_it_should_be() -> None:
    assert line_of(TEXT, ("tasks", 1, "title")) == 34
    assert line_of(TEXT, ("title", "function-after", "x")) == 2
    assert line_of(TEXT, ("nothing",)) == 1
    assert line_of("", ("title",)) == 1


def test_the_last_line_needs_no_end() -> None:
    assert entries("a = 1\nb = 22") == {("a",): 1, ("b",): 2}
    assert entries("a = 1 # end") == {("a",): 1}
    assert entries("a = [1,\n2]") == {("a",): 1, ("a", "0"): 1, ("a", "1"): 2}
