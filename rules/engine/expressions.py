"""The closed grammar of the standard's formulas: parsed once into a tree of plain values, never run as
code.

Arithmetic, comparison, `and or not`, `in`, `a if c else b`, `sum min max abs ceil`, and `lookup("table",
…)`. A tree is walked by `fold` with any set of operations (`Ops`): values, units, names, or later whole
arrays of buildings.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

FUNCTIONS = ("sum", "min", "max", "abs", "ceil")
MOST_CHARACTERS = 2000
MOST_LEVELS = 100  # no walk of a tree comes near the interpreter's own bound


class ExpressionError(ValueError):
    """A formula that is not in the grammar; `code` and `values` name the finding."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Text:
    value: str


@dataclass(frozen=True, slots=True)
class Name:
    key: str


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Membership:
    item: Node
    options: tuple[Number | Text, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Logic:
    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    operand: Node


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Lookup:
    table: str
    arguments: tuple[Node, ...]


Node = Number | Text | Name | Negative | Binary | Compare | Membership | Logic | Not | Call | Choice | Lookup
T = TypeVar("T")


class Ops(Protocol[T]):
    """What each kind of node means.

    `choose` gets its branches unevaluated, so the branch not taken leaves no trace.
    """

    def number(self, value: float) -> T: ...
    def text(self, value: str) -> T: ...
    def name(self, key: str) -> T: ...
    def negative(self, operand: T) -> T: ...
    def binary(self, operator: str, left: T, right: T) -> T: ...
    def compare(self, operator: str, left: T, right: T) -> T: ...
    def member(self, item: T, options: tuple[T, ...], negated: bool) -> T: ...
    def logic(self, operator: str, operands: tuple[T, ...]) -> T: ...
    def negation(self, operand: T) -> T: ...
    def call(self, function: str, arguments: tuple[T, ...]) -> T: ...
    def choose(self, condition: T, then: Callable[[], T], otherwise: Callable[[], T]) -> T: ...
    def lookup(self, table: str, arguments: tuple[T, ...]) -> T: ...


def fold(node: Node, ops: Ops[T]) -> T:
    """The meaning of a tree under a set of operations, operands from left to right."""
    return _MEANINGS[type(node)](node, ops)


def _choice(node: Any, ops: Ops[T]) -> T:
    decided = fold(node.condition, ops)
    return ops.choose(decided, lambda: fold(node.then, ops), lambda: fold(node.otherwise, ops))


# By the type of the node, as formulas are walked some hundred times for every building.
_MEANINGS: dict[type, Callable[[Any, Any], Any]] = {
    Number: lambda node, ops: ops.number(node.value),
    Text: lambda node, ops: ops.text(node.value),
    Name: lambda node, ops: ops.name(node.key),
    Negative: lambda node, ops: ops.negative(fold(node.operand, ops)),
    Binary: lambda node, ops: ops.binary(node.operator, fold(node.left, ops), fold(node.right, ops)),
    Compare: lambda node, ops: ops.compare(node.operator, fold(node.left, ops), fold(node.right, ops)),
    Membership: lambda node, ops: ops.member(fold(node.item, ops), _each(node.options, ops), node.negated),
    Logic: lambda node, ops: ops.logic(node.operator, _each(node.operands, ops)),
    Not: lambda node, ops: ops.negation(fold(node.operand, ops)),
    Call: lambda node, ops: ops.call(node.function, _each(node.arguments, ops)),
    Choice: _choice,
    Lookup: lambda node, ops: ops.lookup(node.table, _each(node.arguments, ops)),
}


def written_number(node: Node) -> float | None:
    """The number a formula is, with its sign; None where it is more than one plain number."""
    if isinstance(node, Negative) and isinstance(node.operand, Number):
        return -node.operand.value
    return node.value if isinstance(node, Number) else None


def names(node: Node) -> tuple[str, ...]:
    """The names a formula uses, each once, in order of appearance."""
    return tuple(dict.fromkeys(part.key for part in parts(node) if isinstance(part, Name)))


def tables(node: Node) -> tuple[str, ...]:
    """The tables a formula looks into, each once."""
    return tuple(dict.fromkeys(part.table for part in parts(node) if isinstance(part, Lookup)))


def parts(node: Node) -> Iterator[Node]:
    """The node and every node below it."""
    yield node
    for child in _children(node):
        yield from parts(child)


def parse(text: str) -> Node:
    """The tree of a formula. Raises `ExpressionError` for anything outside the grammar."""
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError("expression-too-long", most=MOST_CHARACTERS, levels=MOST_LEVELS)
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError("expression-unreadable", text=text) from error
    try:
        node = _node(tree.body)
    except RecursionError as error:
        raise ExpressionError("expression-too-long", most=MOST_CHARACTERS, levels=MOST_LEVELS) from error
    if _levels(node) > MOST_LEVELS:
        raise ExpressionError("expression-too-long", most=MOST_CHARACTERS, levels=MOST_LEVELS)
    return node


def _children(node: Node) -> Iterator[Node]:
    for name in type(node).__dataclass_fields__:
        value = getattr(node, name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, Node):
                yield child


def _levels(node: Node) -> int:
    """How deep the tree is, found without descending into it."""
    level, row = 0, [node]
    while row:
        level, row = level + 1, [child for parent in row for child in _children(parent)]
    return level


def _each(nodes: tuple[Node, ...], ops: Ops[T]) -> tuple[T, ...]:
    return tuple([fold(node, ops) for node in nodes])


_BINARY: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


def _node(part: ast.expr) -> Node:  # noqa: PLR0911 - one return per kind of node is the whole function
    match part:
        case ast.Constant():
            return _constant(part)
        case ast.Name(id=key):
            return Name(key)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Negative(_node(operand))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(_node(operand))
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
            return Binary(_BINARY[type(operator)], _node(left), _node(right))
        case ast.BoolOp(op=operator, values=operands):
            word = "and" if isinstance(operator, ast.And) else "or"
            return Logic(word, tuple(_node(operand) for operand in operands))
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return _comparison(left, operator, right)
        case ast.IfExp(test=condition, body=then, orelse=otherwise):
            return Choice(_node(condition), _node(then), _node(otherwise))
        case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
            return _call(function, arguments)
        case _:
            raise ExpressionError("expression-not-allowed", text=ast.unparse(part))


def _constant(part: ast.Constant) -> Number | Text:
    if isinstance(part.value, str):
        return Text(part.value)
    if isinstance(part.value, int | float) and not isinstance(part.value, bool) and abs(part.value) < 1e300:
        return Number(float(part.value))
    raise ExpressionError("expression-not-allowed", text=repr(part.value)[:60])


def _comparison(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Node:
    if type(operator) in _COMPARE:
        return Compare(_COMPARE[type(operator)], _node(left), _node(right))
    if isinstance(operator, ast.In | ast.NotIn) and isinstance(right, ast.Tuple) and right.elts:
        options = tuple(_constant(option) for option in right.elts if isinstance(option, ast.Constant))
        if len(options) == len(right.elts):
            return Membership(_node(left), options, isinstance(operator, ast.NotIn))
    raise ExpressionError("expression-not-allowed", text=f"… {ast.unparse(right)}")


def _call(function: str, arguments: list[ast.expr]) -> Node:
    nodes = tuple(_node(argument) for argument in arguments)
    if function == "lookup" and nodes and isinstance(nodes[0], Text):
        return Lookup(nodes[0].value, nodes[1:])
    if function in FUNCTIONS and nodes:
        return Call(function, nodes)
    raise ExpressionError("function-unknown", text=function, allowed=", ".join((*FUNCTIONS, "lookup")))
