"""How much of a material a line holds: its mass, and its quantity in the unit of the factor that is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assessments.carbon.catalogue import PHRASES
from assessments.carbon.confirmed import Confirmed
from assessments.carbon.factor import Factor
from assessments.carbon.take_off import TakeOffLine
from assessments.carbon.units import Unit, amount_in, mass_kg
from standard_site.lib.localised import Localised

_MM_PER_M = 1000.0
_MASSES = frozenset({Unit.KG, Unit.T})


@dataclass(frozen=True, slots=True)
class LineAmount:
    """Args:
    mass_kg: mass of the line [kg]; None is not known.
    amount: its quantity in the factor's unit; None without a factor, or where nothing leads to that unit.
    basis: how factor and amount came about, where that is not plain from the line itself.
    """

    mass_kg: float | None
    amount: float | None
    basis: tuple[Localised, ...]


def amount_of_line(line: TakeOffLine, factor: Factor | None, confirmed: Confirmed | None) -> LineAmount:
    """Mass and amount of a line; a confirmed thickness serves lines in m2 whose factor counts in something else."""
    counted = _as_volume(line, factor, confirmed)
    density = line.density_kg_per_m3
    if density is None and factor is not None:
        density = factor.density_kg_per_m3
    mass = mass_kg(counted.quantity, counted.unit, density, _mass_per_unit(counted, factor))
    amount = _amount(counted, factor, mass, density) if factor is not None else None
    said = (*_confirmation(line, counted, confirmed), *_by_density(counted, factor, mass, density))
    return LineAmount(mass, amount, said)


def _as_volume(line: TakeOffLine, factor: Factor | None, confirmed: Confirmed | None) -> TakeOffLine:
    """A line in m2 as the volume that its confirmed thickness makes of it."""
    thickness_mm = confirmed.thickness_mm if confirmed is not None else None
    if thickness_mm is None or factor is None or line.unit is not Unit.M2 or factor.unit is Unit.M2:
        return line
    thickness_m = thickness_mm / _MM_PER_M
    per_unit = line.mass_kg_per_unit
    return replace(
        line,
        quantity=line.quantity * thickness_m,
        unit=Unit.M3,
        mass_kg_per_unit=None if per_unit is None else per_unit / thickness_m,
    )


def _mass_per_unit(line: TakeOffLine, factor: Factor | None) -> float | None:
    """The mass of one unit of a line [kg/unit]: as declared, else the factor's where both count in the same unit."""
    if line.mass_kg_per_unit is not None or factor is None or factor.unit is not line.unit:
        return line.mass_kg_per_unit
    return factor.mass_kg_per_unit


def _amount(line: TakeOffLine, factor: Factor, mass: float | None, density: float | None) -> float | None:
    """The quantity in the unit of the factor, None where nothing leads from one to the other."""
    amount = amount_in(factor.unit, line.quantity, line.unit, mass, density)
    if amount is None and mass is not None and factor.mass_kg_per_unit:
        return mass / factor.mass_kg_per_unit
    return amount


def _confirmation(
    line: TakeOffLine, counted: TakeOffLine, confirmed: Confirmed | None
) -> Iterator[Localised]:
    """Who confirmed the factor, and the step by thickness."""
    if confirmed is None:
        return
    code = "confirmed-by" if confirmed.by is not None else "confirmed"
    yield PHRASES.say(code, {"by": confirmed.by or "", "on": confirmed.on.isoformat()})
    if counted is not line:
        how = "thickness-read" if confirmed.thickness_read else "thickness-given"
        values = {"area": line.quantity, "thickness": confirmed.thickness_mm, "volume": counted.quantity}
        yield PHRASES.say(how, values)


def _by_density(
    counted: TakeOffLine, factor: Factor | None, mass: float | None, density: float | None
) -> Iterator[Localised]:
    """The step between volume and mass, where density makes it."""
    if factor is None or mass is None or density is None:
        return
    values = {"mass": mass, "density": density, "volume": counted.quantity}
    if counted.unit is Unit.M3 and factor.unit in _MASSES and counted.mass_kg_per_unit is None:
        yield PHRASES.say("mass-by-density", values)
    elif counted.unit is not Unit.M3 and factor.unit is Unit.M3:
        yield PHRASES.say("volume-by-density", {**values, "volume": mass / density})
