"""A formula of the edition in the Common Expression Language, and the functions that language lacks."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from typing import Any

from rules.engine.expressions import Node, fold

_SIGNS = {"and": "&&", "or": "||"}


def cel_text(node: Node) -> str:
    """The same formula as CEL; every number is a double there."""
    return fold(node, _Cel())


class _Cel:
    """Operations on CEL texts, each in brackets where it has operands."""

    def number(self, value: float) -> str:
        return repr(float(value))

    def text(self, value: str) -> str:
        return json.dumps(value, ensure_ascii=False)

    def name(self, key: str) -> str:
        return key

    def negative(self, operand: str) -> str:
        return f"(-{operand})"

    def binary(self, operator: str, left: str, right: str) -> str:
        return f"({left} {operator} {right})"

    def compare(self, operator: str, left: str, right: str) -> str:
        return f"({left} {operator} {right})"

    def member(self, item: str, options: tuple[str, ...], negated: bool) -> str:
        return f"{'!' if negated else ''}({item} in [{', '.join(options)}])"

    def logic(self, operator: str, operands: tuple[str, ...]) -> str:
        return f"({f' {_SIGNS[operator]} '.join(operands)})"

    def negation(self, operand: str) -> str:
        return f"(!{operand})"

    def call(self, function: str, arguments: tuple[str, ...]) -> str:
        return f"{function}({', '.join(arguments)})"

    def choose(self, condition: str, then: Callable[[], str], otherwise: Callable[[], str]) -> str:
        return f"({condition} ? {then()} : {otherwise()})"

    def lookup(self, table: str, arguments: tuple[str, ...]) -> str:
        raise ValueError(f"{table}: a lookup is handed over as a number already found.")


def _flat(arguments: Iterable[Any]) -> list[float]:
    return [
        number
        for argument in arguments
        for number in (argument if isinstance(argument, tuple | list) else (argument,))
    ]


def _left_to_right(*arguments: Any) -> float:
    total = 0.0
    for number in _flat(arguments):
        total = total + number
    return total


# What the rivals lack, in plain Python; they call it as we call ours.
FUNCTIONS: dict[str, Callable[..., float]] = {
    "sum": _left_to_right,
    "min": lambda *arguments: min(_flat(arguments)),
    "max": lambda *arguments: max(_flat(arguments)),
    "abs": abs,
    "ceil": lambda number: float(math.ceil(number)),
}
