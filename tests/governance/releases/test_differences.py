"""What a correction changes, told from two sets of files."""

import pytest

from zhicheng.governance.releases.differences import changes, difference_files, key_width

BEFORE = b"indicator,region,period,value\na,1,2018,5\na,2,2018,6\nb,1,2018,7\n"
AFTER = b"indicator,region,period,value\na,1,2018,5\na,2,2018,8\nb,3,2018,7\n"


def test_cells_rows_and_files_that_differ() -> None:
    before = {"figures/base.csv": BEFORE, "old.toml": b"x", "README.txt": b"1", "same.csv": b"a\n1\n"}
    after = {"figures/base.csv": AFTER, "new.toml": b"x", "README.txt": b"2", "same.csv": b"a\n1\n"}
    made = difference_files(before, after)
    assert {name: held.decode().splitlines() for name, held in made.items()} == {
        "corrections/files.csv": ["file,change", "figures/base.csv,changed", "new.toml,added", "old.toml,removed"],
        "corrections/values.csv": [
            "file,row,column,before,after",
            "figures/base.csv,a 2,value,6,8",
            "figures/base.csv,b 1,,2018 7,",
            "figures/base.csv,b 3,,,2018 7",
        ],
    }


@pytest.mark.parametrize(
    ("before", "after"), [(b"a,b\n1,2\n", b"a,c\n1,2\n"), (b"", b""), (b"a,b\n1,2\n", b"a,b\n1,2\n")]
)
def test_tables_with_other_heads_are_told_as_files_only(before: bytes, after: bytes) -> None:
    assert list(changes("t.csv", before, after)) == []


def test_the_first_columns_that_tell_rows_apart_are_the_key() -> None:
    head = ["a", "b", "c"]
    assert key_width(head, [["1", "x", "p"], ["2", "x", "p"]]) == 1
    assert key_width(head, [["1", "x", "p"], ["1", "y", "p"]], [["2", "x", "p"]]) == 2
    assert key_width(head, [["1", "x", "p"], ["1", "x", "q"]]) == 3
