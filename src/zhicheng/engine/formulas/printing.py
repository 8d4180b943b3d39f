"""A formula's tree as text, with the fewest parentheses; parsing the text gives the same tree."""

from zhicheng.engine.formulas.nodes import Call, Comparison, FormulaNode, Logic, Minus, Name, Number, Operation

_ATOM = 9


def to_text(node: FormulaNode) -> str:
    """The canonical spelling, for example ``a / (b + c) * 100``."""
    match node:
        case Number():
            text = node.text
        case Name():
            text = f"{node.code}@{node.lag}" if node.lag else node.code
        case Minus():
            text = "-" + _inside(node.child, at_least=_strength(node))
        case Call():
            text = f"{node.function}({', '.join(to_text(argument) for argument in node.arguments)})"
        case Logic("not", (child,)):
            text = "not " + _inside(child, at_least=_strength(node))
        case Logic():
            text = _joined(node, node.children[0], node.operator, node.children[1])
        case Operation() | Comparison():
            text = _joined(node, node.left, node.operator, node.right)
    return text


def _joined(node: FormulaNode, left: FormulaNode, operator: str, right: FormulaNode) -> str:
    # All operators lean to the left: a - (b - c) needs its parentheses, (a - b) - c does not.
    strength = _strength(node)
    return f"{_inside(left, at_least=strength)} {operator} {_inside(right, at_least=strength + 1)}"


def _inside(node: FormulaNode, *, at_least: int) -> str:
    text = to_text(node)
    return text if _strength(node) >= at_least else f"({text})"


def _strength(node: FormulaNode) -> int:
    match node:
        case Logic():
            return {"or": 1, "and": 2, "not": 3}[node.operator]
        case Comparison():
            return 4
        case Operation():
            return 5 if node.operator in {"+", "-"} else 6
        case Minus():
            return 7
        case _:
            return _ATOM
