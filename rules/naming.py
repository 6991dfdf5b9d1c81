"""Names instead of keys: what a value or a row of an edition is called in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language, pgettext

from rules.engine.localised import Localised
from rules.engine.schema import Edition
from rules.engine.tables import Table
from standard_site.lib import formats, words

_WORDS: Mapping[str, Mapping[str, Any]] = {
    "works": words.WORKS,
    "stage": words.STAGES,
    "kind": words.SUBJECTS,
}
# Tables whose rows carry names, with the column that holds their keys.
_NAMED_ROWS = {
    "grid_region": ("grid_carbon_factors", "region"),
    "region": ("grid_carbon_factors", "region"),
    "origin": ("default_legs", "origin"),
    "transport": ("transport_factors", "key"),
}


def text(localised: Localised) -> str:
    """The text in the reader's language."""
    return localised.zh_hans if get_language() == "zh-hans" else localised.en


def list_comma() -> str:
    return pgettext("between names in a list", ", ")


def is_year(key: str, unit: str = "1") -> bool:
    """Whether a name stands for a calendar year, which never carries a separator."""
    return unit == "1" and (key == "year" or key.endswith("_year"))


def year_text(value: float) -> str:
    return f"{value:.0f}"


def name_of(edition: Edition, kind: str, key: str) -> str:
    """What a key of some kind (`works`, `typology`, `grid_region`, `transport` …) is called; the key itself where
    the edition has no name for it."""
    if kind in _WORDS:
        return str(_WORDS[kind].get(key, key))
    if kind == "typology":
        return text(edition.typologies[key].label) if key in edition.typologies else key
    place = _NAMED_ROWS.get("transport" if kind.endswith("_transport") else kind)
    if place is None or place[0] not in edition.tables:
        return _listed_name(edition, key)
    return _row_name(edition.tables[place[0]], place[1], key)


def row_keys(edition: Edition, table: Table, row: Mapping[str, Any]) -> str:
    """What a row was found by, in words: "Hotel · New building · 2027"."""
    return " · ".join(_cell(edition, table, name, row) for name in table.key_columns)


def works_words(table: Table, works: str) -> str:
    """The kinds of works whose limits these are: a table may have one set for several."""
    kinds = [kind for kind, column in table.works.items() if column == works] or [works] * bool(works)
    return list_comma().join(str(words.WORKS.get(kind, kind)) for kind in kinds)


def literal_name(edition: Edition, key: str) -> str:
    """What a word written into a formula is called, whichever kind of key it is."""
    found = (name_of(edition, kind, key) for kind in (*_WORDS, "typology", "region"))
    return next((name for name in found if name != key), _listed_name(edition, key))


def _cell(edition: Edition, table: Table, name: str, row: Mapping[str, Any]) -> str:
    value = row[name]
    if is_year(name):
        return year_text(value)
    if name == "series":
        return _series(edition, table, row)
    if name == "works":
        return works_words(table, str(value))
    unit = table.columns[name].unit
    return f"{value}\N{NO-BREAK SPACE}{formats.unit(unit)}" if unit else name_of(edition, name, str(value))


def _series(edition: Edition, table: Table, row: Mapping[str, Any]) -> str:
    """The use a row was read for, else every typology whose series it is."""
    if row.get("typology"):
        return name_of(edition, "typology", str(row["typology"]))
    labels = _labels(edition, table.key, str(row["series"]))
    return list_comma().join(labels) or str(row["series"])


def _labels(edition: Edition, table: str, series: str) -> Iterable[str]:
    return [text(one.label) for one in edition.typologies.values() if one.series.get(table) == series]


def _listed_name(edition: Edition, key: str) -> str:
    """The name of a row that any table with named rows keeps under this key, by its first column; else the key."""
    named = (table for table in edition.tables.values() if {"name_en", "name_zh"} <= set(table.columns))
    found = (_row_name(table, next(iter(table.columns)), key) for table in named)
    return next((name for name in found if name != key), key)


def _row_name(table: Table, column: str, key: str) -> str:
    row = next((row for row in table.rows if row[column] == key), {})
    names = Localised(str(row.get("name_en") or key), str(row.get("name_zh") or row.get("name_en") or key))
    return text(names)
