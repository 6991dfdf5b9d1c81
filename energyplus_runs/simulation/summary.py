"""What was read of a model, for the person who uploaded it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from energyplus_runs.simulation.envelope import (
    ConstructionSummary,
    ZoneSummary,
    construction_summaries,
    exterior_areas,
    total_floor_area_m2,
)
from energyplus_runs.simulation.gains import UseSummary, uses
from energyplus_runs.simulation.inventory import (
    CombustionObject,
    PhotovoltaicGenerator,
    SystemCount,
    Thermostat,
    combustion,
    photovoltaics,
    systems,
    thermostats,
)
from energyplus_runs.simulation.model_view import Model
from energyplus_runs.simulation.operation import Pattern, Use, patterns, read_use
from energyplus_runs.simulation.placement import Placement


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """A model in figures. Areas of the whole model [m²] have multipliers applied once; zones stand as drawn.

    Exterior areas are gross (walls with their windows). A figure that cannot be worked out is None.
    """

    zones: tuple[ZoneSummary, ...]
    constructions: tuple[ConstructionSummary, ...]
    surfaces: Mapping[str, int]
    uses: tuple[UseSummary, ...]
    patterns: tuple[Pattern, ...]
    systems: tuple[SystemCount, ...]
    combustion: tuple[CombustionObject, ...]
    photovoltaics: tuple[PhotovoltaicGenerator, ...]
    thermostats: tuple[Thermostat, ...]
    object_counts: Mapping[str, int]
    floor_area_m2: float | None
    exterior_wall_area_m2: float | None
    exterior_roof_area_m2: float | None
    window_area_m2: float | None
    skylight_area_m2: float | None
    window_to_wall_ratio: float | None

    def to_json(self) -> dict[str, Any]:
        """Plain values; a figure beyond every number is one that cannot be worked out."""
        finite: dict[str, Any] = _finite(asdict(self))
        return finite


def summarise(model: Model, placement: Placement, use: Use | None = None) -> ModelSummary:
    """Everything shown about a model before it is run; `use` is read from the model where it is not given."""
    placed = placement.surfaces
    use = use or read_use(model, placement, {})
    zones = use.zones
    areas = exterior_areas(model, placed, complete=placement.complete)
    return ModelSummary(
        zones=zones,
        constructions=construction_summaries(model, placed),
        surfaces=dict(sorted(Counter(str(surface.kind) for surface in placed).items())),
        uses=uses(use.gains),
        patterns=patterns(use),
        systems=systems(model),
        combustion=combustion(model),
        photovoltaics=photovoltaics(model, placed),
        thermostats=thermostats(model),
        object_counts=model.counts(),
        floor_area_m2=total_floor_area_m2(zones),
        exterior_wall_area_m2=areas.wall_m2,
        exterior_roof_area_m2=areas.roof_m2,
        window_area_m2=areas.window_m2,
        skylight_area_m2=areas.skylight_m2,
        window_to_wall_ratio=areas.window_to_wall_ratio,
    )


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    return [_finite(part) for part in value] if isinstance(value, list | tuple) else value
