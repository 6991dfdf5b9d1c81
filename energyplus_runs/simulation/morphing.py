"""A typical year changed to a later climate by monthly factors: shift, stretch, and both together.

Source: S. E. Belcher, J. N. Hacker, D. S. Powell, Constructing design weather data for future climates, Building Services
Engineering Research and Technology 26(1), 2005, pages 49-61. Sky radiation follows temperature and humidity by the clear-sky
emissivity of the EnergyPlus Engineering Reference (Clark and Allen 1978), clouds staying as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from energyplus_runs.simulation.epw_file import Column, EpwFile, Values
from energyplus_runs.simulation.psychrometrics import (
    KELVIN,
    dew_point_c,
    humidity_ratio,
    saturation_pressure_pa,
    vapour_pressure_pa,
)

# No hour on the ground can have more beam: the solar constant 1361 W/m2 at the earth's least distance, 3.4 % above its mean.
MOST_DIRECT_W_M2 = 1408.0
_SOLAR = (Column.GLOBAL_HORIZONTAL_WH_M2, Column.DIRECT_NORMAL_WH_M2, Column.DIFFUSE_HORIZONTAL_WH_M2)
_DECIMALS = {
    Column.DRY_BULB_C: 2,
    Column.DEW_POINT_C: 2,
    Column.RELATIVE_HUMIDITY_PERCENT: 1,
    Column.PRESSURE_PA: 0,
    Column.SKY_INFRARED_WH_M2: 1,
    **dict.fromkeys(_SOLAR, 1),
    Column.WIND_SPEED_M_S: 2,
}


@dataclass(frozen=True, slots=True)
class Air:
    """Dry bulb [°C], relative humidity [%] and pressure [Pa] of every hour."""

    dry_bulb_c: Values
    humidity_percent: Values
    pressure_pa: Values

    @property
    def vapour_pa(self) -> Values:
        return saturation_pressure_pa(self.dry_bulb_c) * self.humidity_percent / 100.0


def morph(epw: EpwFile, monthly: Mapping[str, Sequence[float]], comment: str) -> bytes:
    """The EPW file of the changed year, with `comment` in its header.

    `monthly` holds January to December by the keys of change_factors; a quantity without factors stays as it is, relative
    humidity among them. Raises ValueError when the changed weather could not be, SimulationError for values that are missing.
    """
    before = Air(*(epw.numbers(column) for column in (
        Column.DRY_BULB_C, Column.RELATIVE_HUMIDITY_PERCENT, Column.PRESSURE_PA
    )))  # fmt: skip
    after = _air(epw, before, monthly)
    columns = {
        Column.DRY_BULB_C: after.dry_bulb_c,
        Column.DEW_POINT_C: np.minimum(dew_point_c(after.vapour_pa), after.dry_bulb_c),
        Column.RELATIVE_HUMIDITY_PERCENT: after.humidity_percent,
        Column.PRESSURE_PA: after.pressure_pa,
        **_sky(epw, before, after),
        **_stretched(epw, monthly, "global_horizontal_fraction", _SOLAR),
        **_stretched(epw, monthly, "wind_speed_fraction", (Column.WIND_SPEED_M_S,)),
    }
    _check(columns)
    return epw.replaced({column: _texts(column, values) for column, values in columns.items()}, comment)


def _air(epw: EpwFile, before: Air, monthly: Mapping[str, Sequence[float]]) -> Air:
    dry_bulb_c = _dry_bulb(epw, before.dry_bulb_c, monthly)
    pressure_pa = before.pressure_pa + _of_hours(epw, monthly.get("pressure_pa"))
    if "specific_humidity_fraction" in monthly:
        ratio = _with_specific_humidity(epw, before, monthly["specific_humidity_fraction"])
        vapour_pa = vapour_pressure_pa(ratio, pressure_pa)
        humidity = 100.0 * vapour_pa / saturation_pressure_pa(dry_bulb_c)
    else:
        humidity = before.humidity_percent + _of_hours(epw, monthly.get("relative_humidity_points"))
    # Air holds no more than saturation (a file may read 101 %), and outdoors it is never wholly dry.
    return Air(dry_bulb_c, np.clip(humidity, 1.0, 100.0), pressure_pa)


def _dry_bulb(epw: EpwFile, before_c: Values, monthly: Mapping[str, Sequence[float]]) -> Values:
    """Shifted by the change of the mean; stretched about it where changes of the daily extremes are known."""
    months = epw.month_of_hours()
    shift = _of_hours(epw, monthly["dry_bulb_mean_k"])
    if "dry_bulb_daily_max_k" not in monthly:
        return before_c + shift
    daily = before_c.reshape(-1, 24)
    of_day = months[::24]
    stretched = before_c + shift
    for month in range(1, 13):
        hours, days = months == month, of_day == month
        spread_k = float(daily[days].max(axis=1).mean() - daily[days].min(axis=1).mean())
        growth_k = monthly["dry_bulb_daily_max_k"][month - 1] - monthly["dry_bulb_daily_min_k"][month - 1]
        if spread_k + growth_k <= 0.0:
            raise ValueError(f"in month {month} the warmest hour of a day would be its coldest")
        stretched[hours] += growth_k / spread_k * (before_c[hours] - before_c[hours].mean())
    return stretched


def _with_specific_humidity(epw: EpwFile, before: Air, fractions: Sequence[float]) -> Values:
    """Humidity ratio [kg/kg of dry air] when the water in each kg of moist air grows by a fraction."""
    ratio = humidity_ratio(before.vapour_pa, before.pressure_pa)
    specific = ratio / (1.0 + ratio) * (1.0 + _of_hours(epw, fractions))
    result: Values = specific / (1.0 - specific)
    return result


def _stretched(
    epw: EpwFile, monthly: Mapping[str, Sequence[float]], key: str, columns: Sequence[Column]
) -> dict[Column, Values]:
    """Columns times 1 + fraction. Global, direct and diffuse sun grow alike, so that their split stays what it was."""
    if key not in monthly:
        return {}
    factor = 1.0 + _of_hours(epw, monthly[key])
    return {column: epw.numbers(column) * factor for column in columns}


def _sky(epw: EpwFile, before: Air, after: Air) -> dict[Column, Values]:
    """Sky radiation changed as a clear sky's would be; left out where the file has none, for the engine works it out."""
    if not epw.has(Column.SKY_INFRARED_WH_M2):
        return {}
    changed = _clear_sky(after) / _clear_sky(before)
    return {Column.SKY_INFRARED_WH_M2: epw.numbers(Column.SKY_INFRARED_WH_M2) * changed}


def _clear_sky(air: Air) -> Values:
    dew_point_k = dew_point_c(air.vapour_pa) + KELVIN
    result: Values = (0.787 + 0.764 * np.log(dew_point_k / 273.0)) * (air.dry_bulb_c + KELVIN) ** 4
    return result


def _check(columns: Mapping[Column, Values]) -> None:
    direct = columns.get(Column.DIRECT_NORMAL_WH_M2)
    if direct is not None and float(direct.max()) > MOST_DIRECT_W_M2:
        raise ValueError(
            f"direct sun of {direct.max():.0f} W/m2, more than the {MOST_DIRECT_W_M2:.0f} above the air"
        )
    for column, least, most in (
        (Column.DRY_BULB_C, -70.0, 70.0),
        (Column.PRESSURE_PA, 31000.0, 120000.0),
        (Column.WIND_SPEED_M_S, 0.0, 40.0),
    ):
        values = columns.get(column, np.array([least]))
        if float(values.min()) < least or float(values.max()) > most:
            raise ValueError(f"{column.name.lower()} from {values.min():.1f} to {values.max():.1f}")


def _of_hours(epw: EpwFile, monthly: Sequence[float] | None) -> Values:
    """The factor of each hour's month; zero without factors."""
    return np.array(monthly or [0.0] * 12, dtype=np.float64)[epw.month_of_hours() - 1]


def _texts(column: Column, values: Values) -> list[str]:
    return [f"{value:.{_DECIMALS[column]}f}" for value in values]
