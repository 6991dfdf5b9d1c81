"""The results of a run, read from `eplusout.sql`: energy, peak, hours, areas, water, and whether the sums
agree.
"""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_run import CATALOGUE
from energyplus_runs.simulation.meters import (
    CARRIERS,
    END_USES,
    Meter,
    end_use_meter,
    facility,
    kwh,
    read_meters,
)
from energyplus_runs.simulation.output_files import is_output
from energyplus_runs.simulation.resilience import Resilience
from energyplus_runs.simulation.resilience_reading import read_resilience
from energyplus_runs.simulation.tables import (
    CONDITIONED_AREA,
    TOTAL_AREA,
    UNMET_COOLING,
    UNMET_HEATING,
    read_cells,
)
from standard_site.lib.findings import Finding, Where

_ADD_UP_TOLERANCE = 1e-9
_ADD_UP_FLOOR_J = 1.0
_NEVER_SET = 9e13  # the engine leaves ±99999999999999 where it never set an extreme
_READ_LIMIT_S = 60.0

_HOURS = """
    SELECT SUM(t.Interval) / 60.0
    FROM Time t JOIN EnvironmentPeriods e ON e.EnvironmentPeriodIndex = t.EnvironmentPeriodIndex
    WHERE e.EnvironmentType = 3 AND t.IntervalType = ?
"""
_MONTHLY, _RUN_PERIOD = 3, 4

_PEAK = """
    SELECT x.MaxValue, x.MaxMonth, x.MaxDay, x.MaxHour, x.MaxMinute, s.NumTimestepsPerHour
    FROM ReportExtendedData x
    JOIN ReportData r ON r.ReportDataIndex = x.ReportDataIndex
    JOIN ReportDataDictionary d ON d.ReportDataDictionaryIndex = r.ReportDataDictionaryIndex
    JOIN Time t ON t.TimeIndex = r.TimeIndex
    JOIN EnvironmentPeriods e ON e.EnvironmentPeriodIndex = t.EnvironmentPeriodIndex
    JOIN Simulations s ON s.SimulationIndex = e.SimulationIndex
    WHERE d.Name = 'Electricity:Facility' AND d.IsMeter = 1 AND e.EnvironmentType = 3
      AND d.ReportingFrequency IN ('Monthly', 'Run Period') AND ABS(x.MaxValue) < ?
    ORDER BY x.MaxValue DESC, x.ReportDataIndex LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class EndUse:
    """Energy of one end use from one carrier. `joules` is what the engine reported, the rest is in kWh.

    `monthly_kwh` holds January to December, None where the run had no such month.
    """

    end_use: str
    carrier: str
    kwh: float
    monthly_kwh: tuple[float | None, ...]
    joules: float

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> EndUse:
        return cls(**{**data, "monthly_kwh": tuple(data["monthly_kwh"])})


@dataclass(frozen=True, slots=True)
class Results:
    """Energy in kWh over the run, power in W, time in h, areas in m2, water in m3.

    A carrier, an end use or a value that the run did not report is absent or None; zero was reported as zero.
    Production is what photovoltaics and other generators made; surplus is what went to the grid. Photovoltaics are
    metered before the inverter; power conversion is what inverters, converters and transformers take from them, a
    negative number. Resilience is what the run was asked of heat inside, None where nothing.
    """

    simulated_hours: float
    end_uses: tuple[EndUse, ...]
    carriers: Mapping[str, float]
    carriers_joules: Mapping[str, float]
    purchased_electricity_kwh: float | None
    surplus_electricity_kwh: float | None
    produced_electricity_kwh: float | None
    photovoltaic_kwh: float | None
    peak_electricity_w: float | None
    peak_electricity_at: str | None
    unmet_heating_h: float | None
    unmet_cooling_h: float | None
    total_building_area_m2: float | None
    conditioned_area_m2: float | None
    water_m3: float | None
    findings: tuple[Finding, ...]
    power_conversion_kwh: float | None = None
    resilience: Resilience | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values; doubles come back the same through `json`."""
        data = {name: getattr(self, name) for name in self.__slots__}
        data["end_uses"] = [{**asdict(use), "monthly_kwh": list(use.monthly_kwh)} for use in self.end_uses]
        data["carriers"] = dict(self.carriers)
        data["carriers_joules"] = dict(self.carriers_joules)
        data["findings"] = [finding.to_json() for finding in self.findings]
        heat = data.pop("resilience")  # left out where there is none, as in results kept before it was read
        return data if heat is None else {**data, "resilience": heat.to_json()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Results:
        end_uses = tuple(EndUse.from_json(use) for use in data["end_uses"])
        findings = tuple(Finding.from_json(finding) for finding in data["findings"])
        heat = data.get("resilience")
        resilience = None if heat is None else Resilience.from_json(heat)
        return cls(**{**data, "end_uses": end_uses, "findings": findings, "resilience": resilience})


def read_results(sql: Path, expected_hours: float | tuple[float, ...] = (8760.0, 8784.0)) -> Results:
    """Read a finished run. `expected_hours` is what its case declares; a year is 8,760 or 8,784 h.

    Doubtful sums and hours become findings; SimulationError is raised only for a file that is no results
    database.
    """
    if not is_output(sql):
        raise _unreadable(sql, "there is no such file")
    try:
        with closing(_open(sql)) as database:
            return _read(database, expected_hours if isinstance(expected_hours, tuple) else (expected_hours,))
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise _unreadable(sql, str(error)) from error


def _open(sql: Path) -> sqlite3.Connection:
    """Read-only, nothing of its schema trusted, and stopped when a query outlasts any honest results file."""
    database = sqlite3.connect(f"{sql.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    database.execute("PRAGMA trusted_schema = OFF")
    end = time.monotonic() + _READ_LIMIT_S
    database.set_progress_handler(lambda: int(time.monotonic() > end), 100_000)
    return database


def _read(database: sqlite3.Connection, expected_hours: tuple[float, ...]) -> Results:
    energy, water = read_meters(database, "J"), read_meters(database, "m3")
    cells, table_findings = read_cells(database)
    hours = _simulated_hours(database)
    peak_w, peak_at = _peak(database)
    findings = [*_hours_findings(hours, expected_hours), *_energy_findings(energy), *table_findings]
    if peak_w is None:
        findings.append(CATALOGUE.make("peak-missing"))
    end_uses = tuple(_end_uses(energy))
    resilience, heat_findings = read_resilience(database, _by_end_use(end_uses))
    carriers = {
        key: energy[facility(key).lower()].total for key in CARRIERS if facility(key).lower() in energy
    }
    return Results(
        simulated_hours=hours,
        end_uses=end_uses,
        carriers={key: kwh(joules) for key, joules in carriers.items()},
        carriers_joules=carriers,
        purchased_electricity_kwh=_kwh_of(energy, "ElectricityPurchased:Facility"),
        surplus_electricity_kwh=_kwh_of(energy, "ElectricitySurplusSold:Facility"),
        produced_electricity_kwh=_kwh_of(energy, "ElectricityProduced:Facility"),
        photovoltaic_kwh=_kwh_of(energy, "Photovoltaic:ElectricityProduced"),
        peak_electricity_w=peak_w,
        peak_electricity_at=peak_at,
        unmet_heating_h=cells[UNMET_HEATING],
        unmet_cooling_h=cells[UNMET_COOLING],
        total_building_area_m2=cells[TOTAL_AREA],
        conditioned_area_m2=cells[CONDITIONED_AREA],
        water_m3=water["water:facility"].total if "water:facility" in water else None,
        findings=(*findings, *heat_findings),
        power_conversion_kwh=_kwh_of(energy, "PowerConversion:ElectricityProduced"),
        resilience=resilience,
    )


def _simulated_hours(database: sqlite3.Connection) -> float:
    """Hours of the weather run periods, from the intervals that the run's or the months' meters cover."""
    for interval_type in (_RUN_PERIOD, _MONTHLY):
        hours = database.execute(_HOURS, (interval_type,)).fetchone()[0]
        if hours is not None:
            return float(hours)
    return 0.0


def _hours_findings(hours: float, expected: tuple[float, ...]) -> Iterator[Finding]:
    if hours not in expected:
        wanted = " / ".join(f"{value:g}" for value in expected)
        yield CATALOGUE.make("hours-not-a-year", None, hours=f"{hours:g}", expected=wanted)


def _peak(database: sqlite3.Connection) -> tuple[float | None, str | None]:
    """The highest mean power over one time step (W) and the end of that step as MM-DD HH:MM.

    EnergyPlus 25.2 updates a month's extreme only when the whole run's is exceeded too: a single month's
    extreme means nothing, the largest of all is the run's.
    """
    found = database.execute(_PEAK, (_NEVER_SET,)).fetchone()
    if found is None:
        return None, None
    joules, month, day, hour, minute, steps_per_hour = found
    return float(joules) * int(steps_per_hour) / 3600.0, f"{month:02d}-{day:02d} {hour:02d}:{minute:02d}"


def _end_uses(energy: Mapping[str, Meter]) -> Iterator[EndUse]:
    for carrier in CARRIERS:
        for end_use in END_USES:
            meter = energy.get(end_use_meter(end_use, carrier).lower())
            if meter is not None:
                months = tuple(None if value is None else kwh(value) for value in meter.months)
                yield EndUse(end_use, carrier, kwh(meter.total), months, meter.total)


def _by_end_use(end_uses: tuple[EndUse, ...]) -> dict[str, float]:
    """Energy of each end use, all carriers together [J]."""
    names = {use.end_use for use in end_uses}
    return {name: math.fsum(use.joules for use in end_uses if use.end_use == name) for name in names}


def _kwh_of(energy: Mapping[str, Meter], name: str) -> float | None:
    meter = energy.get(name.lower())
    return None if meter is None else kwh(meter.total)


def _energy_findings(energy: Mapping[str, Meter]) -> Iterator[Finding]:
    present = [carrier for carrier in CARRIERS if facility(carrier).lower() in energy]
    if not present:
        yield CATALOGUE.make("no-energy-meters")
    for carrier in present:
        yield from _below_zero(energy[facility(carrier).lower()], carrier)
        yield from _end_use_gap(energy, carrier)
    read = {facility(carrier) for carrier in CARRIERS}
    read |= {end_use_meter(end_use, carrier) for carrier in CARRIERS for end_use in END_USES}
    for name in sorted(read):
        meter = energy.get(name.lower())
        if meter is not None and not _same(meter.gap(), meter.total):
            gap = f"{kwh(meter.gap()):.6g}"
            yield CATALOGUE.make(
                "months-do-not-add-up", Where(object=meter.name), meter=meter.name, difference_kwh=gap
            )


def _below_zero(meter: Meter, carrier: str) -> Iterator[Finding]:
    """A building uses nothing or something, in every month; what it produces has meters of its own."""
    least = min((meter.total, *(value for value in meter.months if value is not None)))
    if least < -_ADD_UP_FLOOR_J:
        where = Where(object=meter.name)
        yield CATALOGUE.make("energy-below-zero", where, carrier=carrier, total_kwh=f"{kwh(least):.6g}")


def _end_use_gap(energy: Mapping[str, Meter], carrier: str) -> Iterator[Finding]:
    total = energy[facility(carrier).lower()].total
    parts = (energy.get(end_use_meter(end_use, carrier).lower()) for end_use in END_USES)
    gap = total - math.fsum(part.total for part in parts if part is not None)
    if not _same(gap, total):
        shown = {"difference_kwh": f"{kwh(gap):.6g}", "total_kwh": f"{kwh(total):.6g}"}
        yield CATALOGUE.make(
            "end-uses-do-not-add-up", Where(object=facility(carrier)), carrier=carrier, **shown
        )


def _same(gap: float, total: float) -> bool:
    """Whether a difference (J) is no more than the rounding of a year's additions of doubles."""
    return abs(gap) <= max(_ADD_UP_FLOOR_J, _ADD_UP_TOLERANCE * abs(total))


def _unreadable(sql: Path, reason: str) -> SimulationError:
    where = Where(file=sql.name)
    return SimulationError([CATALOGUE.make("results-unreadable", where, name=sql.name, reason=reason)])
