"""Whether the tables reach everything that the formulas can ask of them: series, works, years and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from .documents import Document
from .errors import EditionError
from .expressions import Lookup, Name, Node, parts, written_number
from .kinds import nearest
from .schema import Edition
from .tables import Cell, Row, Table

_SHOWN = 12  # missing years named in one message


def check_coverage(
    edition: Edition, tables: Mapping[str, Table], head: Document, errors: list[EditionError]
) -> None:
    """Adds to `errors` what a lookup in these tables would run into: works without rows, years left out."""
    asked = {use for node in every_formula(edition) for use in _any_year(edition, node)}
    for table in tables.values():
        _check_works(table, head, errors)
        if table.key in asked:
            errors.extend(_gaps(table, _used_series(edition, table)))


def every_formula(edition: Edition) -> Iterator[Node]:
    """The formulas of all metrics and criteria, context last."""
    yield from (metric.rule.expression for metric in edition.metrics.values() if metric.rule)
    for criterion in edition.criteria:
        yield from criterion.formulas()


def _any_year(edition: Edition, node: Node) -> Iterator[str]:
    """The tables that a formula asks about a year which the edition does not fix."""
    for part in parts(node):
        table = edition.tables.get(part.table) if isinstance(part, Lookup) else None
        year = _year_key(table) if table is not None else None
        if isinstance(part, Lookup) and table is not None and year is not None:
            argument = dict(zip(table.keys, part.arguments, strict=False)).get(year)
            fixed = isinstance(argument, Name) and argument.key in edition.parameters
            if not fixed and (argument is None or written_number(argument) is None):
                yield table.key


def _year_key(table: Table) -> str | None:
    return next((key for key in table.keys if key == "year" or key.endswith("_year")), None)


def _check_works(table: Table, head: Document, errors: list[EditionError]) -> None:
    """Each kind of works is led to rows that exist; and no row carries works that nothing leads to."""
    if "works" not in table.keys:
        return
    known = {str(row["works"]): None for row in table.rows}
    first = {column: works for works, column in reversed([*table.works.items()])}
    for column, works in first.items():
        if column is not None and column not in known:
            route = ("tables", table.key, "works", works)
            near = nearest(column, known)
            errors.append(head.error(route, "works-without-rows", table=table.key, works=column, near=near))
    wanted = ", ".join(sorted({column for column in table.works.values() if column is not None}))
    for row in table.rows:
        if row["works"] not in table.works.values():
            line, found = int(row["line"] or 0), row["works"]
            errors.append(EditionError.at(table.file, line, "row-out-of-reach", works=found, wanted=wanted))


def _used_series(edition: Edition, table: Table) -> frozenset[str]:
    """The series that typologies are led to."""
    found = (typology.series.get(table.key) for typology in edition.typologies.values())
    return frozenset(series for series in found if series is not None)


def _gaps(table: Table, used: frozenset[str]) -> Iterable[EditionError]:
    """Years without a row inside a series; a series that typologies use also reaches as far as the others."""
    year = _year_key(table)
    way = table.interpolation
    if year is None or table.columns[year].type != "integer" or (way is not None and way.column == year):
        return
    for others, rows in _by_other_keys(table, year).items():
        reached = _reach(table, year, others, used)
        missing = sorted(set(reached) - set(rows))
        if missing:
            before = max((at for at in rows if at < missing[0]), default=min(rows))
            shown = ", ".join(map(str, missing[:_SHOWN])) + (" …" if len(missing) > _SHOWN else "")
            series = ", ".join(str(cell) for cell in others)
            line = int(rows[before]["line"] or 0)
            yield EditionError.at(table.file, line, "years-left-out", series=series, years=shown)


def _by_other_keys(table: Table, year: str) -> Mapping[tuple[Cell, ...], Mapping[int, Row]]:
    place = table.key_columns.index(year)
    groups: dict[tuple[Cell, ...], dict[int, Row]] = defaultdict(dict)
    for key, row in table.index.items():
        at = key[place]
        if isinstance(at, int):
            groups[key[:place] + key[place + 1 :]][at] = row
    return groups


def _reach(table: Table, year: str, others: tuple[Cell, ...], used: frozenset[str]) -> range:
    """The years a group of rows must have: its own from first to last; where typologies are led to it, those of
    the whole table."""
    columns = [column for column in table.key_columns if column != year]
    cells = dict(zip(columns, others, strict=True))
    reachable = "works" not in cells or cells["works"] in table.works.values()
    shared = "typology" in table.keys and cells["series"] in used and reachable
    rows = table.rows if shared else [row for row in table.rows if all(row[c] == cells[c] for c in columns)]
    years = [at for at in (row[year] for row in rows) if isinstance(at, int)]
    return range(min(years), max(years) + 1)
