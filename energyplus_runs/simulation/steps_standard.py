"""Holding a model's use against the standard use of its building: densities, set-points, hours of use.

What the edition states holds for a building as a whole, so the model's mean is compared, weighted by floor area or by people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_preparation import CATALOGUE
from energyplus_runs.simulation.gains import Gain, ZoneGains, total
from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.model_view import Model
from energyplus_runs.simulation.operation import Use, read_use
from energyplus_runs.simulation.placement import place
from energyplus_runs.simulation.standard_use import Quantity, StandardUse
from energyplus_runs.simulation.steps_base import Action, Change, Outcome, Site, edit, number
from energyplus_runs.simulation.tokens import RawObject
from standard_site.lib.findings import Finding, Where

_CLOSE = 0.01  # share of the standard value within which a model does as the standard says
_CLOSE_C = 0.05  # [K] for set-points
PEOPLE, EQUIPMENT = "people_m2_per_person", "equipment_w_per_m2"
COOLING, HEATING = "cooling_setpoint_c", "heating_setpoint_c"
FULL_HOURS = "people_full_hours_per_weekday"


@dataclass(frozen=True, slots=True)
class Found:
    """A figure of the model, by the object and the name it belongs to; None where it cannot be worked out."""

    object: str
    name: str
    value: float | None


def check_densities(model: IdfModel, site: Site) -> Outcome:
    """People and electric equipment over the whole floor area."""
    return _checked(model, site, {PEOPLE: _people, EQUIPMENT: _equipment})


def check_setpoints(model: IdfModel, site: Site) -> Outcome:
    """The lowest cooling and the highest heating set-point of each schedule that a thermostat takes."""
    return _checked(model, site, {COOLING: _cooling, HEATING: _heating})


def check_schedules(model: IdfModel, site: Site) -> Outcome:
    """Full hours of people on weekdays: a sum that does not depend on how a profile's hours are counted."""
    return _checked(model, site, {FULL_HOURS: _full_hours})


def replace_densities(model: IdfModel, site: Site) -> Outcome:
    """Give every object of people and electric equipment the standard density; zones without stay without."""
    standard = site.protocol.standard_use
    changes: list[Change] = []
    people, power = (standard.value(key) if standard else None for key in (PEOPLE, EQUIPMENT))
    if people is not None:
        changes += _written(model, "People", _people_fields(people))
    if power is not None:
        changes += _written(model, "ElectricEquipment", _power_fields(power))
    return Outcome(tuple(changes), tuple(_unknown(standard, (PEOPLE, EQUIPMENT))))


def _checked(model: IdfModel, site: Site, readers: Mapping[str, Callable[[Use], Iterator[Found]]]) -> Outcome:
    standard = site.protocol.standard_use
    findings = [*_unknown(standard, tuple(readers))]
    wanted = {key: value for key in readers if standard and (value := standard.value(key)) is not None}
    if standard is None or not wanted:
        return Outcome((), tuple(findings))
    use, changes = _use_of(model, site), []
    for key, value in wanted.items():
        quantity = standard.quantities[key]
        for found in readers[key](use):
            if found.value is None:
                findings.append(_not_read(quantity))
            elif _departing(found.value, value, quantity):
                changes.append(_departure(found, quantity, value))
                findings.append(_departs(found, quantity, value))
    return Outcome(tuple(changes), tuple(findings))


def _departing(found: float, wanted: float, quantity: Quantity) -> bool:
    return abs(found - wanted) > (_CLOSE_C if quantity.unit == "°C" else _CLOSE * wanted)


def _use_of(model: IdfModel, site: Site) -> Use:
    if site.schema is None:
        raise ValueError("a check needs the schema of the engine")
    objects = [RawObject(item.type_name, item.values, 0, ()) for item in model]
    view = Model(objects, site.schema)
    return read_use(view, place(view), {})


def _floor_area_m2(use: Use) -> float | None:
    areas = [
        zone.floor_area_m2 * zone.multiplier if zone.floor_area_m2 is not None else None
        for zone in use.zones
        if zone.part_of_total_floor_area
    ]
    known = [area for area in areas if area is not None]
    return sum(known) if known and len(known) == len(areas) else None


def _amount(use: Use, kind: Callable[[ZoneGains], tuple[Gain, ...]]) -> float | None:
    """Persons or power [W] of the whole model; None when one of them is not known."""
    amount = 0.0
    for zone, gains in zip(use.zones, use.gains, strict=True):
        density = total(kind(gains)) if kind(gains) else 0.0
        if density is None or (density and zone.floor_area_m2 is None):
            return None
        amount += density * (zone.floor_area_m2 or 0.0) * zone.multiplier
    return amount


def _people(use: Use) -> Iterator[Found]:
    area_m2, persons = _floor_area_m2(use), _amount(use, lambda gains: gains.people)
    yield Found("People", "", area_m2 / persons if area_m2 and persons else None)


def _equipment(use: Use) -> Iterator[Found]:
    area_m2, power_w = _floor_area_m2(use), _amount(use, lambda gains: gains.equipment)
    yield Found("ElectricEquipment", "", power_w / area_m2 if area_m2 and power_w is not None else None)


def _cooling(use: Use) -> Iterator[Found]:
    points = {point for control in use.controls.values() if (point := control.cooling)}
    yield from (Found("Schedule", name, year.lowest) for name, year in sorted(points, key=lambda one: one[0]))


def _heating(use: Use) -> Iterator[Found]:
    points = {point for control in use.controls.values() if (point := control.heating)}
    yield from (
        Found("Schedule", name, year.highest) for name, year in sorted(points, key=lambda one: one[0])
    )


def _full_hours(use: Use) -> Iterator[Found]:
    """The mean of all people's schedules, Monday to Friday [h a day], each weighted by its people."""
    weights, hours = 0.0, 0.0
    for zone, gains in zip(use.zones, use.gains, strict=True):
        for gain in gains.people:
            year = use.schedules.year(gain.schedule)
            if year is None or gain.density is None or zone.floor_area_m2 is None:
                yield Found("People", "", None)
                return
            persons = gain.density * zone.floor_area_m2 * zone.multiplier
            weights, hours = weights + persons, hours + persons * sum(year.mean_day(weekdays=True))
    yield Found("People", "", hours / weights if weights else None)


def _departure(found: Found, quantity: Quantity, wanted: float) -> Change:
    before, after = (f"{value:.4g} {quantity.unit}" for value in (found.value or 0.0, wanted))
    return Change(Action.DEPARTS, found.object, found.name, quantity.key, before, after)


def _departs(found: Found, quantity: Quantity, wanted: float) -> Finding:
    value = found.value or 0.0
    return CATALOGUE.make(
        "departs-from-standard",
        Where(object=f"{found.object} '{found.name}'" if found.name else found.object, field=quantity.key),
        title_en=quantity.title["en"],
        title_zh=quantity.title["zh-hans"],
        found=f"{value:.4g}",
        wanted=f"{wanted:.4g}",
        unit=quantity.unit,
        difference=_difference(value, wanted, quantity),
    )


def _difference(found: float, wanted: float, quantity: Quantity) -> str:
    """Kelvins for a temperature, whose zero is no nothing; a share of the standard value for all else."""
    if quantity.unit == "°C":
        return f"{found - wanted:+.1f} K"
    return f"{100 * (found - wanted) / wanted:+.0f} %"


def _not_read(quantity: Quantity) -> Finding:
    values = {"title_en": quantity.title["en"], "title_zh": quantity.title["zh-hans"]}
    return CATALOGUE.make("standard-not-compared", Where(field=quantity.key), **values)


def _unknown(standard: StandardUse | None, keys: tuple[str, ...]) -> Iterator[Finding]:
    """What the edition says nothing of for this building, said once."""
    if standard is None or standard.subject is None:
        yield CATALOGUE.make("standard-use-unknown")
        return
    titles = [
        standard.quantities[key].title
        for key in keys
        if key in standard.quantities and standard.value(key) is None
    ]
    for title in titles:
        yield CATALOGUE.make(
            "standard-value-unknown", use=standard.subject, title_en=title["en"], title_zh=title["zh-hans"]
        )


def _written(model: IdfModel, type_name: str, fields: Mapping[str, str]) -> list[Change]:
    """Each target has one object of the type, else the density would count twice."""
    items = model.objects(type_name)
    targets = [_target(item).casefold() for item in items]
    doubled = sorted({name for name in targets if targets.count(name) > 1})
    if doubled:
        values = {"type_name": type_name, "targets": ", ".join(doubled)}
        raise SimulationError([CATALOGUE.make("standard-not-replaceable", Where(object=type_name), **values)])
    return [change for item in items for change in edit(item, fields)]


def _target(item: IdfObject) -> str:
    return item.values[1] if len(item.values) > 1 else ""


def _people_fields(m2_per_person: float) -> Mapping[str, str]:
    return {
        "Number of People Calculation Method": "Area/Person",
        "Number of People": "",
        "People per Floor Area": "",
        "Floor Area per Person": number(m2_per_person),
    }


def _power_fields(w_per_m2: float) -> Mapping[str, str]:
    return {
        "Design Level Calculation Method": "Watts/Area",
        "Design Level": "",
        "Watts per Floor Area": number(w_per_m2),
        "Watts per Person": "",
    }
