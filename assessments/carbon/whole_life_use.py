"""The modules of a whole life that belong to the building as a whole: B1, B2–B3, B6, B7, the refrigerant in C1, and D2."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from assessments.carbon.building import Building, WholeLifeParameters
from assessments.carbon.catalogue import PHRASES
from assessments.carbon.operational import ELECTRICITY
from standard_site.lib.localised import Localised


@dataclass(frozen=True, slots=True)
class Use:
    """A value over the study period [kgCO2e] with how it came about; both None where it is not known."""

    kgco2e: float | None = None
    origin: Localised | None = None


def leakage(building: Building, period_yr: int) -> Use:
    """B1 = yearly leakage · years. What escapes when the plant is taken out is not use: it counts in C1."""
    yearly = building.refrigerants.leakage_kgco2e_per_yr
    return _over_years("leakage", yearly, period_yr)


def upkeep(building: Building, period_yr: int) -> Use:
    """B2–B3 = what was declared of a year · years."""
    return _over_years("upkeep", building.upkeep_kgco2e_per_yr, period_yr)


def energy(building: Building, period_yr: int) -> Use:
    """B6 = life-cycle carbon of the energy imported in a year · years; own generation sent out is D2."""
    operating = building.operating
    return _over_years("energy", operating.footprint_kgco2e if operating else None, period_yr)


def energy_by_course(building: Building, period_yr: int, parameters: WholeLifeParameters) -> float | None:
    """B6 by the edition's course of the grid factor [kgCO2e]: electricity by the factor of its year, fuels as they are.

    A year without a row of its own has the factor of the last row before it; before the first row, that of the first.
    """
    course, start, operating = parameters.grid_course, building.start_year, building.operating
    if not course or start is None or operating is None:
        return None
    electricity = [item for item in operating.carriers if item.carrier == ELECTRICITY]
    fuels = [item.kgco2e for item in operating.carriers if item.carrier != ELECTRICITY]
    imported = electricity[0].imported_kwh if electricity else None
    known = [carbon for carbon in fuels if carbon is not None]
    if imported is None or len(known) < len(fuels):
        return None
    factors = [_factor_of(start + year, course) for year in range(1, period_yr + 1)]
    return imported * math.fsum(factors) + math.fsum(known) * period_yr


def _factor_of(year: int, course: Mapping[int, float]) -> float:
    """The factor of the last year of the course that is not later, else its first."""
    return course[max((known for known in course if known <= year), default=min(course))]


def water(building: Building, period_yr: int, parameters: WholeLifeParameters) -> Use:
    """B7 = (mains water · its factor + desalinated water · its energy · factor of the grid) · years."""
    used = building.water
    mains, desalinated = used.mains_m3_per_yr, used.desalinated_m3_per_yr
    kwh = used.desalinated_kwh_per_m3 if desalinated else 0.0
    tap, grid = parameters.tap_water_kgco2e_per_m3, parameters.grid_kgco2e_per_kwh
    if mains is None or desalinated is None or kwh is None or tap is None or grid is None:
        return Use()
    values = {"mains": mains, "tap": tap, "desalinated": desalinated, "energy": kwh, "grid": grid}
    yearly = mains * tap + desalinated * kwh * grid
    return Use(yearly * period_yr, PHRASES.say("water", {**values, "period": period_yr}))


def exported(building: Building, period_yr: int, parameters: WholeLifeParameters) -> Use:
    """D2 = −electricity sent out · factor of the grid · years."""
    kwh, grid = building.exported_kwh_per_yr, parameters.grid_kgco2e_per_kwh
    if kwh is None or grid is None:
        return Use()
    values = {"exported": kwh, "grid": grid, "period": period_yr}
    return Use(0.0 - kwh * grid * period_yr, PHRASES.say("exported", values))


def refrigerant_end(building: Building, parameters: WholeLifeParameters) -> float | None:
    """What escapes of the charge when the plant is taken out [kgCO2e]: charge · share lost; 0 without refrigerant."""
    charge, share = building.refrigerants.charge_kgco2e, parameters.refrigerant_loss
    if charge == 0:
        return 0.0
    return None if charge is None or share is None else charge * share


def _over_years(phrase: str, yearly: float | None, period_yr: int) -> Use:
    if yearly is None:
        return Use()
    return Use(yearly * period_yr, PHRASES.say(phrase, {"yearly": yearly, "period": period_yr}))
