"""The columns of an EPW data row that are checked: their marks for a missing value and their physical range.

Source: EnergyPlus 25.2 Auxiliary Programs, EPW data dictionary (names, units, missing marks). The ranges are those the
dictionary states where it states one; radiation is held below 1,500 Wh/m², more than the sun gives outside the atmosphere.
"""

from __future__ import annotations

from dataclasses import dataclass

FEWEST_FIELDS = 32  # up to the days since the last snow; the three after it are optional
MOST_FIELDS = 100


@dataclass(frozen=True, slots=True)
class Limits:
    """One column: its place in the row counted from 0, its range in `unit`, and from where on a value means "missing".

    `needed` columns are simulated with: the engine would fill a gap with the value before it.
    """

    index: int
    name: str
    unit: str
    lowest: float
    highest: float
    missing_from: float
    needed: bool = True


COLUMNS = (
    Limits(6, "Dry Bulb Temperature", "degC", -70, 70, 99.9),
    Limits(7, "Dew Point Temperature", "degC", -70, 70, 99.9),
    Limits(8, "Relative Humidity", "%", 0, 110, 999),
    Limits(9, "Atmospheric Station Pressure", "Pa", 31000, 120000, 999999),
    Limits(10, "Extraterrestrial Horizontal Radiation", "Wh/m2", 0, 1500, 9999, needed=False),
    Limits(11, "Extraterrestrial Direct Normal Radiation", "Wh/m2", 0, 1500, 9999, needed=False),
    Limits(12, "Horizontal Infrared Radiation Intensity", "Wh/m2", 0, 1000, 9999, needed=False),
    Limits(13, "Global Horizontal Radiation", "Wh/m2", 0, 1500, 9999, needed=False),
    Limits(14, "Direct Normal Radiation", "Wh/m2", 0, 1500, 9999),
    Limits(15, "Diffuse Horizontal Radiation", "Wh/m2", 0, 1500, 9999),
    Limits(20, "Wind Direction", "deg", 0, 360, 999),
    Limits(21, "Wind Speed", "m/s", 0, 40, 999),
    Limits(22, "Total Sky Cover", "tenths", 0, 10, 99, needed=False),
    Limits(23, "Opaque Sky Cover", "tenths", 0, 10, 99, needed=False),
)
DRY_BULB, DEW_POINT, HUMIDITY = 6, 7, 8
GLOBAL, DIRECT, DIFFUSE = 13, 14, 15
