"""EnergyPlus's meters: what they are called, and reading them from the results database as full doubles."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

JOULES_PER_KWH = 3.6e6

CARRIERS: Mapping[str, str] = MappingProxyType(
    {
        "electricity": "Electricity",
        "natural_gas": "NaturalGas",
        "gasoline": "Gasoline",
        "diesel": "Diesel",
        "coal": "Coal",
        "fuel_oil_no1": "FuelOilNo1",
        "fuel_oil_no2": "FuelOilNo2",
        "propane": "Propane",
        "other_fuel1": "OtherFuel1",
        "other_fuel2": "OtherFuel2",
        "district_cooling": "DistrictCooling",
        "district_heating_water": "DistrictHeatingWater",
        "district_heating_steam": "DistrictHeatingSteam",
    }
)
"""Our key of each energy carrier and the resource in EnergyPlus's meter names."""

END_USES: Mapping[str, str] = MappingProxyType(
    {
        "heating": "Heating",
        "cooling": "Cooling",
        "interior_lighting": "InteriorLights",
        "exterior_lighting": "ExteriorLights",
        "interior_equipment": "InteriorEquipment",
        "exterior_equipment": "ExteriorEquipment",
        "fans": "Fans",
        "pumps": "Pumps",
        "heat_rejection": "HeatRejection",
        "humidification": "Humidifier",
        "heat_recovery": "HeatRecovery",
        "water_systems": "WaterSystems",
        "refrigeration": "Refrigeration",
        "generators": "Cogeneration",
    }
)
"""EnergyPlus's end uses as its tables call them and as its meters do."""

_METERS = """
    SELECT d.Name, d.ReportingFrequency, t.Month, r.Value
    FROM ReportData r
    JOIN ReportDataDictionary d ON d.ReportDataDictionaryIndex = r.ReportDataDictionaryIndex
    JOIN Time t ON t.TimeIndex = r.TimeIndex
    JOIN EnvironmentPeriods e ON e.EnvironmentPeriodIndex = t.EnvironmentPeriodIndex
    WHERE d.IsMeter = 1 AND e.EnvironmentType = 3 AND d.ReportingFrequency IN ('Monthly', 'Run Period')
      AND d.Units = ?
    ORDER BY r.ReportDataIndex
"""


@dataclass(frozen=True, slots=True)
class Meter:
    """One meter over the run in its own unit: the whole run and its twelve months (None: not run)."""

    name: str
    total: float
    months: tuple[float | None, ...]
    run_period: float | None

    def gap(self) -> float:
        """The run period's own total less its months; zero where only one of the two was reported."""
        reported = [value for value in self.months if value is not None]
        if self.run_period is None or not reported:
            return 0.0
        return self.run_period - math.fsum(reported)


def facility(carrier: str) -> str:
    return f"{CARRIERS[carrier]}:Facility"


def end_use_meter(end_use: str, carrier: str) -> str:
    return f"{END_USES[end_use]}:{CARRIERS[carrier]}"


def read_meters(database: sqlite3.Connection, unit: str) -> dict[str, Meter]:
    """Every meter in `unit` ('J', 'm3') over the weather run periods, by its name in lower case."""
    names: dict[str, str] = {}
    months: dict[str, dict[int, float]] = {}
    totals: dict[str, float] = {}
    for name, frequency, month, value in database.execute(_METERS, (unit,)):
        key = str(name).lower()
        names[key] = str(name)
        if frequency == "Monthly":
            of_meter = months.setdefault(key, {})
            of_meter[int(month)] = of_meter.get(int(month), 0.0) + float(value)
        else:
            totals[key] = totals.get(key, 0.0) + float(value)
    return {key: _meter(name, months.get(key, {}), totals.get(key)) for key, name in names.items()}


def _meter(name: str, months: Mapping[int, float], run_period: float | None) -> Meter:
    total = math.fsum(months.values()) if run_period is None else run_period
    return Meter(name, total, tuple(months.get(month) for month in range(1, 13)), run_period)


def kwh(joules: float) -> float:
    return joules / JOULES_PER_KWH
