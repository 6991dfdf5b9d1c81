"""What is built for a measure, told in its step beside the changes of the model, and read back from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from energyplus_runs.simulation.measures.base import Built
from energyplus_runs.simulation.measures.catalogue import Measure, measures
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.steps_base import Action, Change, number

_OBJECT = "Take-off"
_VOLUME, _DENSITY = "Volume [m3]", "Density [kg/m3]"


@dataclass(frozen=True, slots=True)
class BuiltFor:
    """Material [m³, kg/m³] built for one measure; the volume is None where an area was not known."""

    measure: str
    volume_m3: float | None
    density_kg_per_m3: float | None


def told_of(measure: Measure, built: Built) -> Iterator[Change]:
    """Two lines of a step: how much of which material."""
    material = measure.embodied.material or ""
    volume = None if built.volume_m3 is None else number(built.volume_m3)
    yield Change(Action.ADDED, _OBJECT, material, _VOLUME, after=volume)
    yield Change(Action.ADDED, _OBJECT, material, _DENSITY, after=number(built.density_kg_per_m3))


def built_of(steps: Iterable[Mapping[str, Any]]) -> tuple[BuiltFor, ...]:
    """What the steps of a run, as they are kept with it, say was built for measures."""
    found = []
    for step in steps:
        told = [change for change in step["changes"] if change["object"] == _OBJECT]
        if step["key"] in measures() and told:
            volumes, densities = (_numbers(told, field) for field in (_VOLUME, _DENSITY))
            found += [
                BuiltFor(step["key"], volume, density)
                for volume, density in zip(volumes, densities, strict=True)
            ]
    return tuple(found)


def _numbers(told: Iterable[Mapping[str, Any]], field: str) -> list[float | None]:
    return [parse_number(change["after"] or "") for change in told if change["field"] == field]
