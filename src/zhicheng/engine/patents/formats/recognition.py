"""Which format a member is in, by its first bytes."""

from functools import lru_cache

from zhicheng.engine.patents.formats import epo, lens, patentscope, patstat, uspto_greenbook, uspto_sgml, uspto_xml
from zhicheng.engine.patents.formats.format import Format
from zhicheng.engine.patents.formats.mapping import shipped_mappings
from zhicheng.engine.patents.formats.table import format_of


@lru_cache(maxsize=1)
def all_formats() -> tuple[Format, ...]:
    """Every format, in the order in which they are tried: the unmistakable first, tables by how much they require."""
    mappings = sorted(shipped_mappings(), key=lambda mapping: -len(mapping.requires))
    return (
        uspto_xml.FORMAT,
        uspto_sgml.FORMAT,
        epo.FORMAT,
        uspto_greenbook.FORMAT,
        patstat.FORMAT,
        lens.FORMAT,
        patentscope.FORMAT,
        *map(format_of, mappings),
    )


def recognise(head: bytes, name: str) -> Format | None:
    """The format of a member that begins with ``head`` (at most 64 KiB), None for one that is not known."""
    return next((each for each in all_formats() if each.recognises(head, name)), None)


def format_named(code: str) -> Format | None:
    """The format of that code, None when there is none."""
    return next((each for each in all_formats() if each.code == code), None)
