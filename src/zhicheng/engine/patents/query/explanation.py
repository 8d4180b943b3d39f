"""A query in plain Chinese words."""

from datetime import date

from zhicheng.engine.patents.query.fields import CHOICE_WORDS, FIELDS, Field
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
from zhicheng.engine.places import division


def explain(query: Query) -> str:
    """What is sought: 标题含“锂离子电池”，并且申请日在 2010 年至 2012 年."""
    match query:
        case And():
            return "，并且".join(_inside(child) for child in query.children)
        case Or():
            return "，或者".join(_inside(child) for child in query.children)
        case Not():
            return f"不是（{explain(query.child)}）"
        case _:
            return _leaf(query)


def _inside(child: Query) -> str:
    return f"（{explain(child)}）" if isinstance(child, And | Or) else explain(child)


def _leaf(query: Words | Near | Symbol | Number | Dates | Counts | Place | Choice | Everything) -> str:
    label = "" if isinstance(query, Everything | Symbol | Place) else FIELDS[query.field].label
    match query:
        case Everything():
            text = "全部文献"
        case Words():
            text = f"{label}含{_quoted(query.phrase)}"
        case Near():
            sides = f"{_quoted(query.left)}和{_quoted(query.right)}"
            text = f"{label}里{sides}相隔不超过 {query.distance} 个字或词"
        case Symbol():
            text = f"分类号以“{query.code}”开头" if query.is_prefix else f"分类在 {query.code} 及其下"
        case Number():
            text = _number(query, label)
        case Dates():
            text = label + _period(query.first, query.last)
        case Counts():
            text = label + _span(query.least, query.most)
        case Place():
            text = f"地区在{_place_name(query.code)}"
        case Choice():
            text = f"{label}为{_choice_word(query)}"
    return text


def _quoted(phrase: Phrase) -> str:
    return f"以“{phrase.text}”开头的词" if phrase.is_prefix else f"“{phrase.text}”"


def _number(query: Number, label: str) -> str:
    number = f"以“{query.text}”开头的号码" if query.is_prefix else f" {query.text}"
    match query.field:
        case Field.CITES:
            return f"引用了{number}"
        case Field.CITED_BY:
            return f"被{number} 引用"
        case _:
            return f"{label}为{number}"


def _place_name(code: str) -> str:
    each = division(code)
    return (division(each.parent).name if each.parent else "") + each.name


def _choice_word(query: Choice) -> str:
    if query.field is Field.OFFICE:
        return f" {query.value}"
    return f"“{CHOICE_WORDS[query.field][query.value][0]}”"


def _period(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return f"不早于 {_edge(first, is_first=True)}" if first else f"不晚于 {_edge(last, is_first=False)}"
    begin, end = _edge(first, is_first=True), _edge(last, is_first=False)
    whole_years = begin.endswith("年") and end.endswith("年")
    if not whole_years:
        begin, end = _edge(first, is_first=True, whole=False), _edge(last, is_first=False, whole=False)
    return f"在 {begin}" if begin == end else f"在 {begin}至 {end}"


def _edge(one: date | None, *, is_first: bool, whole: bool = True) -> str:
    if one is None:
        return ""
    is_edge_of_year = (one.month, one.day) == ((1, 1) if is_first else (12, 31))
    if whole and is_edge_of_year:
        return f"{one.year} 年"
    return f"{one.year} 年 {one.month} 月 {one.day} 日"


def _span(least: int | None, most: int | None) -> str:
    if least is None or most is None:
        return f"至少 {least}" if most is None else f"至多 {most}"
    return f"为 {least}" if least == most else f"在 {least} 至 {most} 之间"
