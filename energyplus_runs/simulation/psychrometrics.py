"""Moist air: vapour pressure, humidity ratio and thermodynamic wet-bulb temperature, for whole years at once.

Source: ASHRAE Handbook of Fundamentals 2017, chapter 1: equations 5 and 6 (saturation pressure after Hyland and Wexler 1983),
20 (humidity ratio), 33 and 35 (wet bulb).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

KELVIN = 273.15
_RATIO = 0.621945  # molar mass of water vapour over that of dry air
_OVER_ICE = (
    -5.6745359e3, 6.3925247, -9.6778430e-3, 6.2215701e-7, 2.0747825e-9, -9.4840240e-13, 4.1635019,
)  # fmt: skip
_OVER_WATER = (-5.8002206e3, 1.3914993, -4.8640239e-2, 4.1764768e-5, -1.4452093e-8, 0.0, 6.5459673)
_WIDEST_DEPRESSION_K = 60.0  # no air of this earth has its wet bulb further below its dry bulb
_HALVINGS = 60  # 60 K halved so often is below the spacing of doubles


def saturation_pressure_pa(temperature_c: Values) -> Values:
    """Vapour pressure [Pa] of saturated air at temperatures [°C] from -100 to 200; over ice below 0 °C."""
    kelvin = np.asarray(temperature_c, dtype=np.float64) + KELVIN
    return np.exp(np.where(kelvin < KELVIN, _logarithm(kelvin, _OVER_ICE), _logarithm(kelvin, _OVER_WATER)))


def humidity_ratio(vapour_pa: Values, pressure_pa: Values) -> Values:
    """Water per dry air [kg/kg] at a vapour pressure and a total pressure [Pa]."""
    return _RATIO * vapour_pa / (pressure_pa - vapour_pa)


def vapour_pressure_pa(ratio: Values, pressure_pa: Values) -> Values:
    """The inverse of `humidity_ratio`."""
    return pressure_pa * ratio / (_RATIO + ratio)


def wet_bulb_c(dry_bulb_c: Values, relative_humidity_percent: Values, pressure_pa: Values) -> Values:
    """Thermodynamic wet-bulb temperature [°C] of air; never above its dry bulb."""
    dry_bulb_c = np.asarray(dry_bulb_c, dtype=np.float64)
    vapour_pa = saturation_pressure_pa(dry_bulb_c) * relative_humidity_percent / 100.0
    ratio = humidity_ratio(vapour_pa, pressure_pa)
    low, high = dry_bulb_c - _WIDEST_DEPRESSION_K, dry_bulb_c
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        too_dry = _ratio_at_wet_bulb(dry_bulb_c, middle, pressure_pa) < ratio
        low, high = np.where(too_dry, middle, low), np.where(too_dry, high, middle)
    return high


def dew_point_c(vapour_pa: Values) -> Values:
    """Temperature [°C] at which air of this vapour pressure [Pa] is saturated."""
    low, high = np.full_like(vapour_pa, -100.0), np.full_like(vapour_pa, 100.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        too_cold = saturation_pressure_pa(middle) < vapour_pa
        low, high = np.where(too_cold, middle, low), np.where(too_cold, high, middle)
    return high


def _logarithm(kelvin: Values, c: tuple[float, ...]) -> Values:
    powers = c[1] + kelvin * (c[2] + kelvin * (c[3] + kelvin * (c[4] + kelvin * c[5])))
    result: Values = c[0] / kelvin + powers + c[6] * np.log(kelvin)
    return result


def _ratio_at_wet_bulb(dry_c: Values, wet_c: Values, pressure_pa: Values) -> Values:
    """Humidity ratio [kg/kg] of air with this dry and wet bulb [°C]."""
    saturated = humidity_ratio(saturation_pressure_pa(wet_c), pressure_pa)
    over_water = ((2501.0 - 2.326 * wet_c) * saturated - 1.006 * (dry_c - wet_c)) / (
        2501.0 + 1.86 * dry_c - 4.186 * wet_c
    )
    over_ice = ((2830.0 - 0.24 * wet_c) * saturated - 1.006 * (dry_c - wet_c)) / (
        2830.0 + 1.86 * dry_c - 2.1 * wet_c
    )
    return np.where(wet_c < 0.0, over_ice, over_water)
