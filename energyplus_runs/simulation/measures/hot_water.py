"""The measure `heat-pump-water`: an outdoor heat pump around each tank that an element or a burner heats."""

from __future__ import annotations

from collections.abc import Iterator

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.measures.base import (
    Applier,
    Done,
    Found,
    Values,
    fresh_name,
    left_kind,
    left_number,
    left_program,
    number_of,
    programmed,
)
from energyplus_runs.simulation.measures.schedule_copies import ScheduleCopies
from energyplus_runs.simulation.steps_base import Change, Wanted, add, edit, number
from standard_site.lib.findings import Finding

_TANK, _PUMP = "WaterHeater:Mixed", "WaterHeater:HeatPump:PumpedCondenser"
_COIL, _FAN = "Coil:WaterHeating:AirToWaterHeatPump:Pumped", "Fan:OnOff"
_SETPOINT, _CAPACITY = "Setpoint Temperature Schedule Name", "Heater Maximum Capacity"
_FUEL = "Heater Fuel Type"
_PURCHASED = "district"
_DEAD_BAND_K = 5.0
# The element must stand below the whole band of the compressor, or both would heat.
_BACKUP_BELOW_K = 9.0
_SOURCE = ("Source Side Inlet Node Name", "Source Side Outlet Node Name")
_LOOPS = ("Branch", "PlantEquipmentList")


def _find(model: IdfModel, _values: Values) -> Found:
    """Tanks with a capacity and a set-point, not yet behind a heat pump or another source of heat."""
    tanks = model.objects(_TANK)
    taken, acted, copies = _behind_heat_pumps(model), programmed(model), ScheduleCopies(model)
    targets, left = [], list[Finding]()
    own = [tank for tank in tanks if tank.name.casefold() not in taken]
    for tank in own:
        if tank.name.casefold() in acted:
            left.append(left_program(tank))
        elif any(tank.get(field) for field in _SOURCE):
            left.append(left_kind(tank, _SOURCE[0]))
        elif tank.get(_FUEL).lower().startswith(_PURCHASED):
            left.append(left_kind(tank, tank.get(_FUEL)))
        elif not number_of(tank, _CAPACITY):
            left.append(left_number(tank, _CAPACITY))
        elif not copies.can_move(tank.get(_SETPOINT)):
            left.append(left_kind(tank, tank.get(_SETPOINT)))
        else:
            targets.append(tank)
    return Found(tuple(targets), tuple(left), present=bool(tanks))


def _behind_heat_pumps(model: IdfModel) -> frozenset[str]:
    """Tanks that belong to another object, which heats them."""
    return frozenset(
        item.get("Tank Name").casefold()
        for item in model
        if item.type_name.lower().startswith("waterheater:heatpump:")
    )


def _change(model: IdfModel, values: Values, found: Found) -> Done:
    copies = ScheduleCopies(model)
    changes = [change for tank in found.targets for change in _surround(model, tank, values, copies)]
    return Done((*copies.changes, *changes))


def _surround(model: IdfModel, tank: IdfObject, values: Values, copies: ScheduleCopies) -> Iterator[Change]:
    name = fresh_name(model, f"{tank.name} heat pump")
    node = {part: f"{name} {part}" for part in ("water in", "water out", "air in", "air between", "air out")}
    setpoint, capacity_w = tank.get(_SETPOINT), number_of(tank, _CAPACITY) or 0.0
    for type_name in _LOOPS:
        for item in model.objects(type_name):
            yield from _renamed(item, tank.name, name)
    yield from edit(tank, _backup(node, copies.moved(setpoint, -_BACKUP_BELOW_K)))
    yield add(model, Wanted(_PUMP, _heat_pump(name, tank, setpoint, node)))
    yield add(model, Wanted(_COIL, _coil(name, capacity_w, values["cop"], node)))
    yield add(model, Wanted(_FAN, _fan(name, node)))
    yield add(model, Wanted("OutdoorAir:Node", {"Name": node["air in"]}))


def _renamed(item: IdfObject, tank: str, heat_pump: str) -> list[Change]:
    """The loop knows the heat pump in place of the tank."""
    changes: list[Change] = []
    for field, value in [*item.fields()]:
        kind = field.replace("Name", "Object Type")
        if field.endswith(" Name") and value.casefold() == tank.casefold() and _is_tank(item, kind):
            changes += edit(item, {kind: _PUMP, field: heat_pump})
    return changes


def _is_tank(item: IdfObject, field: str) -> bool:
    return field.endswith("Object Type") and item.get(field).casefold() == _TANK.casefold()


def _backup(node: dict[str, str], setpoint: str) -> dict[str, str]:
    """The tank with an electric element that helps where the heat pump is not enough."""
    return {
        _SETPOINT: setpoint,
        _FUEL: "Electricity",
        "Heater Thermal Efficiency": "1",
        "Part Load Factor Curve Name": "",
        "Off Cycle Parasitic Fuel Consumption Rate": "0",
        "On Cycle Parasitic Fuel Consumption Rate": "0",
        _SOURCE[0]: node["water out"],
        _SOURCE[1]: node["water in"],
        "Source Side Effectiveness": "1",
    }


def _heat_pump(name: str, tank: IdfObject, setpoint: str, node: dict[str, str]) -> dict[str, str]:
    return {
        "Name": name,
        "Compressor Setpoint Temperature Schedule Name": setpoint,
        "Dead Band Temperature Difference": number(_DEAD_BAND_K),
        "Condenser Water Inlet Node Name": node["water in"],
        "Condenser Water Outlet Node Name": node["water out"],
        "Condenser Water Flow Rate": "autocalculate",
        "Evaporator Air Flow Rate": "autocalculate",
        "Inlet Air Configuration": "OutdoorAirOnly",
        "Outdoor Air Node Name": node["air in"],
        "Exhaust Air Node Name": node["air out"],
        "Tank Object Type": _TANK,
        "Tank Name": tank.name,
        "Tank Use Side Inlet Node Name": tank.get("Use Side Inlet Node Name"),
        "Tank Use Side Outlet Node Name": tank.get("Use Side Outlet Node Name"),
        "DX Coil Object Type": _COIL,
        "DX Coil Name": f"{name} coil",
        "Minimum Inlet Air Temperature for Compressor Operation": "5",
        "Compressor Location": "Outdoors",
        "Fan Object Type": _FAN,
        "Fan Name": f"{name} fan",
        "Fan Placement": "DrawThrough",
    }


def _coil(name: str, capacity_w: float, cop: float, node: dict[str, str]) -> dict[str, str]:
    """As strong as the heater it replaces, with one coefficient at all hours: no curve says otherwise."""
    return {
        "Name": f"{name} coil",
        "Rated Heating Capacity": number(capacity_w),
        "Rated COP": number(cop),
        "Rated Evaporator Air Flow Rate": "autocalculate",
        "Rated Condenser Water Flow Rate": "autocalculate",
        "Evaporator Fan Power Included in Rated COP": "Yes",
        "Condenser Pump Power Included in Rated COP": "Yes",
        "Condenser Pump Heat Included in Rated Heating Capacity and Rated COP": "Yes",
        "Evaporator Air Inlet Node Name": node["air in"],
        "Evaporator Air Outlet Node Name": node["air between"],
        "Condenser Water Inlet Node Name": node["water in"],
        "Condenser Water Outlet Node Name": node["water out"],
    }


def _fan(name: str, node: dict[str, str]) -> dict[str, str]:
    """Its power is in the rated coefficient, so that it is metered as a fan and taken off the compressor's."""
    return {
        "Name": f"{name} fan",
        "Fan Total Efficiency": "0.6",
        "Pressure Rise": "100",
        "Maximum Flow Rate": "autosize",
        "Air Inlet Node Name": node["air between"],
        "Air Outlet Node Name": node["air out"],
    }


HEAT_PUMP_WATER = Applier(_find, _change)
