"""A query as text; parsing the text gives the same query."""

from datetime import date

from zhicheng.engine.patents.query.nodes import (
    And,
    Choice,
    Counts,
    Dates,
    Everything,
    Near,
    Not,
    Number,
    Or,
    Phrase,
    Place,
    Query,
    Symbol,
    Words,
)


def to_text(query: Query) -> str:
    """The canonical spelling, for example ``TI="锂离子" AND AD=[2010-01-01 TO 2012-12-31]``."""
    match query:
        case And():
            text = " AND ".join(_inside(child, query) for child in query.children)
        case Or():
            text = " OR ".join(_inside(child, query) for child in query.children)
        case Not():
            text = f"NOT {_inside(query.child, query)}"
        case Everything():
            text = "*"
        case Words():
            text = _with_field(query.field, _quoted(query.phrase))
        case Near():
            text = _with_field(query.field, f"{_quoted(query.left)} NEAR/{query.distance} {_quoted(query.right)}")
        case _:
            text = _of_value(query)
    return text


def _of_value(query: Symbol | Number | Dates | Counts | Place | Choice) -> str:
    match query:
        case Symbol():
            return f'IPC="{query.code}{_star(query.is_prefix)}"'
        case Number():
            return f'{query.field}="{query.text}{_star(query.is_prefix)}"'
        case Dates():
            return f"{query.field}=[{_day(query.first)} TO {_day(query.last)}]"
        case Counts():
            return f"{query.field}=[{_count(query.least)} TO {_count(query.most)}]"
        case Place():
            return f"REGION={query.code}"
        case Choice():
            return f"{query.field}={query.value}"


def _inside(child: Query, outer: Query) -> str:
    needs_brackets = isinstance(child, Or | And) and not (isinstance(outer, Or) and isinstance(child, And))
    return f"({to_text(child)})" if needs_brackets else to_text(child)


def _quoted(phrase: Phrase) -> str:
    return f'"{phrase.text}{_star(phrase.is_prefix)}"'


def _with_field(name: str, text: str) -> str:
    return f"{name}={text}" if name else text


def _star(is_prefix: bool) -> str:
    return "*" if is_prefix else ""


def _day(one: date | None) -> str:
    return one.isoformat() if one else "*"


def _count(one: int | None) -> str:
    return "*" if one is None else str(one)
