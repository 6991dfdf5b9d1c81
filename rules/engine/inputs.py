"""What a criterion needs to be judged: the subject words and the given metrics behind its formulas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .expressions import Lookup, Name, Node, names, parts
from .schema import SUBJECT_NAMES, Criterion, Edition, Metric


@dataclass(frozen=True, slots=True)
class Inputs:
    """`words` in the order of `SUBJECT_NAMES`, `stage` always among them; `metrics` in the edition's order, those
    that are given, with derived ones looked through."""

    words: tuple[str, ...]
    metrics: tuple[Metric, ...]


def inputs_of(edition: Edition, criterion: Criterion) -> Inputs:
    """Only what this criterion uses."""
    used = set(_names_behind(edition, criterion))
    words = tuple(word for word in SUBJECT_NAMES if word in used or word == "stage")
    given = (metric for metric in edition.metrics.values() if metric.rule is None)
    return Inputs(words, tuple(metric for metric in given if metric.key in used))


def asked_of(edition: Edition, criterion: Criterion, word: str) -> tuple[tuple[str, str], ...]:
    """The tables, and the key in each, that a criterion looks a subject word up by."""
    found = []
    for node in (*criterion.formulas(), *_rules_behind(edition, criterion)):
        for part in parts(node):
            if isinstance(part, Lookup):
                keys = zip(edition.tables[part.table].keys, part.arguments, strict=True)
                found += [(part.table, key) for key, argument in keys if argument == Name(word)]
    return tuple(dict.fromkeys(found))


def _names_behind(edition: Edition, criterion: Criterion) -> Iterator[str]:
    for node in (*criterion.formulas(), *_rules_behind(edition, criterion)):
        yield from names(node)


def _rules_behind(edition: Edition, criterion: Criterion) -> tuple[Node, ...]:
    """The formulas of the derived metrics that a criterion rests on, each once."""
    rules: dict[str, Node] = {}
    waiting = [name for node in criterion.formulas() for name in names(node)]
    while waiting:
        metric = edition.metrics.get(waiting.pop())
        if metric is not None and metric.rule is not None and metric.key not in rules:
            rules[metric.key] = metric.rule.expression
            waiting.extend(names(metric.rule.expression))
    return tuple(rules.values())
