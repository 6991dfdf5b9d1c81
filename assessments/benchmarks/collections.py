"""The collections of buildings that ship with the product, read once from their files."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).with_name("data")
_NEW: Final = "New Construction"
_LEAST_SCOPE: Final = frozenset("BSE")
"""Substructure, structure and envelope: what an assessment must hold to be compared with a whole building."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Buildings of one kind.

    Args:
        key: clf, singapore_embodied, singapore_operational or singapore_measured.
        metric: what is compared: embodied, upfront or energy.
        unit: the unit of its values.
        values: by the collection's own word for a use, in rising order.
        uses: that word by typology.
        differences: phrases that say how its buildings differ.
    """

    key: str
    metric: str
    unit: str
    values: Mapping[str, tuple[float, ...]]
    uses: Mapping[str, str]
    differences: tuple[str, ...]


@cache
def collections() -> tuple[Collection, ...]:
    """All collections, in the order they are shown."""
    uses = tomllib.loads(Path(__file__).with_name("uses.toml").read_text(encoding="utf-8"))
    carbon, energy = "kgCO2e/m2", "kWh/(m2*yr)"
    return (
        _made("clf", "embodied", carbon, _clf(), uses, ("boundary", "area", "region", "vintage")),
        _made(
            "singapore_embodied", "upfront", carbon, _rows("singapore_embodied"), uses, ("boundary", "region")
        ),
        _made("singapore_operational", "energy", energy, _rows("singapore_operational"), uses, ("boundary",)),
        _made(
            "singapore_measured", "energy", energy, _rows("singapore_measured"), uses, ("boundary", "area")
        ),
    )


def _made(  # noqa: PLR0913, PLR0917
    key: str,
    metric: str,
    unit: str,
    pairs: Iterator[tuple[str, float]],
    uses: Mapping[str, Mapping[str, str]],
    differences: tuple[str, ...],
) -> Collection:
    groups: dict[str, list[float]] = {}
    for use, value in pairs:
        groups.setdefault(use, []).append(value)
    values = {use: tuple(sorted(group)) for use, group in groups.items()}
    return Collection(key, metric, unit, values, uses[key], tuple(f"{key}-{one}" for one in differences))


def _clf() -> Iterator[tuple[str, float]]:
    for row in _read("clf_wblca_v2"):
        value = row["embodied_a_to_c_kgco2e_per_m2_gfa"]
        if value and row["works"] == _NEW and set(row["physical_scope"]) >= _LEAST_SCOPE:
            yield row["use"], float(value)


def _rows(name: str) -> Iterator[tuple[str, float]]:
    """Files of two columns: a use and its value; a blank value is not known."""
    for row in _read(name):
        use, value = row.values()
        if value:
            yield use, float(value)


def _read(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
