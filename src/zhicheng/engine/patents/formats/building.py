"""What every reader does with what it found: from a number and its kind code to the fixed fields of a record."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from zhicheng.engine.numbers.patents import PatentNumber
from zhicheng.engine.patents.formats.kinds import classify
from zhicheng.engine.patents.formats.symbols import fixed_symbol_of, symbol_of
from zhicheng.engine.patents.record import Classification, ClassScheme, Kind, Patent, Stage, Text


def patent_of(
    number: PatentNumber, *, source: str, published_on: date | None = None, kind: Kind | None = None, **fields: Any
) -> Patent:
    """A record whose country, kind, stage and date of grant follow from its publication number.

    ``kind`` is the source's own word on the right, where it has one. A grant published by its office is granted on the
    day of its publication, unless ``fields`` have another date.
    """
    by_code, stage = classify(number.office, number.kind_code)
    fields.setdefault("granted_on", published_on if stage is Stage.GRANT else None)
    return Patent(
        publication=str(number),
        country=number.office,
        kind=kind or by_code,
        stage=stage,
        kind_code=number.kind_code,
        published_on=published_on,
        source=source,
        **fields,
    )


def classes_of(scheme: ClassScheme, codes: Iterable[str]) -> tuple[Classification, ...]:
    """The symbols of a scheme in their order, each once; empty ones are left out."""
    return tuple(Classification(scheme, code) for code in dict.fromkeys(codes) if code)


def ipc_of(words: Iterable[str]) -> tuple[Classification, ...]:
    """IPC symbols from any spelling with a slash."""
    return classes_of(ClassScheme.IPC, map(symbol_of, words))


def fixed_ipc_of(words: Iterable[str]) -> tuple[Classification, ...]:
    """IPC symbols from the spelling without a slash of United States grants until 2004."""
    return classes_of(ClassScheme.IPC, map(fixed_symbol_of, words))


def cpc_of(words: Iterable[str]) -> tuple[Classification, ...]:
    """CPC symbols from any spelling with a slash."""
    return classes_of(ClassScheme.CPC, map(symbol_of, words))


def texts_of(*texts: tuple[str, str]) -> tuple[Text, ...]:
    """Pairs of language and words as texts; blank ones are left out, of a language the first is kept."""
    kept: dict[str, str] = {}
    for language, words in texts:
        if words:
            kept.setdefault(language, words)
    return tuple(Text(language, words) for language, words in kept.items())
