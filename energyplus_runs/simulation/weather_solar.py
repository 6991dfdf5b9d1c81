"""Whether the radiation of a weather file agrees with itself and with the sun.

The sun's height by the usual approximations (declination 23.45° sin B, equation of time 9.87 sin 2B - 7.53 cos B - 1.5 sin B
min, B = 360/365 (n - 81); Duffie and Beckman, Solar Engineering of Thermal Processes, chapter 1), at the middle of each hour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
_TOLERANCE_WH_M2 = 50.0
_TOLERANCE_SHARE = 0.15
_DARK = -0.2  # sine of the sun's height: 11.5° below the horizon, beyond all twilight that gives energy
_DAY_WH_M2 = 20.0


@dataclass(frozen=True, slots=True)
class SolarBalance:
    """Shares from 0 to 1, None where nothing is known: of daylight hours whose global radiation is not direct and diffuse
    together within 50 Wh/m² or 15 %, of the year's global radiation that is missing or too much in them, and of the year's
    that comes while the sun is far below the horizon.
    """

    hours_off: float | None
    year_off: float | None
    dark: float | None


def sines_of_height(hours: int, lat_deg: float, lon_deg: float, zone_h: float) -> Values:
    """Sine of the sun's height at the middle of each hour of the year [1]."""
    number = np.arange(hours)
    turn = np.radians(360 / 365 * (number // 24 + 1 - 81))
    equation_min = 9.87 * np.sin(2 * turn) - 7.53 * np.cos(turn) - 1.5 * np.sin(turn)
    declination = np.radians(23.45 * np.sin(turn))
    solar_h = number % 24 + 0.5 + equation_min / 60 + lon_deg / 15 - zone_h
    angle, latitude = np.radians(15 * (solar_h - 12)), np.radians(lat_deg)
    sines: Values = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(
        angle
    )
    return sines


def solar_balance(total: Values, direct: Values, diffuse: Values, sines: Values) -> SolarBalance:
    """Global horizontal, direct normal and diffuse horizontal radiation [Wh/m²] against each other; NaN is not known."""
    known = ~(np.isnan(total) | np.isnan(direct) | np.isnan(diffuse))
    year = float(total[known].sum())
    if not known.any() or year <= 0:
        return SolarBalance(None, None, None)
    made = direct * np.maximum(sines, 0) + diffuse
    day = known & (total > _DAY_WH_M2)
    away = np.abs(total - made)
    off = away[day] > np.maximum(_TOLERANCE_WH_M2, _TOLERANCE_SHARE * total[day])
    return SolarBalance(
        hours_off=float(off.mean()) if day.any() else None,
        year_off=abs(float((total - made)[known].sum())) / year,
        dark=float(total[known & (sines < _DARK)].sum()) / year,
    )
