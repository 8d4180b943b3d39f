"""Text to a query: the grammar, then what the grammar cannot say (fields, values, limits)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeAlias, cast

from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from zhicheng.engine.patents.query import values
from zhicheng.engine.patents.query.errors import QueryRefused
from zhicheng.engine.patents.query.fields import FIELDS, Field, field_named, known_names
from zhicheng.engine.patents.query.nodes import (
    Counts,
    Dates,
    Everything,
    Near,
    Not,
    Phrase,
    Query,
    Words,
    all_of,
    any_of,
    leaves,
)
from zhicheng.engine.patents.query.units import CharacterKind, units_of

LONGEST_TEXT = 4_000
DEEPEST_TREE = 40
MOST_LEAVES = 200
FARTHEST = 20  # units between the sides of NEAR

_HALF_WIDTH = str.maketrans("（）“”「」『』＂＝：＜＞［］【】＊　／", '()"""""""=:<>[][]* /')
_BREAKS_BETWEEN_WORDS = str.maketrans(dict.fromkeys("，、；。,;", " "))
_FIRST_WORD = re.compile(r"[A-Za-z\u3400-\u9fff]+")
_EXPECTED_WORDS: Mapping[str, str] = {
    "WORD": "词",
    "PHRASE": "引号里的短语",
    "FIELD": "字段",
    "LPAR": "左括号",
    "RPAR": "右括号",
    "RSQB": "]",
    "BOUND": "日期或数",
    "_TO": "TO（至）",
    "_AND": "AND（与）",
    "_OR": "OR（或）",
    "$END": "检索式结束",
}
_Tree: TypeAlias = Tree[Token]


def parse(text: str) -> Query:
    """Read a query, `TI=(锂离子 OR 钠离子) AND AD>=2010`; words without any syntax are all sought.

    Raises :class:`QueryRefused` with the place of the fault, what was expected there and how to mend it.
    """
    _refuse_long(text)
    tree = _read(text.translate(_HALF_WIDTH))
    _refuse_deep(tree)
    query = _Reading(Field.ANY).build(tree)
    _refuse_many(query)
    return query


def words(text: str) -> Query:
    """The simple box: every word between spaces and stops is sought as it stands, no sign has a meaning.

    Raises :class:`QueryRefused` when there is no word, or too many.
    """
    _refuse_long(text)
    parts = text.translate(_HALF_WIDTH).translate(_BREAKS_BETWEEN_WORDS).split()
    plain = [" ".join(part.replace('"', " ").rstrip("* ").split()) for part in parts]
    sought = [part for part in plain if _has_words(part)]
    if not sought:
        fault = f"“{text.strip()}”里没有可查的字或词"
        raise QueryRefused(fault, mend="请写出要查的词，例如 锂离子电池")
    query = all_of(*(Words(Field.ANY, Phrase(each)) for each in sought))
    _refuse_many(query)
    return query


def _has_words(text: str) -> bool:
    return any(unit.kind is not CharacterKind.SIGN for unit in units_of(text))


@cache
def _grammar() -> Lark:
    grammar = resources.files("zhicheng.engine.patents.query").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=False, propagate_positions=True)


def _refuse_long(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        fault = f"检索式长 {len(text)} 个字，最多 {LONGEST_TEXT} 个"
        raise QueryRefused(fault, position=LONGEST_TEXT, mend="请分成几次检索；一批号码请用号单查询")
    if not text.strip():
        raise QueryRefused("检索式是空的", mend="请写出要查的词，例如 锂离子电池")


def _read(text: str) -> _Tree:
    try:
        return _grammar().parse(text)
    except UnexpectedToken as fault:
        raise _unexpected(fault, text) from None
    except UnexpectedCharacters as fault:
        raise _unknown_sign(text, fault.pos_in_stream or 0) from None
    except UnexpectedInput as fault:
        raise QueryRefused("检索式写法不对", position=fault.pos_in_stream or 0) from None


def _unknown_sign(text: str, position: int) -> QueryRefused:
    if text[position] == '"':
        return QueryRefused("引号没有成对", position=position, mend="请补上另一个引号")
    seen = _FIRST_WORD.match(text, position)
    fault = f"“{seen[0] if seen else text[position]}”不应在这里"
    return QueryRefused(fault, position=position, mend="要查它本身，请加引号")


def _unexpected(fault: UnexpectedToken, text: str) -> QueryRefused:
    # What the parser really accepts here; its `expected` also lists what some other place would.
    expected = "、".join(word for name, word in _EXPECTED_WORDS.items() if name in fault.accepts)
    if fault.token.type == "$END":
        return QueryRefused("检索式没有写完", position=len(text.rstrip()), expected=expected)
    position = fault.token.start_pos or 0
    mend = "要查这个字本身，请加引号" if fault.token.type.startswith("_") else ""
    return QueryRefused(f"“{fault.token}”不应在这里", position=position, expected=expected, mend=mend)


def _refuse_deep(tree: _Tree) -> None:
    level: list[_Tree] = [tree]
    for _ in range(DEEPEST_TREE):
        level = [child for node in level for child in node.children if isinstance(child, Tree)]
        if not level:
            return
    fault = f"括号套了 {DEEPEST_TREE} 层以上"
    raise QueryRefused(fault, mend="请分成几次检索")


def _refuse_many(query: Query) -> None:
    number = sum(1 for _ in leaves(query))
    if number > MOST_LEAVES:
        fault = f"检索式有 {number} 个条件，最多 {MOST_LEAVES} 个"
        raise QueryRefused(fault, mend="请分成几次检索；一批号码请用号单查询")


@dataclass(frozen=True)
class _Reading:
    """Builds the queries of a part of the tree in which words without a field belong to `field`."""

    field: Field

    def build(self, tree: _Tree) -> Query:
        match tree.data:
            case "either":
                return any_of(*self._children(tree))
            case "both":
                return all_of(*self._children(tree))
            case "no":
                return Not(self._children(tree)[0])
            case "everything":
                return Everything()
            case "term" | "near":
                return _value(self.field, tree)
            case _:
                return self._clause(tree)

    def _children(self, tree: _Tree) -> list[Query]:
        return [self.build(cast("_Tree", child)) for child in tree.children]

    def _clause(self, tree: _Tree) -> Query:
        name = cast("Token", tree.children[0])
        if self.field is not Field.ANY:
            fault = f"“{self.field.value}=( )”里不能再写字段“{name.rstrip('=:<>≥≤ ')}”"
            raise QueryRefused(fault, position=name.start_pos or 0, mend="请把它写到括号外面")
        field = _field(name)
        match tree.data:
            case "group":
                return _Reading(field).build(cast("_Tree", tree.children[1]))
            case "range":
                return _range(field, *cast("list[Token]", tree.children))
            case "compared":
                return _compared(field, *cast("list[Token]", tree.children))
            case _:
                return _value(field, cast("_Tree", tree.children[1]))


def _field(token: Token) -> Field:
    name = token.rstrip("=:<>≥≤ \t\n")
    field = field_named(name)
    if field is None:
        fault = f"没有字段“{name}”"
        mend = f"可用的有：{known_names()}；要查这几个字本身，请加引号"
        raise QueryRefused(fault, position=token.start_pos or 0, mend=mend)
    return field


def _value(field: Field, tree: _Tree) -> Query:
    if tree.data == "near":
        return _near(field, tree)
    text, position = _written(tree)
    match FIELDS[field].sort:
        case "words":
            found: Query = Words(field, values.phrase(text, position))
        case "class":
            found = values.symbol(text, position)
        case "number":
            found = values.number(field, text, position)
        case "place":
            found = values.place(text, position)
        case "choice":
            found = values.choice(field, text, position)
        case "date":
            found = Dates(field, values.day(text, "first", position), values.day(text, "last", position))
        case "count":
            found = Counts(field, values.count(text, position), values.count(text, position))
    return found


def _near(field: Field, tree: _Tree) -> Near:
    left, near, right = tree.children
    operator = cast("Token", near)
    position = operator.start_pos or 0
    if FIELDS[field].sort != "words":
        raise QueryRefused(f"{FIELDS[field].label}里不能用 {operator}", position=position, mend="请改用 AND")
    distance = int(operator.split("/")[1][:4])
    if distance > FARTHEST:
        raise QueryRefused(f"{operator} 太远，最多 NEAR/{FARTHEST}", position=position, mend="更远的请改用 AND")
    sides = [values.phrase(*_written(cast("_Tree", side))) for side in (left, right)]
    return Near(field, sides[0], sides[1], distance)


def _written(term: _Tree) -> tuple[str, int]:
    """The words of a term without its quotation marks, and where they begin."""
    token = cast("Token", term.children[0])
    start = token.start_pos or 0
    return (str(token[1:-1]), start + 1) if token.type == "PHRASE" else (str(token), start)


def _range(field: Field, name: Token, first: Token, last: Token) -> Dates | Counts:
    least, most = (None if bound == "*" else bound for bound in (first, last))
    if least is None and most is None:
        raise QueryRefused("范围两头都是 *", position=first.start_pos or 0, mend="请至少写一头")
    return _between(field, name, least, most)


def _compared(field: Field, name: Token, bound: Token) -> Dates | Counts:
    operator = name[len(name.rstrip("<>=≥≤")) :]
    is_least = operator[0] in ">≥"
    is_open = operator in {"<", ">"}
    found = _between(field, name, bound if is_least else None, None if is_least else bound)
    return _without_edge(found, bound) if is_open else found


def _without_edge(found: Dates | Counts, bound: Token) -> Dates | Counts:
    """`AD>2010` begins with 2011, `AD<2010` ends with 2009."""
    position = bound.start_pos or 0
    if isinstance(found, Counts):
        least = None if found.least is None else found.least + 1
        most = None if found.most is None else found.most - 1
        return Counts(found.field, least, most)
    if found.first is not None:
        return Dates(found.field, values.day_after(values.day(bound, "last", position), position), None)
    return Dates(found.field, None, values.day_before(values.day(bound, "first", position), position))


def _between(field: Field, name: Token, least: Token | None, most: Token | None) -> Dates | Counts:
    match FIELDS[field].sort:
        case "date":
            return _ordered_dates(field, least, most)
        case "count":
            return _ordered_counts(field, least, most)
        case _:
            fault = f"{FIELDS[field].label}没有先后大小"
            raise QueryRefused(fault, position=name.start_pos or 0, mend="范围只用于日期和数，例如 AD=[2010 TO 2012]")


def _ordered_dates(field: Field, least: Token | None, most: Token | None) -> Dates:
    first = None if least is None else values.day(least, "first", least.start_pos or 0)
    last = None if most is None else values.day(most, "last", most.start_pos or 0)
    if first and last and first > last:
        raise _reversed(most)
    return Dates(field, first, last)


def _ordered_counts(field: Field, least: Token | None, most: Token | None) -> Counts:
    low = None if least is None else values.count(least, least.start_pos or 0)
    high = None if most is None else values.count(most, most.start_pos or 0)
    if low is not None and high is not None and low > high:
        raise _reversed(most)
    return Counts(field, low, high)


def _reversed(most: Token | None) -> QueryRefused:
    position = most.start_pos or 0 if most is not None else 0
    return QueryRefused("范围的后一头比前一头小", position=position, mend="请把两头对调")
