"""Checks across the files of an edition: keys, cycles, coverage of typologies, sources of rows, ratings and
weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from .coverage import check_coverage
from .documents import Document, Route
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


def check_edition(
    edition: Edition, documents: Mapping[str, Document], doubtful: Set[str], errors: list[EditionError]
) -> None:
    """Adds to `errors` what only shows when the parts are seen together; tables that are wrong in themselves
    (`doubtful`) are left out."""
    sound = {key: table for key, table in edition.tables.items() if key not in doubtful}
    _check_keys(edition, documents, errors)
    _check_cycles(edition, documents["metrics.yaml"], errors)
    for table in edition.tables.values():
        _check_rows(edition, table, errors)
    _check_tables_declared(edition, documents["edition.yaml"], errors)
    _check_typologies(edition, documents["typologies.yaml"], doubtful, errors)
    check_coverage(edition, sound, documents["edition.yaml"], errors)
    _check_ratings(edition, documents["ratings.yaml"], errors)
    _check_weights(edition, documents["scoring.yaml"], errors)


def _check_keys(edition: Edition, documents: Mapping[str, Document], errors: list[EditionError]) -> None:
    first: dict[str, str] = {}
    for name, document in documents.items():
        if not name.startswith("criteria/"):
            continue
        stem = PurePosixPath(name).stem
        if document.data["key"] != stem:
            errors.append(document.error(("key",), "key-not-file-name", key=document.data["key"], file=stem))
        code = document.data["code"]
        if code in first:
            errors.append(document.error(("code",), "code-twice", criterion=code, first=first[code]))
        first.setdefault(code, stem)
        _check_whole(document, errors)
        for part in ("requirements", "context"):
            _check_once(document, (part,), document.data.get(part, ()), errors)


def _check_once(
    document: Document, route: Route, entries: Sequence[Mapping[str, Any]], errors: list[EditionError]
) -> None:
    """Each entry of a list has a key of its own."""
    keys = [entry["key"] for entry in entries]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            errors.append(document.error((*route, index, "key"), "name-twice", name=key))


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
        if status not in STATUSES:
            allowed = ", ".join(STATUSES)
            values = {"value": status, "place": "status", "allowed": allowed}
            errors.append(EditionError.at(table.file, line, "value-not-allowed", **values))
        if source is None:
            near = nearest(key, edition.sources)
            errors.append(EditionError.at(table.file, line, "source-unknown", source=key, near=near))
        elif source.status in UNCONFIRMED and status not in UNCONFIRMED and status in STATUSES:
            errors.append(
                EditionError.at(
                    table.file, line, "status-above-source", source=key, status=status, limit=source.status
                )
            )
    _check_blanks(table, errors)
    _check_row_units(table, errors)


def _check_blanks(table: Table, errors: list[EditionError]) -> None:
    """Only a number that was looked for and not found leaves the looked-up column blank."""
    for row in table.rows:
        if table.value is not None and row[table.value] is None and row["status"] != "NF":
            values = {"column": table.value, "status": row["status"]}
            line = int(row["line"] or 0)
            errors.append(EditionError.at(table.file, line, "cell-not-found-only", **values))


def _check_row_units(table: Table, errors: list[EditionError]) -> None:
    """A row's unit is the unit of the table's numbers, or, for a factor per unit, any unit there is."""
    declared = {column.unit for column in table.columns.values() if column.type == "number" and column.unit}
    if any(column.type == "number" and column.unit is None for column in table.columns.values()):
        return
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


def _check_typologies(
    edition: Edition, document: Document, doubtful: Set[str], errors: list[EditionError]
) -> None:
    """Every typology says, for every table kept by typology, which series is its own, or null where none
    was found."""
    by_typology = {key: table for key, table in edition.tables.items() if "typology" in table.keys}
    for typology in edition.typologies.values():
        route = (typology.key, "series")
        for key in sorted(set(by_typology) - set(typology.series)):
            errors.append(document.error(route, "series-missing", typology=typology.key, table=key))
        for key, series in typology.series.items():
            if key in doubtful:
                continue
            if key not in by_typology:
                near = nearest(key, by_typology)
                errors.append(document.error((*route, key), "table-unknown", table=key, near=near))
            elif series is not None and not by_typology[key].has_series(series, works=None):
                errors.append(document.error((*route, key), "series-unknown", series=series, table=key))


def _check_ratings(edition: Edition, document: Document, errors: list[EditionError]) -> None:
    thresholds = [rating.threshold for rating in edition.ratings]
    for place, (lower, higher) in enumerate(pairwise(thresholds), 1):
        if higher <= lower:
            errors.append(document.error(("ratings", place, "threshold"), "ratings-not-rising"))
    _check_once(document, ("ratings",), document.data["ratings"], errors)


def _check_weights(edition: Edition, document: Document, errors: list[EditionError]) -> None:
    for kind in SUBJECTS:
        total = sum(scenario.weights[kind].percent for scenario in edition.scoring.scenarios)
        if abs(total - 100) > 0.05:
            shown = round(total, 3)
            errors.append(document.error(("scenarios",), "weights-not-whole", kind=kind, total=shown))
