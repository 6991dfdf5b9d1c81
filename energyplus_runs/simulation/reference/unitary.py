"""Cooling of air by refrigerant at the efficiency of the recipe, by capacity, ducted or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.reference.catalogue import CATALOGUE
from energyplus_runs.simulation.reference.recipe import Recipe, within
from energyplus_runs.simulation.reference.serving import Serving
from energyplus_runs.simulation.reference.sized import size_of, unknown_size, value_of
from energyplus_runs.simulation.sizes import Sizes
from energyplus_runs.simulation.steps_base import Change, Outcome, edit, number
from standard_site.lib.findings import Finding, Where

_CONDENSER = "Condenser Type"
_BY_AIR = ("", "aircooled")  # the limits are for machines that air cools; blank is the dictionary's default


@dataclass(frozen=True, slots=True)
class _Fields:
    """Where a coil says what it is at its rated speed, and the COP of every speed; `sized` as the engine reports the size."""

    capacity: str
    flow: str
    rated_cop: str
    cops: tuple[str, ...]
    fans: tuple[str, ...]
    sized_capacity: tuple[str, ...] = ()
    sized_flow: tuple[str, ...] = ()


def limit_unitary(model: IdfModel, recipe: Recipe, sizes: Sizes) -> Outcome:
    """Set the COP of every such coil; the speeds of one coil keep their proportions."""
    changes: list[Change] = []
    findings: list[Finding] = []
    serving = Serving(model)
    for coil, fields in _coils(model):
        if coil.get(_CONDENSER).lower() not in _BY_AIR:
            findings.append(_condenser_unknown(coil))
            continue
        capacity = size_of(coil, fields.capacity, sizes, *fields.sized_capacity)
        flow = size_of(coil, fields.flow, sizes, *fields.sized_flow)
        if capacity is None or flow is None:
            findings.append(unknown_size(coil, fields.capacity if capacity is None else fields.flow))
            continue
        units = serving.units(coil)
        cop = rated_cop(recipe, capacity / units, flow / units, ducted=serving.ducted(coil))
        texts = None if cop is None else _texts(model, recipe, coil, fields, cop)
        if texts is None:
            label = f"{coil.type_name} '{coil.name}'"
            findings.append(
                CATALOGUE.make("reference-coil-unsupported", Where(object=label), component=label)
            )
        else:
            changes += edit(coil, texts)
    return Outcome(tuple(changes), tuple(findings))


def _condenser_unknown(coil: IdfObject) -> Finding:
    label = f"{coil.type_name} '{coil.name}'"
    where = Where(object=label, field=_CONDENSER)
    return CATALOGUE.make("reference-condenser-unsupported", where, component=label)


def rated_cop(recipe: Recipe, capacity_w: float, flow_m3_per_s: float, *, ducted: bool) -> float | None:
    """The gross rated COP [W/W] of a coil whose EER, with its indoor fan, is the limit; None where the fan is all it uses.

    EER = (gross capacity - fan) / (compressor and condenser + fan), so COP = gross capacity / (net capacity / EER - fan).
    """
    rules = recipe.rules["unitary"]
    fan_w = float(rules["rated_fan_w_per_m3_per_s"]) * flow_m3_per_s
    net_w = capacity_w - fan_w
    eer = float(
        within(rules["ducted" if ducted else "unducted"], "above_kw", round(net_w / 1000.0, 6))["eer"]
    )
    outdoor_w = net_w / eer - fan_w
    return capacity_w / outdoor_w if net_w > 0 and outdoor_w > 0 else None


def _texts(
    model: IdfModel, recipe: Recipe, coil: IdfObject, fields: _Fields, cop: float
) -> dict[str, str] | None:
    rated = value_of(model, coil, fields.rated_cop)
    speeds = {title: value_of(model, coil, title) for title in fields.cops}
    known = {title: value for title, value in speeds.items() if value is not None and value > 0}
    if not rated or rated <= 0 or len(known) < len(speeds):
        return None
    fan = number(float(recipe.rules["unitary"]["rated_fan_w_per_m3_per_s"]))
    return {
        **{title: number(cop * value / rated) for title, value in known.items()},
        **dict.fromkeys(fields.fans, fan),
    }


def _coils(model: IdfModel) -> Iterator[tuple[IdfObject, _Fields]]:
    for coil in model.objects("Coil:Cooling:DX:SingleSpeed"):
        yield coil, _SINGLE
    for coil in model.objects("Coil:Cooling:DX:TwoSpeed"):
        yield coil, _TWO
    for coil in model.objects("Coil:Cooling:DX:MultiSpeed"):
        yield coil, _multi(int(value_of(model, coil, "Number of Speeds") or 1))
    for coil in model.objects("Coil:Cooling:DX:VariableSpeed"):
        speeds = int(value_of(model, coil, "Number of Speeds") or 1)
        yield coil, _variable(speeds, int(value_of(model, coil, "Nominal Speed Level") or speeds))


_SINGLE = _Fields(
    "Gross Rated Total Cooling Capacity",
    "Rated Air Flow Rate",
    "Gross Rated Cooling COP",
    ("Gross Rated Cooling COP",),
    ("2017 Rated Evaporator Fan Power Per Volume Flow Rate",),
)
_TWO = _Fields(
    "High Speed Gross Rated Total Cooling Capacity",
    "High Speed Rated Air Flow Rate",
    "High Speed Gross Rated Cooling COP",
    ("High Speed Gross Rated Cooling COP", "Low Speed Gross Rated Cooling COP"),
    (
        "High Speed 2017 Rated Evaporator Fan Power Per Volume Flow Rate",
        "Low Speed 2017 Rated Evaporator Fan Power Per Volume Flow Rate",
    ),
)


def _multi(speeds: int) -> _Fields:
    numbers = range(1, speeds + 1)
    return _Fields(
        f"Speed {speeds} Gross Rated Total Cooling Capacity",
        f"Speed {speeds} Rated Air Flow Rate",
        f"Speed {speeds} Gross Rated Cooling COP",
        tuple(f"Speed {index} Gross Rated Cooling COP" for index in numbers),
        tuple(f"2017 Speed {index} Rated Evaporator Fan Power Per Volume Flow Rate" for index in numbers),
    )


def _variable(speeds: int, nominal: int) -> _Fields:
    numbers = range(1, speeds + 1)
    return _Fields(
        "Gross Rated Total Cooling Capacity At Selected Nominal Speed Level",
        "Rated Air Flow Rate At Selected Nominal Speed Level",
        f"Speed {nominal} Reference Unit Gross Rated Cooling COP",
        tuple(f"Speed {index} Reference Unit Gross Rated Cooling COP" for index in numbers),
        tuple(f"2017 Speed {index} Rated Evaporator Fan Power Per Volume Flow Rate" for index in numbers),
        ("Rated Total Cooling Capacity",),
        ("Rated Air Flow Rate",),
    )
