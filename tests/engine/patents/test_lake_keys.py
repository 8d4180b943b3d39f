"""Where a publication stands."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engine.patents.lake import keys


def _keys(*batches: dict[str, int]) -> keys.Keys:
    found = keys.empty()
    for batch in batches:
        found = found.newer(keys.hashed(batch), np.array(list(batch.values()), dtype=np.uint64))
    return found


def test_nothing_is_in_no_keys() -> None:
    assert keys.empty().find(keys.hashed(["CN1A"])).tolist() == [keys.ABSENT]


def test_hashes_are_the_same_on_every_machine() -> None:
    assert keys.hashed(["CN101234567A"]).tolist() == [3960901786558347665]


@given(st.lists(st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(1, 9)), max_size=4))
def test_the_newest_part_is_found(batches: list[dict[str, int]]) -> None:
    expected = {name: part for batch in batches for name, part in batch.items()}
    found = _keys(*batches)
    assert len(found) == len(expected)
    assert found.find(keys.hashed("ABCDEFGHI")).tolist() == [expected.get(name, keys.ABSENT) for name in "ABCDEFGHI"]


def test_a_file_gives_the_keys_back(tmp_path: Path) -> None:
    kept = _keys({"A": 1, "B": 2})
    kept.save(tmp_path / "keys" / "000001.npy")
    opened = keys.opened(tmp_path / "keys" / "000001.npy")
    assert opened.find(keys.hashed(["B", "C", "A"])).tolist() == [2, keys.ABSENT, 1]
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["000001.npy"]
