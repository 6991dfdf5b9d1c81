"""What a reader needs to work out every line again: amounts, factors, journeys, waste rates, service lives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assessments.carbon.building import WholeLifeParameters
from assessments.carbon.end_of_life import DISPOSAL
from assessments.carbon.factor import Factor
from assessments.carbon.legs import Leg
from assessments.carbon.life_cycle import UpfrontCarbon, UpfrontParameters
from assessments.carbon.line_carbon import LineCarbon
from assessments.carbon.transport import Transport
from assessments.carbon.views import Areas, View
from assessments.carbon.whole_life import OF_A_LINE, LineWholeLife, WholeLife

_ROUNDING: Final = 1e-12  # what is left of a sum of lines by rounding is nothing beside them
PER_UNIT: Final = ("A1-A3", "C1", "C2", "C3", "C4", "D")
PER_KG: Final = ("C1", "C3", "C4")
"""The modules that may come of a line's mass where its factor does not state them."""


@dataclass(frozen=True, slots=True)
class Journey:
    """One leg: the distance [km] and what a tonne emits over one of them [kgCO2e/(t·km)]."""

    distance_km: float
    kgco2e_per_tkm: float


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """The inputs of one line; None is not known.

    Args:
        line_id: the line's own name.
        element: part of the building.
        material: as the author names it.
        factor_key: the factor used.
        source: its source and how well that was checked.
        amount: quantity in the unit of the factor [unit].
        unit: that unit.
        mass_kg: mass [kg].
        per_unit: carbon by the modules of `PER_UNIT` [kgCO2e/unit].
        biogenic_per_unit: stored carbon [kgCO2/unit].
        journeys: legs to the site; empty where the factor holds them.
        waste_rate: share wasted on site [1]; 0 where the factor holds it.
        wasted: modules that the waste is counted with.
        per_kg: carbon by the modules of `PER_KG` that come of the mass [kgCO2e/kg]; None where they do not.
        service_life_yr: how long it lasts where it stands [yr].
        ways_out: legs to treatment, where they make C2.
    """

    line_id: str
    element: str
    material: str
    factor_key: str | None
    source: str
    amount: float | None
    unit: str
    mass_kg: float | None
    per_unit: Mapping[str, float | None]
    biogenic_per_unit: float | None
    journeys: tuple[Journey, ...] | None
    waste_rate: float | None
    wasted: tuple[str, ...]
    per_kg: Mapping[str, float | None]
    service_life_yr: float | None
    ways_out: tuple[Journey, ...] | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """One building to be written down: name, lines, whole lives by study period [yr], areas, views, and the factors used."""

    name: str
    lines: tuple[LedgerLine, ...]
    lives: Mapping[int, WholeLife]
    areas: Areas
    views: tuple[View, ...]
    edition: str
    factors: tuple[Factor, ...] = ()

    def line_lives(self, period_yr: int) -> Mapping[str, LineWholeLife]:
        """The lines over one study period by their names."""
        return {line.line_id: line for line in self.lives[period_yr].lines}


def ledger_lines(
    upfront: UpfrontCarbon,
    first: UpfrontParameters,
    whole: WholeLifeParameters,
    lives: Mapping[int, WholeLife],
) -> tuple[LedgerLine, ...]:
    """The inputs of all lines.

    Args:
        upfront: the take-off worked out.
        first: the parameters it was worked out with.
        whole: the parameters of the whole life.
        lives: the whole lives by study period [yr].
    """
    c1_per_kg = next((life.deconstruction_kgco2e_per_kg for life in lives.values()), None)
    return tuple(_line(line, first, whole, c1_per_kg) for line in upfront.lines)


def factors_used(upfront: UpfrontCarbon) -> tuple[Factor, ...]:
    """The factors of the lines, each once, in the order they first come."""
    return tuple({line.factor.key: line.factor for line in upfront.lines if line.factor is not None}.values())


def shared_modules(life: WholeLife) -> frozenset[str]:
    """The modules that every line knows its part of, so that the lines can be added up."""
    return frozenset(
        module
        for module in (*OF_A_LINE, "D1")
        if life.lines and all(line.modules[module] is not None for line in life.lines)
    )


def beside_lines(life: WholeLife, module: str) -> float:
    """A known module of the building less the part of its lines [kgCO2e]; where not every line knows its part, all of it."""
    total = {**life.modules, **life.apart}[module] or 0.0
    if module not in shared_modules(life):
        return total
    rest = math.fsum((total, *(-(line.modules[module] or 0.0) for line in life.lines)))
    return 0.0 if abs(rest) <= _ROUNDING * abs(total) else rest


def _line(
    line: LineCarbon, first: UpfrontParameters, whole: WholeLifeParameters, c1_per_kg: float | None
) -> LedgerLine:
    factor = line.factor
    per_unit = {module: factor.module(module) if factor else None for module in PER_UNIT}
    life = whole.service_lives.of(line.line, factor)
    return LedgerLine(
        line_id=line.line_id,
        element=line.element,
        material=line.material,
        factor_key=line.factor_key,
        source=f"{factor.source} ({factor.source_status})" if factor else "",
        amount=line.amount,
        unit=factor.unit if factor else line.line.unit,
        mass_kg=line.mass_kg,
        per_unit=per_unit,
        biogenic_per_unit=factor.biogenic_kgco2_per_unit if factor else None,
        journeys=_to_site(line, first.transport),
        waste_rate=_waste_rate(line, first),
        wasted=tuple(module for module in DISPOSAL if line.ends.kgco2e[module] is not None),
        per_kg=_per_kg(line, first, per_unit, c1_per_kg),
        service_life_yr=life.years if life else None,
        ways_out=_ways_out(line, first, per_unit),
    )


def _per_kg(
    line: LineCarbon, first: UpfrontParameters, per_unit: Mapping[str, float | None], c1_per_kg: float | None
) -> dict[str, float | None]:
    """What comes of the mass where the factor is silent: C1 by its share, C3 and C4 as the edition treats the material."""
    like = first.end_of_life.like_of(line.factor) if first.end_of_life and line.factor else None
    treated = like.kgco2e_per_kg if like is not None else {}
    asked: dict[str, float | None] = {"C1": c1_per_kg, "C3": treated.get("C3"), "C4": treated.get("C4")}
    silent = per_unit["C3"] is None and per_unit["C4"] is None
    return {
        module: value if per_unit[module] is None and (module == "C1" or silent) else None
        for module, value in asked.items()
    }


def _ways_out(
    line: LineCarbon, first: UpfrontParameters, per_unit: Mapping[str, float | None]
) -> tuple[Journey, ...] | None:
    """The legs to treatment, where they make C2."""
    ends = first.end_of_life
    if ends is None or ends.legs is None or per_unit["C2"] is not None or line.mass_kg is None:
        return None
    return _journeys(ends.legs, ends.transport)


def _to_site(line: LineCarbon, transport: Transport) -> tuple[Journey, ...] | None:
    if line.factor is not None and "A4" in line.factor.modules:
        return ()
    declared = line.line.legs
    legs = declared if declared is not None else transport.default_legs.get(_origin(line, transport))
    return None if legs is None else _journeys(legs, transport)


def _origin(line: LineCarbon, transport: Transport) -> str:
    return line.line.origin or transport.unknown_origin


def _journeys(legs: tuple[Leg, ...], transport: Transport) -> tuple[Journey, ...] | None:
    found = [(leg.distance_km, transport.factor(leg.transport)) for leg in legs]
    known = tuple(Journey(km, factor.kgco2e_per_tkm) for km, factor in found if factor is not None)
    return known if len(known) == len(found) else None


def _waste_rate(line: LineCarbon, first: UpfrontParameters) -> float | None:
    if line.factor is None:
        return None
    if line.factor.modules & {"A5", "A5.3"}:
        return 0.0
    return first.waste_rates.get(line.factor.waste_key or first.default_waste_key)
