"""C1–C4, D1 and stored carbon of one line: its amount times what the factor states of each module."""

from __future__ import annotations

from typing import Final

from assessments.carbon.catalogue import PHRASES
from assessments.carbon.legs import Leg
from assessments.carbon.line_carbon import LineCarbon, unit_text
from assessments.carbon.transport import Transport, transport_kgco2e
from assessments.carbon.whole_life import END_OF_LIFE
from standard_site.lib.localised import Localised

TO_TREATMENT: Final = "C2"


def end_of_life(
    line: LineCarbon, legs: tuple[Leg, ...] | None, transport: Transport, origins: dict[str, Localised]
) -> dict[str, float | None]:
    """C1–C4 of a line, once [kgCO2e]; what its factor does not state is None.

    C2 is worked out from the edition's way to treatment where the factor does not state it.

    Args:
        line: the line with its factor, amount and mass.
        legs: the edition's way to treatment; None without one.
        transport: the edition's transport factors.
        origins: takes up how the values came about.
    """
    found = {module: _stated(line, module, origins) for module in END_OF_LIFE}
    if found[TO_TREATMENT] is None and legs is not None and line.mass_kg is not None:
        found[TO_TREATMENT] = _to_treatment(line.mass_kg, legs, transport, origins)
    return found


def _to_treatment(
    mass_kg: float, legs: tuple[Leg, ...], transport: Transport, origins: dict[str, Localised]
) -> float | None:
    kgco2e = transport_kgco2e(mass_kg, legs, transport)
    if kgco2e is not None:
        origins[TO_TREATMENT] = PHRASES.say("way-to-treatment", {"mass": mass_kg / 1000})
    return kgco2e


def beyond(line: LineCarbon, replacements: int | None, origins: dict[str, Localised]) -> float | None:
    """D1 over the study period [kgCO2e]: of the first installation and of every replacement."""
    per_unit = line.factor.module("D") if line.factor is not None else None
    if line.factor is None or per_unit is None or line.amount is None or replacements is None:
        return None
    values = {"amount": line.amount, "unit": unit_text(line.factor.unit), "factor": per_unit}
    origins["D1"] = PHRASES.say("beyond", {**values, "pieces": replacements + 1})
    return line.amount * per_unit * (replacements + 1)


def stored(line: LineCarbon, origins: dict[str, Localised]) -> float | None:
    """Carbon dioxide held by a line's material when the building is finished [kgCO2], as its factor states it.

    −1/+1 of EN 15804+A2: what is taken up leaves again, so it is shown and is in no total.
    """
    per_unit = line.factor.biogenic_kgco2_per_unit if line.factor is not None else None
    if line.factor is None or per_unit is None or line.amount is None:
        return None
    values = {"amount": line.amount, "unit": unit_text(line.factor.unit), "factor": per_unit}
    origins["biogenic"] = PHRASES.say("stored", values)
    return line.amount * per_unit


def _stated(line: LineCarbon, module: str, origins: dict[str, Localised]) -> float | None:
    per_unit = line.factor.module(module) if line.factor is not None else None
    if line.factor is None or per_unit is None or line.amount is None:
        return None
    values = {"module": module, "amount": line.amount, "unit": unit_text(line.factor.unit)}
    origins[module] = PHRASES.say("end-of-life", {**values, "factor": per_unit, "key": line.factor.key})
    return line.amount * per_unit
