"""Where a model's consumers take their power from a schedule: the fields by which they can be switched off.

Every consumer of EnergyPlus that can stand still does so when a schedule of its own is zero. The rules below name those
fields by the words of the dictionary, so that a type that is new here is found by its words too. What no schedule reaches
is not guessed at: the run is measured afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from energyplus_runs.simulation.idf import IdfModel, IdfObject


@dataclass(frozen=True, slots=True)
class Switch:
    """One field that holds, or by default could hold, the name of a schedule that lets a consumer run."""

    item: IdfObject
    field: str


# Heating, cooling and the air they move: beginnings of types whose availability is scheduled.
_CONDITIONING = (
    "airconditioner:", "airloophvac", "airterminal:", "coil:cooling", "coil:heating", "coilsystem:cooling", "coilsystem:heating",
    "dehumidifier:", "evaporativecooler:", "heatexchanger:airtoair", "heatexchanger:desiccant", "humidifier:", "zonecooltower:",
    "zonehvac:",
)  # fmt: skip
# Fans, plant and generators.
_PLANT = (
    "coil:", "coilsystem:", "electricloadcenter:", "fan:", "generator:", "heatexchanger:", "heatpump:", "refrigeration:",
    "thermalstorage:", "waterheater:",
)  # fmt: skip
_FREE_FANS = ("fan:zoneexhaust", "zonehvac:exhaustcontrol")  # fans of rooms, apart from heating and cooling
_SUN_AND_WIND = ("generator:photovoltaic", "generator:pvwatts", "generator:windturbine")
# Types with one schedule that is their own under another word.
_NAMED: dict[str, tuple[str, ...]] = {
    "lights": ("Schedule Name",),
    "electricequipment": ("Schedule Name",),
    "electricequipment:ite:aircooled": ("Design Power Input Schedule Name",),
    "gasequipment": ("Schedule Name",),
    "hotwaterequipment": ("Schedule Name",),
    "steamequipment": ("Schedule Name",),
    "indoorlivingwall": ("LED Intensity Schedule Name",),
    "exterior:lights": ("Schedule Name",),
    "exterior:fuelequipment": ("Schedule Name",),
    "wateruse:equipment": ("Flow Rate Fraction Schedule Name",),
    "headeredpumps:constantspeed": ("Pump Flow Rate Schedule Name",),
    "headeredpumps:variablespeed": ("Pump Flow Rate Schedule Name",),
    "pump:constantspeed": ("Pump Flow Rate Schedule Name",),
    "pump:variablespeed": ("Pump Flow Rate Schedule Name",),
    "pump:variablespeed:condensate": ("Pump Flow Rate Schedule Name",),
    "waterheater:mixed": ("Setpoint Temperature Schedule Name",),
    "waterheater:stratified": (
        "Heater 1 Setpoint Temperature Schedule Name",
        "Heater 2 Setpoint Temperature Schedule Name",
    ),
    "zonebaseboard:outdoortemperaturecontrolled": ("Schedule Name",),
}
# What calls for systems to run: zero is "not applicable" to a manager.
_CALLS: dict[str, tuple[str, ...]] = {
    "availabilitymanager:nightcycle": ("Applicability Schedule Name", "Fan Schedule Name"),
    "availabilitymanager:nightventilation": ("Applicability Schedule Name", "Fan Schedule Name"),
    "availabilitymanager:optimumstart": ("Applicability Schedule Name", "Fan Schedule Name"),
    "availabilitymanager:scheduled": ("Schedule Name",),
    "availabilitymanager:scheduledoff": ("Schedule Name",),
    "availabilitymanager:scheduledon": ("Schedule Name",),
}
_BASEBOARD = "zonebaseboard:outdoortemperaturecontrolled"
_CONDITIONING_CALLS = {**_CALLS, _BASEBOARD: _NAMED[_BASEBOARD]}
# Zero is "uncontrolled" to a thermostat.
_ALL_NAMED = {**_NAMED, **_CALLS, "zonecontrol:thermostat": ("Control Type Schedule Name",)}
# Types that need power in some of their forms only: the field that says so and the words for "none".
_SOMETIMES = {
    "otherequipment": ("Fuel Type", ("", "none")),
    "zoneventilation:designflowrate": ("Ventilation Type", ("", "natural")),
    "zoneearthtube": ("Earthtube Type", ("", "natural")),
}


def power_switches(model: IdfModel) -> Iterator[Switch]:
    """All there are: loads, conditioning, plant and generation. Openings, infiltration, shades and people are none."""
    for item in model:
        type_name = item.type_name.lower()
        if _sometimes(item, type_name):
            yield Switch(item, "Schedule Name")
        yield from _named(item, _ALL_NAMED.get(type_name, ()))
        if type_name.startswith((*_CONDITIONING, *_PLANT)):
            yield from _available(model, item)


def conditioning_switches(model: IdfModel, *, free_fans: bool) -> Iterator[Switch]:
    """Those of heating, cooling and their fans; with `free_fans` also of ventilation fans that serve rooms alone.

    A fan of an air system stands still with it. Hot water for use, lights and equipment are left as they are.
    """
    for item in model:
        type_name = item.type_name.lower()
        yield from _named(item, _CONDITIONING_CALLS.get(type_name, ()))
        free = type_name.startswith(_FREE_FANS)
        if (free and free_fans) or (not free and type_name.startswith((*_CONDITIONING, "fan:"))):
            yield from _available(model, item)
        if free_fans and type_name.startswith("zone") and _sometimes(item, type_name):
            yield Switch(item, "Schedule Name")


def _sometimes(item: IdfObject, type_name: str) -> bool:
    if type_name not in _SOMETIMES:
        return False
    field, none = _SOMETIMES[type_name]
    return item.get(field).lower() not in none


def _named(item: IdfObject, fields: tuple[str, ...]) -> Iterator[Switch]:
    return (Switch(item, field) for field in fields)


def _available(model: IdfModel, item: IdfObject) -> Iterator[Switch]:
    """The fields of a type that say when it is available; as far as it has a switch."""
    for field in model.field_names(item.type_name):
        if "availability schedule" in field.lower() and _can_stop(item, field):
            yield Switch(item, field)


def _can_stop(item: IdfObject, field: str) -> bool:
    """Of a list of generators, the entries that are there and burn something: sun and wind have no switch in the engine."""
    if not field.startswith("Generator "):
        return True
    kind = item.get(field.replace("Availability Schedule Name", "Object Type")).lower()
    return bool(kind) and not kind.startswith(_SUN_AND_WIND)
