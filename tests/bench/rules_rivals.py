"""The same formulas one by one: ours, simpleeval and CEL, on the same inputs, each result held against ours.

Rivals know no missing values and no tables: only subjects are taken for which the formula has a value, and a
lookup is handed over as the number already found (`found_TABLE`), which spares everybody the finding. Each formula
is parsed beforehand, for all of them.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cel
import numpy as np
from simpleeval import EvalWithCompoundTypes

from rules.engine.column_situation import ColumnSituation
from rules.engine.expressions import Lookup, Node, fold, names, parse, parts
from rules.engine.population import Population
from rules.engine.printing import text_of
from rules.engine.resolving import Situation, resolve
from rules.engine.schema import Edition
from rules.engine.subject import MetricValue, Subject
from rules.engine.values import Calculator, Undetermined, Value
from tests.bench.rules_cel import FUNCTIONS, cel_text

Case = tuple[Subject, Mapping[str, MetricValue]]
Results = list[Any]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without its lookups, every input it is evaluated on, and what `evaluate` reckons from each."""

    original: Node
    node: Node
    inputs: list[dict[str, Any]]
    results: Results
    places: list[int]


def formulas(edition: Edition, nodes: Iterable[Node], cases: Sequence[Case]) -> list[Formula]:
    """Each formula that has names, with the subjects for which it has a value."""
    situations = [resolve(edition, *case) for case in cases]
    unlike = [node for node in nodes if names(node) and _looks_once(node)]
    made = [_formula(node, situations) for node in dict.fromkeys(unlike)]
    return [one for one in made if one.inputs]


def compare(asked: Sequence[Formula]) -> dict[str, dict[str, float]]:
    """Seconds and evaluations per second of each way. Raises where a result is not ours, to the bit."""
    ways = {"ours": _ours, "simpleeval": _simpleeval, "common-expression-language": _cel}
    count = sum(len(one.inputs) for one in asked)
    seconds = dict.fromkeys(ways, 0.0)
    for one in asked:
        for name, way in ways.items():  # formula by formula in turn, so that a busy machine meets all alike
            evaluate_all = way(one)
            _check(name, one, evaluate_all())
            began = time.perf_counter()
            evaluate_all()
            seconds[name] += time.perf_counter() - began
    return {name: {"s": taken, "per_s": count / taken} for name, taken in seconds.items()}


def check_columns(edition: Edition, asked: Sequence[Formula], cases: Sequence[Case]) -> None:
    """Raises where the columns give another result than one subject alone."""
    with np.errstate(all="ignore"):
        situation = ColumnSituation(edition, Population.of(iter(cases)))
        for one in asked:
            column = situation.fold(one.original).column.spread(len(cases))
            _check("columns", one, column.values[one.places].tolist())


def _check(name: str, formula: Formula, results: Results) -> None:
    wanted = [_bits(result) for result in formula.results]
    if [_bits(result) for result in results] != wanted:
        raise AssertionError(f"{name} differs from us in {text_of(formula.node)}")


def _bits(result: Any) -> object:
    return result if isinstance(result, bool | str) else float(result).hex()


def _looks_once(node: Node) -> bool:
    """Whether no table is asked twice: its lookups are told apart by the table alone."""
    tables = Counter(part.table for part in parts(node) if isinstance(part, Lookup))
    return all(times == 1 for times in tables.values())


def _formula(node: Node, situations: Sequence[Situation]) -> Formula:
    lookups = {part: f"found_{part.table}" for part in parts(node) if isinstance(part, Lookup)}
    bare = parse(text_of(node, None, {part.table: name for part, name in lookups.items()}))
    formula = Formula(node, bare, [], [], [])
    for place, situation in enumerate(situations):
        result = situation.fold(node)[0]
        found = {name: situation.fold(part)[0] for part, name in lookups.items()}
        values = {name: found[name] if name in found else situation.named[name] for name in names(bare)}
        if not any(isinstance(value, Undetermined) for value in (*values.values(), result)):
            formula.inputs.append(values)
            formula.results.append(result)
            formula.places.append(place)
    return formula


def _ours(formula: Formula) -> Callable[[], Results]:
    return lambda: [fold(formula.node, Calculator(values, _no_table)) for values in formula.inputs]


def _simpleeval(formula: Formula) -> Callable[[], Results]:
    text = text_of(formula.node)
    evaluator = EvalWithCompoundTypes(functions=dict(FUNCTIONS))
    parsed = evaluator.parse(text)

    def evaluate_all() -> Results:
        results = []
        for values in formula.inputs:
            evaluator.names = values
            results.append(evaluator.eval(text, previously_parsed=parsed))
        return results

    return evaluate_all


def _cel(formula: Formula) -> Callable[[], Results]:
    program = cel.compile(cel_text(formula.node))
    used = {name: function for name, function in FUNCTIONS.items() if name in program.functions()}
    context = cel.Context(functions=used) if used else None

    def evaluate_all() -> Results:
        if context is None:
            return [program.execute(values) for values in formula.inputs]
        results = []
        for values in formula.inputs:
            context.update(values)
            results.append(program.execute(context))
        return results

    return evaluate_all


def _no_table(table: str, arguments: tuple[Value, ...]) -> Value:
    raise ValueError(f"{table}: a lookup is handed over as a number already found.")
