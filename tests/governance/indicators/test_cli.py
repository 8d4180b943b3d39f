"""`zhicheng figures …` does what the pages do, and ends with 1 when nothing was done."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.governance.indicators import samples
from tests.people import person
from zhicheng.base.accounts.models import Role
from zhicheng.governance.indicators.cli import app
from zhicheng.governance.indicators.models import CheckRun, Import

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def orchard() -> None:
    samples.orchard()


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "160"})
    return result.exit_code, "".join(result.output.split())


def file_of(folder: Path, *rows: str) -> str:
    path = folder / "fruit.csv"
    path.write_bytes(samples.csv(*rows, encoding="gb18030"))
    return str(path)


def test_a_good_file_goes_in_and_figures_follow(tmp_path: Path) -> None:
    code, said = run("import", file_of(tmp_path, *samples.ROWS), "--layout", "fruit", "--source", "年鉴")
    assert (code, said) == (0, "已导入为“fruit”第1版：5行，10个数值。指标已重算：写入11个数值，删除0个。")
    assert Import.objects.get().source == "年鉴"
    assert len(samples.figures()) == 11


def test_a_rehearsal_writes_nothing(tmp_path: Path) -> None:
    code, said = run("import", file_of(tmp_path, *samples.ROWS), "--layout", "fruit", "--dry-run")
    assert (code, said) == (0, "fruit.csv没有错误，可以导入：5行，10个数值。没有写入。")
    assert (Import.objects.count(), samples.figures()) == (0, {})


def test_faults_are_listed_and_nothing_goes_in(tmp_path: Path) -> None:
    code, said = run("import", file_of(tmp_path, *samples.ROWS, "440300,深圳市,2013,x,1,"), "--layout", "fruit")
    assert code == 1
    assert "不是数字；没有数据请留空" in said
    assert said.endswith("fruit.csv有1处错误，没有导入任何数据。")
    assert Import.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--layout", "plums"], "没有数据表“plums”。可以用：fruit"),
        (["--layout", "fruit", "--by", "nobody"], "没有用户“nobody”"),
    ],
)
def test_wrong_arguments_are_named(tmp_path: Path, arguments: list[str], words: str) -> None:
    assert run("import", file_of(tmp_path, *samples.ROWS), *arguments) == (1, words)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    code, said = run("import", str(tmp_path / "none.csv"), "--layout", "fruit")
    assert code == 1
    assert said.startswith("读不了")


def test_by_an_officer_the_reach_holds(tmp_path: Path) -> None:
    officer = person("李", Role.CITY_HANDLER, "440300")
    code, said = run("import", file_of(tmp_path, *samples.ROWS), "--layout", "fruit", "--by", officer.username)
    assert code == 1
    assert "不在您的管辖区域内" in said


def test_recompute_and_check() -> None:
    samples.bring_in(*samples.ROWS)
    assert run("recompute") == (0, "4个指标有变化：写入11个数值，删除0个。")
    code, said = run("check")
    assert (code, CheckRun.objects.count()) == (0, 1)
    assert "推算人口一年变化超过15%" in said
