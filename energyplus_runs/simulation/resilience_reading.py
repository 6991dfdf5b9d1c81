"""Reading heat, outage and comfort from the results database, and refusing what contradicts itself or its case."""

from __future__ import annotations

import math
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from energyplus_runs.simulation.findings_cases import CATALOGUE
from energyplus_runs.simulation.free_running import ADAPTIVE_VARIABLE, OCCUPANTS_VARIABLE
from energyplus_runs.simulation.meters import kwh
from energyplus_runs.simulation.outage import SCHEDULE_VARIABLE, SET_VARIABLE
from energyplus_runs.simulation.power_cut import OUTAGE
from energyplus_runs.simulation.resilience import (
    HeatIndexHours,
    Outage,
    Resilience,
    ZoneComfort,
    ZoneOutage,
)
from standard_site.lib.findings import Finding, Where

_BOUND_C = 30.0  # standard effective temperature; LEED pilot credit IPpc100, path 2
_NO_POWER_J = 1.0  # what a week may have used and still be without power: the rounding of its meters
_SAME_K_H = 1e-6
_HOUR_DIGITS = 6  # a table adds up parts of hours, such as sixths
_ANNUAL = "AnnualThermalResilienceSummary"
_PERIOD = re.compile(r"ReportingPeriod-OUTAGE (\d+) H-ThermalResilienceSummary")
_CLASSES = ("Safe", "Caution", "Extreme Caution", "Danger", "Extreme Danger")
_CARRIERS_ZH = {
    "Electricity": "电力",
    "NaturalGas": "天然气",
    "Propane": "丙烷",
    "Gasoline": "汽油",
    "Diesel": "柴油",
    "Coal": "煤",
    "FuelOilNo1": "1 号燃油",
    "FuelOilNo2": "2 号燃油",
    "OtherFuel1": "其他燃料 1",
    "OtherFuel2": "其他燃料 2",
    "DistrictCooling": "区域供冷",
    "DistrictHeatingWater": "区域供热热水",
    "DistrictHeatingSteam": "区域供热蒸汽",
}

# Rows of a summary table that stand for a zone; the others are the least, the greatest and the sums.
_TABLE = """
    SELECT t.RowName, t.ColumnName, t.Value
    FROM TabularDataWithStrings t JOIN Zones z ON z.ZoneName = t.RowName
    WHERE t.ReportName = ? AND t.TableName = ? AND t.ReportForString = 'Entire Facility'
"""
_OUTAGE_HOURS = """
    SELECT COUNT(*) FROM ReportData r
    JOIN ReportDataDictionary d ON d.ReportDataDictionaryIndex = r.ReportDataDictionaryIndex
    JOIN Time t ON t.TimeIndex = r.TimeIndex
    JOIN EnvironmentPeriods e ON e.EnvironmentPeriodIndex = t.EnvironmentPeriodIndex
    WHERE d.Name = ? AND d.KeyValue = ? AND d.ReportingFrequency = 'Hourly' AND e.EnvironmentType = 3 AND r.Value > 0.5
"""
_USED = """
    SELECT m.Name, SUM(ABS(used.Value)) FROM ReportData r
    JOIN ReportDataDictionary d ON d.ReportDataDictionaryIndex = r.ReportDataDictionaryIndex
    JOIN Time t ON t.TimeIndex = r.TimeIndex
    JOIN EnvironmentPeriods e ON e.EnvironmentPeriodIndex = t.EnvironmentPeriodIndex
    JOIN ReportData used ON used.TimeIndex = r.TimeIndex
    JOIN ReportDataDictionary m ON m.ReportDataDictionaryIndex = used.ReportDataDictionaryIndex
    WHERE d.Name = ? AND d.KeyValue = ? AND d.ReportingFrequency = 'Hourly' AND e.EnvironmentType = 3 AND r.Value > 0.5
      AND m.IsMeter = 1 AND m.ReportingFrequency = 'Hourly'
    GROUP BY m.Name
"""
# Values of an output variable of People, with the zone the people are in and the minutes each stands for.
_OF_PEOPLE = """
    SELECT z.ZoneName, d.KeyValue, r.Value, t.Interval FROM ReportData r
    JOIN ReportDataDictionary d ON d.ReportDataDictionaryIndex = r.ReportDataDictionaryIndex
    JOIN Time t ON t.TimeIndex = r.TimeIndex
    JOIN EnvironmentPeriods e ON e.EnvironmentPeriodIndex = t.EnvironmentPeriodIndex
    JOIN NominalPeople p ON p.ObjectName = d.KeyValue
    JOIN Zones z ON z.ZoneIndex = p.ZoneIndex
    WHERE d.Name = ? AND e.EnvironmentType = 3 AND p.NumberOfPeople > 0
    ORDER BY r.ReportDataIndex
"""


def read_resilience(
    database: sqlite3.Connection, end_uses_joules: Mapping[str, float]
) -> tuple[Resilience | None, list[Finding]]:
    """What the run was asked for of heat inside; `end_uses_joules` is its use by end use, all carriers together [J].

    An outage that had power, or a year without cooling that was cooled, is an error and gives no value.
    """
    heat_index = _heat_index(database)
    outage, found = _outage(database)
    free_running, also_found = _free_running(database, end_uses_joules)
    if heat_index is None and outage is None and free_running is None:
        return None, [*found, *also_found]
    return Resilience(heat_index, outage, free_running), [*found, *also_found]


def _heat_index(database: sqlite3.Connection) -> tuple[HeatIndexHours, ...] | None:
    zones = _by_zone(database, _ANNUAL, "Heat Index OccupiedHours")
    if zones is None:
        return None
    rows = [HeatIndexHours(zone, *(columns[word] for word in _CLASSES)) for zone, columns in zones.items()]
    return tuple(row for row in rows if row.safe_h + row.severity[0] > 0)


def _by_zone(database: sqlite3.Connection, report: str, table: str) -> dict[str, dict[str, float]] | None:
    """Numbers of a table by zone and column, the bounds in the columns' names left out."""
    zones: dict[str, dict[str, float]] = {}
    for zone, column, value in database.execute(_TABLE, (report, table)):
        number = _number(value)
        if number is not None:
            zones.setdefault(str(zone), {})[str(column).split(" (")[0]] = number
    return zones or None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _outage(database: sqlite3.Connection) -> tuple[Outage | None, list[Finding]]:
    address = (SCHEDULE_VARIABLE, OUTAGE.upper())
    hours = database.execute(_OUTAGE_HOURS, address).fetchone()[0]
    if not hours:
        return None, []
    used = {str(name): float(joules) for name, joules in database.execute(_USED, address)}
    zones, several = _effective_temperatures(database)
    outage = Outage(float(hours), zones, used)
    found = [*_power_left(used), *_against_tables(database, outage, several)]
    if not zones:
        found.append(CATALOGUE.make("nobody-inside"))
    return (outage if not any(finding.severity == "error" for finding in found) else None), found


def _effective_temperatures(database: sqlite3.Connection) -> tuple[tuple[ZoneOutage, ...], frozenset[str]]:
    """Each zone by the people who have it worst, and the zones with more than one People object."""
    excess: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    highest: dict[str, float] = {}
    for zone, people, value, minutes in database.execute(_OF_PEOPLE, (SET_VARIABLE,)):
        excess[zone][people].append(max(0.0, value - _BOUND_C) * minutes / 60.0)
        highest[zone] = max(highest.get(zone, -math.inf), value)
    zones = tuple(
        ZoneOutage(zone, max(math.fsum(values) for values in people.values()), highest[zone])
        for zone, people in excess.items()
    )
    return zones, frozenset(zone for zone, people in excess.items() if len(people) > 1)


def _power_left(used: Mapping[str, float]) -> Iterator[Finding]:
    for meter, joules in used.items():
        if joules > _NO_POWER_J:
            carrier = meter.split(":")[0]
            values = {
                "kwh": f"{kwh(joules):.6g}",
                "carrier": carrier,
                "carrier_zh": _CARRIERS_ZH[carrier],
            }
            yield CATALOGUE.make("outage-power-left", Where(object=meter), **values)


def _against_tables(
    database: sqlite3.Connection, outage: Outage, several: frozenset[str]
) -> Iterator[Finding]:
    """The engine's own tables of the period tell the hours and the degree-hours of zones with one People object too."""
    names = database.execute("SELECT DISTINCT ReportName FROM TabularDataWithStrings").fetchall()
    periods = [found for (name,) in names if (found := _PERIOD.fullmatch(str(name)))]
    declared = int(periods[0][1]) if periods else 0
    report = periods[0][0] if periods else ""
    tabled = _by_zone(database, report, "Heat Index Hours") or {}
    lasted = {round(math.fsum(columns.values()), _HOUR_DIGITS) for columns in tabled.values()}
    if lasted != {float(declared)} or outage.hours != declared:
        shown = " / ".join(f"{hours:g}" for hours in sorted(lasted)) or "-"
        values = {"declared": declared, "scheduled": f"{outage.hours:g}", "tabled": shown}
        yield CATALOGUE.make("outage-hours-differ", None, **values)
    sums = _by_zone(database, report, "Cooling SET Degree-Hours") or {}
    for zone in outage.zones:
        tabled_k_h = sums.get(zone.zone, {}).get("SET > 30°C Degree-Hours", math.nan)
        if zone.zone not in several and not abs(tabled_k_h - zone.set_above_30_k_h) <= _SAME_K_H:
            values = {"summed": f"{zone.set_above_30_k_h:.6f}", "tabled": f"{tabled_k_h:.6f}"}
            yield CATALOGUE.make("outage-table-differs", Where(object=zone.zone), zone=zone.zone, **values)


def _free_running(
    database: sqlite3.Connection, end_uses_joules: Mapping[str, float]
) -> tuple[tuple[ZoneComfort, ...] | None, list[Finding]]:
    status, people = _hourly(database, ADAPTIVE_VARIABLE), _hourly(database, OCCUPANTS_VARIABLE)
    if not status:
        return None, []
    zones = tuple(_comfort(zone, status[zone], people.get(zone, ())) for zone in status)
    occupied = tuple(zone for zone in zones if zone.occupied_h > 0)
    found = [*_conditioned(end_uses_joules)]
    if not occupied:
        found.append(CATALOGUE.make("nobody-inside"))
    return (occupied if not any(finding.severity == "error" for finding in found) else None), found


def _hourly(database: sqlite3.Connection, variable: str) -> dict[str, list[list[float]]]:
    """The hours of each People object of a zone, one list after the other."""
    series: dict[str, dict[str, list[float]]] = {}
    for zone, people, value, _minutes in database.execute(_OF_PEOPLE, (variable,)):
        series.setdefault(str(zone), {}).setdefault(str(people), []).append(float(value))
    return {zone: [*of_zone.values()] for zone, of_zone in series.items()}


def _comfort(zone: str, status: Sequence[Sequence[float]], people: Sequence[Sequence[float]]) -> ZoneComfort:
    """Hours in which anybody is there, and the share of each in which the worst off is comfortable.

    The engine's status of an hour is the mean over its time steps of 1 (comfortable) and 0, or -1 where the model does not
    apply, which it decides day by day: so what is above zero is the comfortable share of the hour.
    """
    there = [any(count > 0 for count in hour) for hour in zip(*people, strict=True)]
    comfortable = [max(0.0, min(hour)) for hour in zip(*status, strict=True)]
    within = [share for share, occupied in zip(comfortable, there, strict=True) if occupied]
    return ZoneComfort(zone, float(len(within)), math.fsum(within))


def _conditioned(end_uses_joules: Mapping[str, float]) -> Iterator[Finding]:
    for end_use, chinese in (("cooling", "供冷"), ("heating", "供暖")):
        joules = end_uses_joules.get(end_use, 0.0)
        if joules > _NO_POWER_J:
            values = {"kwh": f"{kwh(joules):.6g}", "end_use": end_use, "end_use_zh": chinese}
            yield CATALOGUE.make("free-running-conditioned", None, **values)
