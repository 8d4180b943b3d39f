"""How the tests of the formats read: bytes as a file that somebody sent."""

import io
from pathlib import Path

from zhicheng.engine.patents.formats.format import Format, Member
from zhicheng.engine.patents.formats.opening import head_of, members
from zhicheng.engine.patents.formats.recognition import recognise
from zhicheng.engine.patents.formats.streams import buffered
from zhicheng.engine.patents.record import Patent, Reject

SAMPLES = Path(__file__).parents[5] / "shared" / "data"
"""The real sets that lie beside some checkouts; tests that need them are skipped where they are absent."""


def member_of(data: bytes, name: str = "file") -> Member:
    return Member(name, buffered(io.BytesIO(data).read))


def read_as(format_: Format, data: bytes, name: str = "file") -> list[Patent | Reject]:
    return list(format_.read(member_of(data, name)))


def patents_in(format_: Format, data: bytes) -> list[Patent]:
    found = read_as(format_, data)
    assert [one for one in found if isinstance(one, Reject)] == []
    return [one for one in found if isinstance(one, Patent)]


def load(source: Path) -> tuple[list[str], list[Patent], list[Reject]]:
    """All that a path holds: the codes of the formats met, the patents, the rejects."""
    codes: list[str] = []
    found: list[Patent | Reject] = []
    for member in members(source):
        format_ = recognise(head_of(member), member.name)
        assert format_ is not None, member.name
        codes.append(format_.code)
        found.extend(format_.read(member))
    patents = [one for one in found if isinstance(one, Patent)]
    return codes, patents, [one for one in found if isinstance(one, Reject)]
