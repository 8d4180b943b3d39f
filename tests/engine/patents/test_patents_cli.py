"""The commands of patents, as they are typed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.engine.patents.test_loading import HEADER, ROWS
from zhicheng.engine.patents.cli import app


class Line:
    """The command line on a lake of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.table = folder / "导出.csv"
        self.table.write_text(HEADER + ROWS, encoding="utf-8")

    def __call__(self, command: str, *words: str, code: int = 0) -> str:
        places = ["--lake", str(self.folder / "lake")]
        if command in ("load", "export", "restore", "compact", "reindex"):
            places += ["--index", str(self.folder / "index")]
        if command == "search":
            places = ["--index", str(self.folder / "index")]
        ended = CliRunner().invoke(app, [command, *words, *places], env={"COLUMNS": "200"})
        assert ended.exit_code == code, ended.output
        return ended.output


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path)


@pytest.fixture
def loaded(line: Line) -> Line:
    line("load", str(line.table))
    return line


def test_load_says_what_it_came_to(line: Line) -> None:
    assert line("load", str(line.table)) == (
        "已加载为版本 1：新增 2 件，更新 0 件，没有变化 0 件，1 条读不了（zhicheng patents rejects 列出）。专利库共 2 件。\n"
    )


def test_rejects_name_the_place_and_the_reason(loaded: Line) -> None:
    (reject,) = json.loads(loaded("rejects", "--json"))
    assert (reject["file"], reject["position"]) == ("导出.csv", 2)
    assert "共 1 条读不了的记录" in loaded("rejects")
    assert json.loads(loaded("rejects", "--json", "--version", "9")) == []


def test_search_lists_and_says_the_query_back(loaded: Line) -> None:
    printed = loaded("search", "TI=锂离子电池")
    assert printed.splitlines()[0] == "标题含“锂离子电池”：共 1 件，第 1 页"
    assert "CN101000001A" in printed
    found = json.loads(loaded("search", "TI=电机", "--json"))
    assert (found["total"], [hit["publication"] for hit in found["hits"]]) == (1, ["CN101000003A"])


def test_a_wrong_query_names_the_place(loaded: Line) -> None:
    assert loaded("search", "TI=(锂", code=1).startswith("第 ")


def test_show_takes_any_spelling(loaded: Line) -> None:
    assert "江苏省苏州市虎丘区科技路1号" in loaded("show", "CN 101000001 A")
    assert json.loads(loaded("show", "CN101000001A", "--json"))["filed_on"] == "2006-01-04"


def test_an_unknown_number_says_what_to_do(loaded: Line) -> None:
    assert loaded("show", "CN109999999A", code=1).startswith("专利库里没有 CN109999999A。")


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_what_is_exported_loads_again_unchanged(loaded: Line, name: str) -> None:
    output = loaded.folder / name
    assert loaded("export", "*", "-o", str(output)) == f"检索到 2 件，已写入 {output}。\n"
    assert loaded("load", str(output)) == ("已加载为版本 2：新增 0 件，更新 0 件，没有变化 2 件。专利库共 2 件。\n")


def test_an_export_of_another_kind_is_refused(loaded: Line) -> None:
    assert loaded("export", "*", "-o", str(loaded.folder / "out.pdf"), code=1) == (
        "不能写 out.pdf：文件名应以 .csv、.xlsx 或 .json 结尾。\n"
    )


def test_statistics_count(loaded: Line) -> None:
    found = json.loads(loaded("stats", "--json"))
    assert (found["publications"], found["country"], found["kind"]) == (2, {"CN": 2}, {"invention": 2})
    assert "占用字节" in loaded("stats")


def test_versions_and_the_way_back(loaded: Line) -> None:
    loaded.table.write_text(HEADER + ROWS.replace("一种电机", "一种风机"), encoding="utf-8")
    loaded("load", str(loaded.table))
    assert loaded("restore", "1") == "已退回版本 1，现为版本 3，共 2 件。\n"
    assert json.loads(loaded("search", "TI=风机", "--json"))["total"] == 0
    found = json.loads(loaded("versions", "--json"))
    assert [(one["number"], one["made"], one["restored"]) for one in found] == [
        (1, "load", None), (2, "load", None), (3, "restore", 1),
    ]  # fmt: skip
    assert "退回至 1" in loaded("versions")
    assert loaded("compact", "--keep", "1").startswith("已合并，现为版本 4，删除了 ")
    assert json.loads(loaded("search", "TI=电机", "--json"))["total"] == 1


def test_nothing_to_give_up(loaded: Line) -> None:
    assert loaded("abandon") == "没有中断的加载。\n"


def test_the_index_is_current_after_a_load(loaded: Line) -> None:
    assert loaded("reindex") == "检索索引已是最新。\n"


def test_a_wrong_file_says_what_is_wrong(line: Line) -> None:
    (line.folder / "words.txt").write_text("hello")
    assert line("load", str(line.folder / "words.txt"), code=1).startswith("words.txt 不是能识别的专利文件")
    assert line("stats", code=1).startswith("专利库没有版本 0，还没有任何版本")
