"""Files as inputs of a load: recognised and told apart by their contents."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from zhicheng.engine.patents.formats.format import Format, FormatRefused, Member, Reading
from zhicheng.engine.patents.formats.opening import head_of, members
from zhicheng.engine.patents.formats.recognition import recognise
from zhicheng.engine.patents.lake import Source
from zhicheng.engine.patents.loading.inputs import Input, LoadRefused, Position
from zhicheng.engine.patents.record import Reject

_BLOCK_BYTES = 1 << 20


def file_inputs(paths: Sequence[Path], chosen: Format | None = None) -> list[Input]:
    """The inputs of files, archives and folders, in the order given.

    `chosen` is the format to read all by, instead of recognising each. Raises `LoadRefused`, before anything is read in, for a file
    that is missing, empty, of no known format or given twice.
    """
    inputs = [_file_input(path, chosen) for path in paths]
    _refuse_twice(inputs)
    return inputs


def _file_input(path: Path, chosen: Format | None) -> Input:
    if not path.exists():
        raise LoadRefused(f"没有文件 {path}。请检查路径。")
    try:
        format_ = chosen or _recognised(path)
        source = Source(name=path.name, sha256=_sha256(path), format=format_.code, size_bytes=_size_bytes(path))
    except FormatRefused as fault:
        raise LoadRefused(_sentence(f"{path.name}：{fault}")) from fault
    except OSError as fault:
        raise LoadRefused(f"读不了 {path}：{fault.strerror}。请检查文件的读取权限。") from fault
    position = Position()
    return Input(source, lambda: _read(path, chosen, position), position)


def _recognised(path: Path) -> Format:
    """The format of the first member that has one. Each member is read by its own."""
    seen = []
    for member in members(path):
        if found := recognise(head_of(member), member.name):
            return found
        seen.append(member.name)
    what = f"（{'、'.join(seen[:3])}）" if seen else "，里面没有可读的文件"
    raise LoadRefused(
        f"{path.name} 不是能识别的专利文件{what}。可以加载的格式见 zhicheng patents formats；其他表格请用 --mapping 指定列的对应文件。"
    )


def _read(path: Path, chosen: Format | None, position: Position) -> Reading:
    """All records of a file. What cannot be read at all becomes a reject, and the rest of an archive goes on."""
    try:
        for member in _members(path, position):
            yield from _read_member(member, chosen)
    except FormatRefused as fault:
        yield Reject(path.name, 0, _sentence(str(fault)))


def _members(path: Path, position: Position) -> Iterator[Member]:
    if path.is_dir():
        yield from members(path)
        return
    with path.open("rb") as stream:
        position.stream = stream
        yield from members(stream, path.name)
        position.ended_at, position.stream = position.bytes_read, None


def _read_member(member: Member, chosen: Format | None) -> Reading:
    format_ = chosen or recognise(head_of(member), member.name)
    if format_ is None:
        yield Reject(member.name, 0, "不是能识别的专利文件，已跳过。")
        return
    try:
        yield from format_.read(member)
    except FormatRefused as fault:
        yield Reject(member.name, 0, _sentence(str(fault)))


def _sha256(path: Path) -> str:
    """Of a file its contents; of a folder the names and contents of its files."""
    digest = hashlib.sha256()
    for file in _files(path):
        digest.update(f"{file.relative_to(path).as_posix()}\n".encode() if file != path else b"")
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK_BYTES):
                digest.update(block)
    return digest.hexdigest()


def _size_bytes(path: Path) -> int:
    return sum(file.stat().st_size for file in _files(path))


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]


def _refuse_twice(inputs: Sequence[Input]) -> None:
    seen: dict[str, str] = {}
    for one in inputs:
        if earlier := seen.get(one.source.sha256):
            raise LoadRefused(f"{one.source.name} 与 {earlier} 内容相同，请只加载一次。")
        seen[one.source.sha256] = one.source.name


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text}。"
