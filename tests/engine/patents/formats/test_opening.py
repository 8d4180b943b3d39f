"""Files, archives and folders to members; hostile and broken ones refused."""

import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from zhicheng.engine.patents.formats.format import FormatRefused
from zhicheng.engine.patents.formats.opening import OpeningLimits, head_of, members

TEXT = "公开号,名称\nCN101933423A,电池\n".encode()


def _zip(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def _opened(data: bytes, name: str = "f") -> dict[str, bytes]:
    return {member.name: member.stream.read() for member in members(io.BytesIO(data), name)}


def test_a_plain_file_is_one_member_and_its_head_can_be_seen_without_reading() -> None:
    [member] = members(io.BytesIO(TEXT), "a.csv")
    assert (member.name, head_of(member), head_of(member), member.stream.read()) == ("a.csv", TEXT, TEXT, TEXT)


def test_gzip_and_zip_and_one_in_the_other_are_opened() -> None:
    assert _opened(gzip.compress(TEXT), "a.csv.gz") == {"a.csv": TEXT}
    inner = _zip({"c.csv": TEXT})
    packed = _zip({"b.csv": b"b", "a.csv.gz": gzip.compress(TEXT), "in.zip": inner, "p.tif": b"II", ".x": b"x"})
    assert _opened(packed, "week.zip") == {
        "week.zip/a.csv": TEXT,
        "week.zip/b.csv": b"b",
        "week.zip/in.zip/c.csv": TEXT,
    }


def test_a_stream_that_cannot_seek_is_opened_too() -> None:
    class Forward(io.BytesIO):
        def seekable(self) -> bool:
            return False

    assert [member.stream.read() for member in members(Forward(_zip({"a.csv": TEXT})), "a.zip")] == [TEXT]


def test_a_folder_gives_its_files_in_order(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.csv.gz").write_bytes(gzip.compress(b"b"))
    (tmp_path / "a.csv").write_bytes(b"a")
    (tmp_path / "picture.png").write_bytes(b"p")
    found = [(member.name, member.stream.read()) for member in members(tmp_path, "set")]
    assert found == [("set/a.csv", b"a"), ("set/sub/b.csv", b"b")]


def test_names_packed_by_chinese_windows_are_read() -> None:
    data = bytearray(_zip({"xxxx.csv": TEXT}))
    data = data.replace(b"xxxx.csv", "专利".encode("gb18030") + b".csv")
    assert _opened(bytes(data), "z") == {"z/专利.csv": TEXT}


def test_a_workbook_becomes_text() -> None:
    book = openpyxl.Workbook()
    book.active.append(["公开号", "权利要求数"])
    book.active.append(["CN101933423A", 12])
    file = io.BytesIO()
    book.save(file)
    assert _opened(file.getvalue(), "a.xlsx") == {"a.xlsx": "公开号,权利要求数\r\nCN101933423A,12\r\n".encode()}


@pytest.mark.parametrize(
    ("entry", "words"), [("../a.csv", "指向别处"), ("/etc/a.csv", "指向别处"), ("C:\\a.csv", "指向别处")]
)
def test_an_archive_that_points_elsewhere_is_refused(entry: str, words: str) -> None:
    with pytest.raises(FormatRefused, match=words):
        _opened(_zip({"ok.csv": b"ok", entry: b"a"}))


def test_bombs_are_stopped_while_they_swell() -> None:
    bomb = _zip({"a.csv": b"\0" * (64 << 20)})
    with pytest.raises(FormatRefused, match="大得异常"):
        _opened(bomb)
    with pytest.raises(FormatRefused, match="大得异常"):
        _opened(gzip.compress(b" " * (64 << 20)))
    limits = OpeningLimits(max_unpacked_bytes=10)
    with pytest.raises(FormatRefused, match="大得异常"):
        [member.stream.read() for member in members(io.BytesIO(gzip.compress(TEXT)), "a", limits=limits)]


def test_three_layers_too_many_entries_and_other_packings_are_refused() -> None:
    three = _zip({"a.zip": _zip({"b.zip": _zip({"c.csv": TEXT})})})
    with pytest.raises(FormatRefused, match="三层压缩"):
        _opened(three)
    with pytest.raises(FormatRefused, match="最多 1 个"):
        list(members(io.BytesIO(_zip({"a": b"", "b": b""})), "a", limits=OpeningLimits(max_entries=1)))
    with pytest.raises(FormatRefused, match="旧版 Excel"):
        _opened(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def test_broken_archives_are_refused_with_what_to_do() -> None:
    packed = gzip.compress(TEXT * 5000)
    with pytest.raises(FormatRefused, match="重新下载"):
        _opened(packed[: len(packed) // 2])
    with pytest.raises(FormatRefused, match="打不开"):
        _opened(_zip({"a.csv": TEXT})[:40])
    spoilt = bytearray(_zip({"a.csv": bytes(range(256)) * 400}))
    spoilt[200:220] = b"\xff" * 20
    with pytest.raises(FormatRefused, match="已损坏"):
        _opened(bytes(spoilt))


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(_zip({"a.csv": TEXT}))
    directory = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[directory + 8] |= 1
    with pytest.raises(FormatRefused, match="设有密码"):
        _opened(bytes(data))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatRefused, match="打不开文件"):
        list(members(tmp_path / "none.csv"))
