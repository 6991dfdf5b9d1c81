"""Checks across the files of an edition: keys, cycles, coverage of typologies, sources of rows, ratings and
weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePosixPath

from .documents import Document
from .errors import EditionError
from .expressions import names
from .kinds import nearest
from .quantities import UnknownUnitError, parse_unit
from .schema import SUBJECTS, UNCONFIRMED, WHOLE, Edition, Metric
from .tables import STATUSES, Table, sourced_rows


def derived_order(metrics: Mapping[str, Metric]) -> tuple[str, ...]:
    """The derived metrics, each after those it is made from. Raises graphlib.CycleError."""
    graph = {
        metric.key: [name for name in names(metric.rule.expression) if name in metrics and metrics[name].rule]
        for metric in metrics.values()
        if metric.rule is not None
    }
    return tuple(TopologicalSorter(graph).static_order())


def check_edition(edition: Edition, documents: Mapping[str, Document], errors: list[EditionError]) -> None:
    """Adds to `errors` what only shows when the parts are seen together."""
    _check_keys(edition, documents, errors)
    _check_cycles(edition, documents["metrics.yaml"], errors)
    for table in edition.tables.values():
        _check_rows(edition, table, errors)
    _check_tables_declared(edition, documents["edition.yaml"], errors)
    _check_typologies(edition, documents["typologies.yaml"], errors)
    _check_ratings(edition, documents["ratings.yaml"], errors)
    _check_weights(edition, documents["scoring.yaml"], errors)


def _check_keys(edition: Edition, documents: Mapping[str, Document], errors: list[EditionError]) -> None:
    codes = Counter(criterion.code for criterion in edition.criteria)
    for name, document in documents.items():
        if not name.startswith("criteria/"):
            continue
        stem = PurePosixPath(name).stem
        if document.data["key"] != stem:
            errors.append(document.error(("key",), "key-not-file-name", key=document.data["key"], file=stem))
        if codes[document.data["code"]] > 1:
            errors.append(document.error(("code",), "code-twice", criterion=document.data["code"]))
        _check_whole(document, errors)
        for part in ("requirements", "context"):
            keys = [entry["key"] for entry in document.data.get(part, ())]
            for index, key in enumerate(keys):
                if key in keys[:index]:
                    errors.append(document.error((part, index, "key"), "name-twice", name=key))


def _check_whole(document: Document, errors: list[EditionError]) -> None:
    """A criterion of the community as a whole belongs to no scenario, so its credit would count nowhere."""
    for index, entry in enumerate(document.data["requirements"]):
        if document.data["scenario"] == WHOLE and entry["kind"] == "credit":
            route = ("requirements", index, "kind")
            errors.append(document.error(route, "scenario-all-credit", requirement=entry["key"]))


def _check_cycles(edition: Edition, document: Document, errors: list[EditionError]) -> None:
    try:
        derived_order(edition.metrics)
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        errors.append(document.error((circle[0], "value"), "derived-cycle", circle=" → ".join(circle)))


def _check_rows(edition: Edition, table: Table, errors: list[EditionError]) -> None:
    for line, key, status in sourced_rows(table):
        source = edition.sources.get(key)
        if source is None:
            near = nearest(key, edition.sources)
            errors.append(EditionError.at(table.file, line, "source-unknown", source=key, near=near))
        elif source.status in UNCONFIRMED and status not in UNCONFIRMED:
            errors.append(
                EditionError.at(
                    table.file, line, "status-above-source", source=key, status=status, limit=source.status
                )
            )
        if status not in STATUSES:
            allowed = ", ".join(STATUSES)
            errors.append(
                EditionError.at(
                    table.file, line, "value-not-allowed", value=status, place="status", allowed=allowed
                )
            )
    _check_row_units(table, errors)


def _check_row_units(table: Table, errors: list[EditionError]) -> None:
    """A row's unit is the unit of the table's numbers, or, for a factor per unit, any unit there is."""
    declared = {column.unit for column in table.columns.values() if column.type == "number" and column.unit}
    per_row = any(column.per == "unit" for column in table.columns.values())
    for row in table.rows:
        unit = str(row["unit"])
        if per_row and _is_unit(unit):
            continue
        if per_row or unit not in declared:
            wanted = ", ".join(sorted(declared))
            errors.append(
                EditionError.at(table.file, int(row["line"] or 0), "row-unit", unit=unit, wanted=wanted)
            )


def _is_unit(text: str) -> bool:
    try:
        parse_unit(text)
    except UnknownUnitError:
        return False
    return True


def _check_tables_declared(edition: Edition, document: Document, errors: list[EditionError]) -> None:
    for name in sorted(edition.files):
        key = PurePosixPath(name).stem
        if name.startswith("tables/") and key not in document.data["tables"]:
            near = nearest(key, document.data["tables"])
            errors.append(EditionError.at(name, None, "table-not-declared", table=key, near=near))


def _check_typologies(edition: Edition, document: Document, errors: list[EditionError]) -> None:
    """Every typology says, for every table kept by typology, which series is its own, or null where none
    was found."""
    by_typology = {key: table for key, table in edition.tables.items() if "typology" in table.keys}
    for typology in edition.typologies.values():
        route = (typology.key, "series")
        for key in sorted(set(by_typology) - set(typology.series)):
            errors.append(document.error(route, "series-missing", typology=typology.key, table=key))
        for key, series in typology.series.items():
            if key not in by_typology:
                near = nearest(key, by_typology)
                errors.append(document.error((*route, key), "table-unknown", table=key, near=near))
            elif series is not None and not by_typology[key].has_series(series, works=None):
                errors.append(document.error((*route, key), "series-unknown", series=series, table=key))


def _check_ratings(edition: Edition, document: Document, errors: list[EditionError]) -> None:
    thresholds = [rating.threshold for rating in edition.ratings]
    if thresholds != sorted(set(thresholds)):
        errors.append(document.error(("ratings",), "ratings-not-rising"))


def _check_weights(edition: Edition, document: Document, errors: list[EditionError]) -> None:
    for kind in SUBJECTS:
        total = sum(scenario.weights[kind].percent for scenario in edition.scoring.scenarios)
        if abs(total - 100) > 0.05:
            shown = round(total, 3)
            errors.append(document.error(("scenarios",), "weights-not-whole", kind=kind, total=shown))
