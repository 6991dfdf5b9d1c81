"""Measures that multiply what the model says: `lighting-power`, `infiltration` and `cooling-cop`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.measures.base import (
    Applier,
    Done,
    Found,
    Values,
    left_number,
    left_program,
    number_of,
    of_types,
    programmed,
)
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.steps_base import edit, number
from standard_site.lib.findings import Finding

_LIGHTS = {
    "lightinglevel": "Lighting Level",
    "watts/area": "Watts per Floor Area",
    "watts/person": "Watts per Person",
    "power/area": "Watts per Floor Area",
    "power/person": "Watts per Person",
}
_DESIGN_FLOWS = {
    "flow/zone": "Design Flow Rate",
    "flow/area": "Flow Rate per Floor Area",
    "flow/exteriorarea": "Flow Rate per Exterior Surface Area",
    "flow/exteriorwallarea": "Flow Rate per Exterior Surface Area",
    "airchanges/hour": "Air Changes per Hour",
}
_LEAKS = {
    "zoneinfiltration:effectiveleakagearea": "Effective Air Leakage Area",
    "zoneinfiltration:flowcoefficient": "Flow Coefficient",
}
# Beginnings of the types that cool by work and say how well; a reversible machine's heating is left as it is.
_COOLERS = (
    "coil:cooling:dx", "coil:cooling:watertoairheatpump", "coilperformance:dx:cooling", "airconditioner:variablerefrigerantflow",
    "chiller:electric", "chiller:constantcop", "chillerheaterperformance:electric", "heatpump:plantloop:eir:cooling",
    "heatpump:airtowater",
)  # fmt: skip
_RATED = (" cop", "coefficient of performance")
_RATED_WITHIN = (" cop at ", " cop for cooling", " cooling cop in ")
_OTHERS = ("heating", "curve", "fan power", "outdoor unit", "2023")


def _find_lights(model: IdfModel, _values: Values) -> Found:
    items = model.objects("Lights")
    fields = [(item, [_LIGHTS.get(_method(item, "Lighting Level"), "")]) for item in items]
    return _found(model, fields)


def _find_leaks(model: IdfModel, _values: Values) -> Found:
    designed = model.objects("ZoneInfiltration:DesignFlowRate")
    fields = [(item, [_DESIGN_FLOWS.get(_method(item, "Flow/Zone"), "")]) for item in designed]
    fields += [(item, [field]) for type_name, field in _LEAKS.items() for item in of_types(model, type_name)]
    return _found(model, fields)


def _find_coolers(model: IdfModel, _values: Values) -> Found:
    items = [item for item in model if item.type_name.lower().startswith(_COOLERS)]
    return _found(model, [(item, fields) for item in items if (fields := [*_rated_fields(model, item)])])


def _method(item: IdfObject, default: str) -> str:
    """How the size of a load or a flow is given."""
    names = ("Design Level Calculation Method", "Design Flow Rate Calculation Method")
    field = names[0] if item.type_name.lower() == "lights" else names[1]
    return (item.get(field) or default).replace(" ", "").lower()


def _rated_fields(model: IdfModel, item: IdfObject) -> Iterator[str]:
    """The rated coefficients of a cooler; one left blank counts where the dictionary has a default for it and no speeds."""
    pairs = zip(model.field_names(item.type_name), model.defaults(item.type_name), strict=True)
    for name, default in pairs:
        low = f" {name.lower()}"
        rated = low.endswith(_RATED) or any(words in low for words in _RATED_WITHIN)
        written = bool(item.get(name))
        if (
            rated
            and not any(word in low for word in _OTHERS)
            and (written or (default and "speed" not in low))
        ):
            yield name


def _found(model: IdfModel, fields: list[tuple[IdfObject, list[str]]]) -> Found:
    """Numbers that can be multiplied, each with its object, field and value."""
    acted = programmed(model)
    targets: list[tuple[IdfObject, str, float]] = []
    left: list[Finding] = []
    for item, names in fields:
        if item.name.casefold() in acted:
            left.append(left_program(item))
            continue
        for name in names:
            value = _value(model, item, name) if name else None
            if value is None:
                left.append(left_number(item, name or "Design Level Calculation Method"))
            elif value > 0:
                targets.append((item, name, value))
    return Found(tuple(targets), tuple(left), present=bool(fields))


def _value(model: IdfModel, item: IdfObject, name: str) -> float | None:
    if item.get(name):
        return number_of(item, name)
    defaults = dict(zip(model.field_names(item.type_name), model.defaults(item.type_name), strict=True))
    return parse_number(defaults[name])


def _multiply(parameter: str, _model: IdfModel, values: Values, found: Found) -> Done:
    changes = [
        change
        for item, name, value in found.targets
        for change in edit(item, {name: number(value * values[parameter])})
    ]
    return Done(tuple(changes))


LIGHTING_POWER = Applier(_find_lights, partial(_multiply, "share"))
INFILTRATION = Applier(_find_leaks, partial(_multiply, "share"))
COOLING_COP = Applier(_find_coolers, partial(_multiply, "ratio"))
