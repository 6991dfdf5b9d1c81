"""A small weather file made here: a year at sea level on the equator's side, every hour plausible, quick to spoil."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from energyplus_runs.simulation.weather_solar import sines_of_height

LAT, LON, ZONE = 18.25, 109.5, 8.0
HEADER = (
    f"LOCATION,Sanya,Hainan,CHN,made,599480,{LAT},{LON},{ZONE},7.0",
    "DESIGN CONDITIONS,0",
    "TYPICAL/EXTREME PERIODS,0",
    "GROUND TEMPERATURES,2,.5,,,," + ",".join(["25.0"] * 12) + ",4,,,," + ",".join(["26.0"] * 12),
    "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
    "COMMENTS 1,made for tests",
    "COMMENTS 2,",
    "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31",
)
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DDY = b"Site:Location,Sanya,18.25,109.5,8.0,7.0;\n" + b"".join(
    b"SizingPeriod:DesignDay,Sanya Ann %s,1,21,SummerDesignDay,34,6;\n" % name
    for name in (
        *(b"Htg 99.6% Condns DB", b"Clg .4% Condns DB=>MWB"),
        *(b"Clg .4% Condns WB=>MDB", b"Clg .4% Condns DP=>MDB"),
    )
)
Lines = list[str]


@lru_cache(maxsize=2)
def _lines(warmer_k: float) -> tuple[str, ...]:
    sines = sines_of_height(8760, LAT, LON, ZONE)
    days = [(month, day) for month, count in enumerate(_MONTH_DAYS, 1) for day in range(1, count + 1)]
    rows = []
    for hour, sine in enumerate(sines):
        month, day = days[hour // 24]
        dry = 25 + warmer_k + 4 * math.sin(2 * math.pi * (hour % 24 - 9) / 24) + 0.01 * (hour // 24 % 7)
        direct, diffuse = (500.0, 100.0) if sine > 0.1 else (0.0, 0.0)
        total = direct * max(sine, 0) + diffuse
        rows.append(
            f"2005,{month},{day},{hour % 24 + 1},0,?9?9,{dry:.2f},20.0,75,101300,9999,9999,400,{total:.0f},"
            f"{direct:.0f},{diffuse:.0f},999900,999900,999900,99990,90,3.0,5,5,99,9999,9,999999999,0,0.1,0,88"
        )
    return (*HEADER, *rows)


def epw(spoil: Callable[[Lines], object] | None = None, warmer_k: float = 0.0) -> bytes:
    """The file, after `spoil` had its lines; `warmer_k` makes it another year."""
    lines = list(_lines(warmer_k))
    if spoil is not None:
        spoil(lines)
    return ("\n".join(lines) + "\n").encode("utf-8", "surrogateescape")


def cell(line: int, column: int, text: str) -> Callable[[Lines], None]:
    """Writes one field: `line` as in the file, `column` counted from 0."""

    def change(lines: Lines) -> None:
        fields = lines[line - 1].split(",")
        fields[column] = text
        lines[line - 1] = ",".join(fields)

    return change
