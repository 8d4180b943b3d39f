"""Whatever is sent, a format gives patents with a number, or rejects, or refuses: nothing else comes out."""

import gzip
import io
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.patents.formats.reading import member_of
from tests.engine.patents.formats.test_epo import DOCUMENT, HEAD, TAIL
from tests.engine.patents.formats.test_patstat import EXTRACT, _zip
from tests.engine.patents.formats.test_tables import HEADER, ROW
from tests.engine.patents.formats.test_uspto import GRANT, GREENBOOK, ST32
from zhicheng.engine.patents.formats.format import Format, FormatRefused, Reading
from zhicheng.engine.patents.formats.opening import members
from zhicheng.engine.patents.formats.recognition import all_formats, format_named
from zhicheng.engine.patents.record import Patent, Reject

WHOLE = {
    "uspto_xml": GRANT * 2,
    "uspto_sgml": ST32 * 2,
    "epo": HEAD + DOCUMENT * 2 + TAIL,
    "uspto_greenbook": GREENBOOK * 2,
    "cnipa": (HEADER + ROW * 2).encode(),
    "patstat": _zip(EXTRACT),
}
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LIGHT = [each for each in all_formats() if each.code != "patstat"]


def _holds(format_: Format, data: bytes) -> None:
    with suppress(FormatRefused):
        _check(format_.read(member_of(data)))


def _check(reading: Reading) -> None:
    for one in reading:
        assert isinstance(one, Patent | Reject)
        if isinstance(one, Patent):
            assert one.publication
        else:
            assert one.reason
            assert one.position > 0
            assert len(one.excerpt) <= 200


@pytest.mark.parametrize("format_", LIGHT, ids=lambda each: each.code)
@SLOW
@given(data=st.binary(max_size=300))
def test_random_bytes(format_: Format, data: bytes) -> None:
    format_.recognises(data, "file")
    _holds(format_, data)


@pytest.mark.parametrize("code", [code for code in WHOLE if code != "patstat"])
@SLOW
@given(data=st.data())
def test_files_cut_off_and_spoilt(code: str, data: st.DataObject) -> None:
    whole, format_ = WHOLE[code], format_named(code)
    assert format_ is not None
    end = data.draw(st.integers(0, len(whole)))
    at = data.draw(st.integers(0, len(whole)))
    put = data.draw(
        st.one_of(st.binary(max_size=8), st.sampled_from([b"<", b'"', b"&lol;", b"]]>", b"\n<?xml ", b"\nPATN\n"]))
    )
    _holds(format_, whole[:end])
    _holds(format_, whole[:at] + put + whole[at + len(put) :])


@settings(max_examples=8, deadline=None)
@given(end=st.integers(0, len(WHOLE["patstat"])), at=st.integers(0, len(WHOLE["patstat"])), put=st.binary(max_size=4))
def test_sets_cut_off_and_spoilt(end: int, at: int, put: bytes) -> None:
    format_ = format_named("patstat")
    assert format_ is not None
    _holds(format_, WHOLE["patstat"][:end])
    _holds(format_, WHOLE["patstat"][:at] + put + WHOLE["patstat"][at + len(put) :])


@SLOW
@given(data=st.binary(max_size=300), packing=st.sampled_from([b"", b"\x1f\x8b\x08", b"PK\x03\x04", b"PK\x05\x06"]))
def test_opening_random_bytes(data: bytes, packing: bytes) -> None:
    _open(packing + data)


@SLOW
@given(data=st.data())
def test_opening_spoilt_archives(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([gzip.compress(GRANT), _zip({"a.xml": GRANT.decode(), "b.xml": GRANT.decode()})]))
    at = data.draw(st.integers(0, len(whole)))
    put = data.draw(st.binary(max_size=6))
    _open(whole[:at] + put + whole[at + len(put) :])


def _open(data: bytes) -> None:
    with suppress(FormatRefused):
        for member in members(io.BytesIO(data), "file"):
            member.stream.read()
