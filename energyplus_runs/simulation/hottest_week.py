"""Which hours of a typical year an outage falls in: the most humid heat in a row within the season that is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from energyplus_runs.simulation.epw_file import Column, EpwFile
from energyplus_runs.simulation.psychrometrics import wet_bulb_c


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours in a row of a year: the first by its place, 0 being the first hour of 1 January, and how many.

    `mean_wet_bulb_c` is the mean outdoor wet-bulb temperature [°C] over them.
    """

    first: int
    count: int
    mean_wet_bulb_c: float


def hottest_hours(epw: EpwFile, count: int, first_day: date, last_day: date) -> Hours:
    """The `count` hours with the highest mean wet bulb that begin and end within these days; the earliest of equals.

    Raises SimulationError when the file lacks a temperature, humidity or pressure, ValueError when the days are too few.
    """
    season = _season(epw, first_day, last_day)
    dry_bulb_c, humidity, pressure_pa = (
        epw.numbers(column)[season]
        for column in (Column.DRY_BULB_C, Column.RELATIVE_HUMIDITY_PERCENT, Column.PRESSURE_PA)
    )
    wet = wet_bulb_c(dry_bulb_c, humidity, pressure_pa)
    if len(wet) < count:
        raise ValueError(f"{len(wet)} hours hold no {count} in a row")
    means = np.lib.stride_tricks.sliding_window_view(wet, count).mean(axis=1)
    best = int(np.argmax(means))
    return Hours(season.start + best, count, float(means[best]))


def _season(epw: EpwFile, first_day: date, last_day: date) -> slice:
    """Places of the hours from the first to the last day, both whole."""
    days = epw.numbers(Column.MONTH) * 100 + epw.numbers(Column.DAY)
    inside = np.flatnonzero(
        (days >= first_day.month * 100 + first_day.day) & (days <= last_day.month * 100 + last_day.day)
    )
    return slice(int(inside[0]), int(inside[-1]) + 1)
