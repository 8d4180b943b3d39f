"""Files to the lake and the index: recognised, completed, resumed, followed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.patents.samples import publication, simple
from zhicheng.engine.patents.lake import Counts, Lake
from zhicheng.engine.patents.loading import LoadRefused, Progress, catch_up, load, records_input
from zhicheng.engine.patents.loading.enriching import enriched
from zhicheng.engine.patents.loading.files import file_inputs
from zhicheng.engine.patents.query import parse
from zhicheng.engine.patents.record import Party, PartyRole, Patent, Reject
from zhicheng.engine.patents.search import SearchIndex, open_index

HEADER = "公开（公告）号,申请号,申请日,公开（公告）日,名称,申请（专利权）人,地址,邮编,发明（设计）人,分类号\n"
ROWS = (
    "CN101000001A,CN200610000001.1,2006-01-04,2007-07-18,一种锂离子电池,示例甲公司; 示例乙公司,江苏省苏州市虎丘区科技路1号,215000,张三,H01M10/0525\n"
    "CN101000002A,,2006-13-04,2007-07-18,日期不对的电池,示例甲公司,,,李四,H01M10/05\n"
    "CN101000003A,,2006-01-06,2007-07-18,一种电机,示例丙公司,广东省深圳市南山区科技路2号,518000,王五,H02K1/00\n"
)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "导出.csv"
    path.write_text(HEADER + ROWS, encoding="gb18030")
    return path


def _titled(index: SearchIndex, words: str) -> list[str]:
    return index.ids(parse(f"TI={words}"))


def test_a_table_comes_in_with_its_faulty_row_aside(lake: Lake, index: Path, table: Path) -> None:
    version = load(lake, file_inputs([table]), index=index)
    assert version.counts == Counts(read=3, added=2, rejected=1)
    assert [(source.name, source.format) for source in version.sources] == [("导出.csv", "cnipa")]
    first, last = lake.newest().patents(["CN101000001A", "CN101000003A"])
    assert (first.title(), first.region, first.source, first.load) == ("一种锂离子电池", "320505", "导出.csv", 1)
    assert (last.title(), last.region) == ("一种电机", "440305")
    (reject,) = lake.newest().rejects()
    assert (reject.file, reject.position) == ("导出.csv", 2)
    assert "2006-13-04" in reject.reason
    found = open_index(index)
    assert (found.holds, found.documents, _titled(found, "锂离子电池")) == (1, 2, ["CN101000001A"])


def test_newer_data_update_the_lake_and_the_index(lake: Lake, index: Path, table: Path) -> None:
    load(lake, file_inputs([table]), index=index)
    table.write_text(HEADER + ROWS.replace("一种锂离子电池", "一种钠离子电池"), encoding="utf-8-sig")
    version = load(lake, file_inputs([table]), index=index)
    assert version.counts == Counts(read=3, updated=1, unchanged=1, rejected=1)
    assert lake.newest().patents(["CN101000001A"])[0].title() == "一种钠离子电池"
    found = open_index(index)
    assert (found.holds, found.documents) == (2, 2)
    assert (_titled(found, "锂离子电池"), _titled(found, "钠离子电池")) == ([], ["CN101000001A"])


def test_the_index_follows_a_roll_back(lake: Lake, index: Path, table: Path) -> None:
    load(lake, file_inputs([table]), index=index)
    load(lake, [records_input("错误.csv", lambda: iter([simple(1)]), "wrong")], index=index)
    lake.restore(1)
    assert catch_up(lake, index)
    found = open_index(index)
    assert (found.holds, found.documents, _titled(found, "装置")) == (3, 2, [])
    assert not catch_up(lake, index)


def test_a_lost_index_is_built_anew(lake: Lake, index: Path, table: Path) -> None:
    load(lake, file_inputs([table]))
    assert catch_up(lake, index)
    assert _titled(open_index(index), "电机") == ["CN101000003A"]


def test_the_index_catches_up_with_loads_it_did_not_see(lake: Lake, index: Path, table: Path) -> None:
    load(lake, file_inputs([table]), index=index)
    load(lake, [records_input("b.csv", lambda: iter([simple(1), simple(2)]), "b")])
    assert catch_up(lake, index)
    found = open_index(index)
    assert (found.holds, found.documents, sorted(_titled(found, "装置"))) == (2, 4, [publication(1), publication(2)])


def _breaking_at(number: int) -> Iterator[Patent | Reject]:
    yield from (simple(n) for n in range(number))
    raise OSError("cut off")


def test_a_load_that_broke_goes_on_where_it_stood(lake: Lake, index: Path) -> None:
    with pytest.raises(OSError, match="cut off"):
        load(lake, [records_input("a", lambda: _breaking_at(25), "a")], index=index, batch_records=10)
    assert lake.is_empty()
    assert open_index(index).documents == 0
    told: list[Progress] = []
    whole = records_input("a", lambda: (simple(n) for n in range(30)), "a")
    version = load(lake, [whole], index=index, batch_records=10, tell=told.append)
    assert [progress.counts.read for progress in told] == [30]
    assert version.counts == Counts(read=30, added=30)
    assert open_index(index).documents == 30


def test_progress_tells_the_share_of_the_bytes(lake: Lake, table: Path) -> None:
    told: list[Progress] = []
    load(lake, file_inputs([table]), tell=told.append)
    assert [(progress.counts.read, progress.share) for progress in told] == [(3, 1.0)]
    assert told[0].remaining_seconds == 0.0


def test_what_is_not_a_patent_file_is_refused_before_anything_is_read(lake: Lake, table: Path, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("hello")
    for paths, sentence in (
        ([table, tmp_path / "words.txt"], "words.txt 不是能识别的专利文件"),
        ([tmp_path / "nothing.csv"], "没有文件"),
        ([table, table], "导出.csv 与 导出.csv 内容相同"),
    ):
        with pytest.raises(LoadRefused, match=sentence):
            load(lake, file_inputs(paths))
    assert lake.is_empty()


def test_a_file_without_a_single_patent_makes_no_version(lake: Lake, index: Path, table: Path) -> None:
    table.write_text(HEADER + ROWS.splitlines(keepends=True)[1], encoding="utf-8")
    with pytest.raises(LoadRefused, match=r"没有读到任何专利，专利库未改变。第一条有问题的记录：.*2006-13-04"):
        load(lake, file_inputs([table]), index=index)
    assert (lake.is_empty(), lake.interrupted(), open_index(index).documents) == (True, None, 0)


def test_addresses_and_names_are_completed_only_where_the_source_is_silent() -> None:
    told = Party(PartyRole.APPLICANT, "示例公司", "CN", "江苏省苏州市虎丘区科技路", region="320500", name_key="示例")
    open_one = Party(PartyRole.APPLICANT, "示例股份有限公司", "CN", "四川省成都市武侯区人民南路")
    inventor = Party(PartyRole.INVENTOR, "张三")
    (found,) = enriched([replace(simple(1), parties=(told, open_one, inventor))], 3)
    assert found.parties[0] == told
    assert (found.parties[1].region, found.parties[1].name_key != "") == ("510107", True)
    assert found.parties[2] == inventor
    assert (found.region, found.load) == ("320500", 3)
