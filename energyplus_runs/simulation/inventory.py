"""Every piece of equipment of a model that matters to the standard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from energyplus_runs.simulation.model_view import Model
from energyplus_runs.simulation.placement import PlacedSurface

_COMBUSTION_FUELS = frozenset(
    fuel.lower()
    for fuel in (
        "Coal", "Diesel", "FuelOilNo1", "FuelOilNo2", "Gasoline", "NaturalGas", "OtherFuel1", "OtherFuel2",
        "Propane",
    )
)  # fmt: skip
# Types that burn fuel without a field that says so; None where a Generator:FuelSupply object says which.
_IMPLIED_FUELS: Mapping[str, str | None] = {
    "GasEquipment": "NaturalGas",
    "Humidifier:Steam:Gas": "NaturalGas",
    "Generator:FuelCell": None,
    "Generator:MicroCHP": None,
}
_SYSTEM_GROUPS = frozenset(
    {
        "Coils",
        "Condenser Equipment and Heat Exchangers",
        "Evaporative Coolers",
        "Fans",
        "Heat Recovery",
        "Humidifiers and Dehumidifiers",
        "Plant Heating and Cooling Equipment",
        "Pumps",
        "Unitary Equipment",
        "Variable Refrigerant Flow Equipment",
        "Water Heaters and Thermal Storage",
        "Zone HVAC Air Loop Terminal Units",
        "Zone HVAC Forced Air Units",
        "Zone HVAC Radiative/Convective Units",
    }
)
_SYSTEM_TYPES = frozenset({"AirLoopHVAC", "PlantLoop", "CondenserLoop"})


@dataclass(frozen=True, slots=True)
class SystemCount:
    """How many objects of one type of equipment the model has."""

    type_name: str
    count: int


@dataclass(frozen=True, slots=True)
class CombustionObject:
    """An object that burns fuel; `fuel` in EnergyPlus's word, None when another object names it."""

    type_name: str
    name: str
    fuel: str | None
    line: int


@dataclass(frozen=True, slots=True)
class PhotovoltaicGenerator:
    """A photovoltaic generator with what the model says of its size."""

    type_name: str
    name: str
    surface: str | None
    active_area_m2: float | None
    rated_dc_power_w: float | None


@dataclass(frozen=True, slots=True)
class Thermostat:
    """A thermostat and the zone or zone list it controls."""

    name: str
    zone: str


def systems(model: Model) -> tuple[SystemCount, ...]:
    """Equipment types with how many there are, in alphabetical order."""
    counts: dict[str, int] = defaultdict(int)
    for item in model.all():
        if item.spec.group in _SYSTEM_GROUPS or item.spec.name in _SYSTEM_TYPES:
            counts[item.spec.name] += 1
    return tuple(SystemCount(name, counts[name]) for name in sorted(counts))


def combustion(model: Model) -> tuple[CombustionObject, ...]:
    """Every object that burns something, each once for every fuel it names."""
    found = []
    for item in model.all():
        if item.spec.name in _IMPLIED_FUELS:
            fuels: list[str | None] = [_IMPLIED_FUELS[item.spec.name]]
        else:
            keys = [
                field.key for field in item.spec.fields if field.key.endswith(("fuel_type", "fuel_use_type"))
            ]
            named = dict.fromkeys(item.effective(key) for key in keys)
            fuels = [fuel for fuel in named if fuel.lower() in _COMBUSTION_FUELS]
        found += [CombustionObject(item.spec.name, item.name, fuel, item.raw.line) for fuel in fuels]
    return tuple(found)


def photovoltaics(model: Model, placed: Sequence[PlacedSurface]) -> tuple[PhotovoltaicGenerator, ...]:
    """Every photovoltaic generator with its active area or rated power where the model gives it."""
    areas = {surface.name.lower(): surface.area_m2 for surface in placed}
    fractions = {
        item.name.lower(): item.number("fraction_of_surface_area_with_active_solar_cells")
        for item in model.of("PhotovoltaicPerformance:Simple")
    }
    panels = [
        PhotovoltaicGenerator(
            item.spec.name,
            item.name,
            item.text("surface_name") or None,
            _product(
                areas.get(item.text("surface_name").lower()),
                fractions.get(item.text("module_performance_name").lower()),
            ),
            item.number("dc_system_capacity"),
        )
        for item in model.of("Generator:Photovoltaic", "Generator:PVWatts")
    ]
    return tuple(panels)


def _product(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a * b


def thermostats(model: Model) -> tuple[Thermostat, ...]:
    items = model.of("ZoneControl:Thermostat", "ZoneControl:Thermostat:StagedDualSetpoint")
    return tuple(Thermostat(item.name, item.text("zone_or_zonelist_name")) for item in items)
