"""What a model's zones are used for, and every piece of equipment that matters to the standard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from energyplus_runs.simulation.envelope import ZoneSummary
from energyplus_runs.simulation.model_view import Model, ModelObject
from energyplus_runs.simulation.placement import PlacedSurface

_TARGET = "zone_or_zonelist_or_space_or_spacelist_name"
_MOST_REACHED = (
    1_000_000  # gains times the zones they reach: no building has as many, a few lists can make billions
)
_Gains = dict[str, list[tuple[int, ModelObject]]]  # by lower-case target, each with its place in the model
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
class UseSummary:
    """What a zone is used for; a density is None when it is not given or cannot be worked out."""

    zone: str
    space_types: tuple[str, ...]
    people_per_m2: float | None
    lighting_w_per_m2: float | None
    equipment_w_per_m2: float | None


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


def uses(model: Model, zones: Sequence[ZoneSummary]) -> tuple[UseSummary, ...]:
    """Space types and densities of people, lighting and electric equipment, zone by zone."""
    spaces: dict[str, list[ModelObject]] = defaultdict(list)
    for space in model.of("Space"):
        spaces[space.text("zone_name").lower()].append(space)
    names = _names_by_zone(model, [zone.name.lower() for zone in zones], spaces)
    people, lights, equipment = (
        _by_target(model.of(type_name), names) for type_name in ("People", "Lights", "ElectricEquipment")
    )
    result = []
    for zone in zones:
        own = names[zone.name.lower()]
        density = _people_density(people, own, zone.floor_area_m2)
        kinds = dict.fromkeys(item.effective("space_type") for item in spaces[zone.name.lower()])
        result.append(
            UseSummary(
                zone=zone.name,
                space_types=tuple(kind for kind in kinds if kind),
                people_per_m2=density,
                lighting_w_per_m2=_power_density(lights, own, zone.floor_area_m2, "lighting_level", density),
                equipment_w_per_m2=_power_density(
                    equipment, own, zone.floor_area_m2, "design_level", density
                ),
            )
        )
    return tuple(result)


def _names_by_zone(
    model: Model, zones: Iterable[str], spaces: Mapping[str, Sequence[ModelObject]]
) -> dict[str, dict[str, bool]]:
    """By zone the names by which a gain reaches it, and whether it then reaches all of it; all in lower case."""
    names: dict[str, dict[str, bool]] = {}
    for zone in zones:
        own = spaces.get(zone, ())
        names[zone] = {zone: True} | {space.name.lower(): len(own) == 1 for space in own}
    owners: dict[str, list[str]] = defaultdict(list)
    for zone, known in names.items():
        for name in known:
            owners[name].append(zone)
    for item in model.of("ZoneList", "SpaceList"):
        reached: dict[str, list[bool]] = defaultdict(list)
        for name in (group[0].lower() for group in item.groups()):
            for zone in owners.get(name, ()):
                reached[zone].append(names[zone][name])
        for zone, whole in reached.items():
            names[zone][item.name.lower()] = whole == [True]
    return names


def _by_target(items: Iterable[ModelObject], names: Mapping[str, Mapping[str, bool]]) -> _Gains:
    """Gains by the lower-case name they are given to; none when together they reach more than can be summed up."""
    found: _Gains = defaultdict(list)
    for position, item in enumerate(items):
        found[item.text(_TARGET).lower()].append((position, item))
    reached = sum(len(found.get(name, ())) for own in names.values() for name in own)
    return found if reached <= _MOST_REACHED else {}


def _reaching(gains: _Gains, names: Iterable[str]) -> list[ModelObject]:
    """The gains of one zone in the order of the model."""
    found = sorted((pair for name in names for pair in gains.get(name, ())), key=lambda pair: pair[0])
    return [item for _, item in found]


def _people_density(gains: _Gains, names: Mapping[str, bool], floor_area_m2: float | None) -> float | None:
    """People per floor area [1/m²] of one zone."""
    parts = []
    for item in _reaching(gains, names):
        method = item.effective("number_of_people_calculation_method").lower()
        area_per_person = item.number("floor_area_per_person")
        value = None
        if method == "people/area":
            value = item.number("people_per_floor_area")
        elif method == "area/person" and area_per_person:
            value = 1.0 / area_per_person
        elif method == "people":
            value = _per_area(item.number("number_of_people"), floor_area_m2)
        parts.append(value if names[item.text(_TARGET).lower()] else None)
    return _sum_of_known(parts)


def _power_density(
    gains: _Gains,
    names: Mapping[str, bool],
    floor_area_m2: float | None,
    level_key: str,
    people_per_m2: float | None,
) -> float | None:
    """Design power per floor area [W/m²] of one zone; `level_key` is the field of the power as such [W]."""
    parts = []
    for item in _reaching(gains, names):
        method = item.effective("design_level_calculation_method").lower()
        per_person = item.number("watts_per_person")
        if method == "watts/area":
            value = item.number("watts_per_floor_area")
        elif method == "watts/person":
            value = None if per_person is None or people_per_m2 is None else per_person * people_per_m2
        else:
            value = _per_area(item.number(level_key), floor_area_m2)
        parts.append(value if names[item.text(_TARGET).lower()] else None)
    return _sum_of_known(parts)


def _per_area(amount: float | None, floor_area_m2: float | None) -> float | None:
    return amount / floor_area_m2 if amount is not None and floor_area_m2 else None


def _sum_of_known(parts: Sequence[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known and len(known) == len(parts) else None


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
