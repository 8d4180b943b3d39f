"""Versions of the lake: loading into it, looking back, rolling back, and who may write when."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.patents.samples import BARE, FULL, publication, simple
from zhicheng.engine.patents.lake import Counts, Cursor, Lake, LakeRefused, Made, Snapshot, Source, Version
from zhicheng.engine.patents.lake.versions import keys_path
from zhicheng.engine.patents.record import Patent, Reject

REJECT = Reject("a.csv", 3, "没有公开号。", ",一种装置")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def _source(name: str) -> Source:
    return Source(name=name, sha256=name.encode().hex().ljust(64, "0"), format="records")


def _load(lake: Lake, *batches: Sequence[Patent | Reject], name: str = "a.csv") -> Version:
    with lake.loading([_source(name)]) as writing:
        for number, batch in enumerate(batches, 1):
            writing.add(batch, Cursor(0, number))
        return writing.publish()


def _all(snapshot: Snapshot) -> list[Patent]:
    return sorted((one for part in snapshot.iterate() for one in part), key=lambda one: one.publication)


def test_an_empty_lake_says_so(lake: Lake) -> None:
    assert lake.is_empty()
    assert lake.versions() == []
    with pytest.raises(LakeRefused) as refused:
        lake.newest()
    assert str(refused.value) == "专利库没有版本 0，还没有任何版本；zhicheng patents versions 列出全部版本。"


def test_what_is_loaded_is_found(lake: Lake) -> None:
    version = _load(lake, [FULL, BARE, REJECT], [simple(1), simple(2)])
    found = lake.newest()
    assert (version.number, version.made, version.parent, version.publications) == (1, Made.LOAD, 0, 4)
    assert version.counts == Counts(read=5, added=4, rejected=1)
    assert _all(found) == [
        *(replace(one, load=1) for one in (simple(1), simple(2))),
        FULL,
        replace(BARE, load=1),
    ]
    assert found.patents(["CN1", BARE.publication, FULL.publication]) == [replace(BARE, load=1), FULL]
    assert found.patent("CN1") is None
    assert found.holds([FULL.publication, "CN1"]) == [True, False]
    assert found.rejects() == [REJECT]
    assert len(found) == 4


def test_citations_and_families_are_found_both_ways(lake: Lake) -> None:
    _load(lake, [simple(number) for number in range(7)])
    found = lake.newest()
    assert found.citing(publication(3)) == [publication(4)]
    assert found.citing(publication(6)) == []
    assert found.family("F1") == [publication(number) for number in (3, 4, 5)]
    assert found.count_by("family") == {"F0": 3, "F1": 3, "F2": 1}


def test_the_tables_stand_open_to_other_engines(lake: Lake) -> None:
    _load(lake, [FULL, BARE])
    found = lake.newest()
    assert found.row_counts() == {
        "patents": 2, "parties": 4, "classes": 2, "citations": 2, "events": 2, "families": 1, "rejects": 0,
    }  # fmt: skip
    assert found.dataset("classes").to_table(columns=["code"])["code"].to_pylist() == ["H01M10/0525", "Y02E60/10"]
    assert [Path(file).parent.name for file in found.files("families")] == ["families"]
    assert found.size_bytes() == sum(Path(file).stat().st_size for name in found.tables for file in found.files(name))


def test_a_newer_record_replaces_and_keeps_what_it_does_not_say(lake: Lake) -> None:
    _load(lake, [simple(number) for number in range(6)])
    newer = replace(simple(2, "改进的装置"), citations=(), family="F9", source="b.csv")
    version = _load(lake, [newer, simple(3), simple(6)], name="b.csv")
    expected = replace(newer, citations=simple(2).citations, load=2)
    assert version.counts == Counts(read=3, added=1, updated=1, unchanged=1)
    assert version.publications == 7
    assert _all(lake.newest()) == [
        *(replace(simple(number), load=1) for number in (0, 1)),
        expected,
        *(replace(simple(number), load=1) for number in (3, 4, 5)),
        replace(simple(6), load=2),
    ]
    assert lake.newest().family("F0") == [publication(0), publication(1)]
    assert lake.newest().family("F9") == [publication(2)]
    assert lake.newest().citing(publication(1)) == [publication(2)]


def test_the_same_number_many_times_in_a_load_is_one_publication(lake: Lake) -> None:
    versions = [simple(1, title) for title in ("甲", "乙", "丙", "丁")]
    version = _load(lake, versions[:2], [versions[2]], [simple(2), versions[3]])
    assert _all(lake.newest()) == [replace(one, load=1) for one in (versions[3], simple(2))]
    assert version.publications == 2
    assert version.counts == Counts(read=5, added=2, updated=2, unchanged=1)


def test_earlier_versions_stay_as_they_were(lake: Lake) -> None:
    _load(lake, [simple(1)])
    _load(lake, [simple(1, "新装置"), simple(2), REJECT], name="b.csv")
    assert _all(lake.as_of(1)) == [replace(simple(1), load=1)]
    assert _all(lake.as_of(2)) == [replace(one, load=2) for one in (simple(1, "新装置"), simple(2))]
    assert (lake.as_of(1).rejects(), lake.as_of(2).rejects(), lake.as_of(2).rejects(load=1)) == ([], [REJECT], [])
    with pytest.raises(LakeRefused) as refused:
        lake.as_of(3)
    assert str(refused.value) == "专利库没有版本 3，现有版本 1 至 2；zhicheng patents versions 列出全部版本。"


def test_a_roll_back_is_a_new_version_and_loads_go_on_from_it(lake: Lake) -> None:
    _load(lake, [simple(1)])
    _load(lake, [simple(1, "错误"), simple(2)], name="wrong.csv")
    back = lake.restore(1)
    assert (back.number, back.made, back.restored, back.parent) == (3, Made.RESTORE, 1, 2)
    assert _all(lake.newest()) == _all(lake.as_of(1))
    _load(lake, [simple(3)], name="right.csv")
    assert [(one.publication, one.load) for one in _all(lake.newest())] == [(publication(1), 1), (publication(3), 4)]
    assert len(lake.as_of(2)) == 2
    assert [version.number for version in lake.versions()] == [1, 2, 3, 4]


def test_packing_changes_no_row(lake: Lake) -> None:
    for number in range(4):
        _load(lake, [simple(number)], name=f"{number}.csv")
    packed = lake.compact()
    assert packed.made is Made.COMPACTION
    assert _all(lake.newest()) == [replace(simple(number), load=number + 1) for number in range(4)]
    assert len(lake.newest().files("patents")) == 1
    _load(lake, [simple(2, "新装置")], name="new.csv")
    assert lake.newest().patents([publication(2), publication(3)]) == [
        replace(simple(2, "新装置"), load=6),
        replace(simple(3), load=4),
    ]


def test_clearing_keeps_what_is_pinned(lake: Lake) -> None:
    for number in range(5):
        _load(lake, [simple(1, f"第{number}种"), simple(10 + number)], name=f"{number}.csv")
    kept = {number: _all(lake.as_of(number)) for number in (2, 4, 5)}
    assert lake.vacuum(newest=2, pinned=[2]) > 0
    fresh = Lake(lake.folder)
    assert [version.number for version in fresh.versions()] == [2, 4, 5]
    assert {number: _all(fresh.as_of(number)) for number in kept} == kept


def test_lost_keys_are_read_from_the_rows(lake: Lake) -> None:
    _load(lake, [simple(1), simple(2)])
    keys_path(lake.folder, 1).unlink()
    assert lake.newest().patent(publication(2)) == replace(simple(2), load=1)


def test_a_load_that_stopped_goes_on_from_its_checkpoint(lake: Lake) -> None:
    with lake.loading([_source("a.csv")]) as writing:
        writing.add([simple(1), simple(2)], Cursor(0, 2))
    assert lake.is_empty()
    with lake.loading([_source("a.csv")]) as writing:
        assert writing.cursor == Cursor(0, 2)
        assert [[one.publication for one in part] for part in writing.written()] == [[publication(1), publication(2)]]
        writing.add([simple(2, "新装置"), simple(3)], Cursor(0, 4))
        writing.publish()
    assert _all(lake.newest()) == [replace(one, load=1) for one in (simple(1), simple(2, "新装置"), simple(3))]
    assert lake.interrupted() is None


def test_another_load_waits_for_the_one_that_stopped(lake: Lake) -> None:
    _load(lake, [simple(1)])
    with lake.loading([_source("half.csv")]) as writing:
        writing.add([simple(1, "半截"), simple(2)], Cursor(0, 2))
    with pytest.raises(LakeRefused) as refused, lake.loading([_source("b.csv")]):
        pass
    assert str(refused.value) == (
        "上一次加载（half.csv）没有完成。请先用同样的文件再次加载，让它接着做完，或用 zhicheng patents abandon 放弃它。"
    )
    with pytest.raises(LakeRefused):
        lake.restore(1)
    lake.abandon()
    _load(lake, [simple(3)], name="b.csv")
    assert _all(lake.newest()) == [replace(simple(1), load=1), replace(simple(3), load=2)]


def test_one_writes_at_a_time(lake: Lake) -> None:
    with (
        lake.loading([_source("a.csv")]),
        pytest.raises(LakeRefused, match=r"另一个进程（PID \d+，.* 开始）正在写专利库"),
    ):
        Lake(lake.folder).abandon()


def test_a_reader_sees_whole_versions_while_a_load_goes_on(lake: Lake) -> None:
    _load(lake, [simple(1), simple(2)])
    before = _all(lake.newest())
    with lake.loading([_source("b.csv")]) as writing:
        writing.add([simple(1, "新装置"), simple(3)], Cursor(0, 2))
        assert _all(Lake(lake.folder).newest()) == before
        writing.add([simple(2, "新装置")], Cursor(0, 3))
        assert _all(Lake(lake.folder).newest()) == before
        writing.publish()
    assert len(Lake(lake.folder).newest()) == 3


def test_what_the_tables_cannot_hold_is_set_aside(lake: Lake) -> None:
    huge = replace(simple(2), claim_count=2**40, source="a.csv")
    version = _load(lake, [simple(1), huge])
    assert version.counts == Counts(read=2, added=1, rejected=1)
    assert [(one.file, one.excerpt) for one in lake.newest().rejects()] == [("a.csv", publication(2))]


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LakeRefused, match="请检查磁盘空间和文件夹的写入权限"):
        _load(Lake(tmp_path / "file" / "lake"), [simple(1)])


FULL_DISK = """
import resource, sys
from pathlib import Path
from tests.engine.patents.test_lake import _load, simple
from zhicheng.engine.patents.lake import Lake, LakeRefused
lake = Lake(Path(sys.argv[1]))
_load(lake, [simple(1)])
resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))
try:
    _load(lake, [simple(number) for number in range(3000)], name="b.csv")
except LakeRefused as refused:
    print(str(refused).partition("：")[0])
"""


def test_a_full_disk_is_told_and_harms_nothing(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    command = [sys.executable, "-c", FULL_DISK, str(lake.folder)]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    assert ended.stdout.strip() == f"写不进专利库 {lake.folder}"
    assert _all(lake.newest()) == [replace(simple(1), load=1)]
    _load(lake, [simple(number) for number in range(50)], name="b.csv")
    assert len(lake.newest()) == 50


def test_a_spoilt_version_file_is_named(lake: Lake) -> None:
    _load(lake, [simple(1)])
    path = lake.folder / "versions" / "000001.json"
    path.write_text("{")
    with pytest.raises(LakeRefused, match=r"000001\.json 已损坏"):
        Lake(lake.folder).newest()
