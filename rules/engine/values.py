"""Three-valued calculation for one building: a value is known, or undetermined with the reasons and
what is missing.

Nothing here raises: a missing input, a division by zero and an overflow are all undetermined values.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .localised import PHRASES, Localised


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a value could not be determined; `code` is a key of phrases.toml."""

    code: str
    values: tuple[tuple[str, object], ...] = ()

    def text(self) -> Localised:
        return PHRASES.say(self.code, dict(self.values))

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.text().to_json()}


def reason(code: str, **values: object) -> Reason:
    return Reason(code, tuple(values.items()))


@dataclass(frozen=True, slots=True)
class Undetermined:
    """No value: the keys that are missing, and reasons beyond a missing key."""

    missing: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


Known = float | bool | str | tuple[float, ...]
Value = Known | Undetermined

# Both tables hold for numbers and for whole columns of them: array evaluation uses the same.
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
COMPARISON: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def joined(*values: Value) -> Undetermined | None:
    """One undetermined value for all that are, or None when every value is known."""
    for value in values:
        if isinstance(value, Undetermined):
            return undetermined(*values)
    return None


def undetermined(*values: Value) -> Undetermined:
    """One undetermined value for all of these that are."""
    unknown = [value for value in values if isinstance(value, Undetermined)]
    if len(unknown) == 1:
        return unknown[0]
    missing = dict.fromkeys(key for value in unknown for key in value.missing)
    reasons = dict.fromkeys(found for value in unknown for found in value.reasons)
    return Undetermined(tuple(missing), tuple(reasons))


class Calculator:
    """`Ops` over three-valued scalars. Names and lookups are answered by the caller."""

    def __init__(
        self, named: Mapping[str, Value], look_up: Callable[[str, tuple[Value, ...]], Value]
    ) -> None:
        self._named = named
        self._look_up = look_up

    def number(self, value: float) -> Value:
        return value

    def text(self, value: str) -> Value:
        return value

    def name(self, key: str) -> Value:
        return self._named.get(key, Undetermined((key,)))

    def negative(self, operand: Value) -> Value:
        return operand if isinstance(operand, Undetermined) else -_scalar(operand)

    def binary(self, operator: str, left: Value, right: Value) -> Value:
        if isinstance(left, Undetermined) or isinstance(right, Undetermined):
            return undetermined(left, right)
        if operator == "/" and right == 0:
            return Undetermined(reasons=(reason("division-by-zero"),))
        return finite(ARITHMETIC[operator](_scalar(left), _scalar(right)))

    def compare(self, operator: str, left: Value, right: Value) -> Value:
        if isinstance(left, Undetermined) or isinstance(right, Undetermined):
            return undetermined(left, right)
        known: bool = COMPARISON[operator](left, right)
        return known

    def member(self, item: Value, options: tuple[Value, ...], negated: bool) -> Value:
        return item if isinstance(item, Undetermined) else (item in options) != negated

    def logic(self, operator: str, operands: tuple[Value, ...]) -> Value:
        """Kleene's logic: one false decides an `and`, one true decides an `or`, whatever is missing."""
        deciding = operator == "or"
        if any(operand is deciding for operand in operands):
            return deciding
        return joined(*operands) or not deciding

    def negation(self, operand: Value) -> Value:
        return operand if isinstance(operand, Undetermined) else not operand

    def call(self, function: str, arguments: tuple[Value, ...]) -> Value:
        unknown = joined(*arguments)
        if unknown:
            return unknown
        numbers = _spread(arguments)
        if not numbers and function != "sum":
            return Undetermined(reasons=(reason("empty-list", function=function),))
        return finite(_FUNCTIONS[function](numbers))

    def choose(self, condition: Value, then: Callable[[], Value], otherwise: Callable[[], Value]) -> Value:
        if isinstance(condition, Undetermined):
            return condition
        return then() if condition else otherwise()

    def lookup(self, table: str, arguments: tuple[Value, ...]) -> Value:
        return self._look_up(table, arguments)


def finite(number: float) -> Value:
    """The number, or undetermined when it ran out of range."""
    return number if math.isfinite(number) else Undetermined(reasons=(reason("not-finite"),))


def _left_to_right(numbers: tuple[float, ...]) -> float:
    """A plain sum from the left: array evaluation adds in the same order, so both give the same bits."""
    total = 0.0
    for number in numbers:
        total = total + number
    return total


def _least(numbers: tuple[float, ...]) -> float:
    return min(numbers)


def _greatest(numbers: tuple[float, ...]) -> float:
    return max(numbers)


_FUNCTIONS: dict[str, Callable[[tuple[float, ...]], float]] = {
    "sum": _left_to_right,
    "min": _least,
    "max": _greatest,
    "abs": lambda numbers: abs(numbers[0]),
    "ceil": lambda numbers: float(math.ceil(numbers[0])),
}


def _spread(arguments: tuple[Value, ...]) -> tuple[float, ...]:
    spread: list[float] = []
    for argument in arguments:
        spread.extend(argument if isinstance(argument, tuple) else (_scalar(argument),))
    return tuple(spread)


def _scalar(value: Value) -> float:
    """A known number; load-time checks have made sure of its kind."""
    if isinstance(value, float | int):
        return value
    raise TypeError(f"{value!r} is not a number; the edition was not checked.")
