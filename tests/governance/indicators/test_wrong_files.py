"""A wrong file at the door, by page and by command line: each fault is named with its mend, nothing is imported."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from tests.governance.indicators import samples
from tests.governance.indicators.test_import_pages import words
from tests.people import person, signed_in
from zhicheng.base.accounts.models import Role
from zhicheng.base.documents.models import Document
from zhicheng.engine.tables import write_xlsx
from zhicheng.governance.indicators.cli import app
from zhicheng.governance.indicators.models import Draft, Import, Row, Value

pytestmark = pytest.mark.django_db

HEAD = samples.HEAD.split(",")
GOOD = "440300,深圳市,2010,10,4,x"


def book(*, extra: tuple[str, bytes] | None = None, formula: bool = False, note: str = "x") -> bytes:
    """A workbook of one good row, with a part added or a cell spoilt inside."""
    made = io.BytesIO()
    plain = write_xlsx(HEAD, [["440300", "深圳市", 2010, 10, 4, "NOTE"]], "水果")
    with zipfile.ZipFile(io.BytesIO(plain)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            text = source.read(name).replace(b"NOTE", note.encode())
            copy.writestr(name, text.replace(b"<v>10.0</v>", b"<f>5+5</f><v>10.0</v>") if formula else text)
        if extra:
            copy.writestr(*extra)
    return made.getvalue()


REFUSED = [
    ("zeros.csv", bytes(50_000_000), "文件里有空字节（NUL），多半没有下载完整或不是文本文件"),
    ("large.csv", samples.csv(*[GOOD] * 800_000), "文件超过 20 MB。请删去不用的列和行或分成几个文件"),
    ("bomb.xlsx", book(extra=("xl/zeros", bytes(50_000_000))), "文件解压后大得异常，已停止读取"),
    ("macro.xlsm", book(), "这是启用宏的文件，为安全起见不予接收。请另存为不含宏的 .xlsx"),
    ("macro.xlsx", book(extra=("xl/vbaProject.bin", b"x")), "文件含有宏，为安全起见不予接收"),
    ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "这是旧版 Excel（.xls）或旧版 Office 文档"),
    ("paper.csv", b"%PDF-1.7 1,2", "这是PDF 文件，不是表格。请上传 .xlsx 或 .csv 文件"),
    ("ruined.csv", samples.csv(GOOD).decode("gb18030", "replace").encode(), "附近的文字已成乱码"),
    ("nul.csv", samples.csv(GOOD).replace(b"x", b"\0"), "文件里有空字节（NUL）"),
    ("bare.csv", samples.csv(GOOD, encoding="utf-16-le"), "认不出文件的编码。请用 Excel 或 WPS 打开后另存为“CSV UTF-8”"),
    ("wide.csv", samples.csv(GOOD, head=",".join(f"c{i}" for i in range(501))), "第 1 行有 501 列，最多 500 列"),
    ("title.csv", samples.csv(samples.HEAD, GOOD, head="水果表,,,,,"), "像是标题行。请删去表头上方的标题行"),
]  # fmt: skip
FAULTY = [
    ("formula.xlsx", book(formula=True), ["单元格是公式。请复制后用“选择性粘贴—数值”换成数字"]),
    ("control.xlsx", book(note="a_x0000_b"), ["单元格里有看不见的控制字符。请清空后重新填写"]),
    ("twice.csv", samples.csv(GOOD, GOOD), ["与第 2 行重复：都是深圳市 2010 年，请只留一行"]),
    ("unknown.csv", samples.csv("449900,无名市,2010,1,1,x"), ["没有代码为“449900”的地区，请核对代码"]),
    ("heads.csv", samples.csv(GOOD, samples.HEAD), ["没有代码为“adcode”的地区", "不是年份，请写四位数字"]),
    ("empty.csv", samples.csv(), ["表里只有列名，没有数据行"]),
    ("long.csv", samples.csv(GOOD + ",y"), ["本行有 7 个单元格，表头只有 6 列；文字里的逗号要用英文引号括住"]),
    ("other.csv", samples.csv("1,2", head="甲,乙"), ["没有一列对应“地区代码”", "没有一列对应“年份”"]),
    ("many.csv", samples.csv(GOOD + ",", head=samples.HEAD + "," + ",".join(f"c{i}" for i in range(194))), ["表头有 200 列"]),
]  # fmt: skip


@pytest.fixture(autouse=True)
def orchard() -> None:
    samples.orchard()
    samples.bring_in(*samples.ROWS)


@pytest.fixture
def officer() -> Client:
    return signed_in(person("国", Role.NATIONAL, None))


def stored() -> list[int]:
    return [model.objects.count() for model in (Import, Row, Value)]


def import_by_command(file: Path) -> tuple[int, str]:
    answer = CliRunner().invoke(app, ["import", str(file), "--layout", "fruit"], env={"COLUMNS": "200"})
    return answer.exit_code, "".join(answer.output.split())


@pytest.mark.parametrize(("name", "content", "says"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_a_file_that_is_no_table(officer: Client, tmp_path: Path, name: str, content: bytes, says: str) -> None:
    before = stored()
    answer = officer.post("/figures/import/", {"layout": "fruit", "file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, says in words(answer)) == (200, True)
    (tmp_path / name).write_bytes(content)
    code, said = import_by_command(tmp_path / name)
    assert (code, "".join(says.split()) in said) == (1, True), said
    assert (stored(), Draft.objects.count(), Document.objects.count()) == (before, 0, 0)


@pytest.mark.parametrize(("name", "content", "says"), FAULTY, ids=[name for name, *_ in FAULTY])
def test_a_table_with_faults(officer: Client, tmp_path: Path, name: str, content: bytes, says: list[str]) -> None:
    before = stored()
    officer.post("/figures/import/", {"layout": "fruit", "file": SimpleUploadedFile(name, content)})
    address = f"/figures/import/{Draft.objects.get().pk}/"
    shown = words(officer.get(address))
    assert [each for each in says if each not in shown] == []
    officer.post(address, {"absent": "drop", "source": "年鉴", "replacing": Import.objects.get().pk})
    (tmp_path / name).write_bytes(content)
    code, said = import_by_command(tmp_path / name)
    assert (code, [each for each in says if "".join(each.split()) not in said]) == (1, []), said
    assert stored() == before


def test_a_name_of_three_hundred_letters_is_refused(officer: Client) -> None:
    file = SimpleUploadedFile("a" * 296 + ".csv", samples.csv(GOOD))
    answer = officer.post("/figures/import/", {"layout": "fruit", "file": file})
    assert "文件名超过 200 个字，请改短后再上传" in words(answer)
    assert (Draft.objects.count(), Document.objects.count()) == (0, 0)
