"""Text to :class:`Formula`: the grammar, then what the grammar cannot say (functions, their arguments, depth)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TypeAlias, cast

from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from zhicheng.engine.formulas.errors import FormulaError
from zhicheng.engine.formulas.nodes import (
    ArithmeticOperator,
    Call,
    Comparison,
    ComparisonOperator,
    Condition,
    Expression,
    FormulaNode,
    FunctionName,
    Logic,
    Minus,
    Name,
    Number,
    Operation,
    names_with_offsets,
)
from zhicheng.engine.formulas.printing import to_text

LONGEST_TEXT = 2_000
DEEPEST_TREE = 100  # walking the tree is recursive; no formula that a person can read comes near
LONGEST_NUMBER = 30
KEPT = 1_000  # more than all formulas in force, which pages and computings read again and again

_ARGUMENTS: Mapping[str, tuple[int, int | None]] = {  # least and most
    "growth": (1, 1),
    "per": (3, 3),
    "max": (2, None),
    "min": (2, None),
    "sum": (2, None),
    "mean": (2, None),
    "log": (1, 1),
    "smooth": (2, 2),
}
_EXPECTED_WORDS: Mapping[str, str] = {
    "NAME": "指标代码",
    "NUMBER": "数字",
    "COMPARE": "比较符号（>= <= > < =）",
    "PLUS_MINUS": "加号或减号",
    "TIMES_OVER": "乘号或除号",
    "LPAR": "左括号",
    "RPAR": "右括号",
    "COMMA": "逗号",
    "AND": "and",
    "OR": "or",
    "NOT": "not",
    "AT": "@",
    "MINUS": "减号",
    "PLUS": "加号",
    "$END": "公式结束",
}
_Tree: TypeAlias = Tree[Token]


@dataclass(frozen=True)
class Formula:
    """A formula that has been read and checked. Two formulas are equal when their trees are.

    ``text`` is what was written, ``str(formula)`` the canonical spelling. ``lags`` gives for each indicator the years,
    relative to the year asked for, that may be read: ``growth(x)`` gives ``{"x": (-1, 0)}``.
    """

    root: FormulaNode
    text: str = field(compare=False)
    names: frozenset[str] = field(compare=False)
    lags: Mapping[str, tuple[int, ...]] = field(compare=False, repr=False)

    @property
    def is_condition(self) -> bool:
        """True for a target, which is met or not; False for an indicator, which has a value."""
        return isinstance(self.root, Comparison | Logic)

    def __str__(self) -> str:
        return to_text(self.root)


@lru_cache(maxsize=KEPT)
def parse(text: str) -> Formula:
    """Read a formula; the same text gives the same tree, which nothing can change.

    Raises :class:`FormulaError` with the line and column of the fault and what was expected there.
    """
    if len(text) > LONGEST_TEXT:
        message = f"公式长 {len(text)} 个字符，最多 {LONGEST_TEXT} 个；请拆成几个指标"
        raise FormulaError(message)
    if not text.strip():
        raise FormulaError("公式是空的，请写出算式，例如 patents / gdp", line=1, column=1)
    tree = _read(text)
    _refuse_deep(tree)
    root = _build(tree)
    lags = _lags_of(root)
    return Formula(root=root, text=text, names=frozenset(lags), lags=lags)


def _lags_of(root: FormulaNode) -> Mapping[str, tuple[int, ...]]:
    read = set(names_with_offsets(root))
    names = sorted({code for code, _ in read})
    return MappingProxyType({name: tuple(sorted(lag for code, lag in read if code == name)) for name in names})


@cache
def _grammar() -> Lark:
    grammar = resources.files("zhicheng.engine.formulas").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=False, propagate_positions=True)


def _read(text: str) -> _Tree:
    try:
        return _grammar().parse(text)
    except UnexpectedCharacters as fault:
        seen = text[fault.pos_in_stream] if fault.pos_in_stream is not None else ""
        message = f"不认识的字符“{seen}”。公式只用小写指标代码、数字、+ - * / 和括号"
        raise FormulaError(message, line=fault.line, column=fault.column) from None
    except UnexpectedToken as fault:
        raise _unexpected(fault, text) from None
    except UnexpectedInput as fault:
        raise FormulaError("公式写法不对", line=fault.line, column=fault.column) from None


def _unexpected(fault: UnexpectedToken, text: str) -> FormulaError:
    # What the parser really accepts here; its `expected` also lists what some other place would.
    wanted = "、".join(_EXPECTED_WORDS[word] for word in _EXPECTED_WORDS if word in fault.accepts)
    if fault.token.type == "$END":
        last_line = text.rstrip().rsplit("\n", 1)[-1]
        line = text.rstrip().count("\n") + 1
        return FormulaError(f"公式没有写完，这里应为：{wanted}", line=line, column=len(last_line) + 1)
    message = f"“{fault.token}”不应在这里，这里应为：{wanted}"
    return FormulaError(message, line=fault.line, column=fault.column)


def _refuse_deep(tree: _Tree) -> None:
    level: list[_Tree] = [tree]
    for _ in range(DEEPEST_TREE):
        level = [child for node in level for child in node.children if isinstance(child, Tree)]
        if not level:
            return
    raise FormulaError(f"公式嵌套超过 {DEEPEST_TREE} 层，请拆成几个指标")


def _build(tree: _Tree) -> FormulaNode:
    match tree.data:
        case "comparison":
            left, operator, right = tree.children
            return Comparison(cast("ComparisonOperator", str(operator)), _expression(left), _expression(right))
        case "either":
            return Logic("or", tuple(_condition(child) for child in tree.children))
        case "both":
            return Logic("and", tuple(_condition(child) for child in tree.children))
        case "no":
            return Logic("not", (_condition(tree.children[0]),))
        case _:
            return _expression(tree)


def _condition(tree: _Tree | Token) -> Condition:
    return cast("Condition", _build(cast("_Tree", tree)))


def _expression(part: _Tree | Token) -> Expression:
    tree = cast("_Tree", part)
    match tree.data:
        case "number":
            return _number(cast("Token", tree.children[0]))
        case "name":
            return Name(_code(cast("Token", tree.children[0])))
        case "earlier":
            return _earlier(*cast("list[Token]", tree.children))
        case "minus":
            return Minus(_expression(tree.children[0]))
        case "call":
            return _call(cast("Token", tree.children[0]), [_expression(child) for child in tree.children[1:]])
        case _:
            left, operator, right = tree.children
            return Operation(cast("ArithmeticOperator", str(operator)), _expression(left), _expression(right))


def _fault(message: str, token: Token) -> FormulaError:
    return FormulaError(message, line=token.line, column=token.column)


def _number(token: Token) -> Number:
    if len(token) > LONGEST_NUMBER:
        raise _fault(f"数字长 {len(token)} 位，最多 {LONGEST_NUMBER} 位", token)
    return Number(str(token))


def _code(token: Token) -> str:
    if token in _ARGUMENTS:
        message = f"“{token}”是函数，后面要有括号和参数，例如 {token}(…)；指标代码不能与函数同名"
        raise _fault(message, token)
    return str(token)


def _earlier(code: Token, years: Token) -> Name:
    if not years.isdigit() or int(years) == 0:
        raise _fault(f"“@-{years}”应为 @- 加不小于 1 的整数年数，例如 {code}@-1", years)
    return Name(_code(code), -int(years))


def _call(function: Token, arguments: list[Expression]) -> Call:
    if function not in _ARGUMENTS:
        raise _fault(f"没有函数“{function}”，可用的有：{'、'.join(_ARGUMENTS)}", function)
    least, most = _ARGUMENTS[function]
    if len(arguments) < least or (most is not None and len(arguments) > most):
        wanted = f" {least} 个" if least == most else f"至少 {least} 个"
        raise _fault(f"函数 {function} 需要{wanted}参数，这里有 {len(arguments)} 个", function)
    if function == "smooth":
        _check_width(arguments[1], function)
    return Call(cast("FunctionName", str(function)), tuple(arguments))


def _check_width(width: Expression, function: Token) -> None:
    is_odd_number = isinstance(width, Number) and width.text.isdigit() and int(width.text) % 2 == 1
    if not is_odd_number or width == Number("1"):
        raise _fault("smooth 的第二个参数是年数，应为不小于 3 的奇数，例如 smooth(x, 3)", function)
