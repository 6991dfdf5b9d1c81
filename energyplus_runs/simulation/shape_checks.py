"""Whether every object is one the engine knows and every field holds what the engine would take."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.numerals import MOST_TIMES, is_not_finite, parse_number
from energyplus_runs.simulation.schema_index import AUTOMATIC_WORDS, FieldSpec, SchemaIndex, TypeSpec
from energyplus_runs.simulation.tokens import RawObject, object_label
from standard_site.lib.findings import Finding, Where

_MOST_GUESSES = 20  # a guess at what was meant compares with every type there is
_MULTIPLIERS = frozenset({"multiplier", "zone_list_multiplier"})


def check_shape(objects: Iterable[RawObject], schema: SchemaIndex) -> Iterator[Finding]:
    """What the engine's input processor would stop at, object by object."""
    unknown = 0
    for item in objects:
        spec = schema.find(item.type_name)
        if spec is None:
            unknown += 1
            yield _unknown_type(item, schema, guess=unknown <= _MOST_GUESSES)
        else:
            yield from _check_object(item, spec)


def _unknown_type(item: RawObject, schema: SchemaIndex, guess: bool) -> Finding:
    near = difflib.get_close_matches(item.type_name.lower()[:100], list(schema.types), n=1) if guess else ()
    where = Where(line=item.line, object=item.type_name[:200])
    if not near:
        return CATALOGUE.make("object-type-unknown", where, type=item.type_name)
    return CATALOGUE.make(
        "object-type-misspelt", where, type=item.type_name, suggestion=schema.types[near[0]].name
    )


def _check_object(item: RawObject, spec: TypeSpec) -> Iterator[Finding]:
    if not spec.extensible and len(item.fields) > len(spec.fields):
        where = Where(line=item.field_line(len(spec.fields)), object=object_label(item))
        yield CATALOGUE.make(
            "too-many-fields", where, type=spec.name, most=len(spec.fields), count=len(item.fields)
        )
        return
    for index, value in enumerate(item.fields):
        field = spec.field(index)
        if field is not None and value:
            yield from _check_value(item, index, field, value)
    yield from _missing_fields(item, spec)


def _missing_fields(item: RawObject, spec: TypeSpec) -> Iterator[Finding]:
    for index, field in enumerate(spec.fields):
        blank = index >= len(item.fields) or not item.fields[index]
        required = field.required or (field.key == "name" and spec.name_required)
        if blank and required:
            yield _missing(item, index, field)
    for index in range(len(spec.fields), _end_of_groups(item, spec)):
        group_field = spec.field(index)
        blank = index >= len(item.fields) or not item.fields[index]
        if group_field is not None and group_field.required and blank:
            yield _missing(item, index, group_field)


def _end_of_groups(item: RawObject, spec: TypeSpec) -> int:
    """Where the last repeated group that was begun ends; the engine needs it whole."""
    size = len(spec.extensible)
    begun = len(item.fields) - len(spec.fields)
    return len(spec.fields) + -(-begun // size) * size if size and begun > 0 else 0


def _missing(item: RawObject, index: int, field: FieldSpec) -> Finding:
    where = Where(line=item.field_line(index), object=object_label(item), field=field.title)
    return CATALOGUE.make("required-field-missing", where, field=field.title, type=item.type_name)


def _check_value(item: RawObject, index: int, field: FieldSpec, value: str) -> Iterator[Finding]:
    problem = _problem_of(field, value)
    if problem is not None:
        code, more = problem
        where = Where(line=item.field_line(index), object=object_label(item), field=field.title)
        yield CATALOGUE.make(code, where, value=value, field=field.title, **more)


def _problem_of(field: FieldSpec, value: str) -> tuple[str, dict[str, str]] | None:
    """What is wrong with a value: the code of the finding and what its text needs besides the value itself."""
    if field.numeric and field.text_allowed and is_not_finite(value):
        return "number-not-finite", {}
    if field.numeric:
        return None if field.text_allowed else _problem_of_number(field, value)
    if field.choices is not None and value.lower() not in field.choices:
        return "value-not-a-choice", {"allowed": ", ".join(word for word in field.choices.values() if word)}
    return None


def _problem_of_number(field: FieldSpec, value: str) -> tuple[str, dict[str, str]] | None:
    if field.choices and (value.lower() in field.choices or value.lower() in AUTOMATIC_WORDS):
        return None
    number = parse_number(value)
    if number is None:
        return ("number-not-finite" if is_not_finite(value) else "number-expected"), {}
    limits = _broken_limits(field, number)
    return ("value-out-of-range", {"limits": limits}) if limits else None


def _broken_limits(field: FieldSpec, number: float) -> str:
    """The range of the field in words of mathematics, when `number` is outside it; else an empty text."""
    low, high = field.minimum, MOST_TIMES if field.key in _MULTIPLIERS else field.maximum
    below = low is not None and (number < low or (field.minimum_excluded and number == low))
    above = high is not None and (number > high or (field.maximum_excluded and number == high))
    if not (below or above):
        return ""
    parts = [f"{'>' if field.minimum_excluded else '≥'} {low:g}"] if low is not None else []
    parts += [f"{'<' if field.maximum_excluded else '≤'} {high:g}"] if high is not None else []
    return ", ".join(parts) + (f" {field.units}" if field.units else "")
