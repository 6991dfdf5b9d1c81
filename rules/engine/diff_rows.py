"""Rows of a table before and after, told apart by their keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from .diff_trees import ROW, Leaf
from .tables import Cell, Row, Table

_UNWRITTEN = ("line", "source_title", "source_locator")
_NAMES = ("name", "name_en", "name_zh")
Key = tuple[str | int, ...]


def row_changes(before: Table, after: Table) -> Iterator[tuple[Key, Leaf | None, Leaf | None]]:
    """The key of every row that came, went or has another cell, with the row in both states.

    A column that only one of the tables has is a change of the table, not of each of its rows.
    """
    shared = [name for name in _columns(before) if name in _columns(after)]
    identity = _identity(before, after, shared)
    old, new = _keyed(before.rows, identity), _keyed(after.rows, identity)
    for key in sorted(set(old) | set(new), key=lambda key: tuple(map(str, key))):
        one, other = old.get(key), new.get(key)
        if one is None or other is None or any(one[name] != other[name] for name in shared):
            yield key, _leaf(one), _leaf(other)


def cells(row: Row) -> dict[str, Cell]:
    """What the file says in a row."""
    return {name: cell for name, cell in row.items() if name not in _UNWRITTEN}


def _leaf(row: Row | None) -> Leaf | None:
    return Leaf(ROW, cells(row), cells(row)) if row is not None else None


def _columns(table: Table) -> list[str]:
    return list(dict.fromkeys([*table.columns, "unit", "source", "status"]))


def _identity(before: Table, after: Table, shared: Sequence[str]) -> tuple[str, ...]:
    """The columns that tell rows apart in both: the declared keys, else its column `key`,
    else as few words and whole numbers as it takes."""
    declared = tuple(name for name in before.key_columns if name in after.key_columns and name in shared)
    if declared and _unique(before, declared) and _unique(after, declared):
        return declared
    usable = [name for name in shared if name not in _NAMES and _tells(before, name) and _tells(after, name)]
    places = {name: _columns(before).index(name) + _columns(after).index(name) for name in usable}
    ordered = tuple(sorted(usable, key=lambda name: (name != "key", places[name], name)))
    for length in range(1, len(ordered) + 1):
        if _unique(before, ordered[:length]) and _unique(after, ordered[:length]):
            return ordered[:length]
    return ordered


def _tells(table: Table, name: str) -> bool:
    return name in table.columns and table.columns[name].type != "number"


def _unique(table: Table, columns: tuple[str, ...]) -> bool:
    return len({tuple(row[name] for name in columns) for row in table.rows}) == len(table.rows)


def _keyed(rows: Sequence[Row], identity: tuple[str, ...]) -> Mapping[Key, Row]:
    """Rows by their cells; where these do not tell rows apart, by their order among equals too."""
    seen: Counter[tuple[Cell, ...]] = Counter()
    keyed: dict[Key, Row] = {}
    for row in rows:
        key = tuple(row[name] for name in identity)
        seen[key] += 1
        shown: Key = tuple(
            cell if isinstance(cell, int) else "–" if cell is None else str(cell) for cell in key
        )
        keyed[shown if seen[key] == 1 else (*shown, seen[key])] = row
    return keyed
