"""What is known of a building beside its take-off, and what an edition says of a whole life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.carbon.operational import OperatingCarbon
from assessments.carbon.refrigerants import Refrigerants
from assessments.carbon.replacement import ServiceLives
from assessments.carbon.uncertainty import Spread


@dataclass(frozen=True, slots=True)
class Water:
    """Water of a year: mains and desalinated [m3/yr], energy of desalination [kWh/m3]; None is not known."""

    mains_m3_per_yr: float | None = None
    desalinated_m3_per_yr: float | None = None
    desalinated_kwh_per_m3: float | None = None


@dataclass(frozen=True, slots=True)
class Building:
    """A building beside its take-off; None is not known.

    Args:
        refrigerants: its systems worked out.
        start_year: year construction starts.
        upkeep_kgco2e_per_yr: maintenance and repair, B2 and B3 [kgCO2e/yr].
        operating: the energy of a year.
        exported_kwh_per_yr: electricity sent out [kWh/yr].
        water: the water of a year.
        declared: modules that were declared over the study period [kgCO2e]; they stand in for what would be worked out,
            None where what was declared cannot be used.
        contingency: share declared for what is not drawn yet [1].
        deconstruction_kgco2e: machines that take the building down, refrigerants apart [kgCO2e].
    """

    refrigerants: Refrigerants
    start_year: int | None = None
    upkeep_kgco2e_per_yr: float | None = None
    operating: OperatingCarbon | None = None
    exported_kwh_per_yr: float | None = None
    water: Water = field(default_factory=Water)
    declared: Mapping[str, float | None] = field(default_factory=dict)
    contingency: float | None = None
    deconstruction_kgco2e: float | None = None


@dataclass(frozen=True, slots=True)
class WholeLifeParameters:
    """What an edition says of a whole life; None where it says nothing.

    Args:
        service_lives: of materials and elements.
        grid_kgco2e_per_kwh: life-cycle factor of the grid as it is [kgCO2e/kWh].
        grid_course: the same by year, where the edition declares a course.
        tap_water_kgco2e_per_m3: carbon of mains water [kgCO2e/m3].
        refrigerant_loss: share of the charge that escapes at the end of life [1].
        spread: uncertainty of the embodied carbon.
    """

    service_lives: ServiceLives
    grid_kgco2e_per_kwh: float | None = None
    grid_course: Mapping[int, float] = field(default_factory=dict)
    tap_water_kgco2e_per_m3: float | None = None
    refrigerant_loss: float | None = None
    spread: Spread = field(default_factory=Spread)
