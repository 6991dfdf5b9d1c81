"""From the shapes of the files to the values of an edition, with every broken reference, unit and formula
noted."""

from __future__ import annotations

import dataclasses
import keyword
from collections.abc import Mapping
from typing import Any

from .documents import Document, Route
from .errors import EditionError
from .expressions import FUNCTIONS, ExpressionError, Node, Text, parse, tables, written_number
from .kinds import BOOLEAN, TYPOLOGY, Kind, kind_of, nearest
from .localised import Localised
from .quantities import REFUSED, Unit, UnknownUnitError, parse_unit
from .schema import (
    UNCONFIRMED,
    Context,
    Criterion,
    CrossReference,
    Metric,
    Parameter,
    Reference,
    Requirement,
    Source,
    Step,
    ValueRule,
)
from .shapes import wrong_bounds, wrong_column, wrong_parts, wrong_steps
from .tables import Column, Interpolation, Table, index_rows, read_rows

SUBJECT_KINDS = {
    "works": Kind("text", options=frozenset({"new", "retrofit_one_go", "retrofit_stepped"})),
    "stage": Kind("text", options=frozenset({"planning", "design", "as_built", "in_use"})),
    "kind": Kind("text", options=frozenset({"building", "community"})),
    "grid_region": Kind("text"),
    "construction_start_year": Kind("number"),
    "typology": TYPOLOGY,
}

_BROKEN = Text("")
_RESERVED = frozenset({*FUNCTIONS, "lookup", *keyword.kwlist})


class Builder:
    """Builds the parts of one edition in order; `errors` gathers what is wrong and building goes on."""

    def __init__(self, errors: list[EditionError]) -> None:
        self.errors = errors
        self.sources: dict[str, Source] = {}
        self.tables: dict[str, Table] = {}
        self.doubtful: set[str] = set()  # tables that are wrong already: nothing more is said of them
        self.names: dict[str, Kind] = dict(SUBJECT_KINDS)

    def add_sources(self, document: Document) -> None:
        """Sources first; one without title or locator cannot be found again and may only be unconfirmed."""
        for key, entry in document.data["sources"].items():
            title, locator, status = entry.get("title", ""), entry.get("locator", ""), entry["status"]
            if not (title and locator) and status not in UNCONFIRMED:
                self.errors.append(
                    document.error(("sources", key), "source-incomplete", source=key, status=status)
                )
            self.sources[key] = Source(key, title, locator, status)

    def reference(self, document: Document, route: Route, entry: Mapping[str, Any]) -> Reference:
        """The reference an entry with source, status and perhaps locator makes."""
        source = self.source(document, (*route, "source"), entry["source"], entry["status"])
        return Reference(source, entry.get("locator", source.locator), entry["status"])

    def source(self, document: Document, route: Route, key: str, status: str) -> Source:
        source = self.sources.get(key)
        if source is None:
            self.errors.append(
                document.error(route, "source-unknown", source=key, near=nearest(key, self.sources))
            )
            return Source(key, "", "", status)
        if source.status in UNCONFIRMED and status not in UNCONFIRMED:
            self.errors.append(
                document.error(route, "status-above-source", source=key, status=status, limit=source.status)
            )
        return source

    def unit(self, document: Document, route: Route, text: str) -> str:
        """The text of a unit, checked; an unknown one is noted and goes with every other from then on."""
        try:
            parse_unit(text)
        except UnknownUnitError:
            self.errors.append(document.error(route, "unit-unknown", unit=text))
            return REFUSED.text
        return text

    def parameters(self, document: Document) -> dict[str, Parameter]:
        built: dict[str, Parameter] = {}
        for key, entry in document.data["parameters"].items():
            route: Route = ("parameters", key)
            unit = self.unit(document, (*route, "unit"), entry["unit"])
            value = entry["value"] if isinstance(entry["value"], str) else float(entry["value"])
            reference = self.reference(document, route, entry)
            built[key] = Parameter(key, Localised.from_mapping(entry["label"]), value, unit, reference)
            kind = (
                Kind("text", literals=frozenset({value}))
                if isinstance(value, str)
                else Kind("number", _unit_of(unit), constant=value)
            )
            self._add_name(document, route, key, kind)
        return built

    def add_tables(self, document: Document, files: Mapping[str, bytes]) -> None:
        for key, entry in document.data["tables"].items():
            file, before = f"tables/{key}.csv", len(self.errors)
            if file in files:
                self.tables[key] = self._table(document, key, entry, files[file])
            else:
                self.errors.append(
                    document.error(("tables", key), "table-file-missing", table=key, wanted=file)
                )
            if len(self.errors) > before:
                self.doubtful.add(key)

    def _table(self, document: Document, key: str, entry: Mapping[str, Any], content: bytes) -> Table:
        file = f"tables/{key}.csv"
        columns = {name: Column(**column) for name, column in entry["columns"].items()}
        for name, column in columns.items():
            route: Route = ("tables", key, "columns", name)
            self.errors.extend(wrong_column(document, route, columns, column))
            if column.unit is not None:
                self.unit(document, (*route, "unit"), column.unit)
        cited = {source.key: (source.title, source.locator) for source in self.sources.values()}
        rows = read_rows(file, content, columns, cited, self.errors)
        table = Table(
            key=key,
            file=file,
            title=Localised.from_mapping(entry["title"]),
            use=entry["use"],
            columns=columns,
            rows=rows,
            keys=tuple(entry.get("keys", ())),
            value=entry.get("value"),
            strictest=entry.get("strictest", "lowest"),
            works=entry.get("works", {}),
        )
        if not self._keys_fit(document, table):
            return dataclasses.replace(table, rows=(), keys=(), value=None)
        index = index_rows(file, rows, table.key_columns, self.errors) if table.keys else {}
        indexed = dataclasses.replace(table, index=index)
        return (
            self._interpolated(document, indexed, entry["interpolate"]) if "interpolate" in entry else indexed
        )

    def _interpolated(self, document: Document, table: Table, entry: Mapping[str, str]) -> Table:
        """The table with its way of reading between rows."""
        key, numeric = (
            entry["key"],
            [one for one in table.keys if one != "typology" and table.columns[one].type != "text"],
        )
        if key not in numeric:
            route: Route = ("tables", table.key, "interpolate", "key")
            allowed = ", ".join(numeric) or "–"
            self.errors.append(
                document.error(route, "interpolate-key-wrong", table=table.key, key=key, allowed=allowed)
            )
            return table
        way = Interpolation.over(table.key_columns, key, entry["method"], table.index)
        return dataclasses.replace(table, interpolation=way)

    def _keys_fit(self, document: Document, table: Table) -> bool:
        wanted = [*table.key_columns, *([table.value] if table.value else [])]
        unknown = [name for name in wanted if name not in table.columns]
        if "works" in table.keys and not table.works:
            unknown.append("works")
        if bool(table.keys) != bool(table.value):
            unknown.append("keys" if table.value else "value")
        for name in unknown:
            self.errors.append(document.error(("tables", table.key), "column-unknown", column=name))
        return not unknown

    def metrics(self, document: Document) -> dict[str, Metric]:
        """The metrics, derived ones with their formulas."""
        built: dict[str, Metric] = {}
        for key, entry in document.data.items():
            unit = self.unit(document, (key, "unit"), entry["unit"])
            type_ = entry.get("type", "number")
            self._add_name(
                document, (key,), key, BOOLEAN if type_ == "boolean" else Kind(type_, _unit_of(unit))
            )
            built[key] = Metric(
                key=key,
                label=Localised.from_mapping(entry["label"]),
                definition=Localised.from_mapping(entry["definition"]),
                unit=unit,
                source=entry["source"],
                type=type_,
                minimum=entry.get("minimum"),
                above=entry.get("above"),
                maximum=entry.get("maximum"),
            )
            if (entry["source"] == "derived") != ("value" in entry):
                self.errors.append(document.error((key, "source"), "derived-needs-value", metric=key))
            self.errors.extend(wrong_bounds(document, (key, "maximum"), built[key]))
        return {key: self._with_rule(document, metric) for key, metric in built.items()}

    def _with_rule(self, document: Document, metric: Metric) -> Metric:
        """The metric with its formula, checked now that every name is known."""
        entry = document.data[metric.key]
        if "value" not in entry:
            return metric
        route: Route = (metric.key, "value")
        rule = ValueRule(self.parsed(document, route, entry["value"]), metric.unit)
        return dataclasses.replace(metric, rule=self.checked(document, route, rule, wanted=metric.type))

    def criterion(self, document: Document) -> Criterion:
        data = document.data
        value = self._value(document, ("value",), data["value"])
        requirements = tuple(
            self._requirement(document, ("requirements", index), entry, value)
            for index, entry in enumerate(data["requirements"])
        )
        context = tuple(
            self._context(document, ("context", index), entry)
            for index, entry in enumerate(data.get("context", ()))
        )
        return Criterion(
            key=data["key"],
            code=data["code"],
            scenario=data["scenario"],
            title=Localised.from_mapping(data["title"]),
            intent=Localised.from_mapping(data["intent"]),
            subjects=tuple(data["subjects"]),
            stages=tuple(data["stages"]),
            value=value,
            requirements=requirements,
            applies_when=self._condition(document, ("applies_when",), data),
            context=context,
            notes=Localised.from_mapping(data["notes"]) if "notes" in data else None,
            references=tuple(
                self._cross_reference(document, ("references", index), entry)
                for index, entry in enumerate(data.get("references", ()))
            ),
        )

    def _cross_reference(self, document: Document, route: Route, entry: Mapping[str, Any]) -> CrossReference:
        source = self.source(document, (*route, "source"), entry["source"], entry["status"])
        note = Localised.from_mapping(entry["note"]) if "note" in entry else None
        return CrossReference(source, entry["clause"], entry["status"], note)

    def _context(self, document: Document, route: Route, entry: Mapping[str, Any]) -> Context:
        value = self._value(document, (*route, "value"), entry["value"], context=True)
        return Context(entry["key"], Localised.from_mapping(entry["title"]), value)

    def _requirement(
        self, document: Document, route: Route, entry: Mapping[str, Any], inherited: ValueRule
    ) -> Requirement:
        value = self._value(document, (*route, "value"), entry["value"]) if "value" in entry else inherited
        self.errors.extend(wrong_parts(document, route, entry))
        limit = self._limit(document, (*route, "limit"), entry["limit"], value) if "limit" in entry else None
        sources = tuple(
            self.reference(document, (*route, "sources", index), source)
            for index, source in enumerate(entry["sources"])
        )
        return Requirement(
            key=entry["key"],
            kind=entry["kind"],
            title=Localised.from_mapping(entry["title"]),
            value=value,
            sources=sources,
            applies_when=self._condition(document, (*route, "applies_when"), entry),
            comparison=entry.get("comparison"),
            limit=limit,
            steps=self._steps(document, route, entry, value),
        )

    def _steps(
        self, document: Document, route: Route, entry: Mapping[str, Any], value: ValueRule
    ) -> tuple[Step, ...]:
        steps = tuple(
            Step(
                self._limit(document, (*route, "steps", index, "limit"), step["limit"], value),
                float(step["credits"]),
            )
            for index, step in enumerate(entry.get("steps", ()))
        )
        self.errors.extend(wrong_steps(document, route, entry, steps))
        return steps

    def _value(
        self, document: Document, route: Route, entry: Mapping[str, Any], *, context: bool = False
    ) -> ValueRule:
        unit = self.unit(document, (*route, "unit"), entry["unit"])
        node = self.parsed(document, (*route, "expression"), entry["expression"])
        rule = ValueRule(node, unit, entry.get("round_to"))
        return self.checked(document, (*route, "expression"), rule, context=context)

    def checked(
        self,
        document: Document,
        route: Route,
        rule: ValueRule,
        *,
        context: bool = False,
        wanted: str | None = None,
    ) -> ValueRule:
        """The rule with its conversion, once its formula is found to give its unit; a boolean has no unit.

        `wanted` is the type that formulas which name the result take it to be.
        """
        kind = self.kind(document, route, rule.expression, context=context)
        if kind is not None and wanted is not None and kind.type != wanted:
            self.errors.append(document.error(route, "kind-wrong", found=kind.type, wanted=wanted))
            return rule
        if kind is None or kind.type == "boolean":
            return rule
        unit = _unit_of(rule.unit)
        if kind.type != "number" or not kind.unit.same_dimensions(unit):
            found = kind.unit.text if kind.type == "number" else kind.type
            self.errors.append(document.error(route, "unit-not-as-declared", found=found, declared=rule.unit))
            return rule
        return rule.converting(kind.unit, unit)

    def _limit(self, document: Document, route: Route, entry: str | float, value: ValueRule) -> Node:
        """A limit is in the unit of the value: a bare number takes it, a formula must give it."""
        node = self.parsed(document, route, entry)
        kind = self.kind(document, route, node, context=False)
        if written_number(node) is not None or kind is None:
            return node
        if kind.type != "number":
            self.errors.append(document.error(route, "kind-wrong", found=kind.type, wanted="number"))
        elif not kind.unit.same_size(_unit_of(value.unit)):
            self.errors.append(
                document.error(route, "unit-not-as-declared", found=kind.unit.text, declared=value.unit)
            )
        return node

    def _condition(self, document: Document, route: Route, entry: Mapping[str, Any]) -> Node | None:
        if "applies_when" not in entry:
            return None
        node = self.parsed(document, route, entry["applies_when"])
        kind = self.kind(document, route, node, context=False)
        if kind is not None and kind.type != "boolean":
            self.errors.append(document.error(route, "kind-wrong", found=kind.type, wanted="boolean"))
        return node

    def parsed(self, document: Document, route: Route, entry: str | float) -> Node:
        if not isinstance(entry, str):
            return parse(repr(float(entry)))
        try:
            return parse(entry)
        except ExpressionError as error:
            self.errors.append(document.error(route, error.code, **error.values))
            return _BROKEN

    def kind(self, document: Document, route: Route, node: Node, *, context: bool) -> Kind | None:
        if node is _BROKEN or self.doubtful.intersection(tables(node)):
            return None
        try:
            return kind_of(node, self.names, self.tables, context=context)
        except ExpressionError as error:
            self.errors.append(document.error(route, error.code, **error.values))
            return None

    def _add_name(self, document: Document, route: Route, key: str, kind: Kind) -> None:
        if key in self.names:
            self.errors.append(document.error(route, "name-twice", name=key))
        if key in _RESERVED:
            self.errors.append(document.error(route, "name-reserved", name=key))
        self.names.setdefault(key, kind)


def _unit_of(text: str) -> Unit:
    """The unit of a text that was checked before."""
    return REFUSED if text == REFUSED.text else parse_unit(text)
