"""The grammar of formulas: what it takes, what it refuses, and that print and parse are each other's inverse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.engine import expressions as grammar
from rules.engine.expressions import ExpressionError, Node, fold, names, parse, tables
from rules.engine.printing import text_of
from rules.engine.values import Calculator, Undetermined, Value

NAMES = st.sampled_from(["gia_m2", "carbon", "a", "works"])
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=6)
NUMBERS = st.floats(0, 1e12, allow_nan=False).map(grammar.Number)
LEAVES: st.SearchStrategy[Any] = st.one_of(NUMBERS, WORDS.map(grammar.Text), NAMES.map(grammar.Name))


def _grown(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(below, min_size=1, max_size=3).map(tuple)
    pair = st.lists(below, min_size=2, max_size=3).map(tuple)
    options = st.lists(st.one_of(NUMBERS, WORDS.map(grammar.Text)), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        below.map(grammar.Negative),
        below.map(grammar.Not),
        st.builds(grammar.Binary, st.sampled_from("+-*/"), below, below),
        st.builds(grammar.Compare, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), below, below),
        st.builds(grammar.Membership, below, options, st.booleans()),
        st.builds(grammar.Logic, st.sampled_from(["and", "or"]), pair),
        st.builds(grammar.Call, st.sampled_from(grammar.FUNCTIONS), several),
        st.builds(grammar.Choice, below, below, below),
        st.builds(grammar.Lookup, WORDS, several),
    )


TREES = st.recursive(LEAVES, _grown, max_leaves=12)


@given(TREES)
def test_print_and_parse_give_the_same_tree(tree: Node) -> None:
    assert parse(text_of(tree)) == tree


def test_names_and_tables_come_once_in_order() -> None:
    tree = parse('lookup("limits", typology, year) * b + a - b')
    assert names(tree) == ("typology", "year", "b", "a")
    assert tables(tree) == ("limits",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("__import__('os').system('true')", "expression-not-allowed"),
        ("open('x')", "function-unknown"),
        ("a.b", "expression-not-allowed"),
        ("a[0]", "expression-not-allowed"),
        ("[x for x in y]", "expression-not-allowed"),
        ("lambda: 1", "expression-not-allowed"),
        ("a ** 2", "expression-not-allowed"),
        ("a // 2", "expression-not-allowed"),
        ("1 < a < 3", "expression-not-allowed"),
        ("a in b", "expression-not-allowed"),
        ("(a := 1)", "expression-not-allowed"),
        ("True", "expression-not-allowed"),
        ("1e400", "expression-not-allowed"),
        ("max(a, key=b)", "expression-not-allowed"),
        ("max()", "function-unknown"),
        ("lookup(a)", "function-unknown"),
        ("a +", "expression-unreadable"),
        ("", "expression-unreadable"),
        ("a; b", "expression-unreadable"),
        ("(" * 300 + "a" + ")" * 300, "expression-unreadable"),
        ("a+" * 1500 + "a", "expression-too-long"),
    ],
)
def test_what_is_not_in_the_grammar_is_refused(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.code == code


def _value(text: str, **named: Value) -> Value:
    return fold(parse(text), Calculator(named, lambda table, arguments: Undetermined((table,))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),  # 1 + 6
        ("(1 + 2) * 3", 9),  # 3 · 3
        ("7 - 2 - 1", 4),  # (7 − 2) − 1
        ("8 / 4 / 2", 1),  # (8 / 4) / 2
        ("-2 * 3", -6),
        ("min(3, 1, 2)", 1),
        ("max(3, 1, 2)", 3),
        ("sum(1, 2, 3)", 6),
        ("sum(several)", 6),  # 1 + 2 + 3
        ("abs(0 - 4)", 4),
        ("ceil(50 / 20) - 1", 2),  # ceil(2.5) − 1 = 3 − 1
        ("1 if 2 > 1 else 3", 1),
        ('works in ("new", "old")', True),
        ('works not in ("new",)', False),
        ("not 1 > 2", True),
        ("1 > 2 or 2 > 1", True),
    ],
)
def test_values(text: str, expected: float | bool) -> None:
    assert _value(text, works="new", several=(1.0, 2.0, 3.0)) == expected


def test_a_missing_name_makes_the_value_undetermined_by_name() -> None:
    assert _value("a + b * c", b=1.0) == Undetermined(("a", "c"))


def test_one_known_side_can_decide_a_condition() -> None:
    assert _value("a > 1 and 1 > 2") is False
    assert _value("a > 1 or 2 > 1") is True
    assert _value("a > 1 and 2 > 1") == Undetermined(("a",))


def test_the_branch_not_taken_may_be_missing() -> None:
    assert _value("1 if 2 > 1 else a") == 1
    assert _value("a if 2 > 1 else 1") == Undetermined(("a",))
    assert _value("1 if a > 1 else 2") == Undetermined(("a",))


@pytest.mark.parametrize(
    ("text", "code"), [("1 / 0", "division-by-zero"), ("a * a", "not-finite"), ("min(none)", "empty-list")]
)
def test_what_has_no_result_is_undetermined_with_a_reason(text: str, code: str) -> None:
    result = _value(text, a=1e200, none=())
    assert isinstance(result, Undetermined)
    assert [reason.code for reason in result.reasons] == [code]
    assert result.reasons[0].text().zh_hans


def test_the_sum_of_an_empty_list_is_nothing() -> None:
    assert _value("sum(none)", none=()) == 0


class _Arrays:
    """The same operations over arrays of buildings, as far as a formula of numbers needs them."""

    def __init__(self, named: dict[str, Any]) -> None:
        self._named = named

    def number(self, value: float) -> Any:
        return value

    def text(self, value: str) -> Any:
        return value

    def name(self, key: str) -> Any:
        return self._named[key]

    def negative(self, operand: Any) -> Any:
        return -operand

    def binary(self, operator: str, left: Any, right: Any) -> Any:
        return {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}[operator](left, right)

    def compare(self, operator: str, left: Any, right: Any) -> Any:
        return {">": np.greater, "<=": np.less_equal}[operator](left, right)

    def member(self, item: Any, options: tuple[Any, ...], negated: bool) -> Any:
        return np.isin(item, options) != negated

    def logic(self, operator: str, operands: tuple[Any, ...]) -> Any:
        return np.logical_and(*operands) if operator == "and" else np.logical_or(*operands)

    def negation(self, operand: Any) -> Any:
        return np.logical_not(operand)

    def call(self, function: str, arguments: tuple[Any, ...]) -> Any:
        if function == "sum":
            total: Any = 0.0
            for argument in arguments:
                total = total + argument
            return total
        return {"max": np.maximum, "min": np.minimum}[function](*arguments)

    def choose(self, condition: Any, then: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
        return np.where(condition, then(), otherwise())

    def lookup(self, table: str, arguments: tuple[Any, ...]) -> Any:
        raise NotImplementedError(table)


@given(st.lists(st.tuples(*[st.floats(1e-3, 1e9)] * 3), min_size=1, max_size=20))
def test_the_same_tree_over_arrays_gives_the_same_bits(buildings: list[tuple[float, float, float]]) -> None:
    tree = parse("(sum(a, b, c) / c - max(a, b) * 0.1) if a > b else min(a, c) / (b + 1)")
    columns = np.array(buildings).T
    together = fold(tree, _Arrays(dict(zip("abc", columns, strict=True))))
    one_by_one = [fold(tree, Calculator(dict(zip("abc", one, strict=True)), _no_table)) for one in buildings]
    assert together.tolist() == one_by_one


def _no_table(table: str, arguments: tuple[Value, ...]) -> Value:
    return Undetermined((table,))
