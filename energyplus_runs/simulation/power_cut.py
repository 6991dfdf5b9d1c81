"""Holding consumers of a model off for a stretch of hours, whatever its systems are; and taking all its power.

Each schedule by which something is switched on is copied; the copy follows the original outside the stretch and is zero within
it, by a small control program. People, openings and shades keep the originals, also where they shared a schedule with a load.
The first time step of a run, in which the engine sizes its components, is never held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from energyplus_runs.simulation.case_schedules import Stretch, add_constant, add_stretch
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_cases import CATALOGUE
from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.steps_base import Action, Change, Wanted, add, edit
from energyplus_runs.simulation.switches import Switch, power_switches
from standard_site.lib.findings import Where

OUTAGE = "Outage"  # the schedule that is 1 within the outage and 0 outside
_SUPPLY = "Case supply"  # always 1 but when held, for what has no schedule of its own
_HELD = "but held off"
_NOTHING = "Null"  # a program's word for an actuator that does not act
# A program acts on schedules one zone time step after its sensor has seen a change: its signal comes that much earlier.
_SIGNAL = "Case signal"
_SENSED = "case_signal"
_CALLING_POINT = "BeginZoneTimestepBeforeSetCurrentWeather"
_SCHEDULES = ("Schedule:Compact", "Schedule:Constant", "Schedule:Year", "Schedule:File")
_ENGINE_STEPS_PER_HOUR = 6  # what EnergyPlus takes when the model has no Timestep object
_MOST_OF_A_PROGRAM = 200  # a program has room for 501 lines, two for each schedule and three around them
# Heat losses that water heaters cover with power at all times; no schedule reaches them, and no room feels them.
_PARASITIC = ("Off Cycle Parasitic Fuel Consumption Rate", "On Cycle Parasitic Fuel Consumption Rate")
_WATER_HEATERS = ("WaterHeater:Mixed", "WaterHeater:Stratified")


@dataclass(frozen=True, slots=True)
class _Copy:
    """A schedule held off, and what it takes when it is let go: the value a program of the model gives the original, or none."""

    item: IdfObject
    let_go: str


def cut_power(model: IdfModel, stretch: Stretch) -> list[Change]:
    """Let nothing of the model have power within `stretch`.

    Raises SimulationError for a consumer whose schedule the model does not have.
    """
    return [
        add_stretch(model, OUTAGE, stretch, inside=1),
        *hold_off(model, power_switches(model), stretch.earlier(_minutes_of_step(model))),
        *(change for item in _water_heaters(model) for change in _without_parasitics(item)),
    ]


def hold_off(model: IdfModel, switches: Iterable[Switch], signal: Stretch) -> list[Change]:
    """Keep these switched off from one zone time step after the signal begins until one after it ends; never on design days.

    Raises SimulationError for a consumer whose schedule the model does not have.
    """
    found = [*switches]
    changes = [add_stretch(model, _SIGNAL, signal, inside=1), add_constant(model, _SUPPLY, 1.0)]
    copies = {"": _Copy(model.objects("Schedule:Constant")[-1], _NOTHING)}
    for switch in found:
        changes += _rewire(model, switch, copies)
    return [*changes, *_program(model, [*copies.values()])]


def _rewire(model: IdfModel, switch: Switch, copies: dict[str, _Copy]) -> list[Change]:
    """Give one consumer the copy of its schedule, or the supply where it has none."""
    own = switch.item.get(switch.field)
    key = own.casefold()
    changes: list[Change] = []
    if key not in copies:
        copies[key] = _copy(model, own)
        made = copies[key].item
        changes.append(Change(Action.ADDED, made.type_name, made.name, after=f"copy of {own}"))
    return [*changes, *edit(switch.item, {switch.field: copies[key].item.name})]


def _copy(model: IdfModel, name: str) -> _Copy:
    """A schedule like the one of this name; a program of the model that sets that one sets the copy too."""
    setters = [
        actuator.name
        for actuator in model.objects("EnergyManagementSystem:Actuator")
        if actuator.get("Actuated Component Unique Name").casefold() == name.casefold()
        and actuator.get("Actuated Component Type").lower().startswith("schedule")
    ]
    for item in (found for type_name in _SCHEDULES for found in model.objects(type_name)):
        if item.name.casefold() == name.casefold():
            copied = model.add(item.type_name, {**dict(item.fields()), "Name": f"{item.name} {_HELD}"})
            return _Copy(copied, setters[0] if setters else _NOTHING)
    raise SimulationError([CATALOGUE.make("case-schedule-missing", Where(object=name), schedule=name)])


def _water_heaters(model: IdfModel) -> Iterator[IdfObject]:
    return (item for type_name in _WATER_HEATERS for item in model.objects(type_name))


def _without_parasitics(item: IdfObject) -> list[Change]:
    return edit(item, {field: "0" for field in _PARASITIC if item.get(field)})


def _program(model: IdfModel, copies: Sequence[_Copy]) -> Iterable[Change]:
    """The control program that holds every copy at zero while its signal is on and lets go of it afterwards."""
    fields = (
        "Name",
        "Output:Variable or Output:Meter Index Key Name",
        "Output:Variable or Output:Meter Name",
    )
    yield _ems(model, "Sensor", dict(zip(fields, (_SENSED, _SIGNAL, "Schedule Value"), strict=True)))
    for start in range(0, len(copies), _MOST_OF_A_PROGRAM):
        words = {}
        for number, copy in enumerate(copies[start : start + _MOST_OF_A_PROGRAM], start=start + 1):
            words[f"case_copy_{number}"] = copy.let_go
            yield _actuator(model, f"case_copy_{number}", copy.item)
        yield from _programs(model, f"case_program_{start + 1}", words)


def _actuator(model: IdfModel, word: str, item: IdfObject) -> Change:
    fields = {
        "Name": word,
        "Actuated Component Unique Name": item.name,
        "Actuated Component Type": item.type_name,
        "Actuated Component Control Type": "Schedule Value",
    }
    return _ems(model, "Actuator", fields)


def _programs(model: IdfModel, name: str, words: Mapping[str, str]) -> Iterator[Change]:
    cut = [f"SET {word} = 0" for word in words]
    restore = [f"SET {word} = {let_go}" for word, let_go in words.items()]
    lines = [f"IF {_SENSED} > 0.5", *cut, "ELSE", *restore, "ENDIF"]
    numbered = {f"Program Line {position}": line for position, line in enumerate(lines, start=1)}
    yield _ems(model, "Program", {"Name": name, **numbered})
    manager = {
        "Name": f"{name}_caller",
        "EnergyPlus Model Calling Point": _CALLING_POINT,
        "Program Name 1": name,
    }
    yield _ems(model, "ProgramCallingManager", manager)


def _ems(model: IdfModel, word: str, fields: dict[str, str]) -> Change:
    return add(model, Wanted(f"EnergyManagementSystem:{word}", fields))


def _minutes_of_step(model: IdfModel) -> int:
    own = [item.get("Number of Timesteps per Hour") for item in model.objects("Timestep")]
    return 60 // (int(own[0]) if own and own[0] else _ENGINE_STEPS_PER_HOUR)
