"""Worked examples of the criteria: cases with their sums written out, judged by the engine and held against
what the author expects.

They are files of the edition (`examples/<criterion>.yaml`), but no edition needs them to judge.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from .documents import Document, check_shape, read_document
from .errors import EditionError, EditionErrors
from .evaluation import CriterionResult, MetricValue, Subject, judge_criterion
from .expressions import Node, tables
from .kinds import nearest
from .loading import EXAMPLES
from .localised import Localised
from .schema import SUBJECTS, UNCONFIRMED, Criterion, Edition, Requirement

COMPARED = ("achieved", "not_achieved", "at_limit")
STAGES = frozenset({"planning", "design", "as_built", "in_use"})


@dataclass(frozen=True, slots=True)
class Example:
    """One case of a criterion.

    `subject` is as in a scorecard document, `metrics` are in the edition's units, `expect` names members of
    the criterion's result; `working` is the sum written out.
    """

    criterion: str
    name: str
    working: Localised
    subject: Mapping[str, Any]
    metrics: Mapping[str, Any]
    expect: Mapping[str, Any]
    file: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One member of a result that is not as expected; `path` such as `requirements.saving.value`."""

    path: str
    expected: Any
    found: Any


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What an example came to."""

    differences: tuple[Difference, ...]
    result: CriterionResult

    @property
    def passed(self) -> bool:
        return not self.differences


def read_examples(files: Mapping[str, bytes], criterion_key: str) -> tuple[Example, ...]:
    """The examples of a criterion, none where it has no file. Raises `EditionErrors`."""
    name = f"{EXAMPLES}{criterion_key}.yaml"
    errors: list[EditionError] = []
    document = read_document(name, files[name], errors) if name in files else None
    shaped = document is not None and check_shape(document, "examples", errors)
    if document is not None and shaped:
        _check_names(document, criterion_key, errors)
    if errors:
        raise EditionErrors(errors)
    if document is None:
        return ()
    return tuple(_example(document, index, entry) for index, entry in enumerate(document.data["cases"]))


def given_metrics(edition: Edition, metrics: Mapping[str, Any]) -> dict[str, MetricValue]:
    """The metrics of an example in the edition's units; names the edition does not have are left out."""
    return {
        name: MetricValue(
            tuple(float(number) for number in value) if isinstance(value, list) else value,
            edition.metrics[name].unit,
            str(edition.metrics[name].source),
            ("example",),
        )
        for name, value in metrics.items()
        if name in edition.metrics
    }


def run_example(edition: Edition, example: Example) -> ExampleResult:
    """The example judged by the edition. KeyError where the edition has no such criterion."""
    subject = Subject.from_json(example.subject)
    metrics = given_metrics(edition, example.metrics)
    result = judge_criterion(edition, example.criterion, subject, metrics)
    unknown = [
        Difference(f"metrics.{name}", nearest(name, edition.metrics), name)
        for name in example.metrics
        if name not in metrics
    ]
    return ExampleResult((*unknown, *_differences(example.expect, result.to_json())), result)


def missing_cases(edition: Edition, criterion: Criterion) -> tuple[str, ...]:
    """The cases a criterion still needs: five where something is compared with a confirmed limit, three where it
    is only reported, and one where a number is not confirmed. Raises `EditionErrors`."""
    names = {example.name for example in read_examples(edition.files, criterion.key)}
    return tuple(name for name in _wanted(edition, criterion) if name not in names)


def check_examples(edition: Edition) -> tuple[EditionError, ...]:
    """Everything wrong with the examples of an edition: files that cannot be read, cases that are missing or do
    not come out as expected."""
    errors = [error for criterion in edition.criteria for error in _errors_of(edition, criterion)]
    keys = {criterion.key for criterion in edition.criteria}
    for name in sorted(edition.files):
        key = PurePosixPath(name).stem
        if name.startswith(EXAMPLES) and key not in keys:
            near = nearest(key, dict.fromkeys(keys))
            errors.append(EditionError.at(name, None, "example-without-criterion", criterion=key, near=near))
    return tuple(errors)


def _errors_of(edition: Edition, criterion: Criterion) -> Iterable[EditionError]:
    file = f"{EXAMPLES}{criterion.key}.yaml"
    try:
        examples = read_examples(edition.files, criterion.key)
        lacking = missing_cases(edition, criterion)
    except EditionErrors as found:
        return found.errors
    errors = [
        EditionError.at(
            file,
            example.line,
            "example-differs",
            example=example.name,
            path=difference.path,
            expected=difference.expected,
            found=difference.found,
        )
        for example in examples
        for difference in run_example(edition, example).differences
    ]
    if lacking:
        names = ", ".join(lacking)
        errors.append(EditionError.at(file, None, "examples-missing", criterion=criterion.key, names=names))
    return errors


def _check_names(document: Document, criterion_key: str, errors: list[EditionError]) -> None:
    if document.data["criterion"] != criterion_key:
        key = document.data["criterion"]
        errors.append(document.error(("criterion",), "key-not-file-name", key=key, file=criterion_key))
    names = [case["name"] for case in document.data["cases"]]
    for index, name in enumerate(names):
        if name in names[:index]:
            errors.append(document.error(("cases", index, "name"), "example-twice", example=name))


def _example(document: Document, index: int, entry: Mapping[str, Any]) -> Example:
    return Example(
        criterion=document.data["criterion"],
        name=entry["name"],
        working=Localised.from_mapping(entry["working"]),
        subject=entry["subject"],
        metrics=entry["metrics"],
        expect=entry["expect"],
        file=document.file,
        line=document.line("cases", index, "name"),
    )


def _differences(expect: Mapping[str, Any], document: Mapping[str, Any]) -> Iterable[Difference]:
    wanted = {"missing": [], **expect}
    requirements = {one["key"]: one for one in document["requirements"]}
    for member in ("outcome", "value", "missing"):
        if not _same(wanted[member], document[member]):
            yield Difference(member, wanted[member], document[member])
    for key, members in expect.get("requirements", {}).items():
        for member, value in members.items():
            found = requirements.get(key, {}).get(member)
            if key not in requirements or not _same(value, found):
                yield Difference(f"requirements.{key}.{member}", value, found)


def _same(expected: Any, found: Any) -> bool:
    """Equal; a sum written in decimals is the double next to it."""
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, float | int) and isinstance(found, float | int):
        return math.isclose(expected, found, rel_tol=1e-12)
    return bool(expected == found)


def _wanted(edition: Edition, criterion: Criterion) -> Iterable[str]:
    confirmed = [one for one in criterion.requirements if _can_count(edition, one)]
    compared = any(one.kind in ("mandatory", "credit") for one in confirmed)
    yield from COMPARED if compared else ("reported",) if confirmed else ()
    if not _always_applies(criterion):
        yield "not_applicable"
    yield "missing"
    if len(confirmed) < len(criterion.requirements) or _rows_unconfirmed(edition, criterion):
        yield "inactive_row"


def _can_count(edition: Edition, requirement: Requirement) -> bool:
    """Whether anything can be achieved by it: its own number and some row of its tables are confirmed."""
    return not requirement.unconfirmed and all(
        any(row["status"] not in UNCONFIRMED for row in edition.tables[key].rows)
        for key in _tables(requirement)
    )


def _rows_unconfirmed(edition: Edition, criterion: Criterion) -> bool:
    used = {key for requirement in criterion.requirements for key in _tables(requirement)}
    return any(row["status"] in UNCONFIRMED for key in used for row in edition.tables[key].rows)


def _tables(requirement: Requirement) -> set[str]:
    limits = [requirement.limit] if requirement.limit is not None else []
    nodes: list[Node] = [requirement.value.expression, *limits, *(step.limit for step in requirement.steps)]
    return {key for node in nodes for key in tables(node)}


def _always_applies(criterion: Criterion) -> bool:
    """For every subject at every stage, on no condition: then no case can be outside."""
    conditions = [criterion.applies_when, *(one.applies_when for one in criterion.requirements)]
    everyone = set(SUBJECTS) <= set(criterion.subjects) and set(criterion.stages) >= STAGES
    return everyone and not any(conditions)
