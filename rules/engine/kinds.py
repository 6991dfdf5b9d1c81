"""Checking a formula before it is ever used: every name known, every unit right, every function given what
it takes."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

from .expressions import ExpressionError, Node, fold
from .quantities import ONE, Unit, parse_unit
from .tables import Cell, Table


@dataclass(frozen=True, slots=True)
class Kind:
    """What a part of a formula is: number, list, boolean, text or typology; `options` are the words a text
    may be, `literals` those the formula itself writes for it, `constant` the number it always is."""

    type: str
    unit: Unit = ONE
    zero: bool = False
    literals: frozenset[str] = frozenset()
    constant: float | None = None
    options: frozenset[str] | None = None


BOOLEAN = Kind("boolean")
TYPOLOGY = Kind("typology")
_KEY_TYPES = {"integer": "number", "number": "number", "text": "text"}


def kind_of(node: Node, names: Mapping[str, Kind], tables: Mapping[str, Table], *, context: bool) -> Kind:
    """The kind of a formula's result. Raises `ExpressionError` at the first thing wrong.

    Only a formula in `context` may look into tables kept for context, and it may look into no other limits.
    """
    kind = fold(node, _KindOps(names, tables, context))
    if kind.type in ("list", "typology"):
        raise ExpressionError("kind-wrong", found=kind.type, wanted="number")
    return kind


class _KindOps:
    def __init__(self, names: Mapping[str, Kind], tables: Mapping[str, Table], context: bool) -> None:
        self._names = names
        self._tables = tables
        self._context = context

    def number(self, value: float) -> Kind:
        return Kind("number", zero=value == 0, constant=value)

    def text(self, value: str) -> Kind:
        return Kind("text", literals=frozenset({value}))

    def name(self, key: str) -> Kind:
        if key not in self._names:
            raise ExpressionError("name-unknown", name=key, near=nearest(key, self._names))
        return self._names[key]

    def negative(self, operand: Kind) -> Kind:
        number = _number(operand)
        constant = None if number.constant is None else -number.constant
        return Kind("number", number.unit, zero=number.zero, constant=constant)

    def binary(self, operator: str, left: Kind, right: Kind) -> Kind:
        one, other = _number(left), _number(right)
        if operator == "*":
            return Kind("number", one.unit.times(other.unit))
        if operator == "/":
            return Kind("number", one.unit.per(other.unit))
        return Kind("number", _same_unit(one, other))

    def compare(self, operator: str, left: Kind, right: Kind) -> Kind:
        if left.type == right.type == "text" and operator in ("==", "!="):
            _same_words(left, right)
        else:
            _same_unit(_number(left), _number(right))
        return BOOLEAN

    def member(self, item: Kind, options: tuple[Kind, ...], negated: bool) -> Kind:
        for option in options:
            self.compare("==", item, option)
        return BOOLEAN

    def logic(self, operator: str, operands: tuple[Kind, ...]) -> Kind:
        for operand in operands:
            _expect(operand, "boolean")
        return BOOLEAN

    def negation(self, operand: Kind) -> Kind:
        return _expect(operand, "boolean")

    def call(self, function: str, arguments: tuple[Kind, ...]) -> Kind:
        if function in ("abs", "ceil"):
            return self._of_one(function, arguments)
        if len(arguments) == 1 and arguments[0].type == "list":
            return Kind("number", arguments[0].unit)
        return reduce(_alike, map(_number, arguments))

    def choose(self, condition: Kind, then: Callable[[], Kind], otherwise: Callable[[], Kind]) -> Kind:
        _expect(condition, "boolean")
        one, other = then(), otherwise()
        _expect(other, one.type)
        if one.type == "text":
            return Kind("text", literals=one.literals | other.literals)
        return _alike(one, other) if one.type in ("number", "list") else one

    def lookup(self, table: str, arguments: tuple[Kind, ...]) -> Kind:
        found = self._tables.get(table)
        if found is None or not found.keys or found.value is None:
            raise ExpressionError("table-unknown", table=table, near=nearest(table, self._tables))
        if (found.use == "context") != self._context:
            raise ExpressionError("table-use-wrong", table=table, use=found.use)
        if len(arguments) != len(found.keys):
            raise ExpressionError("lookup-keys-wrong", table=table, keys=", ".join(found.keys))
        for key, argument in zip(found.keys, arguments, strict=True):
            _check_key(found, key, argument)
            _check_found(found, key, argument)
        return Kind("number", parse_unit(found.value_unit))

    def _of_one(self, function: str, arguments: tuple[Kind, ...]) -> Kind:
        if len(arguments) != 1:
            raise ExpressionError("function-takes-one", function=function)
        operand = _number(arguments[0])
        if function == "ceil" and not operand.unit.same_size(ONE):
            raise ExpressionError("units-differ", left=operand.unit.text, right="1")
        return Kind("number", operand.unit)


def nearest(word: str, known: Mapping[str, object]) -> str:
    """Up to three known words that look like the one given, for a helpful message."""
    return ", ".join(difflib.get_close_matches(word, list(known), 3, 0.5)) or "–"


def _expect(kind: Kind, wanted: str) -> Kind:
    if kind.type != wanted:
        raise ExpressionError("kind-wrong", found=kind.type, wanted=wanted)
    return kind


def _number(kind: Kind) -> Kind:
    if kind.type == "list":
        raise ExpressionError("list-outside-sum")
    return _expect(kind, "number")


def _same_unit(one: Kind, other: Kind) -> Unit:
    """The common unit of two numbers that are added or compared; a literal 0 goes with every unit."""
    if one.zero:
        return other.unit
    if other.zero or one.unit.same_size(other.unit):
        return one.unit
    raise ExpressionError("units-differ", left=one.unit.text, right=other.unit.text)


def _alike(one: Kind, other: Kind) -> Kind:
    """Two of which either may be the result: in one unit, and 0 only where both are."""
    return Kind(one.type, _same_unit(one, other), zero=one.zero and other.zero)


def _check_key(table: Table, key: str, argument: Kind) -> None:
    """What a table is asked by is of the type and in the unit of its column, which a bare number takes."""
    if key == "typology":
        _expect(argument, "typology")
        return
    column = table.columns[key]
    _expect(argument, _KEY_TYPES[column.type])
    bare = argument.constant is not None and argument.unit == ONE
    if column.type != "text" and not bare:
        _same_unit(argument, Kind("number", parse_unit(column.unit or "1")))


def _check_found(table: Table, key: str, argument: Kind) -> None:
    """Words or a number that the edition itself fixes must be among those the table has."""
    constant = () if argument.constant is None else (argument.constant,)
    for fixed in (*sorted(argument.literals), *constant):
        _check_fixed(table, key, fixed)


def _check_fixed(table: Table, key: str, fixed: str | float) -> None:
    cells: list[Cell] = [*table.works] if key == "works" else [row[key] for row in table.rows]
    way = table.interpolation
    between = way is not None and way.column == key and _within(cells, fixed)
    if fixed not in cells and not between:
        allowed = ", ".join(str(cell) for cell in dict.fromkeys(cells)) or "–"
        values = {"table": table.key, "column": key, "value": _plain(fixed), "allowed": allowed}
        raise ExpressionError("lookup-finds-nothing", **values)


def _within(cells: list[Cell], fixed: str | float) -> bool:
    steps = [cell for cell in cells if isinstance(cell, float | int)]
    return isinstance(fixed, float | int) and bool(steps) and min(steps) <= fixed <= max(steps)


def _plain(fixed: str | float) -> str:
    return str(int(fixed)) if isinstance(fixed, float) and fixed.is_integer() else str(fixed)


def _same_words(one: Kind, other: Kind) -> None:
    for text, literals in ((one, other.literals), (other, one.literals)):
        for literal in sorted(literals):
            if text.options is not None and literal not in text.options:
                raise ExpressionError("word-unknown", word=literal, allowed=", ".join(sorted(text.options)))
