"""Records told apart by how they begin, whatever the chunks in which they come."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engine.patents.formats import splitting
from zhicheng.engine.patents.formats.faults import RecordRefused
from zhicheng.engine.patents.formats.markup import root_of
from zhicheng.engine.patents.formats.splitting import Piece, matching, pieces_of

BEGINNING = re.compile(rb"PATN\n")


def _pieces(data: bytes, limit: int = 1 << 20) -> list[Piece]:
    return list(pieces_of(io.BytesIO(data), matching(BEGINNING, after=b"\n"), limit=limit))


def test_pieces_begin_where_the_pattern_stands_after_the_right_byte() -> None:
    assert _pieces(b"head\nPATN\na PATN\nb\nPATN\n") == [
        Piece(b"head\n"),
        Piece(b"PATN\na PATN\nb\n"),
        Piece(b"PATN\n"),
    ]
    assert _pieces(b"PATN\nx") == [Piece(b""), Piece(b"PATN\nx")]
    assert _pieces(b"") == [Piece(b"")]


@given(texts=st.lists(st.binary(max_size=700).filter(lambda text: b"PATN" not in text)), chunk=st.integers(1, 900))
def test_nothing_is_lost_between_chunks(texts: list[bytes], chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "_CHUNK_BYTES", chunk)
        records = [b"PATN\n" + text + b"\n" for text in texts]
        assert [piece.data for piece in _pieces(b"head\n" + b"".join(records))] == [b"head\n", *records]


def test_a_record_beyond_the_limit_is_dropped_and_the_next_is_whole() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "_CHUNK_BYTES", 512)
        pieces = _pieces(b"PATN\n" + b"x" * 9_000 + b"\nPATN\nnext", limit=2_000)
    assert [(piece.too_long, piece.data[-4:]) for piece in pieces] == [(False, b""), (True, b"xxx\n"), (False, b"next")]
    assert len(pieces[1].data) < 3_000


def test_a_record_beyond_the_limit_says_so() -> None:
    with pytest.raises(RecordRefused, match="超过 48 MB"):
        root_of(Piece(b"<a/>", too_long=True))
