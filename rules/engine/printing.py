"""Writing a formula's tree back as text: as the edition has it, or with the numbers put in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from .expressions import Node, fold

_Piece = tuple[str, int]
_LEVELS = {"if": 0, "or": 1, "and": 2, "not": 3, "compare": 4, "+": 5, "-": 5, "*": 6, "/": 6, "negative": 7}
_ATOM = 9
_CUT = "\0"  # in no name, and written as an escape in a text


def text_of(
    node: Node, show: Callable[[str], str] | None = None, shown_lookups: Mapping[str, str] | None = None
) -> str:
    """The formula as text; parsing it gives the same tree.

    `show` replaces names (by their numbers, for a trace); `shown_lookups` replaces lookups by table. Text
    made with either is for reading, not for parsing.
    """
    return fold(node, _Printer(show or (lambda key: key), shown_lookups or {}))[0]


def template_of(node: Node, tables: Iterable[str]) -> tuple[str, ...]:
    """The formula's text cut at its names and at the lookups of some tables: text and name in turn.

    A lookup stands as its table with `()` behind it.
    """
    lookups = {table: f"{_CUT}{table}(){_CUT}" for table in tables}
    return tuple(text_of(node, lambda key: f"{_CUT}{key}{_CUT}", lookups).split(_CUT))


class _Printer:
    """Operations on (text, how tightly it binds)."""

    def __init__(self, show: Callable[[str], str], shown_lookups: Mapping[str, str]) -> None:
        self._show = show
        self._shown_lookups = shown_lookups

    def number(self, value: float) -> _Piece:
        return (str(int(value)) if value == int(value) and value < 1e15 else repr(value)), _ATOM

    def text(self, value: str) -> _Piece:
        return json.dumps(value, ensure_ascii=False), _ATOM

    def name(self, key: str) -> _Piece:
        return self._show(key), _ATOM

    def negative(self, operand: _Piece) -> _Piece:
        return f"-{_within(operand, _LEVELS['negative'])}", _LEVELS["negative"]

    def binary(self, operator: str, left: _Piece, right: _Piece) -> _Piece:
        level = _LEVELS[operator]
        return f"{_within(left, level)} {operator} {_within(right, level + 1)}", level

    def compare(self, operator: str, left: _Piece, right: _Piece) -> _Piece:
        level = _LEVELS["compare"]
        return f"{_within(left, level + 1)} {operator} {_within(right, level + 1)}", level

    def member(self, item: _Piece, options: tuple[_Piece, ...], negated: bool) -> _Piece:
        level = _LEVELS["compare"]
        listed = ", ".join(option[0] for option in options) + ("," if len(options) == 1 else "")
        return f"{_within(item, level + 1)} {'not in' if negated else 'in'} ({listed})", level

    def logic(self, operator: str, operands: tuple[_Piece, ...]) -> _Piece:
        level = _LEVELS[operator]
        return f" {operator} ".join(_within(operand, level + 1) for operand in operands), level

    def negation(self, operand: _Piece) -> _Piece:
        return f"not {_within(operand, _LEVELS['not'])}", _LEVELS["not"]

    def call(self, function: str, arguments: tuple[_Piece, ...]) -> _Piece:
        return f"{function}({', '.join(argument[0] for argument in arguments)})", _ATOM

    def choose(
        self, condition: _Piece, then: Callable[[], _Piece], otherwise: Callable[[], _Piece]
    ) -> _Piece:
        level = _LEVELS["if"]
        chosen, test = _within(then(), level + 1), _within(condition, level + 1)
        return f"{chosen} if {test} else {_within(otherwise(), level)}", level

    def lookup(self, table: str, arguments: tuple[_Piece, ...]) -> _Piece:
        if table in self._shown_lookups:
            return self._shown_lookups[table], _ATOM
        listed = ", ".join((json.dumps(table, ensure_ascii=False), *(argument[0] for argument in arguments)))
        return f"lookup({listed})", _ATOM


def _within(piece: _Piece, level: int) -> str:
    return piece[0] if piece[1] >= level else f"({piece[0]})"
