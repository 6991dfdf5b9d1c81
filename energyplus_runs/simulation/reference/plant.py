"""Chillers, boilers and ideal loads at the efficiencies of the recipe."""

from __future__ import annotations

from dataclasses import dataclass

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.reference.catalogue import CATALOGUE
from energyplus_runs.simulation.reference.names import Names
from energyplus_runs.simulation.reference.recipe import Recipe, within
from energyplus_runs.simulation.reference.sized import size_of, unknown_size, value_of
from energyplus_runs.simulation.sizes import Sizes
from energyplus_runs.simulation.steps_base import Change, Outcome, Wanted, add, edit, number
from standard_site.lib.findings import Finding, Where

_CONDENSER = "Condenser Type"
_FAN_RATIO = "Condenser Fan Power Ratio"
_AIR, _WATER = "aircooled", "watercooled"
_IDEAL = "ZoneHVAC:IdealLoadsAirSystem"
_LIMITS = "Reference efficiency"
_BOILER = "Boiler:HotWater"
_BOILER_FUELS = {"naturalgas": "natural_gas", "coal": "coal"}


@dataclass(frozen=True, slots=True)
class _Chiller:
    type_name: str
    capacity: str
    cop: str
    fan_ratio: bool = False
    always_water: bool = False


_CHILLERS = (
    _Chiller("Chiller:Electric:EIR", "Reference Capacity", "Reference COP", fan_ratio=True),
    _Chiller("Chiller:Electric:ReformulatedEIR", "Reference Capacity", "Reference COP", always_water=True),
    _Chiller("Chiller:Electric", "Nominal Capacity", "Nominal COP"),
    _Chiller("Chiller:ConstantCOP", "Nominal Capacity", "Nominal COP"),
)


def limit_chillers(model: IdfModel, recipe: Recipe, sizes: Sizes) -> Outcome:
    """Set the COP of every electric chiller by how it rejects heat and by capacity."""
    changes: list[Change] = []
    findings: list[Finding] = []
    for kind in _CHILLERS:
        for item in model.objects(kind.type_name):
            capacity = size_of(item, kind.capacity, sizes)
            cop = None if capacity is None else _chiller_cop(model, recipe, kind, item, capacity)
            label = f"{kind.type_name} '{item.name}'"
            if capacity is None:
                findings.append(unknown_size(item, kind.capacity))
            elif cop is None:
                where = Where(object=label, field=_CONDENSER)
                findings.append(CATALOGUE.make("reference-chiller-unsupported", where, component=label))
            else:
                changes += edit(item, {kind.cop: number(cop)})
    return Outcome(tuple(changes), tuple(findings))


def limit_boilers(model: IdfModel, recipe: Recipe) -> Outcome:
    """Set the efficiency of boilers that burn gas or coal; others stay as designed."""
    changes: list[Change] = []
    limits = recipe.rules["boilers"]["thermal_efficiency"]
    for item in model.objects(_BOILER):
        fuel = _BOILER_FUELS.get(item.get("Fuel Type").lower())
        if fuel is not None:
            changes += edit(item, {"Nominal Thermal Efficiency": number(float(limits[fuel]))})
    return Outcome(tuple(changes))


def limit_ideal_loads(model: IdfModel, recipe: Recipe, names: Names) -> Outcome:
    """Set the efficiency of ideal loads that name electricity for cooling or gas for heating; the rest count as designed."""
    limits = recipe.rules["ideal_loads"]
    wanted = (
        ("Cooling", "electricity", float(limits["cooling_scop"])),
        ("Heating", "naturalgas", float(limits["heating_gas_efficiency"])),
    )
    changes: list[Change] = []
    for service, fuel, efficiency in wanted:
        items = [item for item in model.objects(_IDEAL) if item.get(f"{service} Fuel Type").lower() == fuel]
        if items:
            schedule = names.free(f"Reference {service.lower()} efficiency")
            changes += _constant(model, schedule, efficiency)
            for item in items:
                changes += edit(item, {f"{service} Fuel Efficiency Schedule Name": schedule})
    return Outcome(tuple(changes))


def _chiller_cop(
    model: IdfModel, recipe: Recipe, kind: _Chiller, item: IdfObject, capacity_w: float
) -> float | None:
    """The COP [W/W] as the engine counts it: the compressor's alone where the fans of the condenser are apart."""
    condenser = _WATER if kind.always_water else (item.get(_CONDENSER).lower() or _AIR)
    if condenser not in (_AIR, _WATER):
        return None
    table = recipe.rules["chillers"]["air_cooled" if condenser == _AIR else "water_cooled"]
    cop = float(within(table, "above_kw", round(capacity_w / 1000.0, 6))["cop"])
    fans = (value_of(model, item, _FAN_RATIO) or 0.0) if kind.fan_ratio and condenser == _AIR else 0.0
    compressor = 1.0 / cop - fans
    return 1.0 / compressor if compressor > 0 else None


def _constant(model: IdfModel, name: str, value: float) -> list[Change]:
    limits = [] if _has_limits(model) else [add(model, Wanted("ScheduleTypeLimits", {"Name": _LIMITS}))]
    fields = {"Name": name, "Schedule Type Limits Name": _LIMITS, "Hourly Value": number(value)}
    return [*limits, add(model, Wanted("Schedule:Constant", fields))]


def _has_limits(model: IdfModel) -> bool:
    return any(item.name.lower() == _LIMITS.lower() for item in model.objects("ScheduleTypeLimits"))
