"""What a formula gives while it is being written: its unit, or the first thing wrong with it and how to mend that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rules.engine.errors import FINDINGS
from rules.engine.expressions import ExpressionError, parse, written_number
from rules.engine.kinds import Kind, kind_of
from rules.engine.quantities import ONE, Unit, UnknownUnitError, parse_unit
from rules.vocabulary import Vocabulary
from standard_site.lib.findings import Finding, FindingCatalogue

ADVICE = FindingCatalogue(Path(__file__).with_name("formula_checks.toml"))
_SUGGESTED_MOST = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a formula has to give: "number" in a unit or "boolean"; a limit is taken in exactly the unit of its value."""

    kind: str = "number"
    unit: str | None = None
    exact: bool = False
    context: bool = False


@dataclass(frozen=True, slots=True)
class FormulaNote:
    """The unit of a formula's result ("" for a condition, None where it cannot be told), and what is wrong with it."""

    unit: str | None
    finding: Finding | None = None


def check_formula(vocabulary: Vocabulary, text: str, wanted: Wanted) -> FormulaNote:
    """Reads a formula as the loader of editions will."""
    try:
        node = parse(text)
        kind = kind_of(node, vocabulary.names, vocabulary.tables, context=wanted.context)
    except ExpressionError as error:
        return FormulaNote(None, FINDINGS.make(error.code, None, **error.values))
    if wanted.kind == "boolean":
        return _condition(kind)
    if written_number(node) is not None and wanted.exact:
        return FormulaNote(wanted.unit)
    return _number(vocabulary, kind, wanted)


def check_unit(text: str) -> Finding | None:
    try:
        parse_unit(text)
    except UnknownUnitError:
        return FINDINGS.make("unit-unknown", unit=text)
    return None


def _condition(kind: Kind) -> FormulaNote:
    if kind.type == "boolean":
        return FormulaNote("")
    return FormulaNote(None, FINDINGS.make("kind-wrong", found=kind.type, wanted="boolean"))


def _number(vocabulary: Vocabulary, kind: Kind, wanted: Wanted) -> FormulaNote:
    if kind.type != "number":
        right = kind.type == "boolean" and not wanted.exact
        return (
            FormulaNote("")
            if right
            else FormulaNote(None, FINDINGS.make("kind-wrong", found=kind.type, wanted="number"))
        )
    shown = readable(kind.unit)
    if wanted.unit is None or check_unit(wanted.unit) is not None:
        return FormulaNote(shown)
    unit = parse_unit(wanted.unit)
    fits = kind.unit.same_size(unit) if wanted.exact else kind.unit.same_dimensions(unit)
    return FormulaNote(shown, None if fits else _mismatch(vocabulary, kind.unit, unit))


def _mismatch(vocabulary: Vocabulary, found: Unit, wanted: Unit) -> Finding:
    """The finding with the step that would bring the right unit, where one name brings it."""
    values: dict[str, object] = {"found": readable(found), "wanted": wanted.text}
    if found.same_dimensions(wanted):
        return ADVICE.make("formula-unit-size", None, factor=f"{found.scale / wanted.scale:.6g}", **values)
    for code, missing in (("divide", found.per(wanted)), ("multiply", wanted.per(found))):
        names = ", ".join(_names_of(vocabulary, missing))
        if names:
            return ADVICE.make(f"formula-unit-{code}", None, names=names, **values)
    return ADVICE.make("formula-unit", None, **values)


def _names_of(vocabulary: Vocabulary, unit: Unit) -> Iterable[str]:
    """Names that hold just this unit; areas and years first, in the order of the metrics."""
    fitting = [
        key
        for key, kind in vocabulary.names.items()
        if kind.type == "number" and kind.unit.dimensions and kind.unit.same_size(unit)
    ]
    measured = [key for key in vocabulary.metrics if key in fitting]
    return [*measured, *(key for key in fitting if key not in measured)][:_SUGGESTED_MOST]


def readable(unit: Unit) -> str:
    """A unit as people write it, where the vocabulary of everyday units has it; else the sum as it came out."""
    if not unit.dimensions and abs(unit.scale - 1) < 1e-12:
        return "1"
    known = next((text for text in _EVERYDAY if parse_unit(text).same_size(unit)), None)
    return known or unit.text


_EVERYDAY = (
    "kgCO2e/m2/yr", "kgCO2e/m2", "kgCO2e/yr", "kgCO2e", "kgCO2/m2/yr", "kgCO2/m2", "kgCO2/yr", "kgCO2", "kgCO2e/kWh",
    "kgCO2/kWh", "kWh/m2/yr", "kWh/m2", "kWh/yr", "kWh", "W/m2", "W", "m2", "m3", "m", "kg", "yr", "h", "%", ONE.text,
)  # fmt: skip
